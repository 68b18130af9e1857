/* Fuzzes schemas/claims.c: accepted claims are written again, byte for byte. */
#include "schemas/claims.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct claims claims;
	struct buf b;
	ctx_init(&cx, 1);
	buf_init(&b, n);
	if (claims_parse(&cx, slice_of(data, n), n % 2 ? 480 : -210, &claims) == OK) {
		PROMISE(claims_put(&cx, &claims, &b) == OK);
		PROMISE(slice_eq(buf_slice(&b), slice_of(data, n)));
	}
	buf_free(&b);
	ctx_free(&cx);
	return 0;
}
