#include "registry/audit.h"

#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <string.h>

static void append(struct ctx *cx, struct store *s, size_t count)
{
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, s, &b));
	for (size_t i = 0; i < count; i++) {
		struct audit_entry e = { .operation = SLICE("revoke"), .number = SLICE("7K3QD9XW2M4"),
			.operator_name = SLICE("officer-1"), .reason = slice_str(ctx_printf(cx, "reason-%zu", i)) };
		CHECK_OK(audit_append(cx, b, &e));
	}
	CHECK_OK(batch_commit(cx, b));
}

static enum err check(struct ctx *cx, struct store *s, const struct audit_head *known, struct audit_head *head)
{
	struct snapshot *v = NULL;
	enum err e = snapshot_open(cx, s, &v);
	if (e == OK)
		e = audit_check(cx, v, known, head);
	snapshot_close(v);
	return e;
}

/* A key of the record by hand: what a forger with the file would do. */
static struct slice key_of(struct ctx *cx, unsigned seq)
{
	uint8_t *p = ctx_alloc(cx, 9);
	p[0] = 'a';
	p[8] = (uint8_t)seq;
	return slice_of(p, 9);
}

static struct slice read_key(struct ctx *cx, struct store *s, struct slice key)
{
	struct snapshot *v = NULL;
	struct slice value = { 0 };
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_get(cx, v, key, &value));
	value = ctx_copy(cx, value);
	snapshot_close(v);
	return value;
}

static void write_key(struct ctx *cx, struct store *s, struct slice key, struct slice value)
{
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, s, &b));
	if (value.p)
		CHECK_OK(batch_put(cx, b, key, value));
	else
		CHECK_OK(batch_delete(cx, b, key));
	CHECK_OK(batch_commit(cx, b));
}

static bool last_reason(void *self, const struct audit_entry *e)
{
	struct buf *b = self;
	buf_printf(b, "%llu:%.*s ", (unsigned long long)e->seq, SLICE_FMT(e->reason));
	return true;
}

STORE_TEST(audit_chain_holds)
{
	struct audit_head head, later;
	struct snapshot *v = NULL;
	struct buf text;
	CHECK_OK(check(cx, s, NULL, &head));
	CHECK_INT((long long)head.count, 0);
	append(cx, s, 3);
	CHECK_OK(check(cx, s, NULL, &head));
	CHECK_INT((long long)head.count, 3);
	append(cx, s, 2);
	CHECK_OK(check(cx, s, &head, &later));
	CHECK_INT((long long)later.count, 5);
	buf_init(&text, 1000);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(audit_range(cx, v, 2, last_reason, &text));
	CHECK_TEXT(buf_slice(&text), "2:reason-2 3:reason-0 4:reason-1 ");
	snapshot_close(v);
	buf_free(&text);
}

STORE_TEST(audit_every_changed_byte_shows)
{
	struct audit_head head;
	append(cx, s, 3);
	for (unsigned seq = 0; seq < 3; seq++) {
		struct slice key = key_of(cx, seq), good = read_key(cx, s, key);
		for (size_t i = 0; i < good.n; i++) {
			uint8_t bad[300];
			memcpy(bad, good.p, good.n);
			bad[i] ^= 1;
			write_key(cx, s, key, slice_of(bad, good.n));
			CHECK_ERR(check(cx, s, NULL, &head), ERR_AUDIT_BROKEN);
		}
		write_key(cx, s, key, good);
		CHECK_OK(check(cx, s, NULL, &head));
	}
}

STORE_TEST(audit_missing_exchanged_and_added_entries_show)
{
	struct audit_head head;
	append(cx, s, 4);
	struct slice none = { 0 };
	struct slice one = read_key(cx, s, key_of(cx, 1)), two = read_key(cx, s, key_of(cx, 2));
	write_key(cx, s, key_of(cx, 1), none);
	CHECK_ERR(check(cx, s, NULL, &head), ERR_AUDIT_BROKEN);
	write_key(cx, s, key_of(cx, 1), two);
	write_key(cx, s, key_of(cx, 2), one);
	CHECK_ERR(check(cx, s, NULL, &head), ERR_AUDIT_BROKEN);
	write_key(cx, s, key_of(cx, 1), one);
	write_key(cx, s, key_of(cx, 2), two);
	CHECK_OK(check(cx, s, NULL, &head));
	write_key(cx, s, key_of(cx, 4), two);
	CHECK_ERR(check(cx, s, NULL, &head), ERR_AUDIT_BROKEN);
	struct batch *b = NULL;
	struct audit_entry e = { .operation = SLICE("issue"), .operator_name = SLICE("officer-1") };
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(audit_append(cx, b, &e), ERR_AUDIT_BROKEN);
	batch_abort(b);
}

STORE_TEST(audit_cut_at_the_end_shows_against_an_earlier_head)
{
	struct audit_head before, now;
	append(cx, s, 2);
	struct slice short_head = read_key(cx, s, SLICE("m/audit"));
	append(cx, s, 2);
	CHECK_OK(check(cx, s, NULL, &before));
	struct slice none = { 0 };
	write_key(cx, s, key_of(cx, 3), none);
	CHECK_ERR(check(cx, s, NULL, &now), ERR_AUDIT_BROKEN); /* the head tells of four */
	write_key(cx, s, key_of(cx, 2), none);
	write_key(cx, s, SLICE("m/audit"), short_head);
	CHECK_OK(check(cx, s, NULL, &now)); /* a clean cut shows only from outside */
	CHECK_ERR(check(cx, s, &before, &now), ERR_AUDIT_BROKEN);
	append(cx, s, 2);
	CHECK_OK(check(cx, s, &before, &now)); /* the same two entries again: nothing was lost */
	append(cx, s, 1);
	before.digest[0] ^= 1;
	CHECK_ERR(check(cx, s, &before, &now), ERR_AUDIT_BROKEN);
}

STORE_TEST(audit_takes_codes_and_names_only)
{
	struct batch *b = NULL;
	struct audit_entry e = { .operation = SLICE("issue"), .operator_name = SLICE("officer-1") };
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(audit_append(cx, b, &e));
	e.operation = SLICE("");
	CHECK_ERR(audit_append(cx, b, &e), ERR_DOCUMENT_FIELD);
	e.operation = SLICE("Issue it");
	CHECK_ERR(audit_append(cx, b, &e), ERR_DOCUMENT_FIELD);
	e.operation = SLICE("issue");
	e.reason = SLICE("a sentence about somebody");
	CHECK_ERR(audit_append(cx, b, &e), ERR_DOCUMENT_FIELD);
	e.reason = SLICE("");
	e.operator_name = SLICE("");
	CHECK_ERR(audit_append(cx, b, &e), ERR_DOCUMENT_FIELD);
	e.operator_name = SLICE("\xff");
	CHECK_ERR(audit_append(cx, b, &e), ERR_DOCUMENT_FIELD);
	CHECK_OK(batch_commit(cx, b));
}
