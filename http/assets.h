/*
 * Owns: the files that a server's pages fetch (style, scripts, icons), built into the program or read at its start: addresses under one digest, so
 * that what belongs together comes from one version; ETag, gzip form, caching. Must never serve a path that no file was named for.
 */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "http/server.h"

/* A file's bytes between two local symbols of the object that names it; the make part of the room names the dependency. Path from the tree's root. */
#define ASSET_EMBED(symbol, path)                                                                  \
	__asm__(".pushsection .rodata\n.balign 16\n" #symbol ":\n.incbin \"" path "\"\n"           \
		#symbol "_end:\n.byte 0\n.popsection\n");                                          \
	extern const uint8_t symbol[] __attribute__((visibility("hidden")));                       \
	extern const uint8_t symbol##_end[] __attribute__((visibility("hidden")));
#define ASSET_BYTES(symbol) slice_of(symbol, (size_t)((uintptr_t)symbol##_end - (uintptr_t)symbol))

#define ASSET_CSS "text/css; charset=utf-8"
#define ASSET_JS  "text/javascript; charset=utf-8"
#define ASSET_SVG "image/svg+xml"

struct asset {
	const char *name, *type;       /* "style.css", the last part of its address; Content-Type. Static */
	struct slice body;             /* outlives the assets; absent: there is no such file */
	const char *policy;            /* a Content-Security-Policy of its own (a worker has one), static; NULL = the server's */
};

struct assets;

/* Keeps a copy of the table; packs each body once. "icon.svg" is also the answer to /favicon.ico. Never NULL. */
struct assets *assets_open(const struct asset *files, size_t count);
void assets_close(struct assets *a);
/* "/assets/" and the digest of all files; "/assets/0" of NULL. */
const char *assets_base(const struct assets *a);
/* Answers /assets/…/NAME, /favicon.ico and /robots.txt, with 304 to who has it; false, and r untouched, for any other path. */
bool assets_answer(const struct assets *a, const struct http_request *q, struct http_reply *r);

#endif
