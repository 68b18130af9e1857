/*
 * Fuzzes keys/trust_list.c up to the signature: the payload's form is read before. The input is a trust list, or the bare payload of
 * one, which is wrapped with a signature that holds for nothing. Nothing may open.
 */
#include "formats/cose.h"
#include "keys/trust_list.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static enum err sign_nothing(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	(void)cx;
	(void)self;
	(void)digest;
	memset(rs, 0, 64);
	rs[31] = rs[63] = 1;
	return OK;
}

static void check_refused(struct slice list)
{
	static const uint8_t root[] = { 0x30, 0x00 };
	struct ctx cx;
	struct trust *t = NULL;
	ctx_init(&cx, 1773144000);
	PROMISE(trust_open(&cx, list, slice_of(root, sizeof root), &t) != OK && !t && cx.text[0]);
	ctx_free(&cx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct buf b;
	ctx_init(&cx, 1);
	buf_init(&b, n + 512);
	check_refused(slice_of(data, n));
	if (n && cose_build(&cx, SLICE("12345678"), SLICE(TRUST_LIST_TYPE), slice_of(data, n), COSE_TAGGED_18, sign_nothing, NULL, &b) == OK)
		check_refused(buf_slice(&b));
	buf_free(&b);
	ctx_free(&cx);
	return 0;
}
