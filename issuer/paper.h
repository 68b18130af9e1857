/* Owns: sealed -> paper: the fill behind its stock, unsigned. */
#ifndef ISSUER_PAPER_H
#define ISSUER_PAPER_H

#include "issuer/seal.h"

struct paper {
	const struct sealed *sealed;
	const struct stock *stock;
	struct fill fill;             /* freed with paper_clear */
};

/* Values, seal and attachment appended to the kind's stock; `sealed` and the desk outlive it. Errors of fill_build: a character no font has, no room. */
must_use enum err paper_make(struct ctx *cx, const struct desk *d, const struct sealed *sealed, struct paper *out);
void paper_clear(struct paper *p);

#endif
