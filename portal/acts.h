/*
 * Owns: the log that a person reads: who did what for them and when ("A for B"). Written before an act is done, so that none goes unlogged; looks by
 * helpers are gathered in memory and written by the timer. The authority's own audit record is the registry's. Must never hold what was seen or typed.
 *   la person instant random -> act
 */
#ifndef PORTAL_ACTS_H
#define PORTAL_ACTS_H

#include "portal/account.h"
#include "registry/grants.h"
#include "registry/store.h"

/* What is done; the words are [act.<name>]. */
#define ACTS                                                                                                                       \
	X(LOOKED, "looked") X(PROOF_MADE, "proof-made") X(PROOF_RENEWED, "proof-renewed") X(PROOF_WITHDRAWN, "proof-withdrawn")    \
	X(DOWNLOADED, "downloaded") X(ERROR_REPORTED, "error-reported") X(BOOKED, "booked") X(MOVED, "moved")                      \
	X(CANCELLED, "cancelled") X(WAITING, "waiting") X(SHARED, "shared") X(SHARE_ENDED, "share-ended") X(FROZEN, "frozen")      \
	X(THAWED, "thawed") X(HELPER_CONFIRMED, "helper-confirmed") X(HELPER_DECLINED, "helper-declined") X(HELPER_ENDED, "helper-ended") \
	X(CONNECTED, "connected")
enum act_kind {
	ACT_NONE = 0,
#define X(id, name) ACT_##id,
	ACTS
#undef X
	ACT_COUNT
};

struct act {
	int64_t at;
	enum act_kind kind;
	char account[ACCOUNT_ID + 1]; /* who did it; "" = somebody with a booking's code */
	bool helper;                  /* somebody else than the person's own account */
	struct slice detail;          /* a document's number, an office's id ...; no personal data; or absent */
};

/* "proof-made": part of a key of words. */
const char *act_name(enum act_kind kind);
/* Writes one act in a batch of its own. detail: at most 40 bytes. */
must_use enum err acts_note(struct ctx *cx, struct store *store, const char *person, const struct act *act);

struct looks;
struct looks *looks_open(void);
void looks_close(struct looks *l);
/* A helper looked at a person's pages, or fetched a file (ACT_LOOKED, ACT_DOWNLOADED): each once an hour is written. Any thread, no write. */
void looks_note(struct looks *l, const char *account, const char *person, enum act_kind kind, int64_t now);
/* Writes the looks gathered; for the timer. */
must_use enum err looks_flush(struct ctx *cx, struct looks *l, struct store *store);

typedef bool act_each(void *self, const struct act *a);
/* Acts of a person, oldest first. */
must_use enum err acts_of(struct ctx *cx, struct snapshot *v, const char *person, act_each *each, void *self);

#endif
