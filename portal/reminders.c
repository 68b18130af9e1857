/* Owns: walking the accounts, what is due, and that nothing is said twice. */
#include "portal/reminders.h"

#include "base/crypto.h"
#include "base/log.h"
#include "base/outbox.h"
#include "portal/account.h"
#include "portal/holdings.h"
#include "portal/language.h"
#include "registry/grants.h"

#include <string.h>

#define MARK 34 /* "ht" and a digest */

struct walk {
	const struct hall *hall;
	struct snapshot *registry, *store;
	struct ctx *outer;           /* lives as long as the walk; the clock */
	size_t told;
};

struct person_walk {
	struct ctx *cx;
	struct walk *w;
	const struct account *account;
	bool sent;                   /* one message says it for everything that is due at a time */
	enum err e;
};

static void mark_of(struct ctx *cx, const char *account, const struct deadline *d, uint8_t out[static MARK])
{
	char ends[11];
	date_format(d->ends, ends);
	out[0] = 'h';
	out[1] = 't';
	crypto_sha256(slice_str(ctx_printf(cx, "%s|%.*s|%s", account, SLICE_FMT(d->of->identity), ends)), out + 2);
}

static enum err write_mark(struct ctx *cx, const struct hall *hall, const uint8_t mark[static MARK])
{
	struct batch *b = NULL;
	struct buf at;
	buf_init(&at, 8);
	buf_u64(&at, (uint64_t)cx->now);
	enum err e = batch_begin(cx, hall->store, &b);
	if (e == OK)
		e = batch_put(cx, b, slice_of(mark, MARK), buf_slice(&at));
	e = batch_end(cx, b, e);
	buf_free(&at);
	return e;
}

/* The message goes first: after a crash between the two it may come twice, never not at all. */
static enum err tell(struct person_walk *p, const uint8_t mark[static MARK])
{
	const struct hall *hall = p->w->hall;
	enum language l = language_parse(slice_str(p->account->language));
	const char *lead = words_find(hall->words, "reminder.text", l == LANGUAGE_NONE ? LANGUAGE_EN : l).text;
	const struct outbox_message m = { .to = p->account->contact, .channel = p->account->contact_kind == CONTACT_PHONE ? SLICE("sms") : SLICE("email"),
		.subject = slice_str(words_find(hall->words, "reminder.subject", l == LANGUAGE_NONE ? LANGUAGE_EN : l).text),
		.body = slice_str(ctx_printf(p->cx, "%s\n%s/\n", lead, hall->url)), .language = slice_str(p->account->language), .kind = SLICE("reminder") };
	enum err e = p->sent ? OK : outbox_put(p->cx, hall->outbox, &m);
	p->w->told += e == OK && !p->sent;
	p->sent = e == OK;
	if (e == OK)
		e = write_mark(p->cx, hall, mark);
	return e;
}

static bool look(void *self, const struct grant *g)
{
	struct person_walk *p = self;
	struct holdings h;
	struct deadline all[DEADLINES_MAX];
	if (!(grant_rights_at(g, p->cx->now) & RIGHT_VIEW))
		return true;
	p->e = holdings_read(p->cx, p->w->registry, g->person, &h);
	size_t count = p->e == OK ? holdings_deadlines(&h, date_at(p->cx->now, p->w->hall->utc_offset), all) : 0;
	for (size_t i = 0; p->e == OK && i < count; i++) {
		uint8_t mark[MARK];
		struct slice before = { 0 };
		if (!all[i].soon || all[i].days < 0)
			continue;
		mark_of(p->cx, p->account->id, &all[i], mark);
		p->e = snapshot_get(p->cx, p->w->store, slice_of(mark, sizeof mark), &before);
		if (p->e == OK && !before.p)
			p->e = tell(p, mark);
	}
	return p->e == OK;
}

/* Each account has an arena of its own: a walk over many takes no more memory than one. */
static bool each_account(void *self, const struct account *a)
{
	struct walk *w = self;
	struct ctx cx;
	if (a->state != ACCOUNT_OPEN || !a->verified || a->contact_kind == CONTACT_NONE)
		return true;
	ctx_init(&cx, w->outer->now);
	struct person_walk p = { .cx = &cx, .w = w, .account = a, .e = OK };
	enum err e = grants_of_account(&cx, w->registry, a->id, look, &p);
	/* One damaged record must not keep the others from hearing. */
	if (e != OK || p.e != OK)
		log_error(&cx, "portal.reminder");
	ctx_free(&cx);
	return true;
}

enum err reminders_tend(struct ctx *cx, const struct hall *hall)
{
	struct walk w = { .hall = hall, .outer = cx };
	enum err e = snapshot_open(cx, hall->registry, &w.registry);
	if (e == OK)
		e = snapshot_open(cx, hall->store, &w.store);
	if (e == OK)
		e = account_range(cx, w.store, each_account, &w);
	snapshot_close(w.store);
	snapshot_close(w.registry);
	if (e == OK && w.told)
		log_event(cx, LOG_INFO, "portal.reminders", "count=%zu", w.told);
	return e;
}
