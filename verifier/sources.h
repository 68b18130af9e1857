/*
 * Owns: what the pipeline may know: trust list, status and registry look-ups, as a table of functions. Live sources read the
 * registry; offline sources read a signed bundle of published files. The pipeline cannot tell which it has.
 */
#ifndef VERIFIER_SOURCES_H
#define VERIFIER_SOURCES_H

#include "keys/trust_list.h"
#include "schemas/proof.h"

enum known_state { KNOWN_UNKNOWN = 0, KNOWN_ISSUED, KNOWN_SUSPENDED, KNOWN_REVOKED, KNOWN_SUPERSEDED,
	KNOWN_INVALID, /* the published list does not say whether revoked or replaced */
	KNOWN_ABSENT   /* certainly never issued */ };

/* The state of the registry that a look-up saw: later it can be asked whether it still is that. */
struct basis {
	uint64_t version;              /* equal numbers mean equal contents of the whole registry; 0 = nothing was looked up */
	uint8_t entry[32];             /* SHA-256 of the document's entry: all that can change about a document stands there */
};

/* What is known about one document. The zero value knows nothing. */
struct known {
	enum known_state state;
	bool under_correction;
	bool stale;                    /* offline: the list at hand is past its own end */
	int64_t as_of;                 /* instant of the status: now for live, the list's iat offline; 0 = not known */
	bool has_document;             /* live: the fields below are filled */
	struct slice proof_json;
	struct slice photo;            /* the holder's JPEG, absent without one */
	struct slice stock, fill;      /* the file as it was issued, in two parts */
	uint8_t code_digest[32];       /* SHA-256(number || code) */
	uint8_t seal_digest[32];       /* SHA-256 of the seal's COSE bytes */
	int64_t until;                 /* live: first instant from which this may be otherwise though nobody writes; INT64_MAX = none */
	struct basis basis;            /* where wanted */
};

/* What to look up: by number (may be absent offline) and place in the status lists. */
struct wanted {
	struct slice number;
	uint32_t list, index;
	bool proof, file;              /* fill proof_json; stock and fill too */
	bool basis;                    /* fill basis */
};

struct seal_cache;
struct answer_cache;
struct pades_start;

struct sources {
	void *self;
	const struct trust *trust;
	bool live;
	struct seal_cache *cache;      /* seals whose signature held before, or NULL */
	struct pades_start *const *starts; /* stocks read before: a file that begins with one is read from there on; may be NULL */
	size_t start_count;
	struct proof_read *last_proof; /* of this ctx, for who asks several questions about one document; may be NULL */
	/* Fails only when it could not work at all. Slices in *out live until `done`. */
	enum err (*know)(struct ctx *cx, void *self, const struct wanted *w, struct known *out);
	/*
	 * For answers that were kept; NULL where there are none. version looks at the registry as it is now and gives its number, 0 where it
	 * cannot be read; entry then digests a document's entry in it, false where there is none.
	 */
	struct answer_cache *answers;
	uint64_t (*version)(struct ctx *cx, void *self);
	bool (*entry)(struct ctx *cx, void *self, struct slice number, uint8_t digest[static 32]);
	/* Lets the look-up's memory go; called once after each verification. */
	void (*done)(void *self);
};

#endif
