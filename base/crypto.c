/* Owns: hashes, randomness, comparison, base64 and P-256 verification, over OpenSSL: SHA-256 directly, all else through EVP. */
#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_Init and the like: EVP takes longer around a short message than SHA-256 for it */
#include "base/crypto.h"

#include "base/p256_table.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

/* A failing hash leaves nothing to trust: the process ends. */
static void must(int result)
{
	if (result != 1)
		abort();
}

struct hash {
	SHA256_CTX state;
};

struct hash *hash_new(void)
{
	struct hash *h = malloc(sizeof *h);
	if (!h)
		abort();
	must(SHA256_Init(&h->state));
	return h;
}

void hash_assign(struct hash *to, const struct hash *from) { *to = *from; }

struct hash *hash_copy(const struct hash *h)
{
	struct hash *copy = hash_new();
	hash_assign(copy, h);
	return copy;
}

void hash_add(struct hash *h, struct slice data)
{
	if (data.n)
		must(SHA256_Update(&h->state, data.p, data.n));
}

void hash_finish(struct hash *h, uint8_t out[static 32])
{
	must(SHA256_Final(out, &h->state));
	must(SHA256_Init(&h->state));
}

void hash_free(struct hash *h)
{
	if (!h)
		return;
	crypto_wipe(h, sizeof *h);
	free(h);
}

void crypto_sha256(struct slice data, uint8_t out[static 32])
{
	struct hash h;
	must(SHA256_Init(&h.state));
	hash_add(&h, data);
	must(SHA256_Final(out, &h.state));
}

static void hmac(const char *digest, struct slice key, struct slice data, uint8_t *out, size_t size)
{
	size_t n = 0;
	unsigned char *done = EVP_Q_mac(NULL, "HMAC", NULL, digest, NULL, key.n ? (const void *)key.p : "", key.n, data.n ? data.p : (const uint8_t *)"",
		data.n, out, size, &n);
	must(done && n == size);
}

void crypto_hmac_sha256(struct slice key, struct slice data, uint8_t out[static 32]) { hmac("SHA256", key, data, out, 32); }
void crypto_hmac_sha1(struct slice key, struct slice data, uint8_t out[static 20]) { hmac("SHA1", key, data, out, 20); }

struct cipher {
	EVP_CIPHER_CTX *aes;
};

static const uint8_t no_key[16];

struct cipher *cipher_new(void)
{
	struct cipher *c = malloc(sizeof *c);
	EVP_CIPHER *aes = EVP_CIPHER_fetch(NULL, "AES-128-CTR", NULL);
	if (!c || !aes || !(c->aes = EVP_CIPHER_CTX_new()))
		abort();
	must(EVP_EncryptInit_ex2(c->aes, aes, no_key, no_key, NULL));
	EVP_CIPHER_free(aes);
	return c;
}

void cipher_run(struct cipher *c, const uint8_t key[static 16], uint64_t nonce, struct slice in, uint8_t *out)
{
	uint8_t counter[16] = { 0 };
	int n = 0;
	for (size_t i = 0; i < 8; i++)
		counter[i] = (uint8_t)(nonce >> (56 - 8 * i));
	if (in.n > INT32_MAX)
		abort();
	must(EVP_EncryptInit_ex2(c->aes, NULL, key, counter, NULL));
	must(EVP_EncryptUpdate(c->aes, out, &n, in.p, (int)in.n));
	must(EVP_EncryptInit_ex2(c->aes, NULL, no_key, NULL, NULL));
}

void cipher_free(struct cipher *c)
{
	if (!c)
		return;
	EVP_CIPHER_CTX_free(c->aes);
	free(c);
}

void crypto_random(void *out, size_t n)
{
	if (n > INT32_MAX)
		abort();
	must(RAND_bytes(out, (int)n));
}

bool crypto_equal(struct slice a, struct slice b) { return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0); }
void crypto_wipe(void *p, size_t n) { OPENSSL_cleanse(p, n); }

static const char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct buf *b, struct slice data)
{
	for (size_t i = 0; i < data.n; i += 3) {
		size_t left = data.n - i;
		uint32_t v = (uint32_t)data.p[i] << 16;
		v |= left > 1 ? (uint32_t)data.p[i + 1] << 8 : 0;
		v |= left > 2 ? data.p[i + 2] : 0;
		char quad[4] = { base64_alphabet[v >> 18], base64_alphabet[v >> 12 & 63], '=', '=' };
		if (left > 1)
			quad[2] = base64_alphabet[v >> 6 & 63];
		if (left > 2)
			quad[3] = base64_alphabet[v & 63];
		buf_put(b, quad, 4);
	}
}

/* 0-63, or 64 for what is no character of the alphabet. */
static unsigned base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26u;
	if (c >= '0' && c <= '9')
		return c - '0' + 52u;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

bool base64_decode(struct buf *b, struct slice text)
{
	if (text.n % 4 != 0)
		return false;
	for (size_t i = 0; i < text.n; i += 4) {
		const uint8_t *c = text.p + i;
		unsigned pads = i + 4 < text.n || c[3] != '=' ? 0 : c[2] != '=' ? 1 : 2;
		unsigned bad = 0;
		uint32_t v = 0;
		for (size_t j = 0; j < 4 - pads; j++) {
			unsigned value = base64_value(c[j]);
			bad |= value & 64;
			v |= value << (18 - 6 * j);
		}
		if (bad || (pads == 1 && (v & 0xff)) || (pads == 2 && (v & 0xffff)))
			return false;
		uint8_t bytes[3] = { (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };
		buf_put(b, bytes, 3 - pads);
	}
	return buf_ok(b);
}

void base64url_encode(struct buf *b, struct slice data)
{
	size_t from = b->n;
	base64_encode(b, data);
	while (b->n > from && b->p[b->n - 1] == '=')
		b->n--;
	for (size_t i = from; i < b->n; i++) {
		if (b->p[i] == '+' || b->p[i] == '/')
			b->p[i] = b->p[i] == '+' ? '-' : '_';
	}
}

bool base64url_decode(struct buf *b, struct slice text)
{
	for (size_t i = 0; i < text.n; i += 4) {
		uint8_t quad[4] = { '=', '=', '=', '=' };
		for (size_t j = 0; j < 4 && i + j < text.n; j++) {
			uint8_t c = text.p[i + j];
			if (c == '+' || c == '/' || c == '=')
				return false;
			quad[j] = c == '-' ? '+' : c == '_' ? '/' : c;
		}
		if (!base64_decode(b, slice_of(quad, 4)))
			return false;
	}
	return buf_ok(b);
}

bool ed25519_verify(const uint8_t key[static 32], struct slice message, const uint8_t signature[static 64])
{
	EVP_PKEY *public = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, key, 32);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool good = public && md && EVP_DigestVerifyInit_ex(md, NULL, NULL, NULL, NULL, public, NULL) == 1 &&
		EVP_DigestVerify(md, signature, 64, message.n ? message.p : (const uint8_t *)"", message.n) == 1;
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(public);
	return good;
}

struct p256_key {
	EVP_PKEY *key;
	EVP_PKEY_CTX *verifier;
	uint8_t point[65];
	struct p256_table *table; /* NULL unless prepared */
};

static struct p256_key *wrap(EVP_PKEY *key, const uint8_t point[static 65])
{
	struct p256_key *k = malloc(sizeof *k);
	EVP_PKEY_CTX *verifier = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (!k || !verifier || EVP_PKEY_verify_init(verifier) != 1)
		abort();
	*k = (struct p256_key){ .key = key, .verifier = verifier };
	memcpy(k->point, point, sizeof k->point);
	return k;
}

/* 1.2.840.10045.2.1 with 1.2.840.10045.3.1.7 and an uncompressed point: the only SubjectPublicKeyInfo we accept. */
static const uint8_t p256_spki_head[27] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
	0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };

enum err p256_open(struct ctx *cx, struct slice spki, struct p256_key **out)
{
	if (spki.n != 91 || !slice_starts(spki, slice_of(p256_spki_head, sizeof p256_spki_head)))
		return fail(cx, ERR_KEY_DECODE, "RFC 5480 2: public key is not an uncompressed point of P-256");
	const unsigned char *p = spki.p;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)spki.n);
	if (!key || p != spki.p + spki.n) {
		EVP_PKEY_free(key);
		return fail(cx, ERR_KEY_DECODE, "RFC 5480 2.2: public key is not a point of P-256");
	}
	*out = wrap(key, spki.p + spki.n - 65);
	return OK;
}

struct p256_key *p256_copy(const struct p256_key *key)
{
	EVP_PKEY *copy = EVP_PKEY_dup(key->key);
	if (!copy)
		abort();
	struct p256_key *k = wrap(copy, key->point);
	if (key->table)
		p256_prepare(k);
	return k;
}

void p256_prepare(struct p256_key *key)
{
	if (!key->table)
		key->table = p256_table_new(key->point);
}

void p256_free(struct p256_key *key)
{
	if (!key)
		return;
	p256_table_free(key->table);
	EVP_PKEY_CTX_free(key->verifier);
	EVP_PKEY_free(key->key);
	free(key);
}

bool p256_verify(struct p256_key *key, const uint8_t digest[static 32], const uint8_t rs[static 64])
{
	if (key->table)
		return p256_table_verify(key->table, digest, rs);
	uint8_t der[72];
	size_t n = p256_to_der(rs, der);
	return EVP_PKEY_verify(key->verifier, der, n, digest, 32) == 1;
}

/* Order of P-256 (FIPS 186-5, SP 800-186 3.2.1.3) and its half, big-endian. */
static const uint8_t order[32] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
static const uint8_t half_order[32] = { 0x7f, 0xff, 0xff, 0xff, 0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8 };

bool p256_is_low_s(const uint8_t rs[static 64]) { return memcmp(rs + 32, half_order, 32) <= 0; }

void p256_make_low_s(uint8_t rs[static 64])
{
	if (p256_is_low_s(rs))
		return;
	int borrow = 0;
	for (int i = 31; i >= 0; i--) {
		int v = order[i] - rs[32 + i] - borrow;
		borrow = v < 0;
		rs[32 + i] = (uint8_t)(v & 0xff);
	}
}

static size_t put_der_integer(const uint8_t v[static 32], uint8_t *out)
{
	size_t skip = 0;
	while (skip < 31 && v[skip] == 0)
		skip++;
	size_t pad = v[skip] >> 7, n = 32 - skip;
	out[0] = 0x02;
	out[1] = (uint8_t)(n + pad);
	out[2] = 0;
	memcpy(out + 2 + pad, v + skip, n);
	return 2 + pad + n;
}

size_t p256_to_der(const uint8_t rs[static 64], uint8_t out[static 72])
{
	size_t n = put_der_integer(rs, out + 2);
	n += put_der_integer(rs + 32, out + 2 + n);
	out[0] = 0x30;
	out[1] = (uint8_t)n;
	return n + 2;
}

static bool take_der_integer(struct rd *r, uint8_t v[static 32])
{
	rd_expect(r, SLICE("\x02"));
	struct slice s = rd_take(r, rd_u8(r));
	if (r->failed || s.n == 0 || s.p[0] >> 7)
		return false;
	if (s.p[0] == 0 && s.n > 1) {
		if (s.p[1] >> 7 == 0)
			return false;
		s = slice_sub(s, 1, s.n);
	}
	if (s.n > 32)
		return false;
	memset(v, 0, 32 - s.n);
	memcpy(v + 32 - s.n, s.p, s.n);
	return true;
}

bool p256_from_der(struct slice der, uint8_t rs[static 64])
{
	struct rd r = rd_of(der);
	rd_expect(&r, SLICE("\x30"));
	uint8_t length = rd_u8(&r);
	return !r.failed && length < 0x80 && length == rd_left(&r) && take_der_integer(&r, rs) && take_der_integer(&r, rs + 32) && rd_end(&r);
}
