/* Fuzzes formats/base45.c: one text for one value, both ways. */
#include "formats/base45.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf there, back;
	buf_init(&there, 2 * n + 8);
	buf_init(&back, 2 * n + 8);
	if (base45_decode(&there, slice_of(data, n))) {
		base45_encode(&back, buf_slice(&there));
		PROMISE(slice_eq(buf_slice(&back), slice_of(data, n)));
	}
	buf_reset(&there);
	buf_reset(&back);
	base45_encode(&there, slice_of(data, n));
	PROMISE(buf_ok(&there) && there.n == base45_length(n));
	PROMISE(base45_decode(&back, buf_slice(&there)));
	PROMISE(slice_eq(buf_slice(&back), slice_of(data, n)));
	buf_free(&there);
	buf_free(&back);
	return 0;
}
