/*
 * Owns: binding an account to a person's records: a claim, then a code to the contact on the record or from the counter. Nothing but the
 * right code tells whether the claim was right: same answer, same work, same time.
 */
#include "issuer/bind.h"

#include "base/crypto.h"
#include "formats/crockford.h"
#include "issuer/claim.h"
#include "issuer/guardian.h"
#include "issuer/held.h"
#include "issuer/letter.h"
#include "registry/challenges.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CODE_SECONDS  900   /* a code by mail */
#define LEAST_MILLISECONDS 60 /* an answer to a claim never comes sooner: what is left of a difference drowns in it */

int64_t bind_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void bind_wait(int64_t began)
{
	int64_t left = began + LEAST_MILLISECONDS - bind_clock();
	struct timespec t = { .tv_nsec = left * 1000000 };
	if (left > 0 && left <= LEAST_MILLISECONDS)
		nanosleep(&t, NULL);
}

/* One running code a session: the id follows from it, and a new code takes the place of the one before. */
static void id_of_session(const struct act *a, char out[static PERSON_SIZE + 1])
{
	uint8_t digest[32];
	char text[PERSON_SIZE + 2];
	uint64_t bits = 0;
	struct hash *h = hash_new();
	hash_add(h, SLICE("bind"));
	hash_add(h, slice_of(a->session, 32));
	hash_add(h, slice_str(a->account));
	hash_finish(h, digest);
	hash_free(h);
	for (size_t i = 0; i < 8; i++)
		bits = bits << 8 | digest[i];
	crockford_format(bits >> 4, PERSON_SIZE, text);
	memcpy(out, text, PERSON_SIZE);
	out[PERSON_SIZE] = 0;
}

enum err bind_put_challenge(struct ctx *cx, struct batch *b, void *self) { return challenges_put(cx, b, self); }

void bind_tell_challenge(struct act *a, const struct challenge *c)
{
	json_put_str(a->out, "challenge", c->id);
	json_put_int(a->out, "expires", c->expires);
	json_put_int(a->out, "tries", c->tries);
}

enum err bind_begin(struct act *a)
{
	int64_t began = bind_clock();
	struct claim claim;
	struct contact contact;
	struct challenge c = { .what = "bind", .tries = BIND_TRIES, .made = a->cx->now, .expires = a->cx->now + CODE_SECONDS };
	char code[9];
	enum err e = claim_read(a, &claim);
	if (e == OK)
		e = claim_throttle(a, &claim);
	if (e == OK)
		e = claim_find(a, &claim, c.person);
	if (e == OK)
		e = letter_contact(a, c.person[0] ? c.person : "000000000000", &contact);
	if (e != OK)
		return e;
	id_of_session(a, c.id);
	memcpy(c.account, a->account, sizeof c.account);
	memcpy(c.session, a->session, 32);
	challenge_code(code);
	challenge_digest(c.id, slice_str(code), c.digest);
	e = letter_send(a, &contact, LETTER_BIND_CODE, code, 0);
	crypto_wipe(code, sizeof code);
	if (e == OK)
		e = scribe_do(a->cx, a->room->scribe, bind_put_challenge, &c);
	if (e == OK)
		bind_tell_challenge(a, &c);
	bind_wait(began);
	return e;
}

/* ---- the code comes back ---- */

/*
 * The grant a binding gives. Who is of age is the account's own person. Whoever holds the contact of a child's record is taken for the one who
 * looks after the child: a guardian, until the child is of age and connects the records to an account of its own.
 */
static void bound_grant(const struct meeting *m, const char *person, struct grant *out)
{
	const struct act *a = m->act;
	bool counter = strcmp(m->what, "counter") == 0;
	*out = (struct grant){ .state = GRANT_ACTIVE, .origin = counter ? ORIGIN_SELF_COUNTER : ORIGIN_SELF_CODE, .rights = RIGHT_ALL, .asked = a->cx->now,
		.from = a->cx->now, .changed = a->cx->now };
	if (m->limit) {
		out->origin = counter ? ORIGIN_HELPER_OFFICE : ORIGIN_HELPER_CONFIRMED;
		out->guardian = true;
		out->until = m->limit;
	}
	memcpy(out->account, a->account, sizeof out->account);
	memcpy(out->person, person, sizeof out->person);
}

/*
 * Judges the code and, in the same batch, counts the try or does what the code is for. Being wrong is no failure of the batch: the try must
 * stay counted.
 */
enum err bind_judge(struct ctx *cx, struct batch *b, void *self)
{
	struct meeting *m = self;
	struct challenge c;
	uint8_t digest[32];
	bool found = false;
	m->outcome = ERR_ISSUER_CHALLENGE;
	m->tries = 0;
	enum err e = challenges_get(cx, b, m->id, &found, &c);
	if (e != OK || !found || strcmp(c.what, m->what) != 0 || c.expires <= cx->now || c.tries <= 0)
		return e;
	if (!m->anybody && strcmp(c.account, m->act->account) != 0)
		return OK;
	if (m->of_session && !crypto_equal(slice_of(c.session, 32), slice_of(m->act->session, 32)))
		return OK;
	challenge_digest(c.id, m->code, digest);
	/* A challenge of nobody has a code that was told to nobody: it is not met by luck either. */
	if (!crypto_equal(slice_of(digest, 32), slice_of(c.digest, 32)) || !c.person[0]) {
		c.tries--;
		m->tries = c.tries;
		m->outcome = ERR_ISSUER_CODE;
		return challenges_put(cx, b, &c);
	}
	memcpy(m->person, c.person, sizeof m->person);
	m->outcome = OK;
	e = m->met(cx, b, m, &c);
	return e == OK && m->outcome != ERR_ISSUER_STATE ? challenges_delete(cx, b, slice_str(c.id)) : e;
}

/* Whether the person is a child is looked up only for who knows the code: a wrong one takes the same steps for everybody. */
static enum err read_limit(struct act *a, struct meeting *m)
{
	struct challenge c;
	uint8_t digest[32];
	bool found = false;
	enum err e = challenges_find(a->cx, a->view, m->id, &found, &c);
	m->limit = 0;
	if (e != OK || !found || !c.person[0])
		return e;
	challenge_digest(c.id, m->code, digest);
	return crypto_equal(slice_of(digest, 32), slice_of(c.digest, 32)) ? guardian_limit_of(a->cx, a->view, a->room->desk->utc_offset, c.person, &m->limit) : OK;
}

enum err bind_meet(struct act *a, struct meeting *m)
{
	m->act = a;
	enum err e = read_limit(a, m);
	if (e == OK)
		e = scribe_do(a->cx, a->room->scribe, bind_judge, m);
	if (e != OK)
		return e;
	a->tries = m->tries;
	if (m->outcome == ERR_ISSUER_CODE)
		return fail(a->cx, ERR_ISSUER_CODE, "wrong code");
	if (m->outcome == ERR_ISSUER_STATE)
		return fail(a->cx, ERR_ISSUER_STATE, "the account holds what keeps it from one more: %s", a->field);
	return m->outcome == OK ? OK : fail(a->cx, ERR_ISSUER_CHALLENGE, "no code is waited for");
}

/* One account is one grown person's own: whoever looks after others is their helper, and says so. */
static enum err bind_now(struct ctx *cx, struct batch *b, struct meeting *m, const struct challenge *c)
{
	struct grant g;
	struct held held;
	struct act noted = *m->act;
	enum err e = held_read(cx, b, m->act->account, c->person, &held);
	if (e != OK)
		return e;
	if ((held.own && !m->limit) || held_is_full(&held)) {
		m->act->field = held.own && !m->limit ? "own" : "persons";
		m->outcome = ERR_ISSUER_STATE;
		return OK;
	}
	bound_grant(m, c->person, &g);
	noted.operator_name = ctx_printf(cx, "account:%s for person:%s", m->act->account, c->person);
	e = grants_put(cx, b, &g);
	return e == OK ? act_note(cx, b, &noted, "bind", (struct slice){ 0 }, strcmp(m->what, "counter") == 0 ? "counter" : "code") : e;
}

/* The record's contact is told; that it could not be told undoes nothing. */
static void tell_bound(struct act *a, const char *person)
{
	struct contact contact;
	enum err e = letter_contact(a, person, &contact);
	if (e == OK)
		e = letter_send(a, &contact, LETTER_BOUND, NULL, 0);
	if (e != OK)
		ctx_forgive(a->cx);
	json_put_str(a->out, "person", person);
}

static bool is_code(struct slice code) { return code.n > 0 && code.n <= 64; }

enum err bind_finish(struct act *a)
{
	struct meeting m = { .what = "bind", .id = act_text(a, "challenge"), .code = act_text(a, "code"), .of_session = true, .met = bind_now };
	if (!is_code(m.code))
		return act_misfit(a, "code");
	enum err e = bind_meet(a, &m);
	if (e == OK)
		tell_bound(a, m.person);
	return e;
}

enum err bind_counter(struct act *a)
{
	int64_t began = bind_clock();
	struct claim claim;
	char person[PERSON_SIZE + 1];
	struct meeting m = { .what = "counter", .code = act_text(a, "code"), .anybody = true, .met = bind_now };
	enum err e = claim_read(a, &claim);
	if (e == OK && !is_code(m.code))
		e = act_misfit(a, "code");
	if (e == OK)
		e = claim_throttle_counter(a);
	if (e == OK)
		e = claim_find(a, &claim, person);
	if (e != OK)
		return e;
	m.id = slice_str(ctx_printf(a->cx, "counter-%s", person[0] ? person : "000000000000"));
	e = bind_meet(a, &m);
	/* Which of claim, code and waiting was wrong is not told; nor are tries, which only a right claim has. */
	if (e == ERR_ISSUER_CHALLENGE || e == ERR_ISSUER_CODE) {
		ctx_forgive(a->cx);
		a->tries = 0;
		e = fail(a->cx, ERR_ISSUER_CODE, "wrong code");
	}
	if (e == OK)
		tell_bound(a, m.person);
	bind_wait(began);
	return e;
}
