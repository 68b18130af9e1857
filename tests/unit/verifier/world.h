/*
 * Owns: a small world for tests of answers: a registry in a scratch folder, one QR seal key and a trust list that names it, documents
 * with their seals, and two workers over them: one that remembers, as the server's do, and one that never does.
 */
#ifndef TESTS_UNIT_VERIFIER_WORLD_H
#define TESTS_UNIT_VERIFIER_WORLD_H

#include "tests/unit/check.h"
#include "verifier/worker.h"

struct world {
	struct ctx *cx;               /* of the test: the clock of the registry's writer */
	char *folder;
	struct hall hall;
	struct trust trust;           /* edit it and call world_trust */
	struct trusted_key key;
	struct worker remembers, forgets;
	unsigned documents;
};

struct world_document {
	char number[DOCUMENT_NUMBER_SIZE + 1];
	struct slice seal;            /* the text of its QR, in the test's arena */
};

void world_open(struct ctx *cx, struct world *w);
void world_close(struct world *w);
/* The values of the one permit of these tests. */
void world_visa(struct proof *p, const char *surname, const char *ends);
/* Issued now; its visa ends on this day ("2026-05-01"), its proof so many days from now. */
struct world_document world_issue(struct world *w, const char *surname, const char *visa_ends, int proof_days);
/* A seal of our key under a number that was never issued. */
struct slice world_unissued(struct world *w);
/* The text of a token of our key with any protected header and payload, well formed otherwise. */
struct slice world_seal(struct world *w, struct slice protected_header, struct slice payload);
/* Changes of state, at the instant given. */
void world_change(struct world *w, const char *number, enum document_state to, int64_t at);
void world_mark(struct world *w, const char *number, bool under_correction);
void world_supersede(struct world *w, const char *old_number, const char *successor);
/* Both workers take this trust list, as after a reload. */
void world_trust(struct world *w, const struct trust *t);

/* The reply's body to POST /v1/verify by one of the workers; the status must be 200. Lives in the test's arena. */
struct slice world_post(struct world *w, struct worker *worker, const char *body, const char *language, int64_t now);
/* The same with {"seal": text}. */
struct slice world_ask(struct world *w, struct worker *worker, struct slice seal, const char *language, int64_t now);
/* Whether the worker that remembers would answer this from memory now. */
bool world_is_kept(struct world *w, struct slice seal, bool chinese, int64_t now);

#endif
