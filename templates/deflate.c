/* Owns: libdeflate, and one fast compressor a thread: making one takes longer than a page's content takes it. */
#include "templates/deflate.h"

#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_key_t kept;

static void let_go(void *compressor) { libdeflate_free_compressor(compressor); }

static void make_key(void)
{
	if (pthread_key_create(&kept, let_go) != 0)
		abort();
}

static struct libdeflate_compressor *make(enum deflate_effort effort)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor((int)effort);
	if (!c)
		abort();
	return c;
}

static struct libdeflate_compressor *of_this_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_key);
	struct libdeflate_compressor *c = pthread_getspecific(kept);
	if (c)
		return c;
	c = make(DEFLATE_FAST);
	if (pthread_setspecific(kept, c) != 0)
		abort();
	return c;
}

bool deflate_put(enum deflate_effort effort, struct slice plain, struct buf *out)
{
	struct libdeflate_compressor *c = effort == DEFLATE_FAST ? of_this_thread() : make(effort);
	size_t room = libdeflate_zlib_compress_bound(c, plain.n), start = out->n;
	uint8_t *at = buf_grow(out, room);
	size_t n = at ? libdeflate_zlib_compress(c, plain.p, plain.n, at, room) : 0;
	if (at)
		out->n = start + n;
	if (effort != DEFLATE_FAST)
		libdeflate_free_compressor(c);
	return n > 0;
}
