/* Fuzzes formats/cbor.c: what is accepted is written back byte for byte; what is not must not hurt the reader. */
#include "tests/cbor_copy.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct slice item = slice_of(data, n);
	struct cbor_rd r = cbor_rd(item);
	ctx_init(&cx, 1);
	struct slice whole = cbor_skip(&r);
	if (cbor_check(&cx, item) == OK) {
		struct buf b;
		buf_init(&b, n);
		PROMISE(cbor_end(&r) && slice_eq(whole, item));
		r = cbor_rd(item);
		cbor_copy(&r, &b);
		PROMISE(cbor_end(&r) && buf_ok(&b) && slice_eq(buf_slice(&b), item));
		buf_free(&b);
	} else {
		struct buf b;
		buf_init(&b, 1 << 16);
		r = cbor_rd(item);
		for (size_t i = 0; i < n && !cbor_failed(&r); i++) {
			(void)cbor_get_array(&r);
			(void)cbor_get_map(&r);
			(void)cbor_get_text(&r);
		}
		buf_free(&b);
	}
	ctx_free(&cx);
	return 0;
}
