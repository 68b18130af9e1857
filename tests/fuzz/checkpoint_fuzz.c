/* Fuzzes formats/checkpoint.c: an accepted text is written again byte for byte. */
#include "formats/checkpoint.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct checkpoint c;
	struct buf b;
	ctx_init(&cx, 1);
	buf_init(&b, n);
	if (checkpoint_parse(&cx, slice_of(data, n), &c) == OK) {
		PROMISE(c.origin.n > 0 && c.size <= MERKLE_MAX_SIZE);
		PROMISE(checkpoint_encode(&cx, &c, &b) == OK);
		PROMISE(slice_eq(buf_slice(&b), slice_of(data, n)));
	}
	buf_free(&b);
	ctx_free(&cx);
	return 0;
}
