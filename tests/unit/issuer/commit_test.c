/* A group commit beside another process: what was issued meanwhile, and what has ended since, is not issued again. */
#include "issuer/commit.h"

#include "base/crypto.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct room {
	struct desk desk;
	struct pool *pool;
	char *folder;
};

static void room_open(struct ctx *cx, struct room *room)
{
	*room = (struct room){ .desk = { .operator = "test" }, .pool = pool_new(), .folder = check_scratch(cx) };
	CHECK_OK(store_open(cx, room->folder, STORE_CREATE, &room->desk.store));
}

static void room_close(struct room *room)
{
	store_close(room->desk.store);
	pool_free(room->pool);
	check_remove(room->folder);
}

/* A made document of record n on a number of its own. */
static struct made make(struct ctx *cx, struct room *room, unsigned n, struct reservation *r)
{
	struct made m = { 0 };
	struct slice stock = SLICE("the stock");
	struct batch *b = NULL;
	CHECK_OK(commit_group(cx, &room->desk, NULL, 0, room->pool, 1));
	CHECK(pool_take(room->pool, r));
	m.document = (struct document){ .kind = 1, .list = r->list, .index = r->index, .proof_at = 1, .proof_size = 2 };
	memcpy(m.document.number, r->number, sizeof r->number);
	m.document.identity = slice_str(ctx_printf(cx, "record-%u", n));
	crypto_sha256(m.document.identity, m.document.content);
	crypto_sha256(stock, m.document.stock);
	buf_init(&m.fill, 100);
	buf_puts(&m.fill, "the fill");
	CHECK_OK(batch_begin(cx, room->desk.store, &b));
	CHECK_OK(documents_put_stock(cx, b, m.document.stock, stock));
	CHECK_OK(batch_commit(cx, b));
	return m;
}

static enum document_state state_of(struct ctx *cx, const struct room *room, const char *number)
{
	struct snapshot *v = NULL;
	struct document d = { 0 };
	bool found = false;
	CHECK_OK(snapshot_open(cx, room->desk.store, &v));
	CHECK_OK(documents_find(cx, v, slice_str(number), &found, &d));
	snapshot_close(v);
	return d.state;
}

/* Commits record n; whether it was there already. */
static bool commit_one(struct ctx *cx, struct room *room, unsigned n, bool new_only, char *number)
{
	struct reservation r;
	struct made m = make(cx, room, n, &r);
	struct committing c = { .made = &m, .number = r.number, .new_only = new_only };
	CHECK_OK(commit_group(cx, &room->desk, &c, 1, room->pool, 0));
	CHECK_INT(state_of(cx, room, r.number), c.twice ? DOCUMENT_VOID : DOCUMENT_ISSUED);
	memcpy(number, r.number, sizeof r.number);
	buf_free(&m.fill);
	return c.twice;
}

static void end(struct ctx *cx, struct room *room, const char *number)
{
	struct batch *b = NULL;
	CHECK_OK(batch_begin(cx, room->desk.store, &b));
	CHECK_OK(documents_change(cx, b, slice_str(number), DOCUMENT_REVOKED, "other"));
	CHECK_OK(batch_commit(cx, b));
}

TEST(commit_issues_a_record_once)
{
	struct room room;
	char number[DOCUMENT_NUMBER_SIZE + 1];
	room_open(cx, &room);
	CHECK(!commit_one(cx, &room, 1, true, number));
	CHECK(commit_one(cx, &room, 1, true, number));
	CHECK(commit_one(cx, &room, 1, false, number));
	CHECK(!commit_one(cx, &room, 2, false, number));
	CHECK(commit_one(cx, &room, 2, false, number));
	room_close(&room);
}

TEST(commit_of_an_import_does_not_bring_back_what_was_revoked_meanwhile)
{
	struct room room;
	char number[DOCUMENT_NUMBER_SIZE + 1], later[DOCUMENT_NUMBER_SIZE + 1];
	room_open(cx, &room);
	CHECK(!commit_one(cx, &room, 1, true, number));
	end(cx, &room, number);
	CHECK(commit_one(cx, &room, 1, true, later));
	/* An officer who issues one record means it. */
	CHECK(!commit_one(cx, &room, 1, false, later));
	room_close(&room);
}

/* Commits what record 7 says in one of its series; out: the number, and how it ended. */
static struct committing commit_version(struct ctx *cx, struct room *room, uint8_t series, uint8_t says, const char *replaces, char *number)
{
	struct reservation r;
	struct made m = make(cx, room, 7, &r);
	memset(m.document.content, says, 32);
	memset(m.document.series, series, 32);
	memset(m.document.says, says, 32);
	if (replaces)
		memcpy(m.document.predecessor, replaces, DOCUMENT_NUMBER_SIZE);
	struct committing c = { .made = &m, .number = r.number, .new_only = true };
	CHECK_OK(commit_group(cx, &room->desk, &c, 1, room->pool, 0));
	memcpy(number, r.number, sizeof r.number);
	buf_free(&m.fill);
	return c;
}

/* Whatever the maker knew: the batch itself sees to it that of a series one document is in force. */
TEST(commit_replaces_within_a_series)
{
	struct room room;
	char a[DOCUMENT_NUMBER_SIZE + 1], b[DOCUMENT_NUMBER_SIZE + 1], other[DOCUMENT_NUMBER_SIZE + 1], again[DOCUMENT_NUMBER_SIZE + 1];
	room_open(cx, &room);
	(void)commit_version(cx, &room, 1, 10, NULL, a);
	(void)commit_version(cx, &room, 2, 20, NULL, other);
	(void)commit_version(cx, &room, 1, 11, NULL, b);
	CHECK_INT(state_of(cx, &room, a), DOCUMENT_SUPERSEDED);
	CHECK_INT(state_of(cx, &room, b), DOCUMENT_ISSUED);
	CHECK_INT(state_of(cx, &room, other), DOCUMENT_ISSUED);
	CHECK(commit_version(cx, &room, 1, 11, NULL, again).twice);
	CHECK(commit_version(cx, &room, 1, 10, NULL, again).twice);
	CHECK_INT(state_of(cx, &room, b), DOCUMENT_ISSUED);
	room_close(&room);
}

/* What was suspended, revoked or replaced between making and commit: the number is void, the rest of the group goes on. */
TEST(commit_of_a_stale_successor_is_void)
{
	struct room room;
	char a[DOCUMENT_NUMBER_SIZE + 1], b[DOCUMENT_NUMBER_SIZE + 1];
	struct batch *batch = NULL;
	room_open(cx, &room);
	(void)commit_version(cx, &room, 1, 10, NULL, a);
	CHECK_OK(batch_begin(cx, room.desk.store, &batch));
	CHECK_OK(documents_change(cx, batch, slice_str(a), DOCUMENT_SUSPENDED, "under-review"));
	CHECK_OK(batch_commit(cx, batch));
	CHECK(commit_version(cx, &room, 1, 11, NULL, b).stale);
	CHECK_INT(state_of(cx, &room, b), DOCUMENT_VOID);
	CHECK_INT(state_of(cx, &room, a), DOCUMENT_SUSPENDED);
	end(cx, &room, a);
	CHECK(commit_version(cx, &room, 1, 11, a, b).stale);
	CHECK_INT(state_of(cx, &room, b), DOCUMENT_VOID);
	CHECK(!commit_version(cx, &room, 1, 11, NULL, b).stale);
	CHECK_INT(state_of(cx, &room, b), DOCUMENT_ISSUED);
	room_close(&room);
}
