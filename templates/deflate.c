/* Owns: libdeflate. */
#include "templates/deflate.h"

#include <libdeflate.h>
#include <stdlib.h>

/* The library's own object under our name; nothing is ever behind the type. */
static struct libdeflate_compressor *inner(struct deflater *d) { return (struct libdeflate_compressor *)d; }

struct deflater *deflater_new(enum deflate_effort effort)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor((int)effort);
	if (!c)
		abort();
	return (struct deflater *)c;
}

void deflater_free(struct deflater *d) { libdeflate_free_compressor(inner(d)); }

bool deflater_put(struct deflater *d, struct slice plain, struct buf *out)
{
	size_t room = libdeflate_zlib_compress_bound(inner(d), plain.n), start = out->n;
	uint8_t *at = buf_grow(out, room);
	size_t n = at ? libdeflate_zlib_compress(inner(d), plain.p, plain.n, at, room) : 0;
	if (at)
		out->n = start + n;
	return n > 0;
}
