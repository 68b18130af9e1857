/* Fuzzes keys/anchors.c: what it accepts lies inside the input, ends with it, and survives the way through PEM. */
#include "base/limits.h"
#include "keys/anchors.h"
#include "tests/fuzz/fuzz.h"

static bool inside(struct slice part, struct slice whole)
{
	return !part.p || (part.p >= whole.p && part.n <= whole.n && (size_t)(part.p - whole.p) <= whole.n - part.n);
}

static void check_accepted(struct ctx *cx, const struct certificate *c)
{
	struct certificate shorter;
	struct slice back;
	struct buf pem;
	PROMISE(inside(c->tbs, c->der) && inside(c->serial, c->der) && inside(c->issuer, c->der) && inside(c->subject, c->der));
	PROMISE(inside(c->common_name, c->der) && inside(c->subject_key, c->der) && inside(c->authority_key, c->der));
	PROMISE(inside(c->spki, c->der) && c->spki.n == 91);
	PROMISE(c->not_before <= c->not_after && c->serial.n >= 1 && c->serial.n <= 20);
	PROMISE(anchors_parse(cx, slice_sub(c->der, 0, c->der.n - 1), &shorter) != OK);
	ctx_forgive(cx);
	buf_init(&pem, 2 * LIMIT_CERT_BYTES);
	anchors_encode_pem(cx, c->der, &pem);
	PROMISE(anchors_parse_pem(cx, buf_slice(&pem), &back) == OK && slice_eq(back, c->der));
	buf_free(&pem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct certificate c;
	struct slice der;
	ctx_init(&cx, 1);
	if (anchors_parse(&cx, slice_of(data, n), &c) == OK)
		check_accepted(&cx, &c);
	else
		PROMISE(cx.text[0] && cx.err != OK);
	ctx_forgive(&cx);
	if (anchors_parse_pem(&cx, slice_of(data, n), &der) == OK)
		PROMISE(der.n <= LIMIT_CERT_BYTES);
	ctx_free(&cx);
	return 0;
}
