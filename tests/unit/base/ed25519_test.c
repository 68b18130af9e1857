/* Ed25519 verification: the published signatures, and each of their neighbours. */
#include "base/crypto.h"
#include "base/hex.h"
#include "tests/unit/check.h"

/* RFC 8032 7.1, tests 1 to 3: public key, message, signature. */
static const struct { const char *key, *message, *signature; } published[] = {
	{ "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
	{ "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
	{ "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

struct parts {
	uint8_t key[32], message[8], signature[64];
	size_t n;
};

static struct parts parts_of(size_t i)
{
	struct parts p;
	size_t n = 0;
	CHECK(hex_parse(slice_str(published[i].key), p.key, 32, &n) && n == 32);
	CHECK(hex_parse(slice_str(published[i].message), p.message, 8, &p.n));
	CHECK(hex_parse(slice_str(published[i].signature), p.signature, 64, &n) && n == 64);
	return p;
}

static bool holds(const struct parts *p) { return ed25519_verify(p->key, slice_of(p->message, p->n), p->signature); }

TEST(ed25519_published)
{
	for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
		struct parts p = parts_of(i);
		CHECK(holds(&p));
		for (size_t bit = 0; bit < 512; bit += 5) {
			p.signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
			CHECK(!holds(&p));
			p.signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (size_t bit = 0; bit < 256; bit += 3) {
			p.key[bit / 8] ^= (uint8_t)(1 << bit % 8);
			CHECK(!holds(&p));
			p.key[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		p.message[p.n++] = 0;
		CHECK(!holds(&p));
	}
}

/* RFC 8032 5.1.7: S plus the group's order would satisfy the equation, too. */
TEST(ed25519_takes_one_form_of_a_signature)
{
	static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10 };
	struct parts p = parts_of(1);
	unsigned carry = 0;
	for (size_t i = 0; i < 32; i++) {
		carry += p.signature[32 + i] + order[i];
		p.signature[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	CHECK(carry == 0 && !holds(&p));
}

TEST(ed25519_key_that_is_no_point)
{
	struct parts p = parts_of(0);
	memset(p.key, 0xff, sizeof p.key);
	CHECK(!holds(&p));
}
