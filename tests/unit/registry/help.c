/* Owns: the made-up documents and the soundness walk of registry tests. */
#include "tests/unit/registry/help.h"

#include "base/crypto.h"
#include "registry/document_code.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STOCK_SIZE 1000

char *help_folder(struct ctx *cx) { return check_scratch(cx); }

char *help_folder_in_memory(struct ctx *cx) { return check_scratch_in_memory(cx); }

void help_remove(struct ctx *cx, const char *folder)
{
	(void)cx;
	check_remove(folder);
}

void help_flip(const char *path, long at, unsigned mask)
{
	uint8_t byte = 0;
	int fd = open(path, O_RDWR);
	if (fd < 0 || pread(fd, &byte, 1, at) != 1)
		abort();
	byte = (uint8_t)(byte ^ mask);
	if (pwrite(fd, &byte, 1, at) != 1)
		abort();
	close(fd);
}

void help_cut(const char *path, long size)
{
	if (truncate(path, size) != 0)
		abort();
}

void help_with_store(struct ctx *cx, void (*body)(struct ctx *, struct store *, const char *))
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	if (store_open(cx, folder, STORE_CREATE, &s) != OK) {
		fprintf(stderr, "%s\n", cx->text);
		abort();
	}
	body(cx, s, folder);
	store_close(s);
	help_remove(cx, folder);
}

int help_child(int (*work)(void *arg), void *arg)
{
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	if (child < 0)
		abort();
	if (child == 0) {
		/* A child that hangs must not hang the tests. */
		alarm(60);
		_exit(work(arg));
	}
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			abort();
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

struct slice help_stock(struct ctx *cx)
{
	uint8_t *p = ctx_alloc(cx, STOCK_SIZE);
	memset(p, 's', STOCK_SIZE);
	return slice_of(p, STOCK_SIZE);
}

void help_stock_digest(uint8_t out[static 32])
{
	static uint8_t stock[STOCK_SIZE];
	memset(stock, 's', STOCK_SIZE);
	crypto_sha256(slice_of(stock, STOCK_SIZE), out);
}

struct document help_document(struct ctx *cx, const struct reservation *r, unsigned n)
{
	struct document d = { .kind = 1, .list = r->list, .index = r->index, .issued_at = cx->now, .proof_at = 1, .proof_size = 4 };
	memcpy(d.number, r->number, sizeof d.number);
	d.identity = slice_str(ctx_printf(cx, "record-%u", n));
	crypto_sha256(d.identity, d.content);
	crypto_sha256(slice_str(r->number), d.code_digest);
	help_stock_digest(d.stock);
	return d;
}

enum err help_issue(struct ctx *cx, struct batch *b, unsigned n, size_t size, char *number)
{
	struct reservation r;
	uint8_t digest[32];
	help_stock_digest(digest);
	enum err e = documents_put_stock(cx, b, digest, help_stock(cx));
	if (e == OK)
		e = documents_reserve(cx, b, 1, &r);
	if (e != OK)
		return e;
	struct document d = help_document(cx, &r, n);
	if (number)
		memcpy(number, r.number, sizeof r.number);
	return documents_issue(cx, b, &d, slice_of(ctx_alloc(cx, size), size));
}

enum err help_issue_now(struct ctx *cx, struct store *s, unsigned n, char *number)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e != OK)
		return e;
	e = help_issue(cx, b, n, 3000, number);
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

void help_revoke(struct ctx *cx, struct store *s, const char *identity, const char *reason)
{
	struct batch *b = NULL;
	struct reservation r;
	uint8_t digest[32];
	help_stock_digest(digest);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_put_stock(cx, b, digest, help_stock(cx)));
	CHECK_OK(documents_reserve(cx, b, 1, &r));
	struct document d = help_document(cx, &r, (unsigned)cx->now);
	d.identity = slice_str(identity);
	CHECK_OK(documents_issue(cx, b, &d, slice_of(ctx_alloc(cx, 3000), 3000)));
	CHECK_OK(documents_change(cx, b, slice_str(r.number), DOCUMENT_REVOKED, reason));
	CHECK_OK(batch_commit(cx, b));
}

int help_state(struct ctx *cx, struct store *s, const char *number)
{
	struct snapshot *v = NULL;
	struct document d = { 0 };
	bool found = false;
	enum err e = snapshot_open(cx, s, &v);
	if (e == OK)
		e = documents_find(cx, v, slice_str(number), &found, &d);
	snapshot_close(v);
	return e != OK ? -1 : (int)d.state;
}

struct walk {
	struct ctx *cx;
	struct snapshot *v;
	size_t *counts;
	const char *fault;
	size_t open, indexes;
};

static const char *judge(struct walk *w, const struct document *d)
{
	struct slice fill = { 0 }, value = { 0 };
	bool issued = d->state >= DOCUMENT_ISSUED && d->state <= DOCUMENT_SUPERSEDED;
	if (documents_fill(w->cx, w->v, slice_str(d->number), &fill) != OK || (fill.n > 0) != issued)
		return issued ? "issued without a fill" : "a fill without being issued";
	struct key k = key_index(d->list, d->index);
	if (snapshot_get(w->cx, w->v, key_slice(&k), &value) != OK || value.n != DOCUMENT_NUMBER_SIZE + 1 ||
		memcmp(value.p, d->number, DOCUMENT_NUMBER_SIZE) || value.p[DOCUMENT_NUMBER_SIZE] != d->state)
		return "status index disagrees";
	k = key_open(d->number);
	if (snapshot_get(w->cx, w->v, key_slice(&k), &value) != OK || (value.p != NULL) != (d->state == DOCUMENT_RESERVED))
		return "journal of reservations disagrees";
	if (!issued)
		return NULL;
	k = key_record(d->identity, d->content, d->number);
	if (snapshot_get(w->cx, w->v, key_slice(&k), &value) != OK || !value.p)
		return "issued without a record entry";
	if (documents_stock(w->cx, w->v, d->stock, &value) != OK || !value.p)
		return "issued without a stock";
	return NULL;
}

static bool each_document(void *self, const struct document *d)
{
	struct walk *w = self;
	w->counts[d->state]++;
	if (!w->fault)
		w->fault = judge(w, d);
	return true;
}

static bool count_key(void *self, struct slice key, struct slice value)
{
	(void)key, (void)value;
	(*(size_t *)self)++;
	return true;
}

const char *help_unsound(struct ctx *cx, struct store *s, size_t counts[static DOCUMENT_VOID + 1])
{
	struct walk w = { .cx = cx, .counts = counts };
	size_t fills = 0, indexes = 0, documents = 0, issued = 0;
	memset(counts, 0, sizeof *counts * (DOCUMENT_VOID + 1));
	if (snapshot_open(cx, s, &w.v) != OK)
		return "no snapshot";
	if (documents_range(cx, w.v, (struct slice){ 0 }, each_document, &w) != OK ||
		snapshot_range(cx, w.v, SLICE("f"), SLICE("g"), count_key, &fills) != OK ||
		snapshot_range(cx, w.v, SLICE("i"), SLICE("j"), count_key, &indexes) != OK ||
		snapshot_range(cx, w.v, SLICE("o"), SLICE("p"), count_key, &w.open) != OK)
		w.fault = cx->text;
	for (size_t i = 0; i <= DOCUMENT_VOID; i++)
		documents += counts[i];
	for (size_t i = DOCUMENT_ISSUED; i <= DOCUMENT_SUPERSEDED; i++)
		issued += counts[i];
	if (!w.fault && fills != issued)
		w.fault = "more fills than issued documents";
	if (!w.fault && indexes != documents)
		w.fault = "an index without a document";
	if (!w.fault && w.open != counts[DOCUMENT_RESERVED])
		w.fault = "an open reservation without a document";
	snapshot_close(w.v);
	return w.fault;
}
