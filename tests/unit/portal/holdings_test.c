/* Owns: tests of what is read of a person's records, what ends when, what masking leaves, and how documents stand. */
#include "base/outbox.h"
#include "portal/holdings.h"
#include "portal/proofs.h"
#include "portal/reminders.h"
#include "portal/wish.h"

#include "tests/unit/portal/store.h"
#include "tests/unit/registry/help.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOLDER "\"holder\":{\"birth_date\":\"1985-03-14\",\"given_names\":\"ANNA\",\"nationality\":\"UTO\",\"sex\":\"F\",\"surname\":\"SPECIMEN\"}"
#define TODAY  ((struct date){ 2026, 3, 10 }) /* of CHECK_NOW */

/* Keeps a record of the one person of these tests and gives that person's id. */
static const char *keep(struct ctx *cx, struct store *s, const char *identity, enum kind kind, uint32_t issued, const char *json)
{
	static char person[PERSON_SIZE + 1];
	const struct person_link link = { SLICE("E1"), SLICE("1985-03-14"), SLICE("UTO") };
	struct keeping k = { .record = { .identity = slice_str(identity), .kind = (int)kind, .issued = issued, .json = slice_str(json) }, .links = &link,
		.link_count = 1 };
	struct batch *b = NULL;
	struct kept out;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(records_keep(cx, b, &k, &out));
	CHECK_OK(batch_commit(cx, b));
	memcpy(person, out.person, sizeof person);
	return person;
}

static const char *keep_permit(struct ctx *cx, struct store *s, const char *number, uint32_t issued, const char *type, const char *expires)
{
	struct date d;
	char day[11];
	CHECK(date_from_number(issued, false, &d));
	date_format(d, day);
	return keep(cx, s, ctx_printf(cx, "visa:%s", number), KIND_VISA, issued, ctx_printf(cx,
		"{" HOLDER ",\"expires\":\"%s\",\"issued\":\"%s\",\"kind\":\"visa\",\"number\":\"%s\",\"passport_number\":\"E1\",\"type\":\"%s\"}", expires, day, number, type));
}

static const char *keep_passport(struct ctx *cx, struct store *s, const char *expires)
{
	return keep(cx, s, "passport:UTO:E1", KIND_PASSPORT, 20200101, ctx_printf(cx, "{\"earlier_passports\":[\"D1\"],\"expires\":\"%s\"," HOLDER
		",\"issued\":\"2020-01-01\",\"kind\":\"passport\",\"number\":\"E1\",\"state\":\"UTO\"}", expires));
}

static const char *keep_card(struct ctx *cx, struct store *s)
{
	return keep(cx, s, "pr-card:931999198503142462", KIND_PR_CARD, 20190901, "{\"expires\":\"2029-08-31\"," HOLDER
		",\"issued\":\"2019-09-01\",\"kind\":\"pr-card\",\"number\":\"931999198503142462\",\"passport_number\":\"D1\"}");
}

static struct holdings read_all(struct ctx *cx, struct store *s, const char *person)
{
	static struct snapshot *v;
	struct holdings h;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(holdings_read(cx, v, person, &h));
	for (size_t i = 0; i < h.count; i++)
		h.all[i].identity = ctx_copy(cx, h.all[i].identity);
	snapshot_close(v);
	return h;
}

PORTAL_TEST(holdings_of_somebody_without_records_are_none)
{
	struct holdings h = read_all(cx, s, "NOBODY000000");
	struct deadline d[DEADLINES_MAX];
	CHECK_INT(h.count, 0);
	CHECK(!holdings_current(&h, KIND_VISA) && !holdings_can_prove(&h, KIND_VISA) && !holdings_can_prove(&h, KIND_IDENTITY_LINK));
	CHECK_INT(holdings_deadlines(&h, TODAY, d), 0);
}

/* Issued later counts, in whichever order they came. */
PORTAL_TEST(holdings_tell_the_current_record_from_the_superseded)
{
	keep_permit(cx, s, "RP2", 20250101, "residence-permit", "2027-01-01");
	const char *person = keep_permit(cx, s, "RP1", 20240101, "residence-permit", "2025-01-01");
	struct holdings h = read_all(cx, s, person);
	CHECK_INT(h.count, 2);
	CHECK_TEXT(holdings_current(&h, KIND_VISA)->identity, "visa:RP2");
	CHECK(h.all[0].current && !h.all[1].current);
	CHECK_TEXT(h.all[1].value[FIELD_NUMBER], "RP1");
	CHECK_TEXT(h.all[0].value[FIELD_SURNAME], "SPECIMEN");
}

/* A link needs both; it is put together of the two. */
PORTAL_TEST(holdings_link_card_and_passport)
{
	struct slice value[FIELD_COUNT];
	const char *person = keep_card(cx, s);
	struct holdings h = read_all(cx, s, person);
	CHECK(!holdings_can_prove(&h, KIND_IDENTITY_LINK) && !holdings_values(&h, KIND_IDENTITY_LINK, value));
	keep_passport(cx, s, "2030-01-01");
	h = read_all(cx, s, person);
	CHECK(holdings_values(&h, KIND_IDENTITY_LINK, value));
	CHECK_TEXT(value[FIELD_CARD_NUMBER], "931999198503142462");
	CHECK_TEXT(value[FIELD_PASSPORT_NUMBER], "E1"); /* today's, not that of the card */
	CHECK_TEXT(value[FIELD_EARLIER_PASSPORTS], "D1");
	CHECK(holdings_card(&h) == holdings_current(&h, KIND_PR_CARD) && holdings_passport(&h) == holdings_current(&h, KIND_PASSPORT));
}

PORTAL_TEST(holdings_out_of_force_prove_nothing_and_end_no_more)
{
	struct deadline d[DEADLINES_MAX];
	keep_card(cx, s);
	const char *person = keep_passport(cx, s, "2030-01-01");
	help_revoke(cx, s, "pr-card:931999198503142462", "record-revoked");
	struct holdings h = read_all(cx, s, person);
	CHECK(!holdings_current(&h, KIND_PR_CARD)->stands && holdings_current(&h, KIND_PASSPORT)->stands);
	CHECK(!holdings_can_prove(&h, KIND_PR_CARD) && !holdings_can_prove(&h, KIND_IDENTITY_LINK) && holdings_can_prove(&h, KIND_PASSPORT));
	CHECK_INT(holdings_deadlines(&h, TODAY, d), 1);
	CHECK_INT(d[0].what, ENDING_PASSPORT);
}

PORTAL_TEST(holdings_deadlines_come_soonest_first)
{
	struct deadline d[DEADLINES_MAX];
	keep_permit(cx, s, "RP1", 20250101, "residence-permit", "2026-05-01");
	keep_card(cx, s);
	struct holdings h = read_all(cx, s, keep_passport(cx, s, "2026-04-01"));
	CHECK_INT(holdings_deadlines(&h, TODAY, d), 3);
	CHECK_INT(d[0].what, ENDING_PASSPORT);
	CHECK_INT(d[0].days, 22);
	CHECK(d[0].soon && !d[0].outlives_passport && !d[0].act_by.year);
	CHECK_INT(d[1].what, ENDING_RESIDENCE);
	CHECK(d[1].soon && d[1].outlives_passport);
	CHECK_INT(date_number(d[1].act_by), 20260401); /* thirty days before */
	CHECK_INT(d[2].what, ENDING_CARD);
	CHECK(!d[2].soon && d[2].outlives_passport);
}

/* Seven days before the end of a stay; the day itself still counts, the day after does not. */
PORTAL_TEST(holdings_deadline_of_a_stay)
{
	struct deadline d[DEADLINES_MAX];
	struct holdings h = read_all(cx, s, keep_permit(cx, s, "SP1", 20260101, "stay-permit", "2026-03-10"));
	CHECK_INT(holdings_deadlines(&h, TODAY, d), 1);
	CHECK_INT(d[0].what, ENDING_STAY_PERMIT);
	CHECK_INT(d[0].days, 0);
	CHECK_INT(date_number(d[0].act_by), 20260303);
	holdings_deadlines(&h, (struct date){ 2026, 3, 11 }, d);
	CHECK_INT(d[0].days, -1);
	holdings_deadlines(&h, (struct date){ 2026, 2, 16 }, d);
	CHECK(!d[0].soon);
	holdings_deadlines(&h, (struct date){ 2026, 2, 17 }, d);
	CHECK(d[0].soon);
}

TEST(holdings_mask_hides_what_would_give_it_away)
{
	struct slice value[FIELD_COUNT] = { [FIELD_BIRTH] = SLICE("1985-03-14"), [FIELD_CARD_NUMBER] = SLICE("931999198503142462"), [FIELD_SURNAME] = SLICE("SPECIMEN") };
	struct slice out[FIELD_COUNT];
	uint64_t masked;
	holdings_masked(cx, KIND_PR_CARD, value, PROOF_BIT(FIELD_BIRTH), out, &masked);
	CHECK_TEXT(out[FIELD_BIRTH], "1985-**-**");
	CHECK_TEXT(out[FIELD_CARD_NUMBER], "**************2462");
	CHECK_TEXT(out[FIELD_SURNAME], "SPECIMEN");
	CHECK_INT(masked, PROOF_BIT(FIELD_BIRTH) | PROOF_BIT(FIELD_CARD_NUMBER));
	holdings_masked(cx, KIND_PR_CARD, value, PROOF_BIT(FIELD_SURNAME), out, &masked);
	CHECK_TEXT(out[FIELD_SURNAME], "SPECIMEN");
	CHECK_INT(masked, 0);
}

TEST(proofs_standing_of_a_document)
{
	const struct date none = { 0 }, before = { 2026, 3, 9 };
	struct document d = { .state = DOCUMENT_ISSUED };
	CHECK_INT(proofs_standing(&d, TODAY, none, TODAY), STANDING_FORCE); /* the last day counts */
	CHECK_INT(proofs_standing(&d, before, none, TODAY), STANDING_PROOF_ENDED);
	CHECK_INT(proofs_standing(&d, TODAY, before, TODAY), STANDING_RECORD_ENDED);
	d.state = DOCUMENT_REVOKED;
	CHECK_INT(proofs_standing(&d, before, before, TODAY), STANDING_WITHDRAWN);
	d.state = DOCUMENT_SUPERSEDED;
	CHECK_INT(proofs_standing(&d, TODAY, none, TODAY), STANDING_REPLACED);
	d.state = DOCUMENT_SUSPENDED;
	CHECK_INT(proofs_standing(&d, TODAY, none, TODAY), STANDING_SUSPENDED);
	d.state = DOCUMENT_VOID;
	CHECK_INT(proofs_standing(&d, TODAY, none, TODAY), STANDING_NONE);
}

/* ---- the wish ---- */

static struct wish some_wish(void)
{
	return (struct wish){ .kind = KIND_VISA, .person = "0123456789AB", .institution = SLICE("telecom"), .recipient = SLICE("\"Bank\" <样本>"),
		.mask = PROOF_BIT(FIELD_NUMBER) | PROOF_BIT(FIELD_BIRTH), .chosen = true, .days = 30, .token = "00112233445566778899aabbccddeeff",
		.paper = SLICE("{\"fields\":{\"surname\":\"SPECIMEN\"}}"), .has_photo = true };
}

TEST(wish_comes_back_as_it_was)
{
	struct wish w = some_wish(), back;
	CHECK(wish_decode(cx, wish_encode(cx, &w), &back));
	CHECK_INT(back.kind, w.kind);
	CHECK_SLICE(back.recipient, w.recipient);
	CHECK_SLICE(back.institution, w.institution);
	CHECK_SLICE(back.paper, w.paper);
	CHECK(!back.seal.p && !back.made.p && back.chosen && back.has_photo && back.mask == w.mask && back.days == 30);
	CHECK(strcmp(back.token, w.token) == 0 && strcmp(back.person, w.person) == 0);
	CHECK(!wish_decode(cx, SLICE("{}"), &back) && !wish_decode(cx, SLICE("["), &back));
}

TEST(wish_for_the_issuer)
{
	struct wish w = some_wish();
	struct client_wish c = wish_for_issuer(cx, &w);
	CHECK_TEXT(c.kind, "visa");
	CHECK_TEXT(c.mask, "birth_date,number");
	CHECK_TEXT(c.purpose, "Telecom or internet service · 电信或网络服务");
	CHECK_INT(c.proof_days, 30);
	w.institution = SLICE("other");
	w.purpose = SLICE("a lease");
	w.mask = 0;
	c = wish_for_issuer(cx, &w);
	CHECK_TEXT(c.purpose, "a lease");
	CHECK(!c.mask.p && wish_usual_mask(&w) == 0);
	w.institution = SLICE("housing");
	CHECK_INT(wish_usual_mask(&w), PROOF_BIT(FIELD_NUMBER));
}

/* ---- reminders ---- */

static void give(struct ctx *cx, struct store *s, const char *account, const char *person, unsigned rights)
{
	struct grant g = { .state = GRANT_ACTIVE, .origin = ORIGIN_SELF_COUNTER, .rights = rights, .asked = cx->now, .from = cx->now, .changed = cx->now };
	struct batch *b = NULL;
	memcpy(g.account, account, sizeof g.account);
	memcpy(g.person, person, sizeof g.person);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(grants_put(cx, b, &g));
	CHECK_OK(batch_commit(cx, b));
}

static size_t messages(struct ctx *cx, const char *folder, struct outbox_message *last)
{
	struct outbox_names names;
	CHECK_OK(outbox_list(cx, folder, 100, &names));
	if (names.count)
		CHECK_OK(outbox_read(cx, folder, names.name[names.count - 1], last));
	return names.count;
}

/* One store is registry and portal at once: their keys do not meet here. Once a record and last day, and nothing in it that tells. */
PORTAL_TEST(reminders_come_once_and_say_nothing)
{
	char *folder = check_scratch(cx);
	struct hall hall = { .registry = s, .store = s, .url = "https://portal.example", .utc_offset = 480 };
	struct outbox_message m;
	hall.outbox = folder;
	CHECK_OK(words_open(cx, &hall.words));
	struct account a = portal_account(cx, s, "anna@example.org"), stranger = portal_account(cx, s, "other@example.org");
	const char *person = keep_permit(cx, s, "SP1", 20260101, "stay-permit", "2026-03-20");
	keep_passport(cx, s, "2026-05-01"); /* due as well: one message says it for both */
	give(cx, s, a.id, person, RIGHT_ALL);
	give(cx, s, stranger.id, person, RIGHT_BOOK); /* may not see it */
	CHECK_OK(reminders_tend(cx, &hall));
	CHECK_INT(messages(cx, folder, &m), 1);
	CHECK_TEXT(m.to, "anna@example.org");
	CHECK_TEXT(m.kind, "reminder");
	CHECK(slice_find(m.body, SLICE("https://portal.example/"), 0) != SIZE_MAX);
	CHECK(slice_find(m.body, SLICE("SP1"), 0) == SIZE_MAX && slice_find(m.body, SLICE("SPECIMEN"), 0) == SIZE_MAX && slice_find(m.body, SLICE("2026"), 0) == SIZE_MAX);
	CHECK_OK(reminders_tend(cx, &hall));
	CHECK_INT(messages(cx, folder, &m), 1);
	/* A permit with a new end is told of again; one that is far off, or over, is not. */
	keep_permit(cx, s, "SP2", 20260301, "stay-permit", "2026-03-25");
	CHECK_OK(reminders_tend(cx, &hall));
	CHECK_INT(messages(cx, folder, &m), 2);
	keep_permit(cx, s, "SP3", 20260302, "stay-permit", "2026-12-25");
	CHECK_OK(reminders_tend(cx, &hall));
	cx->now += 400 * 86400;
	CHECK_OK(reminders_tend(cx, &hall));
	CHECK_INT(messages(cx, folder, &m), 2);
	words_close(hall.words);
	struct outbox_names names;
	CHECK_OK(outbox_list(cx, folder, 100, &names));
	for (size_t i = 0; i < names.count; i++)
		CHECK_OK(outbox_remove(cx, folder, names.name[i]));
	rmdir(folder);
}
