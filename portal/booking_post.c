/* Owns: notices into messages (booking_post.h). */
#include "portal/booking_post.h"

#include "base/log.h"
#include "base/outbox.h"
#include "portal/account.h"
#include "portal/office_parts.h"
#include "registry/grants.h"
#include "registry/records.h"

struct post {
	const struct hall *hall;
	struct snapshot *v, *registry;
	const char *folder;
};

/* Subject and body of each kind. */
static const struct { const char *subject, *body; } texts[] = {
	[NOTICE_BOOKED] = { "booking-notice.booked", "booking-notice.booked-text" },
	[NOTICE_MOVED] = { "booking-notice.moved", "booking-notice.moved-text" },
	[NOTICE_CANCELLED] = { "booking-notice.cancelled", "booking-notice.cancelled-text" },
	[NOTICE_REMINDER] = { "booking-notice.reminder", "booking-notice.reminder-text" },
	[NOTICE_OFFER] = { "booking-notice.offer", "booking-notice.offer-text" },
	[NOTICE_OFFER_ENDED] = { "booking-notice.offer-ended", "booking-notice.offer-ended-text" },
	[NOTICE_DISPLACED] = { "booking-notice.displaced", "booking-notice.displaced-text" },
	[NOTICE_PARTED] = { "booking-notice.parted", "booking-notice.parted-text" },
	[NOTICE_DOUBLED] = { "booking-notice.doubled", "booking-notice.doubled-text" },
	[NOTICE_LINE_ENDED] = { "booking-notice.line-ended", "booking-notice.line-ended-text" },
};

static const char *clock_of(struct ctx *cx, int64_t instant, int utc_offset)
{
	char text[21];
	instant_format(instant + 60 * (int64_t)utc_offset, text);
	return ctx_printf(cx, "%.10s %.5s", text, text + 11);
}

/* {1} time at the office, {2} address of the portal, {3} until when an offer stands, {4} the service. */
static struct slice body_of(struct ctx *cx, const struct hall *hall, const struct notice *n, struct sentence said)
{
	const char *values[] = { clock_of(cx, n->start, n->utc_offset), ctx_printf(cx, "%s/appointments", hall->url),
		n->until ? clock_of(cx, n->until, n->utc_offset) : "",
		n->service != SERVICE_NONE ? words_find(hall->words, office_service_key(n->service), said.language).text : "" };
	struct buf b;
	buf_init(&b, 4096);
	for (const char *at = said.text; *at; at++) {
		if (at[0] == '{' && at[1] >= '1' && at[1] <= '4' && at[2] == '}') {
			buf_puts(&b, values[at[1] - '1']);
			at += 2;
		} else {
			buf_putc(&b, (uint8_t)*at);
		}
	}
	buf_putc(&b, '\n');
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

/* Name and address of the office under the text: a move may have changed it. Nothing for one that has gone. */
static enum err add_office(struct ctx *cx, const struct post *p, const struct notice *n, enum language l, struct slice *body)
{
	struct slice json = { 0 };
	const struct office *o = NULL;
	enum err e = offices_find(cx, p->registry, n->office, &json);
	if (e == OK && json.p)
		e = office_load(cx, ctx_copy(cx, json), &o);
	if (e != OK || !o)
		return e;
	if (l != LANGUAGE_ZH)
		*body = slice_str(ctx_printf(cx, "%.*s\n%.*s\n%.*s\n", SLICE_FMT(*body), SLICE_FMT(o->name.en), SLICE_FMT(o->address.en)));
	*body = slice_str(ctx_printf(cx, "%.*s%s%.*s\n%.*s\n", SLICE_FMT(*body), l == LANGUAGE_ZH ? "\n" : "", SLICE_FMT(o->name.zh), SLICE_FMT(o->address.zh)));
	return OK;
}

/* ---- to whom ---- */

#define PEOPLE (BOOKING_PEOPLE + 1)

/* The people of the booking or of the place in a line that a notice is about. */
static enum err people_of(struct ctx *cx, const struct post *p, const struct notice *n, char people[static PEOPLE][BOOKING_ID + 1], size_t *count)
{
	struct booking k;
	struct waiting w;
	*count = 0;
	enum err e = booking_find(cx, from_snapshot(p->v), slice_str(n->about), &k);
	for (size_t i = 0; e == OK && k.state != BOOKING_NONE && i < k.count; i++)
		e = person_now(cx, p->registry, k.people[i].id, people[(*count)++]);
	if (e != OK || k.state != BOOKING_NONE)
		return e;
	e = waiting_find(cx, from_snapshot(p->v), slice_str(n->about), &w);
	if (e == OK && w.id[0])
		e = person_now(cx, p->registry, w.person.id, people[(*count)++]);
	return e;
}

struct reader {
	struct ctx *cx;
	char account[ACCOUNT_ID + 1]; /* the person's own */
};

static bool take_own(void *self, const struct grant *g)
{
	struct reader *r = self;
	if (!grant_is_own(g) || !(grant_rights_at(g, r->cx->now) & RIGHT_BOOK))
		return true;
	memcpy(r->account, g->account, sizeof r->account);
	return false;
}

/*
 * Whoever booked reads it, as long as they may book for one of its people; after that the person whom it is about. "" when there is nobody: a
 * helper of yesterday must not hear where somebody will be tomorrow. What is no longer kept tells nobody anything but a time: it goes as it was.
 */
static enum err reader_of(struct ctx *cx, const struct post *p, const struct notice *n, char account[static ACCOUNT_ID + 1])
{
	char people[PEOPLE][BOOKING_ID + 1] = { 0 };
	struct reader r = { .cx = cx };
	size_t count = 0;
	enum err e = people_of(cx, p, n, people, &count);
	bool may = count == 0;
	for (size_t i = 0; e == OK && i < count && !may; i++) {
		struct grant g;
		bool found = false;
		e = grants_find(cx, p->registry, n->account, people[i], &found, &g);
		may = e == OK && found && (grant_rights_at(&g, cx->now) & (RIGHT_BOOK | RIGHT_VIEW));
	}
	for (size_t i = 0; e == OK && !may && i < count && !r.account[0]; i++)
		e = grants_of_person(cx, p->registry, people[i], take_own, &r);
	memcpy(account, may ? n->account : r.account, ACCOUNT_ID + 1);
	return e;
}

static enum err give(void *self, struct ctx *cx, const struct notice *n)
{
	struct post *p = self;
	struct account a = { 0 };
	char reader[ACCOUNT_ID + 1] = "";
	enum err e = reader_of(cx, p, n, reader);
	if (e == OK && reader[0])
		e = account_find(cx, p->v, reader, &a);
	if (e != OK || a.state != ACCOUNT_OPEN || !a.contact.n || n->kind == NOTICE_NONE)
		return e;
	enum language wanted = language_parse(n->language);
	struct sentence subject = words_find(p->hall->words, texts[n->kind].subject, wanted);
	struct sentence body = words_find(p->hall->words, texts[n->kind].body, wanted);
	struct outbox_message m = { .to = a.contact, .channel = a.contact_kind == CONTACT_PHONE ? SLICE("sms") : SLICE("email"),
		.subject = slice_str(subject.text), .body = body_of(cx, p->hall, n, body), .language = slice_str(language_code(body.language)),
		.kind = slice_str(ctx_printf(cx, "appointment-%s", notice_name(n->kind))) };
	if (a.contact_kind != CONTACT_PHONE)
		e = add_office(cx, p, n, body.language, &m.body);
	return e == OK ? outbox_put(cx, p->folder, &m) : e;
}

enum err booking_post(struct ctx *cx, const struct hall *hall)
{
	struct post p = { .hall = hall, .folder = outbox_folder(cx, hall->conf) };
	size_t given = 1;
	enum err e = snapshot_open(cx, hall->store, &p.v);
	if (e == OK)
		e = snapshot_open(cx, hall->registry, &p.registry);
	while (e == OK && given > 0) {
		e = appointments_notify(cx, hall->appointments, p.v, give, &p, &given);
		if (e == OK && given > 0)
			e = snapshot_renew(cx, p.v);
	}
	snapshot_close(p.registry);
	snapshot_close(p.v);
	return e;
}
