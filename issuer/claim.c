/* Owns: claims. */
#include "issuer/claim.h"

#include "registry/records.h"

#include <string.h>

#define MOST_PERSONS 8 /* who share a passport number and birth date: more is no accident */

/* Letters and digits in capitals; spaces, hyphens and dots left out; full-width forms as their ASCII ones. */
static bool plain_number(struct ctx *cx, struct slice typed, size_t least, size_t most, struct slice *out)
{
	struct buf b;
	bool good = true;
	buf_init(&b, most);
	for (size_t at = 0; good && at < typed.n;) {
		int32_t c = text_next(typed, &at);
		if (c > 0xff00 && c < 0xff5f)
			c -= 0xfee0;
		if (c == ' ' || c == '-' || c == '.' || c == 0x3000 || c == '\t')
			continue;
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
		buf_putc(&b, (uint8_t)c);
	}
	good = good && buf_ok(&b) && b.n >= least;
	*out = good ? ctx_copy(cx, buf_slice(&b)) : (struct slice){ 0 };
	buf_free(&b);
	return good;
}

enum err claim_read(struct act *a, struct claim *out)
{
	struct date birth;
	*out = (struct claim){ .birth_date = act_text(a, "birth_date") };
	if (!plain_number(a->cx, act_text(a, "passport_number"), 4, 12, &out->passport_number))
		return act_misfit(a, "passport_number");
	if (!date_parse(out->birth_date, true, &birth))
		return act_misfit(a, "birth_date");
	if (!plain_number(a->cx, act_text(a, "number"), 4, 20, &out->number))
		return act_misfit(a, "number");
	return OK;
}

struct candidates {
	char person[MOST_PERSONS][PERSON_SIZE + 1];
	size_t count;
};

static bool add_candidate(void *self, const char *person)
{
	struct candidates *c = self;
	memcpy(c->person[c->count++], person, PERSON_SIZE + 1);
	return c->count < MOST_PERSONS;
}

struct holds {
	struct slice number;
	bool found;
};

/* Looks at all records, also behind a hit. */
static bool look_for_number(void *self, const struct kept_record *r)
{
	static const struct slice kinds[] = { { (const uint8_t *)"visa:", 5 }, { (const uint8_t *)"pr-card:", 8 }, { (const uint8_t *)"identity-link:", 14 } };
	struct holds *h = self;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (slice_starts(r->identity, kinds[i]))
			h->found |= slice_eq(slice_sub(r->identity, kinds[i].n, r->identity.n), h->number);
	}
	return true;
}

enum err claim_find(struct act *a, const struct claim *c, char person[static PERSON_SIZE + 1])
{
	struct candidates all = { 0 };
	memset(person, 0, PERSON_SIZE + 1);
	enum err e = persons_by_passport(a->cx, a->view, c->passport_number, c->birth_date, add_candidate, &all);
	/* Somebody who does not exist stands for a person that was not found. */
	if (all.count == 0)
		(void)add_candidate(&all, "000000000000");
	for (size_t i = 0; e == OK && i < all.count; i++) {
		struct holds h = { .number = c->number };
		e = records_of(a->cx, a->view, all.person[i], look_for_number, &h);
		if (e == OK && h.found && !person[0])
			memcpy(person, all.person[i], PERSON_SIZE + 1);
	}
	return e;
}

enum err claim_throttle_counter(struct act *a)
{
	enum err e = act_throttle(a, "counter-account", slice_str(a->account), a->room->bind_rate, 3600);
	return e == OK ? act_throttle(a, "claim-all", (struct slice){ 0 }, a->room->bind_rate * 5, 60) : e;
}

enum err claim_throttle(struct act *a, const struct claim *c)
{
	enum err e = act_throttle(a, "claim-account", slice_str(a->account), a->room->bind_rate, 3600);
	if (e == OK)
		e = act_throttle(a, "claim-document", c->passport_number, a->room->bind_rate, 3600);
	if (e == OK)
		e = act_throttle(a, "claim-number", c->number, a->room->bind_rate, 3600);
	/* By the minute: each claim holds a thread for a moment, and proofs must not wait behind a crowd of them. */
	return e == OK ? act_throttle(a, "claim-all", (struct slice){ 0 }, a->room->bind_rate * 5, 60) : e;
}
