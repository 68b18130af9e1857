/*
 * Owns: a proof that a holder is putting together: for whom, what for, how long, what is hidden. Lives in the session's flow slot of its kind until
 * the proof is made, and then tells which document it became, so that a form posted twice makes one.
 */
#ifndef PORTAL_WISH_H
#define PORTAL_WISH_H

#include "issuer/client.h"
#include "portal/visit.h"
#include "schemas/kind.h"

#define WISH_TOKEN 32 /* hex digits of the form's token */

struct wish {
	enum kind kind;
	char person[PERSON_SIZE + 1];
	struct slice institution;        /* key of schemas/purpose.h, "other", or absent while nothing is chosen */
	struct slice purpose, recipient; /* as typed; purpose only with "other" */
	uint64_t mask;                   /* bits of field_id */
	bool chosen;                     /* the holder has seen and sent the page with the masks */
	int days;
	char token[WISH_TOKEN + 1];
	struct slice made;               /* number of the document it became, or absent */
	struct slice paper, seal, typed; /* what a checker will see: JSON of client_preview; absent before the preview */
	bool has_photo;
};

/* The slot's wish, if it is about this kind and this person; else a new one with a fresh token. */
must_use enum err wish_load(struct visit *v, enum kind kind, struct wish *out);
/* With a token of its own, nothing chosen. */
struct wish wish_new(struct visit *v, enum kind kind);
/* POST only. */
must_use enum err wish_save(struct visit *v, const struct wish *w);
/* JSON of a wish and back; false for what wish_encode would not write. Texts live in cx. */
struct slice wish_encode(struct ctx *cx, const struct wish *w);
bool wish_decode(struct ctx *cx, struct slice json, struct wish *out);

/* What is printed as purpose: the institution's type in both languages, or the holder's own words; absent without either. In cx. */
struct slice wish_purpose(struct ctx *cx, const struct wish *w);
/* What an institution of the wish's type need not see; everything maskable but what identifies for "other" or none: nothing. */
uint64_t wish_usual_mask(const struct wish *w);
/* The wish as the issuer takes it. Texts in cx. */
struct client_wish wish_for_issuer(struct ctx *cx, const struct wish *w);

#endif
