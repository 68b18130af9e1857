/*
 * Owns: checked -> sealed: the proof gets its number, place in the status list, verification code and QR seal. Signs with the QR
 * seal key alone.
 */
#ifndef ISSUER_SEAL_H
#define ISSUER_SEAL_H

#include "issuer/desk.h"

/* A record that has a number and a signed seal, but no paper yet. Everything lives in cx's arena. */
struct sealed {
	struct proof proof;
	struct slice proof_json;
	char code[14];                /* verification code, ungrouped: only the paper will hold it */
	struct slice text;            /* the URL in the QR */
	uint8_t code_digest[32];      /* SHA-256(number || code) */
	uint8_t seal_digest[32];      /* SHA-256 of the COSE bytes */
};

/* replaces: number of the document this one corrects, or absent. Fails with ERR_PROOF_OPTION, ERR_LIMIT or a key's failure. */
must_use enum err seal_make(struct ctx *cx, const struct desk *d, struct checked record, const struct proof_options *options,
	const struct reservation *r, struct slice replaces, struct sealed *out);

#endif
