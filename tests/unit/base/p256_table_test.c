/* Owns: tests of base/p256_table.c: it judges every signature as EVP does, good, broken or made up (tests/unit/base/p256_test.c has Wycheproof). */
#include "base/crypto.h"
#include "base/hex.h"
#include "base/p256_table.h"
#include "tests/unit/check.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>
#include <string.h>

struct pair {
	EVP_PKEY *private;
	struct p256_key *plain, *prepared;
	size_t accepted, refused;
};

static void open_spki(struct ctx *cx, struct pair *p, struct slice spki)
{
	CHECK_OK(p256_open(cx, spki, &p->plain));
	p->prepared = p256_copy(p->plain);
	p256_prepare(p->prepared);
}

static void make_pair(struct ctx *cx, struct pair *p)
{
	unsigned char *der = NULL;
	*p = (struct pair){ .private = EVP_EC_gen("P-256") };
	int n = i2d_PUBKEY(p->private, &der);
	CHECK_INT(n, 91);
	open_spki(cx, p, slice_of(der, (size_t)n));
	OPENSSL_free(der);
}

static void free_pair(struct pair *p)
{
	EVP_PKEY_free(p->private);
	p256_free(p->plain);
	p256_free(p->prepared);
}

static void sign(const struct pair *p, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	uint8_t der[80];
	size_t n = sizeof der;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, p->private, NULL);
	CHECK(EVP_PKEY_sign_init(c) == 1 && EVP_PKEY_sign(c, der, &n, digest, 32) == 1);
	CHECK(p256_from_der(slice_of(der, n), rs));
	EVP_PKEY_CTX_free(c);
}

static bool judge(struct pair *p, const uint8_t digest[static 32], const uint8_t rs[static 64])
{
	bool good = p256_verify(p->plain, digest, rs);
	CHECK_INT(p256_verify(p->prepared, digest, rs), good);
	p->accepted += good;
	p->refused += !good;
	return good;
}

static const char *const edges[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000001",
	"7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8", /* n/2 */
	"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", /* n - 1 */
	"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", /* n */
	"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552", /* n + 1 */
	"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", /* p */
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
};
enum { EDGES = sizeof edges / sizeof edges[0] };

static void edge(size_t i, uint8_t out[static 32])
{
	size_t n = 0;
	CHECK(hex_parse(slice_str(edges[i]), out, 32, &n) && n == 32);
}

TEST(p256_table_judges_random_signatures_as_evp_does)
{
	struct pair one, other;
	make_pair(cx, &one);
	make_pair(cx, &other);
	for (unsigned i = 0; i < 300; i++) {
		uint8_t digest[32], rs[64], broken[64];
		crypto_random(digest, sizeof digest);
		sign(&one, digest, rs);
		CHECK(judge(&one, digest, rs));
		CHECK(!judge(&other, digest, rs));
		memcpy(broken, rs, sizeof rs);
		broken[i % 64] ^= (uint8_t)(1u << i % 8);
		CHECK(!judge(&one, digest, broken));
		digest[i % 32] ^= (uint8_t)(1u << i % 8);
		CHECK(!judge(&one, digest, rs));
		crypto_random(broken, sizeof broken);
		judge(&one, digest, broken);
	}
	CHECK_INT(one.accepted, 300);
	free_pair(&one);
	free_pair(&other);
}

TEST(p256_table_judges_numbers_at_the_edges_as_evp_does)
{
	struct pair p;
	uint8_t good[32], rs[64];
	make_pair(cx, &p);
	crypto_random(good, sizeof good);
	sign(&p, good, rs);
	for (size_t d = 0; d <= EDGES; d++)
		for (size_t r = 0; r <= EDGES; r++)
			for (size_t s = 0; s <= EDGES; s++) {
				uint8_t digest[32], edged[64];
				memcpy(digest, good, 32);
				memcpy(edged, rs, 64);
				if (d < EDGES)
					edge(d, digest);
				if (r < EDGES)
					edge(r, edged);
				if (s < EDGES)
					edge(s, edged + 32);
				CHECK_INT(judge(&p, digest, edged), d == EDGES && r == EDGES && s == EDGES);
			}
	/* Digests at the edges, signed: nought, and numbers not below n, are digests like others. */
	for (size_t d = 0; d < EDGES; d++) {
		uint8_t digest[32];
		edge(d, digest);
		sign(&p, digest, rs);
		CHECK(judge(&p, digest, rs));
	}
	free_pair(&p);
}

static const uint8_t spki_of_the_generator[] = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04"
	"\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96"
	"\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";

/* With the private key 1 both summands can be chosen: equal, which is a doubling, and opposite, which is the point at infinity; and s. */
TEST(p256_table_adds_equal_and_opposite_points_as_evp_does)
{
	struct pair p = { 0 };
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	EC_POINT *point = EC_POINT_new(group);
	BN_CTX *work = BN_CTX_new();
	BIGNUM *k = BN_new(), *r = BN_new(), *s = BN_new(), *n = BN_dup(EC_GROUP_get0_order(group));
	open_spki(cx, &p, slice_of(spki_of_the_generator, 91));
	for (int i = 0; i < 50; i++) {
		uint8_t digest[32], rs[64];
		CHECK(BN_rand_range(k, n) && EC_POINT_mul(group, point, k, NULL, NULL, work));
		CHECK(EC_POINT_get_affine_coordinates(group, point, r, NULL, work) && BN_nnmod(r, r, n, work));
		CHECK(BN_mod_inverse(s, k, n, work) && BN_mod_mul(s, s, r, n, work) && BN_mod_add(s, s, s, n, work)); /* 2 r / k */
		CHECK(BN_bn2binpad(r, rs, 32) == 32 && BN_bn2binpad(s, rs + 32, 32) == 32 && BN_bn2binpad(r, digest, 32) == 32);
		CHECK(judge(&p, digest, rs));
		/* s = 1 is a number like others, and n + 1, which would do the same, is none: e = k - r. */
		CHECK(BN_mod_sub(s, k, r, n, work) && BN_bn2binpad(s, digest, 32) == 32);
		edge(1, rs + 32);
		CHECK(judge(&p, digest, rs));
		edge(5, rs + 32);
		CHECK(!judge(&p, digest, rs));
		CHECK(BN_sub(r, n, r) && BN_bn2binpad(r, digest, 32) == 32);
		edge(1, rs + 32);
		CHECK(!judge(&p, digest, rs));
	}
	BN_free(k);
	BN_free(r);
	BN_free(s);
	BN_free(n);
	BN_CTX_free(work);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	free_pair(&p);
}

/* A point whose x is n + i, for the first such points there are: r is i. The key that this signature is right for: Q = (s R - e G) / r. */
static bool key_with_large_x(unsigned i, const uint8_t digest[static 32], const uint8_t rs[static 64], uint8_t spki[static 91])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	const BIGNUM *n = EC_GROUP_get0_order(group);
	EC_POINT *at = EC_POINT_new(group), *key = EC_POINT_new(group);
	BN_CTX *work = BN_CTX_new();
	BIGNUM *x = BN_dup(n), *e = BN_bin2bn(digest, 32, NULL), *r = BN_bin2bn(rs, 32, NULL), *s = BN_bin2bn(rs + 32, 32, NULL);
	bool found = BN_add_word(x, i) && EC_POINT_set_compressed_coordinates(group, at, x, 0, work) == 1;
	if (found) {
		CHECK(BN_mod_inverse(r, r, n, work) && BN_mod_mul(s, s, r, n, work) && BN_mod_mul(e, e, r, n, work) && BN_sub(e, n, e));
		CHECK(EC_POINT_mul(group, key, e, at, s, work));
		memcpy(spki, spki_of_the_generator, 91);
		CHECK_INT(EC_POINT_point2oct(group, key, POINT_CONVERSION_UNCOMPRESSED, spki + 26, 65, work), 65);
	}
	BN_free(x);
	BN_free(e);
	BN_free(r);
	BN_free(s);
	BN_CTX_free(work);
	EC_POINT_free(at);
	EC_POINT_free(key);
	EC_GROUP_free(group);
	return found;
}

TEST(p256_table_takes_x_modulo_the_order_as_evp_does)
{
	unsigned found = 0;
	for (unsigned i = 1; found < 8; i++) {
		uint8_t digest[32], rs[64] = { [31] = (uint8_t)i, [63] = 7 }, spki[91];
		crypto_random(digest, sizeof digest);
		if (!key_with_large_x(i, digest, rs, spki))
			continue;
		struct pair p = { 0 };
		open_spki(cx, &p, slice_of(spki, 91));
		CHECK(judge(&p, digest, rs));
		rs[31]++;
		CHECK(!judge(&p, digest, rs));
		free_pair(&p);
		found++;
	}
}

TEST(p256_tables_are_shared_counted_and_limited)
{
	struct pair pairs[P256_TABLES + 2];
	uint8_t digest[32] = { 7 }, rs[64];
	for (size_t i = 0; i < P256_TABLES + 2; i++) {
		make_pair(cx, &pairs[i]);
		sign(&pairs[i], digest, rs);
		CHECK(judge(&pairs[i], digest, rs)); /* those beyond the limit by EVP */
	}
	struct p256_key *copy = p256_copy(pairs[0].prepared);
	sign(&pairs[0], digest, rs);
	free_pair(&pairs[0]);
	CHECK(p256_verify(copy, digest, rs));
	for (size_t i = 1; i < P256_TABLES + 2; i++)
		free_pair(&pairs[i]);
	CHECK(p256_verify(copy, digest, rs));
	p256_free(copy);
	/* All places are free again. */
	struct p256_table *tables[P256_TABLES + 1];
	for (size_t i = 0; i <= P256_TABLES; i++) {
		unsigned char *der = NULL;
		EVP_PKEY *key = EVP_EC_gen("P-256");
		CHECK_INT(i2d_PUBKEY(key, &der), 91);
		tables[i] = p256_table_new(der + 26);
		CHECK_INT(tables[i] != NULL, i < P256_TABLES);
		OPENSSL_free(der);
		EVP_PKEY_free(key);
	}
	for (size_t i = 0; i < P256_TABLES; i++)
		p256_table_free(tables[i]);
}
