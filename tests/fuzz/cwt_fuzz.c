/* Fuzzes formats/cwt.c: an accepted claims set is encoded again, byte for byte. */
#include "formats/cwt.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct cwt set;
	struct buf b;
	ctx_init(&cx, 1);
	buf_init(&b, n);
	if (cwt_parse(&cx, slice_of(data, n), &set) == OK) {
		PROMISE(cwt_encode(&cx, &set, &b) == OK);
		PROMISE(slice_eq(buf_slice(&b), slice_of(data, n)));
	}
	buf_free(&b);
	ctx_free(&cx);
	return 0;
}
