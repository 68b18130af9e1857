/*
 * Owns: what is left of a right on the pages: nobody and nothing out of sight in long lists, names of others hidden, and every form that was
 * open when a right ended does nothing.
 */
#include "base/crypto.h"
#include "base/outbox.h"
#include "portal/booking_post.h"
#include "registry/documents.h"
#include "registry/records.h"
#include "registry/shares.h"
#include "schemas/proof.h"
#include "schemas/record.h"
#include "tests/unit/check.h"
#include "tests/unit/portal/book_pages.h"
#include "tests/unit/portal/visitor.h"
#include "tests/unit/registry/help.h"

#include <stdio.h>
#include <string.h>

/* ---- changing the registry under the portal ---- */

typedef void registry_change(struct ctx *cx, struct visitor *p, struct batch *b);

static void change(struct ctx *cx, struct visitor *p, registry_change *what)
{
	struct store *s = NULL;
	struct batch *b = NULL;
	clerk_close(p->clerk);
	hall_close(&p->hall);
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/registry", p->home), STORE_WRITE, &s));
	CHECK_OK(batch_begin(cx, s, &b));
	what(cx, p, b);
	CHECK_OK(batch_commit(cx, b));
	store_close(s);
	CHECK_OK(hall_open(cx, p->conf, &p->hall));
	p->clerk = clerk_open(&p->hall);
	CHECK(p->clerk != NULL);
}

/* ---- documents ---- */

#define PAPERS 205

static void put_papers(struct ctx *cx, struct visitor *p, struct batch *b)
{
	struct checked record;
	struct proof proof;
	struct reservation *r = ctx_alloc(cx, PAPERS * sizeof *r);
	const struct proof_options options = { .proof_days = 30 };
	uint8_t digest[32];
	struct kept_record kept;
	bool found = false;
	CHECK_OK(records_get(cx, b, SLICE("visa:EVT00000"), &found, &kept));
	CHECK(found && strcmp(kept.person, p->people[0]) == 0);
	CHECK_OK(record_kept(cx, kept.json, (struct slice){ 0 }, &record));
	help_stock_digest(digest);
	CHECK_OK(documents_put_stock(cx, b, digest, help_stock(cx)));
	CHECK_OK(documents_reserve(cx, b, PAPERS, r));
	for (unsigned i = 0; i < PAPERS; i++) {
		struct buf json;
		buf_init(&json, 16384);
		CHECK_OK(proof_show(cx, record, &options, date_at(cx->now, 480), &proof));
		proof.number = slice_str(r[i].number);
		proof.issued_at = cx->now - 100000 + 60 * i;
		proof_encode(&proof, &json);
		struct document d = help_document(cx, &r[i], i);
		d.identity = SLICE("visa:EVT00000");
		d.issued_at = proof.issued_at;
		d.proof_at = 0;
		d.proof_size = (uint32_t)json.n;
		CHECK_OK(documents_issue(cx, b, &d, buf_slice(&json)));
		if (i < 3)
			CHECK_OK(documents_change(cx, b, slice_str(r[i].number), DOCUMENT_REVOKED, "holder-request"));
		buf_free(&json);
	}
}

TEST(rights_every_document_can_be_reached)
{
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	change(cx, &p, put_papers);
	const char *list = ctx_printf(cx, "/p/%s/documents", p.people[0]);
	CHECK_INT(visitor_get(cx, &p, list), 200);
	CHECK(visitor_sees(&p, "205</bdi> in all"));
	CHECK_INT(visitor_counts(&p, "<li class=\"paper\">"), 10);
	CHECK(visitor_sees(&p, "?page=2\""));
	CHECK_INT(visitor_get(cx, &p, ctx_printf(cx, "%s?page=21", list)), 200);
	CHECK_INT(visitor_counts(&p, "<li class=\"paper\">"), 5);
	CHECK_INT(visitor_counts(&p, "Withdrawn"), 3 + 1); /* and the filter */
	CHECK(!visitor_sees(&p, "?page=22\""));
	/* Behind the end is the end. */
	CHECK_INT(visitor_get(cx, &p, ctx_printf(cx, "%s?page=900", list)), 200);
	CHECK_INT(visitor_counts(&p, "<li class=\"paper\">"), 5);
	CHECK_INT(visitor_get(cx, &p, ctx_printf(cx, "%s?state=withdrawn", list)), 200);
	CHECK(visitor_sees(&p, "3</bdi> in all"));
	CHECK_INT(visitor_counts(&p, "<li class=\"paper\">"), 3);
	CHECK_INT(visitor_get(cx, &p, ctx_printf(cx, "%s?state=force&page=21", list)), 200);
	CHECK(visitor_sees(&p, "202</bdi> in all"));
	CHECK_INT(visitor_counts(&p, "<li class=\"paper\">"), 2);
	CHECK(visitor_sees(&p, "?state=force&amp;page=20\""));
	visitor_leave(cx, &p);
}

/* ---- share codes ---- */

static void put_shares(struct ctx *cx, struct visitor *p, struct batch *b)
{
	struct grant g = { .state = GRANT_ENDED, .origin = ORIGIN_HELPER_CONFIRMED, .rights = RIGHT_ALL, .asked = 1, .from = 1, .changed = 2, .request = "HHHHHHHHHHHH" };
	memcpy(g.account, "HHHHHHHHHHHH", 13);
	memcpy(g.person, p->people[0], PERSON_SIZE + 1);
	CHECK_OK(grants_put(cx, b, &g));
	for (unsigned i = 0; i < 60; i++) {
		struct share s = { .purpose = 'B', .kinds = 1u << KIND_VISA, .made = cx->now - 60 + i, .until = cx->now + 1000 };
		/* The oldest works; then one of a helper whose right ended; fifty-eight that were stopped. */
		snprintf(s.id, sizeof s.id, "%08u", i);
		memcpy(s.person, p->people[0], PERSON_SIZE + 1);
		memcpy(s.account, i == 1 ? "HHHHHHHHHHHH" : p->account, ACCOUNT_SIZE + 1);
		CHECK_OK(shares_put(cx, b, slice_str(ctx_printf(cx, "B00000000%03u", i)), &s));
		if (i > 1)
			CHECK_OK(shares_cancel(cx, b, s.person, s.id));
	}
}

TEST(rights_share_codes_tell_what_they_open)
{
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	change(cx, &p, put_shares);
	const char *list = ctx_printf(cx, "/p/%s/shares", p.people[0]);
	CHECK_INT(visitor_get(cx, &p, list), 200);
	/* What still works stands first, whatever came after it. */
	CHECK_INT(visitor_counts(&p, ">open</span>"), 1);
	CHECK(visitor_sees(&p, "/shares/00000000/end\""));
	CHECK(!visitor_sees(&p, "/shares/00000001/end\""));
	CHECK(visitor_sees(&p, "?page=2\""));
	CHECK_INT(visitor_get(cx, &p, ctx_printf(cx, "%s?page=6", list)), 200);
	CHECK(visitor_sees(&p, "whoever made it may share no more"));
	CHECK_INT(visitor_counts(&p, ">open</span>"), 0);
	visitor_leave(cx, &p);
}

/* ---- people ---- */

TEST(rights_overview_names_everybody)
{
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	CHECK_INT(visitor_get(cx, &p, "/"), 200);
	for (unsigned n = 0; n < VISITOR_PEOPLE; n++)
		CHECK(visitor_sees(&p, ctx_printf(cx, "href=\"/p/%s/documents\"", p.people[n])));
	CHECK(visitor_sees(&p, "Others for whom you act"));
	visitor_leave(cx, &p);
}

/* One of a family may be seen: of the others there is that they are there. */
TEST(rights_names_of_a_family_are_each_their_own)
{
	struct visitor p;
	visitor_enter(cx, &p);
	cx->now = CHECK_NOW;
	visitor_sign_in(cx, &p);
	book_go(cx, &p, "/appointments/service", "service=residence-permit", "/appointments/who");
	book_go(cx, &p, "/appointments/who", ctx_printf(cx, "%s=1&%s=1&%s=1&interpreter=", p.people[0], p.people[1], p.people[2]), "/appointments/place");
	book_go(cx, &p, "/appointments/place", "office=" BOOK_OFFICE, "/appointments/time");
	book_hold(cx, &p, BOOK_FIRST);
	char *path = book_confirm(cx, &p);
	visitor_allow(cx, &p, 1, RIGHT_SHARE);
	visitor_allow(cx, &p, 2, RIGHT_BOOK);
	const char *const pages[] = { path, ctx_printf(cx, "%s/slip", path), "/appointments" };
	for (size_t i = 0; i < 3; i++) {
		CHECK_INT(visitor_get(cx, &p, pages[i]), 200);
		CHECK(visitor_sees(&p, "SPECIMEN, P0"));
		CHECK(!visitor_sees(&p, "SPECIMEN, P1"));
		CHECK(visitor_sees(&p, "SPECIMEN, P2"));
		CHECK_INT(visitor_counts(&p, "another person"), 1);
	}
	visitor_leave(cx, &p);
}

/* ---- between the look at a form and its sending ---- */

TEST(rights_end_while_a_form_is_open)
{
	static const struct { unsigned right; const char *leaf, *form; } cases[] = {
		{ RIGHT_DOWNLOAD, "report/visa", "field=other&text=x" }, { RIGHT_DOWNLOAD, "proof/visa", "institution=bank" },
		{ RIGHT_DOWNLOAD, "proof/visa/content", "proof_days=30&language=en" }, { RIGHT_DOWNLOAD, "proof/visa/make", "once=x" },
		{ RIGHT_DOWNLOAD, "documents/00000000000/renew", "once=x" }, { RIGHT_DOWNLOAD, "documents/00000000000/withdraw", "" },
		{ RIGHT_SHARE, "shares/new", "purpose=bank&visa=1&days=7&uses=1" }, { RIGHT_SHARE, "shares/freeze", "frozen=1" },
		{ RIGHT_SHARE, "shares/00000000/end", "" },
	};
	struct visitor p;
	visitor_enter(cx, &p);
	visitor_sign_in(cx, &p);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *path = ctx_printf(cx, "/p/%s/%s", p.people[1], cases[i].leaf);
		visitor_allow(cx, &p, 1, RIGHT_ALL & ~cases[i].right);
		CHECK_INT(visitor_post(cx, &p, path, cases[i].form), 403);
		visitor_end(cx, &p, 1);
		CHECK_INT(visitor_post(cx, &p, path, cases[i].form), 404);
		CHECK(visitor_get(cx, &p, path) != 200);
	}
	visitor_leave(cx, &p);
}

/* A place that was held, a booking, a line that was waited in: nothing of them answers any more. */
TEST(rights_end_between_hold_and_booking)
{
	struct visitor p;
	visitor_enter(cx, &p);
	cx->now = CHECK_NOW;
	visitor_sign_in(cx, &p);
	book_plan(cx, &p, 1);
	book_hold(cx, &p, BOOK_FIRST);
	CHECK_INT(visitor_get(cx, &p, "/appointments/check"), 200);
	size_t at = slice_find(p.reply.body, SLICE("name=\"booking\" value=\""), 0);
	CHECK(at != SIZE_MAX);
	const char *form = ctx_printf(cx, "booking=%.12s", (const char *)p.reply.body.p + at + 22);
	visitor_end(cx, &p, 1);
	CHECK_INT(visitor_post(cx, &p, "/appointments/check", form), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, &p)), "/appointments/ended");
	CHECK_INT(visitor_get(cx, &p, "/appointments/check"), 303);
	CHECK_INT(visitor_get(cx, &p, "/appointments"), 200);
	CHECK(!visitor_sees(&p, "SPECIMEN, P1"));
	visitor_leave(cx, &p);
}

/* ---- what a helper knew ---- */

/* The helper booked, and read the code. With the right goes the code; the person finds another with the booking. */
TEST(rights_code_of_a_booking_ends_with_who_knew_it)
{
	struct visitor p;
	visitor_enter(cx, &p);
	cx->now = CHECK_NOW;
	visitor_sign_in(cx, &p);
	book_plan(cx, &p, 1);
	book_hold(cx, &p, BOOK_FIRST);
	char *path = book_confirm(cx, &p);
	CHECK_INT(visitor_get(cx, &p, path), 200);
	const char *old = ctx_printf(cx, "%s", book_code(cx, &p)), *birth = "1990-01-02";
	CHECK(!visitor_sees(&p, "This code is new"));
	/* Somebody has it open in another browser, by the code. */
	char mine[sizeof p.cookie];
	memcpy(mine, p.cookie, sizeof mine);
	p.cookie[0] = 0;
	book_open_by_code(cx, &p, old, birth);
	CHECK_INT(visitor_get(cx, &p, "/with-code/booking"), 200);
	cx->now += 60;
	visitor_end(cx, &p, 1);
	/* What was open is closed, and the code opens nothing. */
	CHECK_INT(visitor_get(cx, &p, "/with-code/booking"), 303);
	CHECK_INT(visitor_post(cx, &p, "/with-code/booking/cancel", ""), 303);
	CHECK_TEXT(slice_str(visitor_sent_to(cx, &p)), "/with-code");
	CHECK_INT(visitor_post(cx, &p, "/with-code", ctx_printf(cx, "code=%s&birth=%s", old, birth)), 422);
	memcpy(p.cookie, mine, sizeof mine);
	CHECK_INT(visitor_get(cx, &p, path), 404);
	/* Asking again does not bring it back, nor does another right. */
	cx->now += 60;
	visitor_allow(cx, &p, 1, RIGHT_VIEW);
	CHECK_INT(visitor_get(cx, &p, path), 200);
	CHECK(!visitor_sees(&p, old));
	p.cookie[0] = 0;
	CHECK_INT(visitor_post(cx, &p, "/with-code", ctx_printf(cx, "code=%s&birth=%s", old, birth)), 422);
	/* Who may book now reads the new one, and it works. */
	memcpy(p.cookie, mine, sizeof mine);
	visitor_allow(cx, &p, 1, RIGHT_ALL);
	CHECK_INT(visitor_get(cx, &p, path), 200);
	CHECK(visitor_sees(&p, "This code is new"));
	const char *fresh = ctx_printf(cx, "%s", book_code(cx, &p));
	CHECK(strcmp(fresh, old) != 0);
	p.cookie[0] = 0;
	book_open_by_code(cx, &p, fresh, birth);
	CHECK_INT(visitor_get(cx, &p, "/with-code/booking"), 200);
	visitor_leave(cx, &p);
}

static size_t letters(struct ctx *cx, struct visitor *p, const char *to)
{
	struct outbox_names names;
	size_t n = 0;
	CHECK_OK(booking_post(cx, &p->hall));
	CHECK_OK(outbox_list(cx, p->hall.outbox, 100, &names));
	for (size_t i = 0; i < names.count; i++) {
		struct outbox_message m;
		CHECK_OK(outbox_read(cx, p->hall.outbox, names.name[i], &m));
		n += slice_is(m.to, to);
		CHECK_OK(outbox_remove(cx, p->hall.outbox, names.name[i]));
	}
	return n;
}

static void put_own(struct ctx *cx, struct visitor *p, struct batch *b)
{
	struct grant g = { .state = GRANT_ACTIVE, .origin = ORIGIN_SELF_COUNTER, .rights = RIGHT_ALL, .asked = cx->now, .from = cx->now, .changed = cx->now };
	memcpy(g.account, p->account, sizeof g.account); /* of the account that came last */
	memcpy(g.person, p->people[1], sizeof g.person);
	CHECK_OK(grants_put(cx, b, &g));
}

/* Who booked hears of it while the right lasts; a helper of yesterday does not hear where somebody will be tomorrow. */
TEST(rights_notices_go_to_who_may_still_act)
{
	struct visitor p;
	struct booking k;
	visitor_enter(cx, &p);
	cx->now = CHECK_NOW;
	visitor_sign_in(cx, &p);
	book_plan(cx, &p, 1);
	book_hold(cx, &p, BOOK_FIRST);
	struct slice id = slice_str(book_confirm(cx, &p) + 10);
	CHECK_INT(letters(cx, &p, "specimen@example.org"), 1);
	visitor_end(cx, &p, 1);
	struct clerk *w = p.clerk;
	CHECK_OK(clerk_renew(cx, w));
	CHECK_OK(office_list_renew(cx, w->offices, w->registry));
	const struct office *o = office_list_find(w->offices, SLICE(BOOK_OFFICE));
	CHECK_OK(appointments_move(cx, p.hall.appointments, id, o, BOOK_FIRST + 86400, NULL, &k));
	CHECK_INT(letters(cx, &p, "specimen@example.org"), 0);
	/* The person has come to an account meanwhile. */
	visitor_be_stranger(cx, &p);
	change(cx, &p, put_own);
	CHECK_OK(appointments_cancel(cx, p.hall.appointments, id, NULL, &k));
	CHECK_INT(letters(cx, &p, "stranger@example.org"), 1);
	visitor_leave(cx, &p);
}

/* ---- one who turned out to be known already ---- */

static void unite(struct ctx *cx, struct visitor *p, struct batch *b)
{
	/* A passport record names the passports of both: they are one person. */
	const char *json = "{\"kind\":\"passport\",\"holder\":{\"surname\":\"SPECIMEN\",\"given_names\":\"P0\",\"birth_date\":\"1990-01-01\",\"sex\":\"X\","
		"\"nationality\":\"UTO\"},\"number\":\"VT000000\",\"state\":\"UTO\",\"issued\":\"2026-01-01\",\"expires\":\"2036-01-01\"}";
	struct person_link links[2] = { { SLICE("VT000000"), SLICE("1990-01-01"), SLICE("UTO") }, { SLICE("VT000001"), SLICE("1990-01-02"), SLICE("UTO") } };
	struct keeping k = { .record = { .identity = SLICE("passport:UTO:VT000000"), .kind = KIND_PASSPORT, .issued = 20260101, .json = slice_str(json) },
		.links = links, .link_count = 2 };
	struct kept kept;
	(void)p;
	CHECK_OK(records_keep(cx, b, &k, &kept));
	CHECK(kept.merged[0]);
}

/* Bookings and the log were kept under an id that ended: the person finds them all the same, and the code goes on. */
TEST(rights_bookings_follow_a_person_who_became_another)
{
	struct visitor p;
	visitor_enter(cx, &p);
	cx->now = CHECK_NOW;
	visitor_sign_in(cx, &p);
	char *paths[2];
	for (unsigned n = 0; n < 2; n++) {
		book_plan(cx, &p, n);
		book_hold(cx, &p, BOOK_FIRST);
		paths[n] = book_confirm(cx, &p);
	}
	CHECK_INT(visitor_get(cx, &p, paths[1]), 200);
	const char *code = ctx_printf(cx, "%s", book_code(cx, &p));
	change(cx, &p, unite);
	struct snapshot *v = NULL;
	char now[2][PERSON_SIZE + 1];
	CHECK_OK(snapshot_open(cx, p.hall.registry, &v));
	for (unsigned n = 0; n < 2; n++)
		CHECK_OK(person_now(cx, v, p.people[n], now[n]));
	snapshot_close(v);
	CHECK(strcmp(now[0], now[1]) == 0);
	for (unsigned n = 0; n < 2; n++) {
		CHECK_INT(visitor_get(cx, &p, paths[n]), 200);
		CHECK(visitor_sees(&p, "/cancel\""));
	}
	CHECK(visitor_sees(&p, code));
	CHECK_INT(visitor_get(cx, &p, "/appointments"), 200);
	CHECK_INT(visitor_counts(&p, "<h3><a href=\"/bookings/"), 2);
	CHECK_INT(visitor_get(cx, &p, ctx_printf(cx, "/p/%s/acts", now[0])), 200);
	CHECK_INT(visitor_counts(&p, "booked an appointment"), 2);
	visitor_leave(cx, &p);
}
