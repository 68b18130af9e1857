/* Owns: changes of the trust list on disk, crash-safe by a journal in the keys folder. */
#include "keys/renewal.h"

#include "base/file.h"
#include "base/limits.h"
#include "keys/anchors.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum err renewal_lock(struct ctx *cx, const struct conf *conf, int *fd)
{
	const char *home = conf_home(conf);
	int folder = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return fail(cx, ERR_CONF, "home folder %s: %s", home, strerror(errno));
	while (flock(folder, LOCK_EX) != 0) {
		if (errno == EINTR)
			continue;
		close(folder);
		return fail(cx, ERR_SYSTEM, "%s: cannot be locked: %s", home, strerror(errno));
	}
	*fd = folder;
	return OK;
}

/* ---- the journal ---- */

static enum err put_in_place(struct ctx *cx, const char *folder, const char *name)
{
	const char *to = ctx_printf(cx, "%s/%s", folder, name), *from = ctx_printf(cx, "%s.next", to);
	if (rename(from, to) == 0 || errno == ENOENT)
		return OK;
	return fail(cx, ERR_FILE_WRITE, "%s: %s", to, strerror(errno));
}

static enum err sync_folder(struct ctx *cx, const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good ? OK : fail(cx, ERR_FILE_WRITE, "%s: cannot be synced: %s", folder, strerror(errno));
}

static const char *parent_of(struct ctx *cx, const char *path)
{
	char *copy = ctx_printf(cx, "%s", path), *slash = strrchr(copy, '/');
	if (!slash)
		return ".";
	slash[slash == copy] = 0;
	return copy;
}

/* A file of the keys folder copied to its public place. */
static enum err publish(struct ctx *cx, const char *from, const char *to)
{
	struct buf b;
	buf_init(&b, LIMIT_TRUST_LIST_BYTES);
	enum err e = file_read(cx, from, &b);
	if (e == OK)
		e = file_make_folder(cx, parent_of(cx, to), 0755);
	if (e == OK)
		e = file_write(cx, to, buf_slice(&b), 0644);
	buf_free(&b);
	return e;
}

static enum err finish(struct ctx *cx, const struct conf *conf, const char *folder, const char *journal)
{
	const char *root = conf_path(cx, conf, "trust.root");
	enum err e = OK;
	for (enum key_role role = ROLE_ROOT; e == OK && role < ROLE_COUNT; role++) {
		e = put_in_place(cx, folder, ctx_printf(cx, "%s.key", key_role_name(role)));
		if (e == OK)
			e = put_in_place(cx, folder, ctx_printf(cx, "%s.pem", key_role_name(role)));
	}
	if (e == OK)
		e = sync_folder(cx, folder);
	if (e == OK && !file_exists(root))
		e = publish(cx, ctx_printf(cx, "%s/root.pem", folder), root);
	if (e == OK)
		e = publish(cx, journal, conf_path(cx, conf, "trust.list"));
	if (e == OK && unlink(journal) != 0)
		e = fail(cx, ERR_FILE_WRITE, "%s: %s", journal, strerror(errno));
	return e;
}

void renewal_sweep(struct ctx *cx, const char *folder, const char *part)
{
	DIR *d = opendir(folder);
	for (struct dirent *entry; d && (entry = readdir(d));) {
		if (entry->d_name[0] != '.' && strstr(entry->d_name, part))
			unlink(ctx_printf(cx, "%s/%s", folder, entry->d_name));
	}
	if (d)
		closedir(d);
}

enum err renewal_settle(struct ctx *cx, const struct conf *conf)
{
	const char *folder = conf_path(cx, conf, "keys.folder"), *journal = ctx_printf(cx, "%s/" RENEWAL_JOURNAL, folder);
	enum err e = file_exists(journal) ? finish(cx, conf, folder, journal) : OK;
	/* What was not committed, and what a killed file_write left. */
	if (e == OK)
		renewal_sweep(cx, folder, ".next");
	return e;
}

/* ---- a change ---- */

static void copy_editable(struct ctx *cx, const struct trust *from, struct trust *to)
{
	*to = *from;
	to->keys = ctx_alloc(cx, LIMIT_TRUST_KEYS * sizeof *to->keys);
	to->stocks = ctx_alloc(cx, LIMIT_TRUST_STOCKS * sizeof *to->stocks);
	memcpy(to->keys, from->keys, from->key_count * sizeof *to->keys);
	memcpy(to->stocks, from->stocks, from->stock_count * sizeof *to->stocks);
}

enum err renewal_begin(struct ctx *cx, const struct conf *conf, struct renewal *r)
{
	*r = (struct renewal){ .conf = conf, .lock = -1 };
	enum err e = renewal_lock(cx, conf, &r->lock);
	if (e == OK)
		e = renewal_settle(cx, conf);
	if (e == OK)
		e = trust_read(cx, conf, &r->old);
	if (e == OK)
		copy_editable(cx, r->old, &r->next);
	return e;
}

void renewal_end(struct renewal *r)
{
	trust_free(r->old);
	if (r->lock >= 0)
		close(r->lock);
	*r = (struct renewal){ .lock = -1 };
}

enum err renewal_authority(struct ctx *cx, const struct conf *conf, struct slice *code)
{
	*code = slice_str(conf_get(conf, "authority.code"));
	bool letters = code->n == 3;
	for (size_t i = 0; i < code->n; i++)
		letters &= code->p[i] >= 'A' && code->p[i] <= 'Z';
	return letters ? OK : fail(cx, ERR_CONF, "authority.code: want three letters A to Z (ICAO 9303-3 section 5)");
}

static enum err fill_from_conf(struct ctx *cx, const struct conf *conf, struct trust *t)
{
	int64_t days;
	enum err e = renewal_authority(cx, conf, &t->authority);
	t->name_en = slice_str(conf_get(conf, "authority.name-en"));
	t->name_zh = slice_str(conf_get(conf, "authority.name-zh"));
	if (e == OK)
		e = conf_int(cx, conf, "trust.days", &days);
	if (e == OK)
		e = trust_host(cx, conf_get(conf, "verify.url"), &t->verify_host);
	if (e == OK)
		e = conf_offset(cx, conf, "authority.utc-offset", &t->utc_offset);
	if (e == OK)
		t->next_update = cx->now + days * 86400;
	return e;
}

/* What a verifier would say of it now. */
static enum err prove(struct ctx *cx, struct slice list, struct slice root)
{
	struct trust *t = NULL;
	enum err e = trust_open(cx, list, root, &t);
	trust_free(t);
	return e;
}

enum err renewal_sign(struct ctx *cx, struct renewal *r, const struct signer *signer, struct buf *out)
{
	struct trust *t = &r->next;
	t->sequence = (r->old ? r->old->sequence : 0) + 1;
	t->issued_at = cx->now;
	enum err e = fill_from_conf(cx, r->conf, t);
	if (e == OK)
		e = trust_build(cx, t, signer, out);
	return e == OK ? prove(cx, buf_slice(out), t->root) : e;
}

enum err renewal_commit(struct ctx *cx, struct renewal *r, const struct signer *signer)
{
	struct buf b;
	buf_init(&b, LIMIT_TRUST_LIST_BYTES);
	enum err e = renewal_sign(cx, r, signer, &b);
	if (e == OK)
		e = file_write(cx, conf_path(cx, r->conf, "trust.list"), buf_slice(&b), 0644);
	buf_free(&b);
	return e;
}

/* ---- stocks ---- */

static enum err add_stock(struct ctx *cx, struct trust *t, const struct trusted_stock *stock, bool *changed)
{
	for (size_t i = 0; i < t->stock_count; i++) {
		if (memcmp(t->stocks[i].digest, stock->digest, 32) == 0)
			return OK;
	}
	if (t->stock_count == LIMIT_TRUST_STOCKS)
		return fail(cx, ERR_LIMIT, "trust list: more than %d stocks", LIMIT_TRUST_STOCKS);
	t->stocks[t->stock_count++] = *stock;
	*changed = true;
	return OK;
}

enum err renewal_add_stocks(struct ctx *cx, const struct conf *conf, const struct signer *signer, const struct trusted_stock *stocks,
	size_t count, bool *changed)
{
	struct renewal r;
	bool due = false;
	int utc_offset = 0;
	enum err e = renewal_begin(cx, conf, &r);
	if (e == OK)
		e = conf_offset(cx, conf, "authority.utc-offset", &utc_offset);
	/* Days must not end at one hour for who issues and at another for who checks. */
	if (e == OK)
		due = cx->now >= r.old->issued_at + (r.old->next_update - r.old->issued_at) / 2 || r.old->utc_offset != utc_offset;
	for (size_t i = 0; e == OK && i < count; i++)
		e = add_stock(cx, &r.next, &stocks[i], &due);
	if (e == OK && due)
		e = renewal_commit(cx, &r, signer);
	renewal_end(&r);
	if (changed)
		*changed = e == OK && due;
	return e;
}
