/*
 * Owns: what the pipeline may know: trust list, status and registry look-ups, as a table of functions. Live sources read the
 * registry; offline sources read a signed bundle of published files. The pipeline cannot tell which it has.
 */
#ifndef VERIFIER_SOURCES_H
#define VERIFIER_SOURCES_H

#include "keys/trust_list.h"
#include "schemas/proof.h"

enum known_state { KNOWN_UNKNOWN = 0, KNOWN_ISSUED, KNOWN_SUSPENDED, KNOWN_REVOKED, KNOWN_SUPERSEDED, KNOWN_VOID, KNOWN_ABSENT };

/* What is known about one document number. KNOWN_UNKNOWN: cannot tell now. KNOWN_ABSENT: certainly never issued. */
struct known {
	enum known_state state;
	bool under_correction;
	int64_t as_of;                 /* instant of the status: now for live, the list's iat offline */
	bool stale;                    /* offline: the list is past its own end */
	bool has_document;             /* live: the fields below are filled */
	struct slice proof_json;
	struct slice stock, fill;      /* rebuild of the file as issued */
	uint8_t code_digest[32];
};

struct sources {
	void *self;
	const struct trust *trust;
	bool live;
	/* By document number (may be absent) and status index. Slices in *out live until `done`. */
	enum err (*know)(struct ctx *cx, void *self, struct slice number, uint32_t list, uint32_t index, struct known *out);
	/* Lets the look-up's memory go; called once after each verification. */
	void (*done)(void *self);
};

#endif
