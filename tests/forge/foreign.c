/* Owns: the forger's certificates and key. */
#include "tests/forge/foreign.h"

#include "base/crypto.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>

static void must(bool condition)
{
	if (!condition)
		abort();
}

static struct slice reissue(struct ctx *cx, struct slice real, EVP_PKEY *key, EVP_PKEY *signing_key)
{
	const unsigned char *p = real.p;
	X509 *x = d2i_X509(NULL, &p, (long)real.n);
	must(x && X509_set_pubkey(x, key) && X509_sign(x, signing_key, EVP_sha256()) > 0);
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	must(n > 0);
	struct slice copy = ctx_copy(cx, slice_of(der, (size_t)n));
	OPENSSL_free(der);
	X509_free(x);
	return copy;
}

void foreign_make(struct ctx *cx, struct slice real_seal, struct slice real_ca, struct foreign *out)
{
	EVP_PKEY *ca_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
	must(ca_key && key);
	*out = (struct foreign){ .seal = reissue(cx, real_seal, key, ca_key), .ca = reissue(cx, real_ca, ca_key, ca_key), .key = key };
	EVP_PKEY_free(ca_key);
}

enum err foreign_sign(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	struct foreign *f = self;
	uint8_t der[80];
	size_t n = sizeof der;
	EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(f->key, NULL);
	must(p && EVP_PKEY_sign_init(p) == 1 && EVP_PKEY_sign(p, der, &n, digest, 32) == 1 && p256_from_der(slice_of(der, n), rs));
	EVP_PKEY_CTX_free(p);
	p256_make_low_s(rs);
	(void)cx;
	return OK;
}

void foreign_free(struct foreign *f) { EVP_PKEY_free(f->key); }
