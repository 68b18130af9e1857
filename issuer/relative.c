/*
 * Owns: who may act for whom: asking, the relative's or the code's yes, the no, the end. Nothing tells the asker whether the relative exists
 * before the relative (or the office) said yes.
 */
#include "issuer/bind.h"
#include "issuer/claim.h"
#include "issuer/guardian.h"
#include "issuer/held.h"
#include "issuer/letter.h"

#include "base/crypto.h"
#include "base/limits.h"

#include <string.h>

#define CODE_SECONDS (24 * 3600)  /* a code that somebody has to hand on */

/* One request on its way into the registry. */
struct asking {
	struct act *act;
	struct grant grant;           /* person "" when nobody fits the claim */
	struct challenge challenge;
	bool crowded;                 /* so many wait for the person's answer already that one more would only hide the others */
};

static bool runs(const struct grant *g, int64_t now) { return grant_rights_at(g, now) != 0; }

/* What runs already is not put back to a question. */
static enum err put_request(struct ctx *cx, struct batch *b, void *self)
{
	struct asking *ask = self;
	struct grant now = { 0 };
	bool found = false;
	enum err e = challenges_put(cx, b, &ask->challenge);
	if (e == OK && ask->grant.person[0])
		e = grants_get(cx, b, ask->grant.account, ask->grant.person, &found, &now);
	if (e != OK || !ask->grant.person[0] || (found && runs(&now, cx->now)) || (ask->crowded && !(found && now.state == GRANT_ASKED)))
		return e;
	e = grants_put(cx, b, &ask->grant);
	return e == OK ? act_note(cx, b, ask->act, "grant-ask", (struct slice){ 0 }, NULL) : e;
}

static enum err read_help(struct act *a, struct grant *out)
{
	int64_t rights = act_int(a, "rights"), until = act_int(a, "until");
	struct slice label = act_text(a, "label");
	bool guardian = act_bool(a, "guardian");
	if (rights <= 0 || rights > RIGHT_ALL)
		return act_misfit(a, "rights");
	if (until < 0 || (until && until <= a->cx->now))
		return act_misfit(a, "until");
	if (!act_is_line(label, LIMIT_LABEL))
		return act_misfit(a, "label");
	*out = (struct grant){ .state = GRANT_ASKED, .origin = guardian ? ORIGIN_HELPER_OFFICE : ORIGIN_HELPER_CONFIRMED, .rights = (unsigned)rights,
		.asked = a->cx->now, .until = until, .guardian = guardian, .label = label, .changed = a->cx->now };
	memcpy(out->account, a->account, sizeof out->account);
	act_new_id(out->request);
	return OK;
}

static void make_challenge(const struct act *a, const struct grant *g, const char *code, struct challenge *out)
{
	*out = (struct challenge){ .what = "relative", .tries = BIND_TRIES, .made = a->cx->now, .expires = a->cx->now + CODE_SECONDS };
	memcpy(out->id, g->request, sizeof g->request);
	memcpy(out->account, g->account, sizeof out->account);
	/* A guardian's request has no code that anybody could know: the office decides. */
	if (!g->guardian)
		memcpy(out->person, g->person, sizeof out->person);
	challenge_digest(out->id, slice_str(code), out->digest);
}

struct waiting {
	int64_t now;
	size_t count;
};

static bool count_waiting(void *self, const struct grant *g)
{
	struct waiting *w = self;
	w->count += grant_waits(g, w->now);
	return true;
}

static enum err look_for_crowd(struct act *a, struct asking *ask)
{
	struct waiting w = { .now = a->cx->now };
	enum err e = grants_of_person(a->cx, a->view, ask->grant.person[0] ? ask->grant.person : "000000000000", count_waiting, &w);
	ask->crowded = w.count >= LIMIT_PERSON_ASKING;
	return e;
}

enum err relative_ask(struct act *a)
{
	int64_t began = bind_clock();
	struct claim claim;
	struct contact contact;
	struct asking ask = { .act = a };
	char code[9];
	enum err e = read_help(a, &ask.grant);
	if (e == OK)
		e = claim_read(a, &claim);
	if (e == OK)
		e = claim_throttle(a, &claim);
	if (e == OK)
		e = claim_find(a, &claim, ask.grant.person);
	if (e == OK)
		e = letter_contact(a, ask.grant.person[0] ? ask.grant.person : "000000000000", &contact);
	if (e == OK)
		e = look_for_crowd(a, &ask);
	if (e != OK)
		return e;
	challenge_code(code);
	make_challenge(a, &ask.grant, code, &ask.challenge);
	e = letter_send(a, &contact, ask.grant.guardian ? LETTER_RELATIVE_ASKED : LETTER_RELATIVE_CODE, ask.grant.guardian ? NULL : code,
		ask.grant.rights);
	crypto_wipe(code, sizeof code);
	if (e == OK)
		e = scribe_do(a->cx, a->room->scribe, put_request, &ask);
	if (e == OK)
		bind_tell_challenge(a, &ask.challenge);
	bind_wait(began);
	return e;
}

/* ---- yes ---- */

/* limit: of a child (guardian_limit), 0 of everybody else: no right on a child outlasts childhood. */
static enum err activate(struct ctx *cx, struct batch *b, const struct act *a, struct grant *g, int64_t limit)
{
	struct act noted = *a;
	g->state = GRANT_ACTIVE;
	g->from = g->changed = cx->now;
	if (limit && (!g->until || g->until > limit))
		g->until = limit;
	noted.operator_name = ctx_printf(cx, "account:%s for person:%s", a->account, g->person);
	enum err e = grants_put(cx, b, g);
	return e == OK ? act_note(cx, b, &noted, "grant", (struct slice){ 0 }, "confirmed") : e;
}

static enum err has_room(struct ctx *cx, struct batch *b, const struct grant *g, bool *room)
{
	struct held held;
	const char *account = ctx_printf(cx, "%s", g->account), *person = ctx_printf(cx, "%s", g->person);
	enum err e = held_read(cx, b, account, person, &held);
	*room = e == OK && !held_is_full(&held);
	return e;
}

/* Declined or ended since: the code opens nothing any more. */
static enum err confirm_now(struct ctx *cx, struct batch *b, struct meeting *m, const struct challenge *c)
{
	struct grant g;
	bool found = false, room = false;
	enum err e = grants_get(cx, b, m->act->account, c->person, &found, &g);
	if (e == OK && (!found || g.state != GRANT_ASKED || strcmp(g.request, c->id) != 0))
		m->outcome = ERR_ISSUER_CHALLENGE;
	if (e != OK || m->outcome != OK)
		return e;
	e = has_room(cx, b, &g, &room);
	if (e == OK && !room) {
		m->act->field = "persons";
		m->outcome = ERR_ISSUER_STATE;
	}
	return e == OK && room ? activate(cx, b, m->act, &g, m->limit) : e;
}

/* That the letter could not be written undoes nothing. */
static void tell(struct act *a, const char *person, enum letter which)
{
	struct contact contact;
	enum err e = letter_contact(a, person, &contact);
	if (e == OK)
		e = letter_send(a, &contact, which, NULL, 0);
	if (e != OK)
		ctx_forgive(a->cx);
}

enum err relative_finish(struct act *a)
{
	struct meeting m = { .what = "relative", .id = act_text(a, "challenge"), .code = act_text(a, "code"), .met = confirm_now };
	if (m.code.n == 0 || m.code.n > 64)
		return act_misfit(a, "code");
	enum err e = bind_meet(a, &m);
	if (e != OK)
		return e;
	tell(a, m.person, LETTER_RELATIVE_ACTIVE);
	json_put_str(a->out, "person", m.person);
	return OK;
}

/* ---- the person's own word ---- */

struct deciding {
	struct act *act;
	char helper[ACCOUNT_SIZE + 1];
	bool yes;
	struct slice request;         /* that the person saw; a yes is for no other */
	int64_t limit;                /* of a child */
	bool ended_help;              /* out: somebody else's running right ended */
};

static enum err find_grant(struct ctx *cx, struct batch *b, const struct deciding *d, struct grant *out)
{
	bool found = false;
	enum err e = grants_get(cx, b, d->helper, d->act->person, &found, out);
	return e == OK && !found ? fail(cx, ERR_ISSUER_MISSING, "this account asked for nothing") : e;
}

static enum err put_end(struct ctx *cx, struct batch *b, const struct act *a, struct grant *g, enum grant_state state, const char *operation)
{
	g->state = state;
	g->changed = cx->now;
	g->ended_by = slice_str(ctx_printf(cx, "account:%s", a->account));
	enum err e = grants_put(cx, b, g);
	if (e == OK && g->request[0])
		e = challenges_delete(cx, b, slice_str(g->request));
	return e == OK ? act_note(cx, b, a, operation, (struct slice){ 0 }, NULL) : e;
}

static enum err put_decision(struct ctx *cx, struct batch *b, void *self)
{
	struct deciding *d = self;
	struct grant g;
	enum err e = find_grant(cx, b, d, &g);
	if (e != OK)
		return e;
	if (g.state != GRANT_ASKED || (d->yes && (g.guardian || !slice_is(d->request, g.request))))
		return fail(cx, ERR_ISSUER_STATE, "nothing to answer here: it was answered, it ended, or the office decides");
	if (!d->yes)
		return put_end(cx, b, d->act, &g, GRANT_DECLINED, "grant-decline");
	bool room = false;
	e = has_room(cx, b, &g, &room);
	if (e == OK && !room) {
		d->act->field = "persons";
		return fail(cx, ERR_ISSUER_STATE, "the helper acts for too many already");
	}
	if (e == OK)
		e = challenges_delete(cx, b, slice_str(g.request));
	return e == OK ? activate(cx, b, d->act, &g, d->limit) : e;
}

static enum err read_helper(struct act *a, struct deciding *d)
{
	struct slice helper = act_text(a, "helper");
	if (!act_is_id(helper))
		return act_misfit(a, "helper");
	memcpy(d->helper, helper.p, ACCOUNT_SIZE);
	return OK;
}

enum err relative_answer(struct act *a)
{
	struct deciding d = { .act = a, .yes = act_bool(a, "yes"), .request = act_text(a, "request") };
	enum err e = read_helper(a, &d);
	if (e == OK)
		e = guardian_limit_of(a->cx, a->view, a->room->desk->utc_offset, a->person, &d.limit);
	/* A helper with all rights is still no voice of the person: only an own binding lets others in. */
	if (e == OK && !grant_is_own(&a->grant))
		e = fail(a->cx, ERR_ISSUER_FORBIDDEN, "only the person's own account answers");
	return e == OK ? scribe_do(a->cx, a->room->scribe, put_decision, &d) : e;
}

/* Who stood at the counter is not put out by somebody who held the contact on the record. */
static bool outranks(const struct deciding *d, const struct grant *g)
{
	return strcmp(d->helper, d->act->account) != 0 && g->origin == ORIGIN_SELF_COUNTER && d->act->grant.origin != ORIGIN_SELF_COUNTER;
}

static enum err put_ended(struct ctx *cx, struct batch *b, void *self)
{
	struct deciding *d = self;
	struct grant g;
	enum err e = find_grant(cx, b, d, &g);
	if (e != OK || g.state == GRANT_ENDED || g.state == GRANT_DECLINED)
		return e;
	if (outranks(d, &g))
		return fail(cx, ERR_ISSUER_STATE, "the other account was connected at the counter: the office ends it");
	d->ended_help = !grant_is_own(&g) && runs(&g, cx->now);
	return put_end(cx, b, d->act, &g, GRANT_ENDED, "grant-end");
}

enum err relative_end(struct act *a)
{
	struct deciding d = { .act = a };
	enum err e = read_helper(a, &d);
	if (e == OK && !a->person[0])
		e = act_misfit(a, "person");
	bool own_word = grant_is_own(&a->grant) && runs(&a->grant, a->cx->now);
	if (e == OK && strcmp(d.helper, a->account) != 0 && !own_word)
		e = fail(a->cx, ERR_ISSUER_FORBIDDEN, "only the person's own account ends another's grant");
	if (e == OK)
		e = scribe_do(a->cx, a->room->scribe, put_ended, &d);
	if (e == OK && d.ended_help)
		tell(a, a->person, LETTER_RELATIVE_ENDED);
	return e;
}
