#include "base/crypto.h"
#include "registry/audit.h"
#include "registry/documents.h"
#include "registry/status.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <stdlib.h>
#include <string.h>

static enum err change(struct ctx *cx, struct store *s, const char *number, enum document_state to)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = documents_change(cx, b, slice_str(number), to, "test");
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

STORE_TEST(document_is_found_as_it_was_issued)
{
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	struct reservation r;
	struct document d;
	bool found = false;
	uint8_t digest[32];
	struct slice bytes = { 0 };
	help_stock_digest(digest);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_put_stock(cx, b, digest, help_stock(cx)));
	CHECK_OK(documents_reserve(cx, b, 1, &r));
	struct document in = help_document(cx, &r, 7);
	CHECK_OK(documents_issue(cx, b, &in, SLICE("the fill")));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(documents_find(cx, v, slice_str(r.number), &found, &d));
	CHECK(found);
	CHECK_INT(d.state, DOCUMENT_ISSUED);
	CHECK_INT(d.kind, 1);
	CHECK_INT(d.list, r.list);
	CHECK_INT(d.index, r.index);
	CHECK_INT(d.issued_at, CHECK_NOW);
	CHECK_INT(d.changed_at, CHECK_NOW);
	CHECK_INT(d.proof_at, 1);
	CHECK_INT(d.proof_size, 4);
	CHECK_TEXT(d.identity, "record-7");
	CHECK(memcmp(d.code_digest, in.code_digest, 32) == 0);
	CHECK(memcmp(d.content, in.content, 32) == 0);
	CHECK_OK(documents_fill(cx, v, slice_str(r.number), &bytes));
	CHECK_TEXT(bytes, "the fill");
	CHECK_OK(documents_stock(cx, v, digest, &bytes));
	CHECK_INT((long long)bytes.n, 1000);
	snapshot_close(v);
}

STORE_TEST(document_unknown_numbers_are_not_found)
{
	struct snapshot *v = NULL;
	struct document d;
	struct slice fill = { 0 };
	bool found = true;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(documents_find(cx, v, SLICE("00000000000"), &found, &d));
	CHECK(!found);
	CHECK_OK(documents_find(cx, v, SLICE("short"), &found, &d));
	CHECK(!found);
	CHECK_OK(documents_find(cx, v, (struct slice){ 0 }, &found, &d));
	CHECK(!found);
	CHECK_OK(documents_fill(cx, v, SLICE("00000000000"), &fill));
	CHECK(!fill.p);
	snapshot_close(v);
}

/* Brings a fresh document into a state. */
static void reach(struct ctx *cx, struct store *s, unsigned n, enum document_state state, char *number)
{
	struct batch *b = NULL;
	struct reservation r;
	if (state == DOCUMENT_RESERVED || state == DOCUMENT_VOID) {
		CHECK_OK(batch_begin(cx, s, &b));
		CHECK_OK(documents_reserve(cx, b, 1, &r));
		memcpy(number, r.number, sizeof r.number);
		if (state == DOCUMENT_VOID)
			CHECK_OK(documents_void(cx, b, slice_str(number), "test"));
		CHECK_OK(batch_commit(cx, b));
		return;
	}
	CHECK_OK(help_issue_now(cx, s, n, number));
	if (state == DOCUMENT_SUPERSEDED) {
		char next[12];
		CHECK_OK(help_issue_now(cx, s, n + 1000, next));
		CHECK_OK(batch_begin(cx, s, &b));
		CHECK_OK(documents_link(cx, b, slice_str(number), slice_str(next)));
		CHECK_OK(batch_commit(cx, b));
	} else if (state != DOCUMENT_ISSUED) {
		CHECK_OK(change(cx, s, number, state));
	}
}

/* Every state, every wish: only the drawn arrows are allowed. */
STORE_TEST(document_life_allows_exactly_its_arrows)
{
	static const char allowed[DOCUMENT_VOID + 1][8] = {
		[DOCUMENT_ISSUED] = { DOCUMENT_SUSPENDED, DOCUMENT_REVOKED },
		[DOCUMENT_SUSPENDED] = { DOCUMENT_ISSUED, DOCUMENT_REVOKED },
	};
	unsigned n = 0;
	for (int from = DOCUMENT_RESERVED; from <= DOCUMENT_VOID; from++) {
		for (int to = DOCUMENT_NONE; to <= DOCUMENT_VOID; to++) {
			char number[12];
			bool may = to != DOCUMENT_NONE && strchr(allowed[from], to) != NULL;
			reach(cx, s, n++, (enum document_state)from, number);
			CHECK_INT(help_state(cx, s, number), from);
			if (may)
				CHECK_OK(change(cx, s, number, (enum document_state)to));
			else
				CHECK_ERR(change(cx, s, number, (enum document_state)to), ERR_DOCUMENT_STATE);
			CHECK_INT(help_state(cx, s, number), may ? to : from);
		}
	}
}

STORE_TEST(document_void_link_and_mark_only_where_drawn)
{
	for (int from = DOCUMENT_RESERVED; from <= DOCUMENT_VOID; from++) {
		char number[12], next[12];
		struct batch *b = NULL;
		bool live = from == DOCUMENT_ISSUED || from == DOCUMENT_SUSPENDED;
		reach(cx, s, (unsigned)from, (enum document_state)from, number);
		reach(cx, s, 100 + (unsigned)from, DOCUMENT_ISSUED, next);
		CHECK_OK(batch_begin(cx, s, &b));
		if (from != DOCUMENT_RESERVED)
			CHECK_ERR(documents_void(cx, b, slice_str(number), "test"), ERR_DOCUMENT_STATE);
		CHECK_ERR(documents_mark(cx, b, slice_str(number), true, "test"), live ? OK : ERR_DOCUMENT_STATE);
		CHECK_ERR(documents_link(cx, b, slice_str(number), slice_str(number)), ERR_DOCUMENT_STATE);
		CHECK_ERR(documents_link(cx, b, slice_str(number), slice_str(next)), live ? OK : ERR_DOCUMENT_STATE);
		/* Again changes nothing; a third document cannot replace the same one. */
		CHECK_ERR(documents_link(cx, b, slice_str(number), slice_str(next)), live ? OK : ERR_DOCUMENT_STATE);
		CHECK_OK(batch_commit(cx, b));
		CHECK_INT(help_state(cx, s, number), live ? DOCUMENT_SUPERSEDED : from);
	}
}

STORE_TEST(document_issue_wants_an_open_reservation)
{
	struct batch *b = NULL;
	struct reservation r[3];
	uint8_t digest[32];
	help_stock_digest(digest);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_reserve(cx, b, 3, r));
	struct document d = help_document(cx, &r[0], 1);
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fill!")), ERR_DOCUMENT_FIELD); /* no stock yet */
	CHECK_ERR(documents_put_stock(cx, b, digest, SLICE("another stock")), ERR_DOCUMENT_FIELD);
	CHECK_OK(documents_put_stock(cx, b, digest, help_stock(cx)));
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("")), ERR_DOCUMENT_FIELD);
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fil")), ERR_DOCUMENT_FIELD); /* proof outside */
	d.index ^= 1;
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fill!")), ERR_DOCUMENT_FIELD);
	d.index ^= 1;
	CHECK_OK(documents_issue(cx, b, &d, SLICE("fill!")));
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fill!")), ERR_DOCUMENT_STATE);
	CHECK_OK(documents_void(cx, b, slice_str(r[1].number), "test"));
	d = help_document(cx, &r[1], 2);
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fill!")), ERR_DOCUMENT_STATE);
	d = help_document(cx, &r[2], 3);
	memcpy(d.number, "00000000000", 11);
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fill!")), ERR_DOCUMENT_MISSING);
	d = help_document(cx, &r[2], 3);
	d.identity = (struct slice){ 0 };
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fill!")), ERR_DOCUMENT_FIELD);
	CHECK_OK(batch_commit(cx, b));
	CHECK_INT(help_state(cx, s, r[0].number), DOCUMENT_ISSUED);
	CHECK_INT(help_state(cx, s, r[2].number), DOCUMENT_RESERVED);
}

STORE_TEST(document_same_record_is_not_issued_twice)
{
	char first[12], second[12], same[12];
	struct snapshot *v = NULL;
	bool found = false;
	uint8_t content[32];
	CHECK_OK(help_issue_now(cx, s, 1, first));
	CHECK_ERR(help_issue_now(cx, s, 1, second), ERR_DOCUMENT_TWICE);
	CHECK_OK(change(cx, s, first, DOCUMENT_SUSPENDED));
	CHECK_ERR(help_issue_now(cx, s, 1, second), ERR_DOCUMENT_TWICE);
	crypto_sha256(SLICE("record-1"), content);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(documents_same(cx, v, SLICE("record-1"), content, &found, same));
	CHECK(found);
	CHECK_TEXT(slice_str(same), first);
	CHECK_OK(documents_same(cx, v, SLICE("record-2"), content, &found, same));
	CHECK(!found);
	content[0] ^= 1;
	CHECK_OK(documents_same(cx, v, SLICE("record-1"), content, &found, same));
	CHECK(!found);
	content[0] ^= 1;
	CHECK_OK(change(cx, s, first, DOCUMENT_REVOKED));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(documents_same(cx, v, SLICE("record-1"), content, &found, same));
	CHECK(!found);
	CHECK_OK(help_issue_now(cx, s, 1, second));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(documents_same(cx, v, SLICE("record-1"), content, &found, same));
	CHECK(found);
	CHECK_TEXT(slice_str(same), second);
	snapshot_close(v);
}

static bool count_document(void *self, const struct document *d)
{
	(void)d;
	return ++*(int *)self < 100;
}

STORE_TEST(document_correction_replaces_in_one_step)
{
	char first[12];
	struct batch *b = NULL;
	struct reservation r;
	struct snapshot *v = NULL;
	struct document d;
	bool found = false;
	int count = 0;
	CHECK_OK(help_issue_now(cx, s, 1, first));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_reserve(cx, b, 1, &r));
	d = help_document(cx, &r, 1); /* the same content: allowed for the successor alone */
	memcpy(d.predecessor, first, sizeof d.predecessor);
	CHECK_OK(documents_issue(cx, b, &d, SLICE("fill!")));
	CHECK_OK(documents_link(cx, b, slice_str(first), slice_str(r.number)));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(documents_find(cx, v, slice_str(first), &found, &d));
	CHECK_INT(d.state, DOCUMENT_SUPERSEDED);
	CHECK_TEXT(slice_str(d.successor), r.number);
	CHECK_OK(documents_find(cx, v, slice_str(r.number), &found, &d));
	CHECK_INT(d.state, DOCUMENT_ISSUED);
	CHECK_TEXT(slice_str(d.predecessor), first);
	CHECK_OK(documents_of(cx, v, SLICE("record-1"), count_document, &count));
	CHECK_INT(count, 2);
	snapshot_close(v);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_reserve(cx, b, 1, &r));
	d = help_document(cx, &r, 2);
	memcpy(d.predecessor, first, sizeof d.predecessor);
	CHECK_ERR(documents_issue(cx, b, &d, SLICE("fill!")), ERR_DOCUMENT_STATE);
	batch_abort(b);
}

static enum document_state state_at(struct ctx *cx, struct store *s, const char *number, int64_t instant)
{
	struct snapshot *v = NULL;
	struct document d;
	bool found = false;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(documents_find(cx, v, slice_str(number), &found, &d));
	enum document_state state = document_state_at(&d, instant);
	snapshot_close(v);
	return state;
}

STORE_TEST(document_state_of_every_past_instant)
{
	char number[12];
	struct batch *b = NULL;
	static const struct {
		int64_t at;
		enum document_state to;
	} life[] = { { 100, DOCUMENT_SUSPENDED }, { 200, DOCUMENT_ISSUED }, { 400, DOCUMENT_REVOKED } };
	CHECK_OK(help_issue_now(cx, s, 1, number));
	CHECK_INT(state_at(cx, s, number, CHECK_NOW - 1000), DOCUMENT_ISSUED);
	for (size_t i = 0; i < 3; i++) {
		cx->now = CHECK_NOW + life[i].at;
		CHECK_OK(change(cx, s, number, life[i].to));
		if (i == 1) { /* a mark is no change of state */
			cx->now += 100;
			CHECK_OK(batch_begin(cx, s, &b));
			CHECK_OK(documents_mark(cx, b, slice_str(number), true, NULL));
			CHECK_OK(batch_commit(cx, b));
		}
	}
	CHECK_INT(state_at(cx, s, number, CHECK_NOW), DOCUMENT_ISSUED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 99), DOCUMENT_ISSUED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 100), DOCUMENT_SUSPENDED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 199), DOCUMENT_SUSPENDED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 200), DOCUMENT_ISSUED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 350), DOCUMENT_ISSUED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 400), DOCUMENT_REVOKED);
	CHECK_INT(state_at(cx, s, number, INT64_MAX), DOCUMENT_REVOKED);
}

STORE_TEST(document_history_has_an_end)
{
	char number[12];
	CHECK_OK(help_issue_now(cx, s, 1, number));
	for (int i = 0; i < 150; i++) {
		cx->now = CHECK_NOW + 10 * i;
		CHECK_OK(change(cx, s, number, i % 2 ? DOCUMENT_ISSUED : DOCUMENT_SUSPENDED));
	}
	CHECK_INT(help_state(cx, s, number), DOCUMENT_ISSUED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 1481), DOCUMENT_SUSPENDED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 1000), DOCUMENT_SUSPENDED);
	CHECK_INT(state_at(cx, s, number, CHECK_NOW + 1010), DOCUMENT_ISSUED);
}

static int by_index(const void *a, const void *b)
{
	const struct reservation *x = a, *y = b;
	return x->index < y->index ? -1 : x->index > y->index;
}

STORE_TEST(document_reservations_are_unique_and_shuffled)
{
	enum { N = 1500 };
	struct reservation *r = ctx_alloc(cx, N * sizeof *r);
	struct batch *b = NULL;
	size_t steps = 0;
	for (size_t at = 0; at < N; at += 500) {
		CHECK_OK(batch_begin(cx, s, &b));
		CHECK_OK(documents_reserve(cx, b, 500, r + at));
		CHECK_OK(batch_commit(cx, b));
	}
	for (size_t i = 1; i < N; i++)
		steps += r[i].index == r[i - 1].index + 1 || r[i].index + 1 == r[i - 1].index;
	CHECK(steps < 30); /* in order they would be 1499; shuffled about 6 are expected */
	qsort(r, N, sizeof *r, by_index);
	for (size_t i = 1; i < N; i++)
		CHECK(r[i].index != r[i - 1].index);
	CHECK(r[N - 1].index < 1536);
	CHECK_ERR(batch_begin(cx, s, &b), OK);
	CHECK_ERR(documents_reserve(cx, b, 0, r), ERR_LIMIT);
	CHECK_ERR(documents_reserve(cx, b, 5000, r), ERR_LIMIT);
	batch_abort(b);
}

STORE_TEST(document_refuses_a_reason_in_words)
{
	char number[12];
	struct batch *b = NULL;
	CHECK_OK(help_issue_now(cx, s, 1, number));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(documents_change(cx, b, slice_str(number), DOCUMENT_REVOKED, "Mr Specimen said so"), ERR_DOCUMENT_FIELD);
	CHECK_ERR(documents_change(cx, b, SLICE("12345678901"), DOCUMENT_REVOKED, "lost"), ERR_DOCUMENT_MISSING);
	CHECK_ERR(documents_change(cx, b, SLICE(""), DOCUMENT_REVOKED, "lost"), ERR_DOCUMENT_MISSING);
	batch_abort(b);
	CHECK_INT(help_state(cx, s, number), DOCUMENT_ISSUED);
}

STORE_TEST(document_range_goes_on_behind_a_number)
{
	struct snapshot *v = NULL;
	char number[12];
	int count = 0;
	for (unsigned i = 0; i < 20; i++)
		CHECK_OK(help_issue_now(cx, s, i, number));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(documents_range(cx, v, (struct slice){ 0 }, count_document, &count));
	CHECK_INT(count, 20);
	int behind = 0, from = 0;
	struct document d;
	bool found = false;
	CHECK_OK(documents_find(cx, v, slice_str(number), &found, &d));
	CHECK_OK(documents_range(cx, v, slice_str(number), count_document, &behind));
	/* Cutting the number by its last character counts from it on. */
	CHECK_OK(documents_range(cx, v, slice_of(number, 10), count_document, &from));
	CHECK_INT(from, behind + 1);
	snapshot_close(v);
}

TEST(sweep_voids_what_a_crash_left)
{
	char *folder = help_folder(cx);
	struct store *s = NULL;
	struct batch *b = NULL;
	struct reservation *r = ctx_alloc(cx, 2500 * sizeof *r);
	size_t voided = 0;
	size_t counts[DOCUMENT_VOID + 1];
	struct snapshot *v = NULL;
	struct audit_head head;
	char number[12];
	CHECK_OK(store_open(cx, folder, STORE_CREATE, &s));
	CHECK_OK(help_issue_now(cx, s, 1, number));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_reserve(cx, b, 2500, r));
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
	CHECK_OK(store_open(cx, folder, STORE_WRITE, &s));
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, 2500);
	CHECK(!help_unsound(cx, s, counts));
	CHECK_INT((long long)counts[DOCUMENT_VOID], 2500);
	CHECK_INT((long long)counts[DOCUMENT_ISSUED], 1);
	CHECK_OK(documents_sweep(cx, s, &voided));
	CHECK_INT((long long)voided, 0);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(audit_check(cx, v, NULL, &head));
	CHECK_INT((long long)head.count, 2500);
	snapshot_close(v);
	store_close(s);
	help_remove(cx, folder);
}

/* What an import asks for: a document that was revoked stands in the way of the same record's return, of another content's not. */
STORE_TEST(document_check_new_remembers_what_has_ended)
{
	char number[12];
	struct batch *b = NULL;
	struct reservation r;
	CHECK_OK(help_issue_now(cx, s, 1, number));
	CHECK_OK(change(cx, s, number, DOCUMENT_REVOKED));
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_reserve(cx, b, 1, &r));
	struct document d = help_document(cx, &r, 1);
	CHECK_ERR(documents_check_new(cx, b, &d), ERR_DOCUMENT_TWICE);
	CHECK_OK(documents_issue(cx, b, &d, SLICE("an officer who issues one record means it")));
	CHECK_ERR(documents_check_new(cx, b, &d), ERR_DOCUMENT_TWICE);
	d.content[0] ^= 1;
	CHECK_OK(documents_check_new(cx, b, &d));
	batch_abort(b);
}
