/* Owns: tests of verifier/check_seal.c that need a seal of our own key: what a stranger can make of it without the key. */
#include "formats/base32.h"
#include "tests/unit/verifier/world.h"

#include <string.h>

/* n - s for the s in the last 32 bytes: as good to a mathematician (SEC 1 4.1.4). */
static void mirror(uint8_t s[static 32])
{
	static const uint8_t order[32] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
	int borrow = 0;
	for (int i = 31; i >= 0; i--) {
		int v = order[i] - s[i] - borrow;
		borrow = v < 0;
		s[i] = (uint8_t)(v & 0xff);
	}
}

/* The seal's text with its token changed by one XOR at a place, and mirrored or not. */
static struct slice changed(struct ctx *cx, struct slice seal, size_t at, uint8_t bits, bool mirrored)
{
	size_t hash = slice_find(seal, SLICE("#"), 0) + 1;
	struct buf token, text;
	buf_init(&token, 1024);
	buf_init(&text, 4096);
	CHECK(base32_decode(&token, slice_sub(seal, hash, seal.n)));
	token.p[at] ^= bits;
	if (mirrored)
		mirror(token.p + token.n - 32);
	buf_put_slice(&text, slice_sub(seal, 0, hash));
	base32_encode(&text, buf_slice(&token));
	struct slice out = ctx_copy(cx, buf_slice(&text));
	buf_free(&token);
	buf_free(&text);
	return out;
}

static void check_is(struct world *w, struct slice seal, const char *verdict, const char *code)
{
	struct slice got = world_ask(w, &w->forgets, seal, "en", CHECK_NOW);
	struct slice want = slice_str(ctx_printf(w->cx, "{\"verdict\":\"%s\",", verdict));
	CHECK_SLICE(slice_sub(got, 0, want.n), want);
	CHECK(slice_find(got, slice_str(ctx_printf(w->cx, "\"code\":\"%s\"", code)), 0) != SIZE_MAX);
}

/* Byte 7 is the first of the kid: array, bstr(13), map, 1: -7, 4: bstr(8). */
#define KID_AT 7

TEST(lie_seal_mirrored_signature_is_ours_but_changed)
{
	struct world w;
	world_open(cx, &w);
	struct world_document d = world_issue(&w, "MUSTER", "2026-12-31", 90);
	check_is(&w, changed(cx, d.seal, 0, 0, false), "valid", "SEAL_SIGNATURE_GOOD");
	check_is(&w, changed(cx, d.seal, 0, 0, true), "altered", "SEAL_MIRRORED");
	check_is(&w, changed(cx, d.seal, KID_AT, 1, true), "forged", "SEAL_KEY_UNKNOWN");
	check_is(&w, changed(cx, d.seal, KID_AT, 1, false), "forged", "SEAL_KEY_UNKNOWN");
	check_is(&w, changed(cx, d.seal, 40, 1, false), "altered", "SEAL_SIGNATURE_WRONG");
	world_close(&w);
}
