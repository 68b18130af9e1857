/* Owns: the table of files with what each reply needs, made once at start. */
#include "http/assets.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "http/accept.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct kept {
	struct asset as;
	struct buf packed;
	char etag[20];
};

struct assets {
	struct kept *kept;
	size_t count;
	char base[32];
};

/* gzip (RFC 1952), kept only where it saves a tenth: once at start instead of at every request. */
static void pack(struct kept *k)
{
	z_stream z = { 0 };
	if (!k->as.body.n || deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	size_t room = k->as.body.n - k->as.body.n / 10;
	buf_init(&k->packed, room);
	z.next_out = buf_grow(&k->packed, room);
	z.avail_out = (uInt)room;
	z.avail_in = (uInt)k->as.body.n;
	/* zlib asks for a writable pointer and does not write through it. */
	memcpy(&z.next_in, &k->as.body.p, sizeof z.next_in);
	int ended = deflate(&z, Z_FINISH);
	k->packed.n = ended == Z_STREAM_END ? z.total_out : 0;
	deflateEnd(&z);
}

/* Each file's tag, and one address for all. */
static void digest(struct assets *a)
{
	struct hash *all = hash_new();
	uint8_t one[32];
	char hex[65];
	for (size_t i = 0; i < a->count; i++) {
		struct kept *k = &a->kept[i];
		crypto_sha256(k->as.body, one);
		hash_add(all, slice_of(one, sizeof one));
		hex_format(slice_of(one, 8), hex);
		memcpy(k->etag, "\"", 1);
		memcpy(k->etag + 1, hex, 16);
		memcpy(k->etag + 17, "\"", 2);
	}
	hash_finish(all, one);
	hash_free(all);
	hex_format(slice_of(one, 6), hex);
	memcpy(a->base, "/assets/", 8);
	memcpy(a->base + 8, hex, 13);
}

struct assets *assets_open(const struct asset *files, size_t count)
{
	struct assets *a = calloc(1, sizeof *a);
	if (!a || !(a->kept = calloc(count, sizeof *a->kept)))
		abort();
	a->count = count;
	for (size_t i = 0; i < count; i++) {
		a->kept[i].as = files[i];
		pack(&a->kept[i]);
	}
	digest(a);
	return a;
}

void assets_close(struct assets *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->count; i++)
		buf_free(&a->kept[i].packed);
	free(a->kept);
	free(a);
}

const char *assets_base(const struct assets *a) { return a ? a->base : "/assets/0"; }

static void answer(const struct kept *k, bool fresh, const struct http_request *q, struct http_reply *r)
{
	/* A page from before an upgrade still finds today's file, but nobody may keep it under the old address. */
	http_header_add(r, "Cache-Control", slice_str(fresh ? "public, max-age=31536000, immutable" : "no-cache"));
	http_header_add(r, "ETag", slice_str(k->etag));
	http_header_add(r, "Vary", SLICE("Accept-Encoding"));
	if (k->as.policy)
		http_header_add(r, "Content-Security-Policy", slice_str(k->as.policy));
	r->content_type = k->as.type;
	r->body_is_static = true;
	r->status = http_unchanged(q, slice_str(k->etag)) ? 304 : 200;
	if (r->status == 304)
		return;
	bool packed = k->packed.n && accept_gzip(q->accept_encoding);
	if (packed)
		http_header_add(r, "Content-Encoding", SLICE("gzip"));
	r->body = packed ? buf_slice(&k->packed) : k->as.body;
}

bool assets_answer(const struct assets *a, const struct http_request *q, struct http_reply *r)
{
	struct slice path = q->path;
	if (slice_is(path, "/robots.txt")) {
		*r = (struct http_reply){ .status = 200, .content_type = "text/plain; charset=utf-8", .body = SLICE("User-agent: *\nDisallow: /\n"),
			.body_is_static = true };
		return true;
	}
	if (slice_is(path, "/favicon.ico"))
		path = SLICE("/assets/icon.svg");
	if (!slice_starts(path, SLICE("/assets/")))
		return false;
	size_t slash = slice_find_last(path, SLICE("/"));
	struct slice name = slice_sub(path, slash + 1, SIZE_MAX), folder = slice_sub(path, 0, slash);
	for (size_t i = 0; i < a->count; i++) {
		const struct kept *k = &a->kept[i];
		if (!k->as.body.p || !slice_is(name, k->as.name))
			continue;
		answer(k, slice_is(folder, a->base), q, r);
		return true;
	}
	return false;
}
