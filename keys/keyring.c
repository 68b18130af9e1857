/*
 * Owns: P-256 private keys in memory and the signing itself (FIPS 186-5, low s). Each thread that signs takes a prepared context of the key
 * from a small stock and puts it back. Must never let a key out, nor sign with one whose certificate is another's.
 */
#include "keys/keyring.h"

#include "base/crypto.h"
#include "base/file.h"
#include "keys/chain.h"
#include "keys/pkcs8.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define KEY_FILE_MAX 4096

/* A signing context of its own key copy: OpenSSL keys are not for several threads. */
struct hand {
	EVP_PKEY *key;
	EVP_PKEY_CTX *context;
	struct hand *next;
};

struct entry {
	EVP_PKEY *key; /* NULL = not opened */
	struct signer signer;
	uint8_t *certificate, *issuer;
	pthread_mutex_t lock;
	struct hand *idle;
};

struct keyring {
	struct pkcs8_box box;
	struct entry entries[ROLE_COUNT];
};

/* ---- signing ---- */

static struct hand *new_hand(EVP_PKEY *key)
{
	struct hand *h = calloc(1, sizeof *h);
	if (!h)
		abort();
	h->key = EVP_PKEY_dup(key);
	h->context = h->key ? EVP_PKEY_CTX_new_from_pkey(NULL, h->key, NULL) : NULL;
	if (!h->context || EVP_PKEY_sign_init(h->context) != 1)
		abort();
	return h;
}

static struct hand *take_hand(struct entry *entry)
{
	pthread_mutex_lock(&entry->lock);
	struct hand *h = entry->idle;
	if (h)
		entry->idle = h->next;
	pthread_mutex_unlock(&entry->lock);
	return h ? h : new_hand(entry->key);
}

static void put_hand(struct entry *entry, struct hand *h)
{
	pthread_mutex_lock(&entry->lock);
	h->next = entry->idle;
	entry->idle = h;
	pthread_mutex_unlock(&entry->lock);
}

static enum err sign(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	struct entry *entry = self;
	uint8_t der[80];
	size_t n = sizeof der;
	struct hand *h = take_hand(entry);
	bool good = EVP_PKEY_sign(h->context, der, &n, digest, 32) == 1 && p256_from_der(slice_of(der, n), rs);
	put_hand(entry, h);
	if (!good) {
		ERR_clear_error();
		return fail(cx, ERR_CRYPTO, "FIPS 186-5 6.4: signing failed");
	}
	p256_make_low_s(rs);
	return OK;
}

/* ---- entries ---- */

static void clear_entry(struct entry *entry)
{
	for (struct hand *h = entry->idle, *next; h; h = next) {
		next = h->next;
		EVP_PKEY_CTX_free(h->context);
		EVP_PKEY_free(h->key);
		free(h);
	}
	EVP_PKEY_free(entry->key);
	free(entry->certificate);
	free(entry->issuer);
	entry->idle = NULL;
	entry->key = NULL;
	entry->certificate = entry->issuer = NULL;
	entry->signer = (struct signer){ 0 };
}

static void put_key(struct keyring *k, enum key_role role, EVP_PKEY *key)
{
	struct entry *entry = &k->entries[role];
	clear_entry(entry);
	entry->key = key;
	entry->signer = (struct signer){ .role = role, .sign = sign, .self = entry };
}

/* No core file of this process may hold a key. */
static void forbid_core(void)
{
	struct rlimit none = { 0, 0 };
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		abort();
}

static struct keyring *new_keyring(void)
{
	forbid_core();
	struct keyring *k = calloc(1, sizeof *k);
	if (!k)
		abort();
	for (size_t i = 0; i < ROLE_COUNT; i++)
		pthread_mutex_init(&k->entries[i].lock, NULL);
	return k;
}

void keyring_close(struct keyring *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		clear_entry(&k->entries[i]);
		pthread_mutex_destroy(&k->entries[i].lock);
	}
	pkcs8_forget(&k->box);
	free(k);
}

const struct signer *keyring_signer(const struct keyring *k, enum key_role role)
{
	if (role <= ROLE_NONE || role >= ROLE_COUNT || !k->entries[role].key)
		return NULL;
	return &k->entries[role].signer;
}

static uint8_t *copy_bytes(struct slice s)
{
	uint8_t *p = malloc(s.n);
	if (!p)
		abort();
	memcpy(p, s.p, s.n);
	return p;
}

/* Signs something new and lets the certificate's key judge: catches a public key in the file that is not the private one's. */
static enum err check_pair(struct ctx *cx, struct entry *entry, struct slice spki)
{
	uint8_t digest[32], rs[64];
	struct p256_key *key = NULL;
	enum err e = p256_open(cx, spki, &key);
	crypto_random(digest, sizeof digest);
	if (e == OK)
		e = sign(cx, entry, digest, rs);
	if (e == OK && !p256_verify(key, digest, rs))
		e = fail(cx, ERR_KEY_MATCH, "the private key does not belong to the certificate (an interrupted rotation is finished by `cinnabar-keys check`)");
	p256_free(key);
	return e;
}

enum err keyring_certify(struct ctx *cx, struct keyring *k, enum key_role role, struct slice certificate, struct slice issuer)
{
	struct entry *entry = &k->entries[role];
	struct certificate c;
	enum err e = anchors_parse(cx, certificate, &c);
	if (e == OK)
		e = check_pair(cx, entry, c.spki);
	if (e != OK)
		return e;
	uint8_t digest[32];
	crypto_sha256(certificate, digest);
	memcpy(entry->signer.kid, digest, sizeof entry->signer.kid);
	free(entry->certificate);
	free(entry->issuer);
	entry->certificate = copy_bytes(certificate);
	entry->issuer = copy_bytes(issuer);
	entry->signer.certificate = slice_of(entry->certificate, certificate.n);
	entry->signer.issuer = slice_of(entry->issuer, issuer.n);
	return OK;
}

/* ---- opening ---- */

static const char *path_of(struct ctx *cx, const char *folder, enum key_role role, const char *ending)
{
	return ctx_printf(cx, "%s/%s.%s", folder, key_role_name(role), ending);
}

/* The certificate stands there, so there was a key once: `init` would not make it again. */
#define LOST "there is no such key file; bring it back from its backup, or let `cinnabar-keys rotate` make a new key"

static enum err read_key(struct ctx *cx, const char *path, struct buf *b)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return fail(cx, ERR_KEY_FILE, "%s: %s", path, errno == ENOENT ? LOST : strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(cx, ERR_KEY_FILE, "%s: not a regular file", path);
	if (st.st_mode & 077)
		return fail(cx, ERR_KEY_FILE, "%s: others may read or write this private key (mode %03o); try `chmod 600`", path, (unsigned)st.st_mode & 0777);
	return file_read(cx, path, b);
}

static enum err open_key(struct ctx *cx, struct keyring *k, const char *path, struct slice passphrase, enum key_role role)
{
	struct buf b;
	EVP_PKEY *key = NULL;
	buf_init(&b, KEY_FILE_MAX);
	enum err e = read_key(cx, path, &b);
	if (e == OK)
		e = fail_in(cx, pkcs8_open(cx, &k->box, passphrase, buf_slice(&b), &key), path);
	if (e == OK)
		put_key(k, role, key);
	buf_free(&b);
	return e;
}

/* The certificates of role and of its issuer, the chain judged up to root.pem. */
static enum err load_chain(struct ctx *cx, const char *folder, enum key_role role, struct certificate *c, struct certificate *issuer)
{
	const char *path = path_of(cx, folder, role, "pem");
	enum key_role above = chain_profile(role)->issuer;
	enum err e = anchors_load(cx, path, c);
	if (e != OK)
		return e;
	if (role == ROLE_ROOT) {
		*issuer = *c;
		return fail_in(cx, chain_check_root(cx, c), path);
	}
	struct certificate its_issuer;
	e = load_chain(cx, folder, above, issuer, &its_issuer);
	return e == OK ? fail_in(cx, chain_check_issued(cx, c, role, issuer), path) : e;
}

static enum err open_role(struct ctx *cx, struct keyring *k, const char *folder, struct slice passphrase, enum key_role role)
{
	struct certificate c, issuer;
	const char *path = path_of(cx, folder, role, "key");
	enum err e = load_chain(cx, folder, role, &c, &issuer);
	if (e == OK)
		e = fail_in(cx, chain_check_time(cx, &c, cx->now), path_of(cx, folder, role, "pem"));
	if (e == OK)
		e = open_key(cx, k, path, passphrase, role);
	return e == OK ? fail_in(cx, keyring_certify(cx, k, role, c.der, issuer.der), path) : e;
}

enum err keyring_open(struct ctx *cx, const char *folder, struct slice passphrase, unsigned roles, struct keyring **out)
{
	struct keyring *k = new_keyring();
	enum err e = OK;
	for (enum key_role role = ROLE_ROOT; e == OK && role < ROLE_COUNT; role++) {
		if (roles & 1u << role)
			e = open_role(cx, k, folder, passphrase, role);
	}
	if (e != OK) {
		keyring_close(k);
		return e;
	}
	*out = k;
	return OK;
}

/* ---- making ---- */

enum err keyring_fresh(struct ctx *cx, struct slice passphrase, struct keyring **out)
{
	struct keyring *k = new_keyring();
	enum err e = pkcs8_fresh(cx, passphrase, &k->box);
	if (e != OK) {
		keyring_close(k);
		return e;
	}
	*out = k;
	return OK;
}

enum err keyring_generate(struct ctx *cx, struct keyring *k, enum key_role role, struct slice *spki)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	unsigned char *der = NULL;
	int n = key ? i2d_PUBKEY(key, &der) : -1;
	if (n <= 0) {
		EVP_PKEY_free(key);
		return fail(cx, ERR_CRYPTO, "FIPS 186-5 A.2: no key could be made");
	}
	*spki = ctx_copy(cx, slice_of(der, (size_t)n));
	OPENSSL_free(der);
	put_key(k, role, key);
	return OK;
}

enum err keyring_seal(struct ctx *cx, struct keyring *k, enum key_role role, struct buf *out)
{
	return pkcs8_seal(cx, &k->box, k->entries[role].key, out);
}
