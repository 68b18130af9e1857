/* Owns: how an authentic document stands at cx->now: key times, status, dates. */
#include "verifier/evidence.h"

/* Clocks of issuer and verifier may differ this much (seconds) before "signed in the future" is said. */
#define CLOCK_SKEW 300

void check_key(const struct ctx *cx, const struct sources *s, const struct evidence *e, struct verdict *v)
{
	const struct trust *t = s->trust;
	int64_t signed_at = e->claimed_proof.issued_at;
	const struct trusted_key *key = e->claimed_key;
	if (signed_at > cx->now + CLOCK_SKEW)
		verdict_add(v, FINDING_SIGNED_LATER);
	if (!key)
		return;
	if (key->state == TRUST_REVOKED && signed_at >= key->revoked_at)
		verdict_add(v, FINDING_KEY_REVOKED);
	/* The date is the signer's own word: only the registry, which holds what was issued, makes it certain. */
	else if (key->state == TRUST_REVOKED && !e->known.has_document)
		verdict_add(v, FINDING_KEY_REVOKED_SINCE);
	if (signed_at < key->not_before - CLOCK_SKEW || signed_at > key->not_after)
		verdict_add(v, FINDING_KEY_PERIOD);
	if (t->next_update <= cx->now)
		verdict_add(v, FINDING_TRUST_STALE);
}

void check_status(const struct sources *s, const struct evidence *e, struct verdict *v)
{
	static const enum finding_code findings[] = {
		[KNOWN_UNKNOWN] = FINDING_STATUS_UNKNOWN, [KNOWN_ISSUED] = FINDING_STATUS_GOOD, [KNOWN_SUSPENDED] = FINDING_STATUS_SUSPENDED,
		[KNOWN_REVOKED] = FINDING_STATUS_REVOKED, [KNOWN_SUPERSEDED] = FINDING_STATUS_SUPERSEDED, [KNOWN_INVALID] = FINDING_STATUS_INVALID,
		[KNOWN_ABSENT] = FINDING_REGISTRY_ABSENT,
	};
	enum known_state state = e->knows ? e->known.state : KNOWN_UNKNOWN;
	/* What was revoked stays so; a list past its end says nothing certain about what may have changed since. */
	if (!s->live && e->known.stale && (state == KNOWN_ISSUED || state == KNOWN_SUSPENDED))
		verdict_add(v, FINDING_STATUS_STALE);
	else
		verdict_add(v, findings[state]);
	if (e->known.under_correction)
		verdict_add(v, FINDING_UNDER_CORRECTION);
}

static void earlier(const struct ctx *cx, int64_t instant, int64_t *until)
{
	if (instant > cx->now && instant < *until)
		*until = instant;
}

int64_t check_until(const struct ctx *cx, const struct sources *s, const struct evidence *e)
{
	/* The days of the document all end with a day; midnight at the authority is the last chance whatever they are. */
	int64_t until = date_over(date_at(cx->now, s->trust->utc_offset), s->trust->utc_offset);
	earlier(cx, e->claimed_proof.issued_at - CLOCK_SKEW, &until);
	earlier(cx, s->trust->next_update, &until);
	earlier(cx, e->known.until, &until);
	return until;
}

void check_dates(const struct ctx *cx, const struct sources *s, const struct evidence *e, struct verdict *v)
{
	struct date today = date_at(cx->now, s->trust->utc_offset);
	const struct proof *p = &e->claimed_proof;
	bool stay_ended = p->ends.year && date_compare(p->ends, today) < 0;
	bool proof_ended = date_compare(p->proof_ends, today) < 0;
	if (stay_ended)
		verdict_add(v, FINDING_STAY_ENDED);
	if (proof_ended)
		verdict_add(v, FINDING_PROOF_ENDED);
	if (!stay_ended && !proof_ended)
		verdict_add(v, FINDING_DATES_GOOD);
}
