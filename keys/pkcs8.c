/* Owns: the encrypted private key file, over OpenSSL's ASN.1 templates, scrypt and AES. */
#include "keys/pkcs8.h"

#include "base/crypto.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#define SCRYPT_MEMORY (160ull << 20) /* N 2^17 with r 8, the most we open, wants 128 MiB */
#define KEY_BYTES_MAX 1024           /* a P-256 key is 138 bytes */

static enum err derive(struct ctx *cx, struct slice passphrase, struct pkcs8_box *box)
{
	box->ready = EVP_PBE_scrypt((const char *)passphrase.p, passphrase.n, box->salt, sizeof box->salt, box->n, box->r, box->p,
		SCRYPT_MEMORY, box->key, sizeof box->key) == 1;
	return box->ready ? OK : fail(cx, ERR_CRYPTO, "RFC 7914: scrypt failed (memory?)");
}

enum err pkcs8_fresh(struct ctx *cx, struct slice passphrase, struct pkcs8_box *box)
{
	*box = (struct pkcs8_box){ .n = PKCS8_N, .r = PKCS8_R, .p = PKCS8_P };
	crypto_random(box->salt, sizeof box->salt);
	return derive(cx, passphrase, box);
}

void pkcs8_forget(struct pkcs8_box *box) { crypto_wipe(box, sizeof *box); }

/* AES-256-CBC with PKCS#7 padding, either way. Returns the length, or -1. */
static int cipher(bool encrypt, const uint8_t key[static 32], const uint8_t iv[static 16], struct slice in, uint8_t *out)
{
	int first = 0, last = 0;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	bool good = c && EVP_CipherInit_ex2(c, EVP_aes_256_cbc(), key, iv, encrypt, NULL) == 1 &&
		EVP_CipherUpdate(c, out, &first, in.p, (int)in.n) == 1 && EVP_CipherFinal_ex(c, out + first, &last) == 1;
	EVP_CIPHER_CTX_free(c);
	return good ? first + last : -1;
}

/* ---- writing ---- */

/* PrivateKeyInfo DER of the key; the caller wipes it. */
static int encode_key(EVP_PKEY *key, uint8_t **der)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	int n = info ? i2d_PKCS8_PRIV_KEY_INFO(info, der) : -1;
	PKCS8_PRIV_KEY_INFO_free(info);
	return n;
}

static bool fill_box(X509_SIG *sig, X509_ALGOR *algorithm, const uint8_t *bytes, int n)
{
	X509_ALGOR *slot;
	ASN1_OCTET_STRING *contents;
	X509_SIG_getm(sig, &slot, &contents);
	return X509_ALGOR_copy(slot, algorithm) == 1 && ASN1_OCTET_STRING_set(contents, bytes, n) == 1;
}

enum err pkcs8_seal(struct ctx *cx, const struct pkcs8_box *box, EVP_PKEY *key, struct buf *out)
{
	enum err e = ERR_CRYPTO;
	uint8_t iv[16], salt[16], sealed[KEY_BYTES_MAX + 16], *der = NULL;
	char *text = NULL;
	crypto_random(iv, sizeof iv);
	memcpy(salt, box->salt, sizeof salt);
	X509_ALGOR *algorithm = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, sizeof salt, iv, box->n, box->r, box->p);
	X509_SIG *sig = X509_SIG_new();
	BIO *bio = BIO_new(BIO_s_mem());
	int n = encode_key(key, &der);
	if (!algorithm || !sig || !bio || n < 1 || n > KEY_BYTES_MAX)
		goto out;
	int length = cipher(true, box->key, iv, slice_of(der, (size_t)n), sealed);
	if (length < 0 || !fill_box(sig, algorithm, sealed, length) || PEM_write_bio_PKCS8(bio, sig) != 1)
		goto out;
	long size = BIO_get_mem_data(bio, &text);
	buf_put(out, text, (size_t)size);
	e = OK;
out:
	if (der)
		OPENSSL_clear_free(der, n > 0 ? (size_t)n : 0);
	X509_ALGOR_free(algorithm);
	X509_SIG_free(sig);
	BIO_free(bio);
	return e == OK ? OK : fail(cx, e, "private key could not be encrypted");
}

/* ---- reading ---- */

static enum err damaged(struct ctx *cx, const char *what) { return fail(cx, ERR_KEY_FILE, "private key file: %s", what); }

/* One PEM block of the right name, nothing before or behind it. */
static X509_SIG *read_pem(struct slice pem)
{
	static const char begin[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", end[] = "-----END ENCRYPTED PRIVATE KEY-----\n";
	struct slice tail = slice_of(end, sizeof end - 1);
	if (!slice_starts(pem, slice_of(begin, sizeof begin - 1)) || slice_find(pem, tail, 0) != pem.n - tail.n)
		return NULL;
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	X509_SIG *sig = bio ? PEM_read_bio_PKCS8(bio, NULL, NULL, NULL) : NULL;
	BIO_free(bio);
	return sig;
}

static bool read_number(const ASN1_INTEGER *from, uint64_t *to) { return from && ASN1_INTEGER_get_uint64(to, from) == 1; }

/* SCRYPT-PARAMS (RFC 7914 7.1) within our bounds. */
static bool read_scrypt(const X509_ALGOR *function, struct pkcs8_box *box)
{
	if (OBJ_obj2nid(function->algorithm) != NID_id_scrypt || !function->parameter || function->parameter->type != V_ASN1_SEQUENCE)
		return false;
	const unsigned char *p = function->parameter->value.sequence->data;
	SCRYPT_PARAMS *s = d2i_SCRYPT_PARAMS(NULL, &p, function->parameter->value.sequence->length);
	bool good = s && read_number(s->costParameter, &box->n) && read_number(s->blockSize, &box->r) &&
		read_number(s->parallelizationParameter, &box->p) && s->salt->length == (int)sizeof box->salt &&
		box->n >= PKCS8_N && box->n <= 131072 && (box->n & (box->n - 1)) == 0 && box->r == 8 && box->p >= 1 && box->p <= 16;
	if (good)
		memcpy(box->salt, s->salt->data, sizeof box->salt);
	SCRYPT_PARAMS_free(s);
	return good;
}

static bool read_cipher(const X509_ALGOR *scheme, uint8_t iv[static 16])
{
	if (OBJ_obj2nid(scheme->algorithm) != NID_aes_256_cbc || !scheme->parameter || scheme->parameter->type != V_ASN1_OCTET_STRING ||
		scheme->parameter->value.octet_string->length != 16)
		return false;
	memcpy(iv, scheme->parameter->value.octet_string->data, 16);
	return true;
}

/* PBES2-params (RFC 8018 A.4). */
static bool read_parameters(const X509_ALGOR *algorithm, struct pkcs8_box *box, uint8_t iv[static 16])
{
	if (OBJ_obj2nid(algorithm->algorithm) != NID_pbes2 || !algorithm->parameter || algorithm->parameter->type != V_ASN1_SEQUENCE)
		return false;
	const unsigned char *p = algorithm->parameter->value.sequence->data;
	PBE2PARAM *parameters = d2i_PBE2PARAM(NULL, &p, algorithm->parameter->value.sequence->length);
	bool good = parameters && read_scrypt(parameters->keyfunc, box) && read_cipher(parameters->encryption, iv);
	PBE2PARAM_free(parameters);
	return good;
}

static enum err decode_key(struct ctx *cx, const uint8_t *der, int n, EVP_PKEY **out)
{
	const unsigned char *p = der;
	PKCS8_PRIV_KEY_INFO *info = n > 0 ? d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, n) : NULL;
	EVP_PKEY *key = info && p == der + n ? EVP_PKCS82PKEY(info) : NULL;
	PKCS8_PRIV_KEY_INFO_free(info);
	if (!key)
		return fail(cx, ERR_KEY_PASSPHRASE, "wrong passphrase, or the private key file is damaged");
	char group[32] = "";
	if (EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1 || strcmp(group, "prime256v1") != 0) {
		EVP_PKEY_free(key);
		return damaged(cx, "the key is not of P-256");
	}
	*out = key;
	return OK;
}

static bool fits(const struct pkcs8_box *have, const struct pkcs8_box *want)
{
	return have->ready && have->n == want->n && have->r == want->r && have->p == want->p && memcmp(have->salt, want->salt, sizeof have->salt) == 0;
}

enum err pkcs8_open(struct ctx *cx, struct pkcs8_box *box, struct slice passphrase, struct slice pem, EVP_PKEY **out)
{
	struct pkcs8_box want = { 0 };
	uint8_t iv[16], plain[KEY_BYTES_MAX + 32];
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OCTET_STRING *contents = NULL;
	enum err e = OK;
	X509_SIG *sig = read_pem(pem);
	if (sig)
		X509_SIG_get0(sig, &algorithm, &contents);
	if (!sig || contents->length > KEY_BYTES_MAX)
		e = damaged(cx, "damaged, cut short, or not one ENCRYPTED PRIVATE KEY (RFC 7468 11)");
	else if (!read_parameters(algorithm, &want, iv))
		e = damaged(cx, "not PBES2 with scrypt and AES-256-CBC at a sound cost (RFC 8018 6.2, RFC 7914 7)");
	else if (!fits(box, &want)) {
		pkcs8_forget(box);
		*box = want;
		e = derive(cx, passphrase, box);
	}
	if (e == OK) {
		int n = cipher(false, box->key, iv, slice_of(contents->data, (size_t)contents->length), plain);
		e = decode_key(cx, plain, n, out);
	}
	crypto_wipe(plain, sizeof plain);
	X509_SIG_free(sig);
	ERR_clear_error();
	return e;
}
