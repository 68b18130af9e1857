/*
 * Owns: counters against guessing (ASVS 5.0 V6.3): attempts per account, address and document, each more expensive in time than the one
 * before. In memory, shared by all threads, written to the store by the timer, so that a restart forgives nothing. Keys are keyed hashes.
 */
#ifndef PORTAL_THROTTLE_H
#define PORTAL_THROTTLE_H

#include "base/ctx.h"
#include "registry/store.h"

enum throttle_kind {
	THROTTLE_NONE = 0,
	THROTTLE_SIGN_IN,      /* by account, or by the contact typed: 5 free, then 1 s doubling to 15 min */
	THROTTLE_SECOND,       /* second factor, by account: 5 free, then 30 s doubling to 1 h */
	THROTTLE_ADDRESS,      /* attempts of one client address, all kinds: as many free as throttle_open says, then 2 s doubling to 5 min */
	THROTTLE_MESSAGE,      /* messages to one contact: 3 free, then 1 min doubling to 1 h */
	THROTTLE_MESSAGES,     /* messages asked for by one client address: a third as many free, then 10 s doubling to 1 h */
	THROTTLE_CODE,         /* typed codes, by contact: 5 free, then 10 s doubling to 1 h */
	THROTTLE_DOCUMENT,     /* binding, by passport number: 5 free, then 1 min doubling to 24 h */
	THROTTLE_BINDING,      /* binding, by account: 10 free, then 1 min doubling to 24 h */
	THROTTLE_ACT,          /* logged acts of a helper, by account: 40 free, then 5 s doubling to 5 min */
	THROTTLE_KINDS
};

struct throttle;

/*
 * per_address: free attempts of THROTTLE_ADDRESS; a third of it for THROTTLE_MESSAGES. Reads what was kept. `store` is open for writing and outlives
 * the result.
 */
must_use enum err throttle_open(struct ctx *cx, struct store *store, uint32_t per_address, struct throttle **out);
void throttle_close(struct throttle *t);
/* Writes what changed since the last time and forgets what has cooled down; for a timer, every few seconds, and before the end. */
must_use enum err throttle_tend(struct ctx *cx, struct throttle *t);

/*
 * One attempt, counted before it is made, so that many at once count too. False: not now; *wait seconds (at least 1) until the next may be made,
 * and nothing is counted. key: a contact, id or number, as bytes; only its keyed hash is kept.
 */
bool throttle_take(struct throttle *t, enum throttle_kind kind, struct slice key, int64_t now, int64_t *wait);
/* The same for a client address: IPv6 ones count as their /64. */
bool throttle_take_peer(struct throttle *t, enum throttle_kind kind, const uint8_t peer[static 16], int64_t now, int64_t *wait);
/* The attempt was right: its counter begins again. */
void throttle_forget(struct throttle *t, enum throttle_kind kind, struct slice key);

#endif
