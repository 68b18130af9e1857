/* Owns: tests of ECDSA P-256 in base/crypto.c against the published Wycheproof file (r||s form). */
#include "base/crypto.h"

#include "base/hex.h"
#include "base/json.h"
#include "tests/unit/check.h"

#include <string.h>

static struct slice hex(struct ctx *cx, struct slice text)
{
	size_t n = 0;
	uint8_t *p = ctx_alloc(cx, text.n / 2 + 1);
	CHECK(hex_parse(text, p, text.n / 2 + 1, &n));
	return slice_of(p, n);
}

static struct {
	size_t cases;
	size_t accepted, mirrored;              /* correct signatures: with low s; with high s, which we refuse */
	size_t refused, refused_by_size;        /* wrong signatures: 64 bytes; any other length, which has no place in our types */
} count;

/* plain and prepared: the same key by EVP and with a table. */
static void check_case(struct ctx *cx, struct p256_key *plain, struct p256_key *prepared, const struct json *test)
{
	uint8_t digest[32], rs[64], der[72], back[64];
	struct slice signature = hex(cx, json_text(test, "sig"));
	bool is_valid = slice_is(json_text(test, "result"), "valid");
	count.cases++;
	if (!is_valid && !slice_is(json_text(test, "result"), "invalid"))
		CHECK(false && "a result that is neither valid nor invalid");
	if (signature.n != 64) {
		CHECK(!is_valid);
		count.refused_by_size++;
		return;
	}
	memcpy(rs, signature.p, 64);
	crypto_sha256(hex(cx, json_text(test, "msg")), digest);
	bool good = p256_verify(plain, digest, rs);
	CHECK_INT(p256_verify(prepared, digest, rs), good);
	if (good != is_valid)
		print_error("test %lld: %s\n", (long long)json_get(test, "tcId")->integer, good ? "accepted" : "refused");
	CHECK_INT(good, is_valid);
	if (!good) {
		count.refused++;
		return;
	}
	size_t n = p256_to_der(rs, der);
	CHECK(p256_from_der(slice_of(der, n), back));
	CHECK(!memcmp(rs, back, 64));
	if (p256_is_low_s(rs)) {
		count.accepted++;
		return;
	}
	count.mirrored++;
	p256_make_low_s(rs);
	CHECK(p256_is_low_s(rs));
	CHECK(p256_verify(plain, digest, rs));
	CHECK(p256_verify(prepared, digest, rs));
}

TEST(p256_wycheproof)
{
	struct json *file = NULL;
	if (!check_vectors())
		skip();
	struct slice text = check_file(cx, ctx_printf(cx, "%s/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", check_vectors()));
	CHECK_OK(json_parse(cx, text, &file));
	for (const struct json *group = json_get(file, "testGroups")->first; group; group = group->next) {
		struct p256_key *plain = NULL;
		CHECK_OK(p256_open(cx, hex(cx, json_text(group, "publicKeyDer")), &plain));
		struct p256_key *prepared = p256_copy(plain);
		p256_prepare(prepared);
		for (const struct json *test = json_get(group, "tests")->first; test; test = test->next)
			check_case(cx, plain, prepared, test);
		p256_free(plain);
		p256_free(prepared);
	}
	CHECK_INT(count.cases, json_get(file, "numberOfTests")->integer);
	CHECK_INT(count.accepted + count.mirrored + count.refused + count.refused_by_size, count.cases);
	print_message("# wycheproof: %zu cases: %zu accepted, %zu correct but mirrored, %zu wrong, %zu of wrong size\n",
		count.cases, count.accepted, count.mirrored, count.refused, count.refused_by_size);
	CHECK(count.accepted >= 100 && count.mirrored >= 60 && count.refused >= 60 && count.refused_by_size >= 20);
}
