/* Owns: share codes: making, ending, and the freeze of all. The code is told once. */
#include "issuer/letter.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "formats/crockford.h"
#include "registry/shares.h"
#include "schemas/purpose.h"

#include <string.h>

#define MOST_USES 1000
#define DAY_SHARES 30 /* codes made for one person */

struct share_change {
	struct act *act;
	struct share share;
	char code[SHARE_CODE + 1];
	bool frozen;
};

static enum err read_kinds(struct act *a, uint32_t *kinds)
{
	struct slice rest = act_text(a, "kinds");
	*kinds = 0;
	while (rest.n) {
		size_t comma = slice_find(rest, SLICE(","), 0);
		enum kind kind = kind_parse(slice_sub(rest, 0, comma));
		if (kind == KIND_NONE)
			return act_misfit(a, "kinds");
		*kinds |= UINT32_C(1) << kind;
		rest = comma == SIZE_MAX ? (struct slice){ 0 } : slice_sub(rest, comma + 1, rest.n);
	}
	return *kinds ? OK : act_misfit(a, "kinds");
}

static enum err read_share(struct act *a, struct share *s)
{
	struct slice letter = act_text(a, "purpose");
	int64_t uses = act_int(a, "uses");
	*s = (struct share){ .made = a->cx->now, .until = act_int(a, "until") };
	if (letter.n != 1 || !purpose_of((char)letter.p[0]))
		return act_misfit(a, "purpose");
	s->purpose = (char)letter.p[0];
	if (s->until <= a->cx->now || s->until > a->cx->now + (int64_t)LIMIT_SHARE_DAYS * 86400)
		return act_misfit(a, "until");
	if (uses < 0 || uses > MOST_USES)
		return act_misfit(a, "uses");
	s->uses = (uint32_t)uses;
	memcpy(s->person, a->person, sizeof s->person);
	memcpy(s->account, a->account, sizeof s->account);
	return read_kinds(a, &s->kinds);
}

/* Purpose letter and 50 random bits as eleven digits, and the check character over all of them: a mistyped letter shows too. */
static void make_code(struct share_change *c)
{
	uint64_t bits;
	char text[CROCKFORD_MAX_DIGITS + 2];
	crypto_random(&bits, sizeof bits);
	crockford_format((uint64_t)crockford_value(c->share.purpose) << 50 | bits >> 14, SHARE_CODE - 1, text);
	memcpy(c->code, text, SHARE_CODE + 1);
	crypto_random(&bits, sizeof bits);
	crockford_format(bits >> 24, SHARE_ID, text);
	memcpy(c->share.id, text, SHARE_ID);
	crypto_wipe(&bits, sizeof bits);
}

static enum err put_share(struct ctx *cx, struct batch *b, void *self)
{
	struct share_change *c = self;
	enum err e = shares_put(cx, b, slice_str(c->code), &c->share);
	return e == OK ? act_note(cx, b, c->act, "share", (struct slice){ 0 }, NULL) : e;
}

enum err sharing_make(struct act *a)
{
	struct share_change c = { .act = a };
	bool frozen = false;
	struct contact contact;
	enum err e = read_share(a, &c.share);
	if (e == OK)
		e = shares_frozen(a->cx, a->view, a->person, &frozen);
	if (e == OK && frozen)
		e = fail(a->cx, ERR_ISSUER_STATE, "all sharing of this person is stopped");
	/* LIMIT_PERSON_SHARES bounds what a person may ever have: nobody gets there in a day. */
	if (e == OK)
		e = act_throttle(a, "share", slice_str(a->person), DAY_SHARES, 86400);
	if (e != OK)
		return e;
	make_code(&c);
	e = scribe_do(a->cx, a->room->scribe, put_share, &c);
	if (e == OK) {
		json_put_str(a->out, "code", c.code);
		json_put_str(a->out, "id", c.share.id);
	}
	crypto_wipe(c.code, sizeof c.code);
	/* The person hears of what a helper does in their name. */
	if (e == OK && !grant_is_own(&a->grant) &&
		(letter_contact(a, a->person, &contact) != OK || letter_send(a, &contact, LETTER_SHARED, NULL, 0) != OK))
		ctx_forgive(a->cx);
	return e;
}

struct look {
	struct slice id;
	bool found, ended;
};

static bool look_for_share(void *self, const struct share *s)
{
	struct look *l = self;
	if (slice_is(l->id, s->id)) {
		l->found = true;
		l->ended = s->cancelled != 0;
	}
	return !l->found;
}

static enum err put_share_end(struct ctx *cx, struct batch *b, void *self)
{
	struct share_change *c = self;
	enum err e = shares_cancel(cx, b, c->act->person, c->share.id);
	return e == OK ? act_note(cx, b, c->act, "share-end", (struct slice){ 0 }, NULL) : e;
}

enum err sharing_end(struct act *a)
{
	struct share_change c = { .act = a };
	struct look l = { .id = act_text(a, "id") };
	enum err e = l.id.n == SHARE_ID ? shares_of(a->cx, a->view, a->person, look_for_share, &l) : OK;
	if (e == OK && !l.found)
		e = fail(a->cx, ERR_ISSUER_MISSING, "the person has no such share");
	if (e != OK || l.ended)
		return e;
	memcpy(c.share.id, l.id.p, SHARE_ID);
	return scribe_do(a->cx, a->room->scribe, put_share_end, &c);
}

static enum err put_freeze(struct ctx *cx, struct batch *b, void *self)
{
	struct share_change *c = self;
	enum err e = shares_freeze(cx, b, c->act->person, c->frozen);
	return e == OK ? act_note(cx, b, c->act, c->frozen ? "freeze" : "unfreeze", (struct slice){ 0 }, NULL) : e;
}

enum err sharing_freeze(struct act *a)
{
	struct share_change c = { .act = a, .frozen = act_bool(a, "frozen") };
	/* Whoever may share may stop it all; to open it again is the person's. */
	if (!c.frozen && !act_is_voice(a))
		return fail(a->cx, ERR_ISSUER_FORBIDDEN, "a helper does not open what was stopped");
	return scribe_do(a->cx, a->room->scribe, put_freeze, &c);
}
