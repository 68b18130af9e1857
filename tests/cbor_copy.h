/* Owns: reading any checked CBOR item and writing it again, for tests and fuzz targets. Must never be used outside tests/. */
#ifndef TESTS_CBOR_COPY_H
#define TESTS_CBOR_COPY_H

#include "formats/cbor.h"

static inline void cbor_copy(struct cbor_rd *r, struct buf *b)
{
	size_t n;
	switch (cbor_peek(r)) {
	case CBOR_UINT: cbor_put_uint(b, cbor_get_uint(r)); break;
	case CBOR_NEGATIVE: cbor_put_int(b, cbor_get_int(r)); break;
	case CBOR_BYTES: cbor_put_bytes(b, cbor_get_bytes(r)); break;
	case CBOR_TEXT: cbor_put_text(b, cbor_get_text(r)); break;
	case CBOR_BOOL: cbor_put_bool(b, cbor_get_bool(r)); break;
	case CBOR_NULL:
		cbor_get_null(r);
		cbor_put_null(b);
		break;
	case CBOR_TAG:
		cbor_put_tag(b, cbor_get_tag(r));
		cbor_copy(r, b);
		break;
	case CBOR_ARRAY:
		cbor_put_array(b, n = cbor_get_array(r));
		while (n-- > 0)
			cbor_copy(r, b);
		break;
	case CBOR_MAP:
		cbor_put_map(b, n = cbor_get_map(r));
		for (n *= 2; n > 0; n--)
			cbor_copy(r, b);
		break;
	case CBOR_INVALID:
	default: r->rd.failed = true;
	}
}

#endif
