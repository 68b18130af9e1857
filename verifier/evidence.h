/*
 * Owns: what a question brings along before anything of it is believed. Names start with claimed_ until a check has passed.
 */
#ifndef VERIFIER_EVIDENCE_H
#define VERIFIER_EVIDENCE_H

#include "verifier/verify.h"

struct evidence {
	bool has_claim;                        /* the fields below were read */
	struct proof claimed_proof;
	bool names_cut;                        /* the seal carries its names shortened */
	const struct trusted_key *claimed_key; /* the trusted key it names; NULL for a typed code */
	bool seen;                             /* this seal's signature had held before */
	bool knows;                            /* `known` was looked up */
	struct known known;
};

/* Each check reads its part of the question and appends findings; an error only when a look-up could not work. */
must_use enum err check_seal(struct ctx *cx, const struct sources *s, struct slice text, struct verdict *v, struct evidence *e);
must_use enum err check_pdf(struct ctx *cx, const struct sources *s, struct slice file, struct verdict *v, struct evidence *e);
must_use enum err check_code(struct ctx *cx, const struct sources *s, struct slice number, struct slice code, struct verdict *v, struct evidence *e);

/* Was the key in force when this was signed (RFC 5280)? */
void check_key(const struct ctx *cx, const struct sources *s, const struct evidence *e, struct verdict *v);
/* Is the document in force, by what is known? */
void check_status(const struct sources *s, const struct evidence *e, struct verdict *v);
/* Have the proof, or the stay, card or passport, ended at cx->now? The last day counts whole, by the authority's clock. */
void check_dates(const struct ctx *cx, const struct sources *s, const struct evidence *e, struct verdict *v);
/* The first instant after cx->now at which one of these three may find something else though nobody writes to the registry. */
int64_t check_until(const struct ctx *cx, const struct sources *s, const struct evidence *e);

#endif
