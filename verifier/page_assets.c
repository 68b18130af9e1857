/*
 * Owns: the files of the page. Our own are built into the program; the QR reader's come from the web folder. All share one digest
 * in their address, so that relative imports between them stay within one version.
 */
#include "verifier/page_parts.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* The file's bytes between two local symbols of this object. The Makefile part make/web.mk names the dependency. */
#define EMBED(symbol, path)                                                                            \
	__asm__(".pushsection .rodata\n.balign 16\n" #symbol ":\n.incbin \"verifier/web/" path "\"\n"      \
		#symbol "_end:\n.byte 0\n.popsection\n");                                                  \
	extern const uint8_t symbol[] __attribute__((visibility("hidden")));                               \
	extern const uint8_t symbol##_end[] __attribute__((visibility("hidden")));
#define BYTES(symbol) slice_of(symbol, (size_t)((uintptr_t)symbol##_end - (uintptr_t)symbol))

EMBED(web_style, "style.css")
EMBED(web_boot, "boot.js")
EMBED(web_app, "app.js")
EMBED(web_scan, "scan.js")
EMBED(web_worker, "scan-worker.js")
EMBED(web_icon, "icon.svg")

#define ICONS I(valid) I(expired) I(proof_expired) I(superseded) I(suspended) I(revoked) I(altered) I(forged) I(not_found) I(unreadable) \
	I(undecided) I(pass) I(fail) I(unknown) I(mixed) I(scan) I(file) I(type) I(desk)
#define I(name) EMBED(icon_##name, "icons/" #name ".svg")
ICONS
#undef I

#define CSS "text/css; charset=utf-8"
#define JS "text/javascript; charset=utf-8"
#define NO_POLICY "default-src 'none'"
/* The worker alone runs the QR reader: it may fetch our files and compile WebAssembly, nothing else. */
#define WORKER_POLICY "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

#define ASSET_COUNT 8
#define FIRST_OF_READER 6

struct kept {
	const char *name;
	struct page_asset as;
	struct buf file, packed;
	char etag[20];
};

struct page_assets {
	struct kept kept[ASSET_COUNT];
	bool reader;
	char base[32];
};

struct slice page_icon(const char *name)
{
#define I(icon)                     \
	if (!strcmp(name, #icon))   \
		return BYTES(icon_##icon);
	ICONS
#undef I
	return (struct slice){ 0 };
}

static void name_files(struct page_assets *a)
{
	const struct kept all[ASSET_COUNT] = {
		{ .name = "style.css", .as = { .content_type = CSS, .body = BYTES(web_style), .policy = NO_POLICY } },
		{ .name = "boot.js", .as = { .content_type = JS, .body = BYTES(web_boot), .policy = NO_POLICY } },
		{ .name = "app.js", .as = { .content_type = JS, .body = BYTES(web_app), .policy = NO_POLICY } },
		{ .name = "scan.js", .as = { .content_type = JS, .body = BYTES(web_scan), .policy = NO_POLICY } },
		{ .name = "scan-worker.js", .as = { .content_type = JS, .body = BYTES(web_worker), .policy = WORKER_POLICY } },
		{ .name = "icon.svg", .as = { .content_type = "image/svg+xml", .body = BYTES(web_icon), .policy = NO_POLICY } },
		{ .name = "zxing-reader.js", .as = { .content_type = JS, .policy = NO_POLICY } },
		{ .name = "zxing_reader.wasm", .as = { .content_type = "application/wasm", .policy = NO_POLICY } },
	};
	memcpy(a->kept, all, sizeof all);
}

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
	if (deflate(&z, Z_FINISH) == Z_STREAM_END)
		k->as.packed = slice_of(k->packed.p, z.total_out);
	deflateEnd(&z);
}

static void digest(struct page_assets *a)
{
	struct hash *all = hash_new();
	uint8_t one[32];
	char hex[65];
	for (size_t i = 0; i < ASSET_COUNT; i++) {
		struct kept *k = &a->kept[i];
		crypto_sha256(k->as.body, one);
		hash_add(all, slice_of(one, sizeof one));
		hex_format(slice_of(one, 8), hex);
		memcpy(k->etag, "\"", 1);
		memcpy(k->etag + 1, hex, 16);
		memcpy(k->etag + 17, "\"", 2);
		k->as.etag = slice_str(k->etag);
	}
	hash_finish(all, one);
	hash_free(all);
	hex_format(slice_of(one, 6), hex);
	memcpy(a->base, "/assets/", 8);
	memcpy(a->base + 8, hex, 13);
}

/* Both files of the reader or none: a glue without its wasm cannot scan. */
static enum err load_reader(struct ctx *cx, const char *web_folder, struct page_assets *a)
{
	for (size_t i = FIRST_OF_READER; i < ASSET_COUNT; i++) {
		if (!file_exists(ctx_printf(cx, "%s/vendor/%s", web_folder, a->kept[i].name)))
			return OK;
	}
	for (size_t i = FIRST_OF_READER; i < ASSET_COUNT; i++) {
		struct kept *k = &a->kept[i];
		buf_init(&k->file, LIMIT_ASSET_BYTES);
		enum err err = file_read(cx, ctx_printf(cx, "%s/vendor/%s", web_folder, k->name), &k->file);
		if (err)
			return err;
		k->as.body = buf_slice(&k->file);
	}
	a->reader = true;
	return OK;
}

/* Beside the program: PREFIX/bin -> PREFIX/share/cinnabar/web, or build/<variant> -> verifier/web of the source tree. */
static const char *installed_folder(struct ctx *cx)
{
	static const char *const places[] = { "../share/cinnabar/web", "../../verifier/web" };
	char program[4096];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program);
	size_t slash = n > 0 ? slice_find_last(slice_of(program, (size_t)n), SLICE("/")) : SIZE_MAX;
	for (size_t i = 0; slash != SIZE_MAX && i < sizeof places / sizeof *places; i++) {
		const char *folder = ctx_printf(cx, "%.*s/%s", (int)slash, program, places[i]);
		if (file_exists(ctx_printf(cx, "%s/vendor", folder)))
			return folder;
	}
	return "";
}

enum err page_assets_open(struct ctx *cx, const char *web_folder, struct page_assets **out)
{
	struct page_assets *a = calloc(1, sizeof *a);
	if (!a)
		abort();
	name_files(a);
	if (!web_folder || !*web_folder)
		web_folder = installed_folder(cx);
	enum err err = *web_folder ? load_reader(cx, web_folder, a) : OK;
	if (err) {
		page_assets_close(a);
		return err;
	}
	digest(a);
	for (size_t i = 0; i < ASSET_COUNT; i++)
		pack(&a->kept[i]);
	*out = a;
	return OK;
}

void page_assets_close(struct page_assets *a)
{
	for (size_t i = 0; a && i < ASSET_COUNT; i++) {
		buf_free(&a->kept[i].file);
		buf_free(&a->kept[i].packed);
	}
	free(a);
}

const char *page_assets_base(const struct page_assets *a) { return a ? a->base : "/assets/0"; }
bool page_assets_reader(const struct page_assets *a) { return a && a->reader; }

bool page_asset(const struct page_assets *a, struct slice path, struct page_asset *out)
{
	static const char robots[] = "User-agent: *\nDisallow: /\n";
	if (slice_is(path, "/robots.txt")) {
		*out = (struct page_asset){ "text/plain; charset=utf-8", slice_str(robots), { 0 }, SLICE("\"1\""), "no-cache", NO_POLICY };
		return true;
	}
	if (slice_is(path, "/favicon.ico"))
		path = SLICE("/assets/icon.svg");
	if (!slice_starts(path, SLICE("/assets/")))
		return false;
	size_t slash = slice_find_last(path, SLICE("/"));
	struct slice name = slice_sub(path, slash + 1, SIZE_MAX), folder = slice_sub(path, 0, slash);
	for (size_t i = 0; i < ASSET_COUNT; i++) {
		const struct kept *k = &a->kept[i];
		if (!slice_is(name, k->name) || !k->as.body.p)
			continue;
		*out = k->as;
		/* A page from before an upgrade still finds today's file, but nobody may keep it under the old address. */
		out->cache = slice_is(folder, a->base) ? "public, max-age=31536000, immutable" : "no-cache";
		return true;
	}
	return false;
}
