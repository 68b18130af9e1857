/*
 * Owns: finished answers (JSON) of seals that were asked before, one cache a thread and trust list. An answer is found and opened by
 * the seal's text alone: what lies in memory between requests is encrypted, but for lists of findings, and its key is in no memory. Never
 * gives an answer whose time is over, nor one whose document has changed in the registry, which is asked every time.
 */
#ifndef VERIFIER_ANSWER_CACHE_H
#define VERIFIER_ANSWER_CACHE_H

#include "verifier/verify.h"

#define ANSWER_CACHE_SLOTS 4096 /* answers kept by one thread; a newer one takes an older one's place */
#define ANSWER_CACHE_BYTES 4096 /* of one answer and its seal's text; ours have about 1 KB */

struct answer_cache;

struct answer_cache *answer_cache_new(void);
void answer_cache_free(struct answer_cache *c);
/* After the trust list was read anew. */
void answer_cache_clear(struct answer_cache *c);

/* What verify(), report_json_verdict() and report_json_document() would give now for this seal text in this language. */
struct kept_answer {
	enum verdict_word word;
	struct slice head; /* the verdict's part: static */
	uint8_t *own;      /* the document's part, in cx's arena */
	size_t n;
};

/* False: not known, no longer certain, or the registry cannot be read: judge anew. `room` bytes behind the document's part are the caller's. */
bool answer_cache_find(struct ctx *cx, const struct sources *s, struct slice seal, bool chinese, size_t room, struct kept_answer *out);
/*
 * Keeps an answer that verify() calls lasting (a->until), in its two parts, for a text that ends with the seal's signature; takes no other.
 * head must say nothing of a person: it is not encrypted.
 */
void answer_cache_keep(struct ctx *cx, const struct sources *s, struct slice seal, bool chinese, const struct answer *a,
	struct slice head, struct slice own);

#endif
