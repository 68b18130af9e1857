/*
 * Owns: how officers feed applications: one, a file of them, one more step, and what is kept of one. Everything is checked against
 * schema, rules and the offices in the registry before it is kept, and audited.
 */
#ifndef ISSUER_PROGRESS_H
#define ISSUER_PROGRESS_H

#include "issuer/desk.h"

struct progress_import {
	bool dry_run, json;           /* check only; tell lines as JSON */
	bool replace;                 /* also where steps that were kept go or change, or the applicant does */
	size_t lines, refused;        /* out */
};

/* A new one, the whole file. ERR_RECORD with the flaws printed, or when the number is there already. */
must_use enum err progress_add(struct ctx *cx, const struct desk *d, const char *path);
/*
 * NDJSON: each line is new, changed, the same, or refused and told; a refused one stops nothing. Refused is also what takes kept steps away or is
 * somebody else's by its number, unless replace.
 */
must_use enum err progress_import(struct ctx *cx, const struct desk *d, const char *path, struct progress_import *i);

struct progress_step {
	const char *step, *at, *note_en, *note_zh; /* at NULL = today at the office; notes NULL = none */
};
/* One more step. ERR_RECORD_MISSING; ERR_USAGE says what does not fit. */
must_use enum err progress_update(struct ctx *cx, const struct desk *d, const char *number, const struct progress_step *step);
/* Prints it as JSON, with its person, who acts next and the day from which the applicant may ask. */
must_use enum err progress_show(struct ctx *cx, const struct desk *d, const char *number);

#endif
