/* Owns: notices into messages (booking_post.h). */
#include "portal/booking_post.h"

#include "base/log.h"
#include "base/outbox.h"
#include "portal/account.h"

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
};

static const char *clock_of(struct ctx *cx, int64_t instant, int utc_offset)
{
	char text[21];
	instant_format(instant + 60 * (int64_t)utc_offset, text);
	return ctx_printf(cx, "%.10s %.5s", text, text + 11);
}

/* {1} time at the office, {2} address of the portal, {3} until when an offer stands. */
static struct slice body_of(struct ctx *cx, const struct hall *hall, const struct notice *n, const char *text)
{
	const char *values[] = { clock_of(cx, n->start, n->utc_offset), ctx_printf(cx, "%s/appointments", hall->url),
		n->until ? clock_of(cx, n->until, n->utc_offset) : "" };
	struct buf b;
	buf_init(&b, 4096);
	for (const char *at = text; *at; at++) {
		if (at[0] == '{' && at[1] >= '1' && at[1] <= '3' && at[2] == '}') {
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

static enum err give(void *self, struct ctx *cx, const struct notice *n)
{
	struct post *p = self;
	struct account a;
	enum err e = account_find(cx, p->v, n->account, &a);
	if (e != OK || a.state != ACCOUNT_OPEN || !a.contact.n || n->kind == NOTICE_NONE)
		return e;
	enum language wanted = language_parse(n->language);
	struct sentence subject = words_find(p->hall->words, texts[n->kind].subject, wanted);
	struct sentence body = words_find(p->hall->words, texts[n->kind].body, wanted);
	struct outbox_message m = { .to = a.contact, .channel = a.contact_kind == CONTACT_PHONE ? SLICE("sms") : SLICE("email"),
		.subject = slice_str(subject.text), .body = body_of(cx, p->hall, n, body.text), .language = slice_str(language_code(body.language)),
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
