/*
 * Owns: which files the page is made of. Our own are built into the program (make/web.mk names the dependency); the QR reader's come from the web
 * folder. Relative imports between them stay within one version, because all share one address (http/assets.h).
 */
#include "verifier/page_parts.h"

#include "base/file.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ASSET_EMBED(web_style, "verifier/web/style.css")
ASSET_EMBED(web_boot, "verifier/web/boot.js")
ASSET_EMBED(web_app, "verifier/web/app.js")
ASSET_EMBED(web_scan, "verifier/web/scan.js")
ASSET_EMBED(web_worker, "verifier/web/scan-worker.js")
ASSET_EMBED(web_icon, "verifier/web/icon.svg")

#define ICONS I(valid) I(expired) I(proof_expired) I(superseded) I(suspended) I(revoked) I(altered) I(forged) I(not_found) I(unreadable) \
	I(undecided) I(pass) I(fail) I(unknown) I(mixed) I(scan) I(file) I(type) I(desk)
#define I(name) ASSET_EMBED(icon_##name, "verifier/web/icons/" #name ".svg")
ICONS
#undef I

/* The worker alone runs the QR reader: it may fetch our files and compile WebAssembly, nothing else. */
#define WORKER_POLICY "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

#define FILES           8
#define FIRST_OF_READER 6

struct page_assets {
	struct assets *served;
	struct buf read[FILES - FIRST_OF_READER];
	bool reader;
};

struct slice page_icon(const char *name)
{
#define I(icon)                     \
	if (!strcmp(name, #icon))   \
		return ASSET_BYTES(icon_##icon);
	ICONS
#undef I
	return (struct slice){ 0 };
}

/* Both files of the reader or none: a glue without its wasm cannot scan. */
static enum err load_reader(struct ctx *cx, const char *web_folder, struct page_assets *a, struct asset files[static FILES])
{
	for (size_t i = FIRST_OF_READER; i < FILES; i++) {
		if (!file_exists(ctx_printf(cx, "%s/vendor/%s", web_folder, files[i].name)))
			return OK;
	}
	for (size_t i = FIRST_OF_READER; i < FILES; i++) {
		struct buf *bytes = &a->read[i - FIRST_OF_READER];
		buf_init(bytes, LIMIT_ASSET_BYTES);
		enum err err = file_read(cx, ctx_printf(cx, "%s/vendor/%s", web_folder, files[i].name), bytes);
		if (err)
			return err;
		files[i].body = buf_slice(bytes);
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
	struct asset files[FILES] = {
		{ "style.css", ASSET_CSS, ASSET_BYTES(web_style), NULL },
		{ "boot.js", ASSET_JS, ASSET_BYTES(web_boot), NULL },
		{ "app.js", ASSET_JS, ASSET_BYTES(web_app), NULL },
		{ "scan.js", ASSET_JS, ASSET_BYTES(web_scan), NULL },
		{ "scan-worker.js", ASSET_JS, ASSET_BYTES(web_worker), WORKER_POLICY },
		{ "icon.svg", ASSET_SVG, ASSET_BYTES(web_icon), NULL },
		[FIRST_OF_READER] = { "zxing-reader.js", ASSET_JS, { 0 }, NULL },
		{ "zxing_reader.wasm", "application/wasm", { 0 }, NULL },
	};
	struct page_assets *a = calloc(1, sizeof *a);
	if (!a)
		abort();
	if (!web_folder || !*web_folder)
		web_folder = installed_folder(cx);
	enum err err = *web_folder ? load_reader(cx, web_folder, a, files) : OK;
	if (err) {
		page_assets_close(a);
		return err;
	}
	a->served = assets_open(files, FILES);
	*out = a;
	return OK;
}

void page_assets_close(struct page_assets *a)
{
	if (!a)
		return;
	assets_close(a->served);
	for (size_t i = 0; i < FILES - FIRST_OF_READER; i++)
		buf_free(&a->read[i]);
	free(a);
}

const struct assets *page_assets_served(const struct page_assets *a) { return a ? a->served : NULL; }
bool page_assets_reader(const struct page_assets *a) { return a && a->reader; }
