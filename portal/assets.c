/* Owns: the built-in files and their addresses. */
#include "portal/assets.h"

#include "base/crypto.h"

#include <stdlib.h>
#include <string.h>

/* The file's bytes between two local symbols of this object. make/portal.mk names the dependency. */
#define EMBED(symbol, path)                                                                         \
	__asm__(".pushsection .rodata\n.balign 16\n" #symbol ":\n.incbin \"portal/web/" path "\"\n" \
		#symbol "_end:\n.byte 0\n.popsection\n");                                           \
	extern const uint8_t symbol[] __attribute__((visibility("hidden")));                        \
	extern const uint8_t symbol##_end[] __attribute__((visibility("hidden")));
#define BYTES(symbol) slice_of(symbol, (size_t)((uintptr_t)symbol##_end - (uintptr_t)symbol))

EMBED(portal_style, "style.css")
EMBED(portal_script, "portal.js")
EMBED(portal_boot, "boot.js")
EMBED(portal_passkey, "passkey.js")
EMBED(portal_icon, "icon.svg")

#define ICONS I(calendar) I(progress) I(visa) I(card) I(passport) I(office) I(guide) I(family) I(proof) I(share) I(account) I(good) I(stale) I(bad) I(open) \
	I(info) I(print) I(download)
#define I(name) EMBED(portal_icon_##name, "icons/" #name ".svg")
ICONS
#undef I

#define CSS "text/css; charset=utf-8"
#define JS "text/javascript; charset=utf-8"

#define COUNT 5

struct assets {
	struct {
		const char *name, *type;
		struct slice body;
		char etag[20];
	} files[COUNT];
	char base[32];
};

struct slice assets_icon(const char *name)
{
#define I(icon)                   \
	if (!strcmp(name, #icon)) \
		return BYTES(portal_icon_##icon);
	ICONS
#undef I
	return (struct slice){ 0 };
}

static void add(struct assets *a, size_t i, const char *name, const char *type, struct slice body, struct hash *all)
{
	uint8_t digest[32];
	char hex[65];
	crypto_sha256(body, digest);
	hash_add(all, slice_of(digest, sizeof digest));
	hex_format(slice_of(digest, 8), hex);
	a->files[i].name = name;
	a->files[i].type = type;
	a->files[i].body = body;
	memcpy(a->files[i].etag, "\"", 1);
	memcpy(a->files[i].etag + 1, hex, 16);
	memcpy(a->files[i].etag + 17, "\"", 2);
}

struct assets *assets_open(void)
{
	struct assets *a = calloc(1, sizeof *a);
	struct hash *all = hash_new();
	uint8_t digest[32];
	char hex[65];
	if (!a)
		abort();
	add(a, 0, "style.css", CSS, BYTES(portal_style), all);
	add(a, 1, "portal.js", JS, BYTES(portal_script), all);
	add(a, 2, "boot.js", JS, BYTES(portal_boot), all);
	add(a, 3, "icon.svg", "image/svg+xml", BYTES(portal_icon), all);
	add(a, 4, "passkey.js", JS, BYTES(portal_passkey), all);
	hash_finish(all, digest);
	hash_free(all);
	hex_format(slice_of(digest, 6), hex);
	memcpy(a->base, "/assets/", 8);
	memcpy(a->base + 8, hex, 13);
	return a;
}

void assets_close(struct assets *a) { free(a); }
const char *assets_base(const struct assets *a) { return a->base; }

static void answer(const struct assets *a, size_t i, bool fresh, const struct http_request *q, struct http_reply *r)
{
	/* A page from before an upgrade still finds today's file, but nobody may keep it under the old address. */
	http_header_add(r, "Cache-Control", slice_str(fresh ? "public, max-age=31536000, immutable" : "no-cache"));
	http_header_add(r, "ETag", slice_str(a->files[i].etag));
	r->content_type = a->files[i].type;
	r->body_is_static = true;
	r->status = slice_is(q->if_none_match, a->files[i].etag) ? 304 : 200;
	if (r->status == 200)
		r->body = a->files[i].body;
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
	for (size_t i = 0; i < COUNT; i++) {
		if (slice_is(name, a->files[i].name)) {
			answer(a, i, slice_is(folder, a->base), q, r);
			return true;
		}
	}
	return false;
}
