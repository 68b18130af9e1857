/* The n-th write of the store fails, for every n: nothing is half done, and after reopening and the sweep nothing is open. */
#include "registry/audit.h"
#include "registry/documents.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <stdio.h>
#include <string.h>

#define MOST 400

static enum err end(struct ctx *cx, struct batch *b, enum err e)
{
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

static enum err tell(struct ctx *cx, struct batch *b, const char *operation, const char *number)
{
	struct audit_entry a = { .operation = slice_str(operation), .number = slice_str(number), .operator_name = SLICE("test") };
	return audit_append(cx, b, &a);
}

static enum err reserve(struct ctx *cx, struct store *s, struct reservation *r)
{
	struct batch *b = NULL;
	uint8_t digest[32];
	help_stock_digest(digest);
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_put_stock(cx, b, digest, help_stock(cx));
	if (e == OK)
		e = documents_reserve(cx, b, 3, r);
	return b ? end(cx, b, e) : e;
}

static enum err issue_two_void_one(struct ctx *cx, struct store *s, struct reservation *r, unsigned n)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	for (size_t i = 0; e == OK && i < 2; i++) {
		struct document d = help_document(cx, &r[i], n * 2 + (unsigned)i);
		e = documents_issue(cx, b, &d, slice_of(ctx_alloc(cx, 9000), 9000));
		if (e == OK)
			e = tell(cx, b, "issue", r[i].number);
	}
	if (e == OK)
		e = documents_void(cx, b, slice_str(r[2].number), "test");
	return b ? end(cx, b, e) : e;
}

static enum err correct(struct ctx *cx, struct store *s, const char *old, unsigned n)
{
	struct batch *b = NULL;
	struct reservation r;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_reserve(cx, b, 1, &r);
	if (e == OK) {
		struct document d = help_document(cx, &r, n * 2);
		memcpy(d.predecessor, old, sizeof d.predecessor);
		e = documents_issue(cx, b, &d, slice_of(ctx_alloc(cx, 9000), 9000));
	}
	if (e == OK)
		e = tell(cx, b, "correct", old);
	return b ? end(cx, b, e) : e;
}

/* A day's work: reserve, issue, correct. `done` counts the commits that were acknowledged. */
static enum err work(struct ctx *cx, struct store *s, unsigned n, int *done)
{
	struct reservation r[3];
	enum err e = reserve(cx, s, r);
	if (e == OK) {
		++*done;
		e = issue_two_void_one(cx, s, r, n);
	}
	if (e == OK) {
		++*done;
		e = correct(cx, s, r[0].number, n);
	}
	*done += e == OK;
	return e;
}

/* What must be there after all rounds so far. */
struct tally {
	size_t issued, superseded, voided;
};

static void count_in(struct tally *t, int done)
{
	t->issued += done >= 2 ? 2 : 0; /* the correction replaces one and adds one */
	t->superseded += done == 3;
	t->voided += done >= 2;
}

static void check_round(struct ctx *cx, struct store *s, unsigned n, int done, struct tally *t)
{
	size_t counts[DOCUMENT_VOID + 1], swept = 0;
	struct snapshot *v = NULL;
	struct audit_head head;
	const char *fault = help_unsound(cx, s, counts);
	if (fault)
		print_error("write %u failed: %s\n", n, fault);
	CHECK(!fault);
	count_in(t, done);
	CHECK_INT((long long)counts[DOCUMENT_RESERVED], done == 1 ? 3 : 0);
	CHECK_INT((long long)counts[DOCUMENT_ISSUED], (long long)t->issued);
	CHECK_INT((long long)counts[DOCUMENT_SUPERSEDED], (long long)t->superseded);
	CHECK_INT((long long)counts[DOCUMENT_VOID], (long long)t->voided);
	CHECK_OK(documents_sweep(cx, s, &swept));
	t->voided += swept;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(audit_check(cx, v, NULL, &head));
	snapshot_close(v);
}

TEST(nth_write_fails_and_nothing_is_half_done)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	struct tally t = { 0 };
	unsigned n = 0;
	enum err e = ERR_STORE_IO;
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	store_close(s);
	while (e != OK && ++n < MOST) {
		int done = 0;
		CHECK_OK(store_open(cx, folder, STORE_WRITE, &s));
		store_hooks.fail_write = n;
		e = work(cx, s, n, &done);
		store_hooks.fail_write = 0;
		CHECK(e == OK || e == ERR_STORE_IO);
		ctx_forgive(cx);
		store_close(s);
		CHECK_OK(store_open(cx, folder, STORE_WRITE, &s));
		check_round(cx, s, n, done, &t);
		store_close(s);
	}
	CHECK_OK(e);
	printf("# %u failing writes, one after the other\n", n - 1);
	help_remove(cx, folder);
}
