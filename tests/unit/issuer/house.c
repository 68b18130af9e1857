/* Owns: the test house. */
#include "tests/unit/issuer/house.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/log.h"
#include "issuer/filing.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const records[] = {
	"{\"kind\":\"visa\",\"holder\":{\"surname\":\"CANARYANNA\",\"birth_date\":\"1985-03-14\",\"sex\":\"F\",\"nationality\":\"UTO\"},\"number\":\"EV7000001\","
	"\"type\":\"visa\",\"category\":\"M\",\"entries\":1,\"enter_before\":\"2030-02-28\",\"days\":90,\"issued\":\"2025-03-01\",\"passport_number\":\"CANARY111\","
	"\"contact\":{\"email\":\"canary-anna@example.org\"}}",
	"{\"kind\":\"pr-card\",\"holder\":{\"surname\":\"CANARYANNA\",\"birth_date\":\"1985-03-14\",\"sex\":\"F\",\"nationality\":\"UTO\"},"
	"\"number\":\"931999198503142462\",\"issued\":\"2019-09-01\",\"expires\":\"2029-08-31\",\"passport_number\":\"CANARY111\"}",
	"{\"kind\":\"visa\",\"holder\":{\"surname\":\"CANARYBEN\",\"birth_date\":\"1950-07-01\",\"sex\":\"M\",\"nationality\":\"UTO\"},\"number\":\"RP7000002\","
	"\"type\":\"residence-permit\",\"issued\":\"2025-01-15\",\"expires\":\"2030-01-14\",\"passport_number\":\"CANARY222\","
	"\"contact\":{\"phone\":\"+8610000000002\"}}",
	"{\"kind\":\"visa\",\"holder\":{\"surname\":\"CANARYCLEO\",\"birth_date\":\"2016-05-05\",\"sex\":\"X\",\"nationality\":\"UTO\"},\"number\":\"RP7000003\","
	"\"type\":\"residence-permit\",\"issued\":\"2025-01-15\",\"expires\":\"2030-01-14\",\"passport_number\":\"CANARY333\"}",
};

void house_keep(struct house *h, const char *record, char person[static PERSON_SIZE + 1])
{
	struct ctx *cx = h->cx;
	struct checked checked;
	struct flaw *flaws = NULL;
	struct batch *b = NULL;
	struct kept kept;
	struct filing_place place = { 0 };
	int64_t before = cx->now;
	cx->now = h->now;
	CHECK_OK(record_check(cx, h->desk.schemas, slice_str(record), &checked, &flaws));
	struct filing *f = filing_new(cx, checked, true);
	CHECK_OK(batch_begin(cx, h->desk.store, &b));
	CHECK_OK(filing_put(cx, &h->desk, b, f, &place, &kept));
	CHECK_OK(batch_commit(cx, b));
	filing_free(f);
	memcpy(person, kept.person, PERSON_SIZE + 1);
	cx->now = before;
}

static void open_session(struct house *h, char session, const char *account)
{
	CHECK_DONE(house_ask(h, account, session, NULL, "session-open", "", NULL));
}

void house_open(struct ctx *cx, struct house *h)
{
	*h = (struct house){ .cx = cx, .now = CHECK_NOW, .folder = help_folder_in_memory(cx) };
	h->outbox = ctx_printf(cx, "%s/outbox", h->folder);
	h->log = ctx_printf(cx, "%s/log", h->folder);
	log_set(LOG_DEBUG, open(h->log, O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, 0600));
	h->desk.operator = "test";
	h->desk.utc_offset = 480;
	CHECK_OK(schema_set_load(cx, "", &h->desk.schemas));
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", h->folder), STORE_CREATE, &h->desk.store));
	h->room = (struct act_room){ .desk = &h->desk, .scribe = scribe_new(h->desk.store, 16, 0), .callers = callers_new(), .pace = pace_new(),
		.outbox = h->outbox, .rate = 100000, .bind_rate = 100000, .proofs = 20 };
	h->at.room = &h->room;
	ctx_init(&h->at.cx, h->now);
	CHECK_OK(snapshot_open(cx, h->desk.store, &h->at.view));
	house_keep(h, records[0], h->anna);
	house_keep(h, records[1], h->anna);
	house_keep(h, records[2], h->ben);
	house_keep(h, records[3], h->cleo);
	open_session(h, 'a', ANNA_ACCOUNT);
	open_session(h, 'b', BEN_ACCOUNT);
	open_session(h, 'e', EVE_ACCOUNT);
}

void house_close(struct house *h)
{
	/* Whatever a test asked, the log names nobody. */
	CHECK_INT(slice_find(check_file(h->cx, h->log), SLICE("CANARY"), 0), SIZE_MAX);
	CHECK_INT(slice_find(check_file(h->cx, h->log), SLICE("canary"), 0), SIZE_MAX);
	log_set(LOG_ERROR, 2);
	snapshot_close(h->at.view);
	ctx_free(&h->at.cx);
	scribe_free(h->room.scribe);
	callers_free(h->room.callers);
	pace_free(h->room.pace);
	store_close(h->desk.store);
	schema_set_free(h->desk.schemas);
	help_remove(h->cx, h->folder);
}

struct slice house_ask_raw(struct house *h, const char *account, char session, const char *person, const char *act, const char *more)
{
	struct buf answer;
	char digest[65];
	uint8_t bytes[32];
	crypto_sha256(slice_of(&session, 1), bytes);
	hex_format(slice_of(bytes, 32), digest);
	const char *who = person ? ctx_printf(h->cx, ",\"person\":\"%s\"", person) : "";
	const char *question = ctx_printf(h->cx, "{\"act\":\"%s\",\"account\":\"%s\",\"session\":\"%s\",\"language\":\"en\"%s%s}", act, account, digest, who, more);
	buf_init(&answer, LIMIT_IPC_BYTES);
	act_answer(&h->at, slice_str(question), h->now, &answer);
	struct slice out = ctx_copy(h->cx, buf_slice(&answer));
	buf_free(&answer);
	return out;
}

const char *house_ask(struct house *h, const char *account, char session, const char *person, const char *act, const char *more, const struct json **answer)
{
	struct ctx *cx = h->cx;
	struct json *tree = NULL;
	CHECK_OK(json_parse(cx, house_ask_raw(h, account, session, person, act, more), &tree));
	const struct json *ok = json_get(tree, "ok");
	CHECK(ok && ok->type == JSON_IS_BOOL);
	if (answer)
		*answer = tree;
	return ok->boolean ? NULL : ctx_string(cx, json_text(tree, "error"));
}

const char *house_code(struct house *h, const char *kind, size_t *count)
{
	struct ctx *cx = h->cx;
	struct outbox_names names;
	const char *code = "";
	CHECK_OK(outbox_list(cx, h->outbox, 100, &names));
	*count = names.count;
	for (size_t i = 0; i < names.count; i++) {
		struct outbox_message m;
		CHECK_OK(outbox_read(cx, h->outbox, names.name[i], &m));
		size_t at = slice_find(m.body, SLICE("Code: "), 0);
		if (slice_is(m.kind, kind) && at != SIZE_MAX)
			code = ctx_printf(cx, "%.4s%.4s", m.body.p + at + 6, m.body.p + at + 11);
		CHECK_OK(outbox_remove(cx, h->outbox, names.name[i]));
	}
	return code;
}

void house_grant(struct house *h, const char *account, const char *person, unsigned rights, enum grant_origin origin)
{
	struct ctx *cx = h->cx;
	struct batch *b = NULL;
	struct grant g = { .state = GRANT_ACTIVE, .origin = origin, .rights = rights, .asked = h->now, .from = h->now, .changed = h->now };
	memcpy(g.account, account, ACCOUNT_SIZE + 1);
	memcpy(g.person, person, PERSON_SIZE + 1);
	CHECK_OK(batch_begin(cx, h->desk.store, &b));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
}

struct search {
	struct slice text;
	bool found;
};

static bool look(void *self, struct slice key, struct slice value)
{
	struct search *s = self;
	s->found |= slice_find(key, s->text, 0) != SIZE_MAX || slice_find(value, s->text, 0) != SIZE_MAX;
	return true;
}

bool house_holds(struct house *h, const char *text)
{
	struct ctx *cx = h->cx;
	struct search s = { .text = slice_str(text) };
	struct snapshot *v = NULL;
	CHECK_OK(snapshot_open(cx, h->desk.store, &v));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(snapshot_range(cx, v, SLICE(""), (struct slice){ 0 }, look, &s));
	snapshot_close(v);
	return s.found;
}

struct grant house_grant_of(struct house *h, const char *account, const char *person)
{
	struct ctx *cx = h->cx;
	struct snapshot *v = NULL;
	struct grant g = { 0 };
	bool found = false;
	CHECK_OK(snapshot_open(cx, h->desk.store, &v));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(grants_find(cx, v, account, person, &found, &g));
	snapshot_close(v);
	return found ? g : (struct grant){ 0 };
}
