/*
 * Owns: the pipeline: detect -> evidence -> checks -> verdict. One and the same for the server, the command line and the
 * issuer's own proof step. Pure but for the look-ups of its sources; stores nothing, renders nothing, inflates nothing.
 */
#ifndef VERIFIER_VERIFY_H
#define VERIFIER_VERIFY_H

#include "verifier/sources.h"
#include "verifier/verdict.h"

enum question_kind { QUESTION_NONE = 0, QUESTION_PDF, QUESTION_SEAL, QUESTION_CODE };

/* What is asked. Exactly one of them. */
struct question {
	enum question_kind kind;
	struct slice pdf;           /* the file */
	struct slice seal;          /* scanned or typed text: URL, fragment or bare base32 */
	struct slice number, code;  /* as typed */
	bool photo;                 /* the answer should bring the holder's photo, where it is known */
};

struct answer {
	struct verdict verdict;
	bool has_document;          /* only then `proof` may be shown: it is the authority's own word */
	struct proof proof;
	struct slice photo;         /* JPEG or absent: only when asked for, and only from the registry */
	bool masked;                /* numbers reduced to their last four characters */
	bool of_seal;               /* the values are those of the square code, which names no recipient and no purpose */
	bool names_cut;             /* names are shortened as in a machine-readable zone: compare their beginnings */
	bool under_correction;
	int64_t signed_at;          /* 0 = not known */
	int64_t status_as_of;       /* 0 = not known */
	int64_t checked_at;
	int utc_offset;             /* minutes: where the document's days end */
	bool specimen;
	int64_t until;              /* the answer stays the same before this instant while `basis` does; 0 = it is not one to keep */
	struct basis basis;
};

/*
 * Judges. Returns an error only when it could not work (the registry cannot be read); a bad document gives OK and a verdict.
 * Everything in *out lives in cx's arena or in the question.
 */
must_use enum err verify(struct ctx *cx, const struct sources *sources, const struct question *q, struct answer *out);

/* What becomes of a proof before it is shown to somebody who typed number and code; also for who shows the holder what others will see. */
void verify_shorten_numbers(struct ctx *cx, struct proof *p);

#endif
