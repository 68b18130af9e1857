/* Owns: tests of verifier/check_seal.c that need a seal of our own key: what a stranger can make of it without the key. */
#include "formats/base32.h"
#include "formats/cose.h"
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

/* The payload of a genuine seal. */
static struct slice payload_of(struct ctx *cx, struct slice seal)
{
	struct buf token;
	struct cose_sign1 cose;
	buf_init(&token, 1024);
	CHECK(base32_decode(&token, slice_sub(seal, slice_find(seal, SLICE("#"), 0) + 1, seal.n)));
	CHECK_OK(cose_parse(cx, ctx_copy(cx, buf_slice(&token)), COSE_UNTAGGED, &cose));
	buf_free(&token);
	return cose.payload;
}

/* A copy with the first `from` replaced by `to` of the same length. */
static struct slice swapped(struct ctx *cx, struct slice s, const char *from, const char *to)
{
	uint8_t *p = ctx_alloc(cx, s.n);
	size_t at = slice_find(s, slice_str(from), 0);
	CHECK(at != SIZE_MAX);
	memcpy(p, s.p, s.n);
	memcpy(p + at, to, strlen(to));
	return slice_of(p, s.n);
}

#define HEADER SLICE("\xa2\x01\x26\x04\x48" "12345678")

/* What our own key has signed and is no seal of ours all the same: nothing of it is believed for the signature's sake. */
TEST(lie_seal_signed_by_us)
{
	struct world w;
	world_open(cx, &w);
	struct world_document d = world_issue(&w, "MUSTER", "2026-12-31", 90);
	struct slice payload = payload_of(cx, d.seal);
	check_is(&w, world_seal(&w, SLICE("\xa2\x01\x27\x04\x48" "12345678"), payload), "forged", "SEAL_ALGORITHM");
	check_is(&w, world_seal(&w, SLICE("\xa3\x01\x26\x02\x81\x01\x04\x48" "12345678"), payload), "forged", "SEAL_HEADER");
	check_is(&w, world_seal(&w, SLICE("\xa3\x01\x26\x04\x48" "12345678" "\x10\x61t"), payload), "forged", "SEAL_HEADER");
	check_is(&w, world_seal(&w, SLICE("\xa1\x01\x26"), payload), "forged", "SEAL_HEADER");
	check_is(&w, world_seal(&w, SLICE("\xa2\x04\x48" "12345678" "\x01\x26"), payload), "unreadable", "SEAL_STRUCTURE");
	check_is(&w, world_seal(&w, HEADER, SLICE("\xa0")), "forged", "SEAL_CLAIMS");
	check_is(&w, world_seal(&w, HEADER, SLICE("")), "forged", "SEAL_CLAIMS");
	check_is(&w, world_seal(&w, HEADER, slice_sub(payload, 0, payload.n - 1)), "forged", "SEAL_CLAIMS");
	check_is(&w, world_seal(&w, HEADER, swapped(cx, payload, "UTO", "UTA")), "forged", "SEAL_ISSUER");
	check_is(&w, world_seal(&w, HEADER, swapped(cx, payload, "MUSTER", "MISTER")), "forged", "SEAL_DIFFERS");
	check_is(&w, world_seal(&w, HEADER, payload), "forged", "SEAL_DIFFERS"); /* another signature than the one that was recorded */
	check_is(&w, world_unissued(&w), "not_found", "REGISTRY_ABSENT");
	world_close(&w);
}

TEST(seal_of_a_key_out_of_its_time)
{
	struct world w;
	world_open(cx, &w);
	struct world_document d = world_issue(&w, "MUSTER", "2026-12-31", 90);
	w.key.not_after = CHECK_NOW - 1;
	check_is(&w, d.seal, "forged", "KEY_PERIOD");
	w.key.not_after = CHECK_NOW;
	check_is(&w, d.seal, "valid", "SEAL_KEY_OURS");
	w.key.not_before = CHECK_NOW + 301; /* clocks may differ by five minutes */
	check_is(&w, d.seal, "forged", "KEY_PERIOD");
	w.key.not_before = CHECK_NOW + 300;
	check_is(&w, d.seal, "valid", "SEAL_KEY_OURS");
	w.key.state = TRUST_REVOKED;
	w.key.revoked_at = CHECK_NOW;
	check_is(&w, d.seal, "forged", "KEY_REVOKED");
	w.key.revoked_at = CHECK_NOW + 1;
	check_is(&w, d.seal, "valid", "SEAL_KEY_OURS");
	struct slice before = world_ask(&w, &w.forgets, d.seal, "en", CHECK_NOW - 301), at = world_ask(&w, &w.forgets, d.seal, "en", CHECK_NOW - 300);
	CHECK(slice_starts(before, SLICE("{\"verdict\":\"undecided\"")) && slice_find(before, SLICE("SIGNED_LATER"), 0) != SIZE_MAX);
	CHECK(slice_starts(at, SLICE("{\"verdict\":\"valid\"")));
	world_close(&w);
}
