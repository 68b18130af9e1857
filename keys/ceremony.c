/* Owns: key ceremonies (RFC 5280 profiles from keys/chain.h). One key per role, never shared; the root signs only certificates. */
#include "keys/ceremony.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/text.h"
#include "keys/chain.h"
#include "keys/keyring.h"
#include "keys/renewal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BIT(role) (1u << (role))

static const enum key_role listed[] = { ROLE_PDF_SEAL, ROLE_QR_SEAL, ROLE_STATUS_LIST };

/* ---- certificates ---- */

/* The second before the same time of day, some calendar years later. */
static int64_t end_of_life(int64_t from, int years)
{
	struct date d = date_of_instant(from);
	int64_t time_of_day = from - date_days(d) * 86400;
	d.year += years;
	if (d.month == 2 && d.day == 29)
		d.day = 28;
	return date_days(d) * 86400 + time_of_day - 1;
}

/* Certifies the fresh key of a role by its issuer's key, both in the ring. The issuer's certificate is not read when the role is the root. */
static enum err certify(struct ctx *cx, const struct conf *conf, struct keyring *k, enum key_role role, struct slice spki)
{
	const struct chain_profile *profile = chain_profile(role);
	const struct signer *issuer = keyring_signer(k, profile->issuer);
	struct certificate above = { .spki = spki, .not_after = INT64_MAX };
	struct anchors_plan plan = { .spki = spki, .not_before = cx->now, .is_ca = profile->is_ca, .path_length = profile->path_length,
		.usage = profile->usage, .purposes = profile->purposes };
	struct slice der;
	bool specimen;
	enum err e = conf_bool(cx, conf, "authority.specimen", &specimen);
	if (e == OK)
		e = anchors_name(cx, slice_str(conf_get(conf, "authority.name-en")), specimen,
			ctx_printf(cx, "%s%s", specimen ? "SPECIMEN " : "", profile->title), &plan.subject);
	if (e == OK && role != ROLE_ROOT)
		e = anchors_parse(cx, issuer->certificate, &above);
	if (e != OK)
		return e;
	crypto_random(plan.serial, sizeof plan.serial);
	plan.issuer = role == ROLE_ROOT ? plan.subject : above.subject;
	plan.issuer_spki = above.spki;
	plan.not_after = end_of_life(cx->now, profile->years);
	if (plan.not_after > above.not_after)
		plan.not_after = above.not_after;
	e = anchors_build(cx, &plan, issuer, &der);
	return e == OK ? keyring_certify(cx, k, role, der, role == ROLE_ROOT ? der : issuer->certificate) : e;
}

static enum err make_key(struct ctx *cx, const struct conf *conf, struct keyring *k, enum key_role role)
{
	struct slice spki;
	enum err e = keyring_generate(cx, k, role, &spki);
	return e == OK ? certify(cx, conf, k, role, spki) : e;
}

/* FOLDER/<role>.key and .pem, with an ending behind ("" or ".next"). */
static enum err write_key(struct ctx *cx, struct keyring *k, enum key_role role, const char *folder, const char *ending)
{
	const char *name = key_role_name(role);
	struct buf key, pem;
	buf_init(&key, 4096);
	buf_init(&pem, 2 * LIMIT_CERT_BYTES);
	anchors_encode_pem(cx, keyring_signer(k, role)->certificate, &pem);
	enum err e = keyring_seal(cx, k, role, &key);
	if (e == OK)
		e = file_write(cx, ctx_printf(cx, "%s/%s.pem%s", folder, name, ending), buf_slice(&pem), 0644);
	if (e == OK)
		e = file_write(cx, ctx_printf(cx, "%s/%s.key%s", folder, name, ending), buf_slice(&key), 0600);
	buf_wipe(&key);
	buf_free(&pem);
	return e;
}

static enum err add_key(struct ctx *cx, struct trust *t, const struct signer *signer)
{
	if (t->key_count == LIMIT_TRUST_KEYS)
		return fail(cx, ERR_LIMIT, "trust list: more than %d keys", LIMIT_TRUST_KEYS);
	t->keys[t->key_count++] = (struct trusted_key){ .role = signer->role, .state = TRUST_ACTIVE, .certificate = signer->certificate };
	return OK;
}

/* ---- init ---- */

static enum err check_fresh(struct ctx *cx, const struct conf *conf)
{
	const char *folder = conf_path(cx, conf, "keys.folder");
	for (enum key_role role = ROLE_ROOT; role < ROLE_COUNT; role++) {
		const char *key = ctx_printf(cx, "%s/%s.key", folder, key_role_name(role)), *pem = ctx_printf(cx, "%s/%s.pem", folder, key_role_name(role));
		if (file_exists(key) || file_exists(pem))
			return fail(cx, ERR_FILE_EXISTS, "%s: there are keys already; nothing was changed", folder);
	}
	static const char *const trust[] = { "trust.root", "trust.list" };
	for (size_t i = 0; i < 2; i++) {
		const char *path = conf_path(cx, conf, trust[i]);
		if (file_exists(path))
			return fail(cx, ERR_FILE_EXISTS, "%s: this home trusts a root already; nothing was changed", path);
	}
	return OK;
}

/* A folder that a killed or failed ceremony left. */
static void remove_folder(struct ctx *cx, const char *folder)
{
	renewal_sweep(cx, folder, "");
	rmdir(folder);
}

static enum err make_all(struct ctx *cx, const struct conf *conf, struct keyring *k, const char *folder)
{
	enum err e = OK;
	for (enum key_role role = ROLE_ROOT; e == OK && role < ROLE_COUNT; role++) {
		e = make_key(cx, conf, k, role);
		if (e == OK)
			e = write_key(cx, k, role, folder, "");
	}
	return e;
}

static enum err make_first_list(struct ctx *cx, const struct conf *conf, struct keyring *k, const char *folder)
{
	struct renewal r = { .conf = conf, .lock = -1 };
	struct buf b;
	r.next.keys = ctx_alloc(cx, LIMIT_TRUST_KEYS * sizeof *r.next.keys);
	r.next.root = keyring_signer(k, ROLE_ROOT)->certificate;
	r.next.issuing_ca = keyring_signer(k, ROLE_ISSUING_CA)->certificate;
	buf_init(&b, LIMIT_TRUST_LIST_BYTES);
	enum err e = conf_bool(cx, conf, "authority.specimen", &r.next.specimen);
	for (size_t i = 0; e == OK && i < sizeof listed / sizeof *listed; i++)
		e = add_key(cx, &r.next, keyring_signer(k, listed[i]));
	if (e == OK)
		e = renewal_sign(cx, &r, keyring_signer(k, ROLE_TRUST_LIST), &b);
	if (e == OK)
		e = file_write(cx, ctx_printf(cx, "%s/" RENEWAL_JOURNAL, folder), buf_slice(&b), 0644);
	buf_free(&b);
	return e;
}

static enum err make_home(struct ctx *cx, const struct conf *conf, struct slice passphrase)
{
	const char *folder = conf_path(cx, conf, "keys.folder"), *making = ctx_printf(cx, "%s.making", folder);
	struct keyring *k = NULL;
	remove_folder(cx, making);
	enum err e = keyring_fresh(cx, passphrase, &k);
	if (e == OK && mkdir(making, 0700) != 0)
		e = fail(cx, ERR_FILE_WRITE, "%s: cannot be made: %s", making, strerror(errno));
	if (e == OK)
		e = make_all(cx, conf, k, making);
	if (e == OK)
		e = make_first_list(cx, conf, k, making);
	/* The commit: from here on the home has its keys, and settle finishes the rest even after a crash. */
	if (e == OK && rename(making, folder) != 0)
		e = fail(cx, ERR_FILE_WRITE, "%s: %s", folder, strerror(errno));
	if (e != OK)
		remove_folder(cx, making);
	keyring_close(k);
	return e == OK ? renewal_settle(cx, conf) : e;
}

enum err ceremony_init(struct ctx *cx, const struct conf *conf, struct slice passphrase)
{
	int lock = -1;
	enum err e = passphrase_check(cx, passphrase);
	if (e == OK)
		e = file_make_folder(cx, conf_home(conf), 0755);
	if (e == OK)
		e = renewal_lock(cx, conf, &lock);
	if (e == OK)
		e = renewal_settle(cx, conf);
	if (e == OK)
		e = check_fresh(cx, conf);
	if (e == OK)
		e = make_home(cx, conf, passphrase);
	if (lock >= 0)
		close(lock);
	return e;
}

/* ---- later ---- */

static struct trusted_key *find_active(struct trust *t, enum key_role role)
{
	for (size_t i = 0; i < t->key_count; i++) {
		if (t->keys[i].role == role && t->keys[i].state == TRUST_ACTIVE)
			return &t->keys[i];
	}
	return NULL;
}

static enum err rotate_in_list(struct ctx *cx, struct renewal *r, const struct signer *fresh)
{
	if (fresh->role == ROLE_TRUST_LIST)
		return OK; /* the list names its own signer */
	struct trusted_key *old = find_active(&r->next, fresh->role);
	if (old)
		old->state = TRUST_RETIRED;
	return add_key(cx, &r->next, fresh);
}

static enum err commit_rotation(struct ctx *cx, struct renewal *r, struct keyring *k, enum key_role role)
{
	const char *folder = conf_path(cx, r->conf, "keys.folder");
	struct buf b;
	buf_init(&b, LIMIT_TRUST_LIST_BYTES);
	enum err e = renewal_sign(cx, r, keyring_signer(k, ROLE_TRUST_LIST), &b);
	if (e == OK)
		e = write_key(cx, k, role, folder, ".next");
	if (e == OK)
		e = file_write(cx, ctx_printf(cx, "%s/" RENEWAL_JOURNAL, folder), buf_slice(&b), 0644);
	if (e == OK)
		e = renewal_settle(cx, r->conf);
	buf_free(&b);
	return e;
}

enum err ceremony_rotate(struct ctx *cx, const struct conf *conf, struct slice passphrase, enum key_role role)
{
	unsigned needed = role == ROLE_TRUST_LIST ? BIT(ROLE_ROOT) : BIT(ROLE_ISSUING_CA) | BIT(ROLE_TRUST_LIST);
	if (role < ROLE_PDF_SEAL || role >= ROLE_COUNT)
		return fail(cx, ERR_KEY_ROLE, "rotate takes pdf-seal, qr-seal, status-list or trust-list; root and issuing CA change by a new ceremony");
	struct renewal r;
	struct keyring *k = NULL;
	enum err e = renewal_begin(cx, conf, &r);
	if (e == OK)
		e = keyring_open(cx, conf_path(cx, conf, "keys.folder"), passphrase, needed, &k);
	if (e == OK)
		e = make_key(cx, conf, k, role);
	if (e == OK)
		e = rotate_in_list(cx, &r, keyring_signer(k, role));
	if (e == OK)
		e = commit_rotation(cx, &r, k, role);
	keyring_close(k);
	renewal_end(&r);
	return e;
}

static enum err find_key(struct ctx *cx, struct trust *t, const char *which, struct trusted_key **out)
{
	uint8_t kid[8];
	size_t n = 0;
	enum key_role role = key_role_parse(slice_str(which));
	if (role != ROLE_NONE)
		*out = find_active(t, role);
	else if (hex_parse(slice_str(which), kid, sizeof kid, &n) && n == sizeof kid) {
		for (size_t i = 0; i < t->key_count && !*out; i++) {
			if (memcmp(t->keys[i].kid, kid, sizeof kid) == 0)
				*out = &t->keys[i];
		}
	}
	return *out ? OK : fail(cx, ERR_KEY_ROLE, "want the role of an active key (pdf-seal, qr-seal, status-list) or the kid of a key in the trust list: "
		"16 hex digits, see `show`");
}

/* Signs the edited list with the trust-list key. */
static enum err commit_list(struct ctx *cx, struct renewal *r, struct slice passphrase)
{
	struct keyring *k = NULL;
	enum err e = keyring_open(cx, conf_path(cx, r->conf, "keys.folder"), passphrase, BIT(ROLE_TRUST_LIST), &k);
	if (e == OK)
		e = renewal_commit(cx, r, keyring_signer(k, ROLE_TRUST_LIST));
	keyring_close(k);
	return e;
}

enum err ceremony_revoke(struct ctx *cx, const struct conf *conf, struct slice passphrase, const char *which, int64_t at)
{
	struct renewal r;
	struct trusted_key *key = NULL;
	if (at <= 0 || at > cx->now)
		return fail(cx, ERR_TRUST_CHANGE, "revoke-key: --at must not lie in the future");
	enum err e = renewal_begin(cx, conf, &r);
	if (e == OK)
		e = find_key(cx, &r.next, which, &key);
	if (e == OK && key->state == TRUST_REVOKED && key->revoked_at <= at)
		e = fail(cx, ERR_TRUST_CHANGE, "revoke-key: the key is revoked already, from that instant or an earlier one");
	if (e == OK) {
		key->state = TRUST_REVOKED;
		key->revoked_at = at;
		e = commit_list(cx, &r, passphrase);
	}
	renewal_end(&r);
	return e;
}

enum err ceremony_renew(struct ctx *cx, const struct conf *conf, struct slice passphrase)
{
	struct renewal r;
	bool specimen;
	enum err e = renewal_begin(cx, conf, &r);
	if (e == OK)
		e = conf_bool(cx, conf, "authority.specimen", &specimen);
	if (e == OK)
		e = trust_allow(cx, r.old, !specimen);
	if (e == OK)
		e = commit_list(cx, &r, passphrase);
	renewal_end(&r);
	return e;
}

/* ---- check ---- */

static enum err check_against_list(struct ctx *cx, const struct conf *conf, const struct keyring *k)
{
	struct trust *t = NULL;
	enum err e = trust_load(cx, conf, &t);
	for (size_t i = 0; e == OK && i < sizeof listed / sizeof *listed; i++) {
		const struct signer *s = keyring_signer(k, listed[i]);
		if (s)
			e = trust_check_signer(cx, t, s);
	}
	if (e == OK && t->stale)
		e = fail(cx, ERR_TRUST_TIME, "the trust list is stale; `cinnabar-keys trust-list` signs a new one");
	trust_free(t);
	return e;
}

enum err ceremony_check(struct ctx *cx, const struct conf *conf, struct slice passphrase, unsigned *absent)
{
	const char *folder = conf_path(cx, conf, "keys.folder");
	struct keyring *k = NULL;
	int lock = -1;
	unsigned roles = 0;
	*absent = 0;
	enum err e = renewal_lock(cx, conf, &lock);
	if (e == OK)
		e = renewal_settle(cx, conf);
	/* Root and issuing CA may be kept elsewhere between ceremonies. */
	for (enum key_role role = ROLE_ROOT; role < ROLE_COUNT; role++) {
		bool there = file_exists(ctx_printf(cx, "%s/%s.key", folder, key_role_name(role)));
		*(there || role > ROLE_ISSUING_CA ? &roles : absent) |= BIT(role);
	}
	if (e == OK)
		e = keyring_open(cx, folder, passphrase, roles, &k);
	if (e == OK)
		e = check_against_list(cx, conf, k);
	keyring_close(k);
	if (lock >= 0)
		close(lock);
	return e;
}
