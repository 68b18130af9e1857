/* Owns: tests of private keys: opening, refusing, signing. */
#include "tests/unit/keys/home.h"

#include "base/crypto.h"
#include "keys/anchors.h"
#include "keys/keyring.h"

#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (1u << ROLE_PDF_SEAL | 1u << ROLE_QR_SEAL)

static enum err open_ring(struct ctx *cx, const char *home, unsigned roles, struct keyring **k)
{
	return keyring_open(cx, ctx_printf(cx, "%s/keys", home), HOME_PASSPHRASE, roles, k);
}

/* Opening must be refused with this code and a text that names this file. */
static void refused(struct ctx *cx, const char *home, unsigned roles, enum err want, const char *names)
{
	struct keyring *k = NULL;
	enum err got = open_ring(cx, home, roles, &k);
	CHECK(k == NULL);
	if (!strstr(cx->text, names))
		print_error("\"%s\" does not name %s\n", cx->text, names);
	CHECK(strstr(cx->text, names) != NULL);
	CHECK_ERR(got, want);
}

TEST(keyring_signs_for_its_certificate_with_low_s)
{
	struct keyring *k;
	CHECK_OK(open_ring(cx, home_new(cx), SEALS, &k));
	const struct signer *s = keyring_signer(k, ROLE_PDF_SEAL);
	CHECK(s && s->role == ROLE_PDF_SEAL);
	CHECK(keyring_signer(k, ROLE_ROOT) == NULL);
	struct certificate c;
	CHECK_OK(anchors_parse(cx, s->certificate, &c));
	struct p256_key *key;
	CHECK_OK(p256_open(cx, c.spki, &key));
	for (int i = 0; i < 50; i++) {
		uint8_t digest[32], rs[64];
		crypto_random(digest, 32);
		CHECK_OK(s->sign(cx, s->self, digest, rs));
		CHECK(p256_is_low_s(rs));
		CHECK(p256_verify(key, digest, rs));
	}
	uint8_t digest[32];
	crypto_sha256(s->certificate, digest);
	CHECK_SLICE(slice_of(s->kid, 8), slice_of(digest, 8));
	p256_free(key);
	keyring_close(k);
}

static void *sign_many(void *signer)
{
	const struct signer *s = signer;
	struct certificate c;
	struct p256_key *key = NULL;
	struct ctx cx;
	ctx_init(&cx, CHECK_NOW);
	bool good = anchors_parse(&cx, s->certificate, &c) == OK && p256_open(&cx, c.spki, &key) == OK;
	for (int i = 0; good && i < 200; i++) {
		uint8_t digest[32], rs[64];
		crypto_random(digest, 32);
		good = s->sign(&cx, s->self, digest, rs) == OK && p256_verify(key, digest, rs);
	}
	p256_free(key);
	ctx_free(&cx);
	return good ? signer : NULL;
}

TEST(keyring_signs_in_several_threads_at_once)
{
	struct keyring *k;
	CHECK_OK(open_ring(cx, home_new(cx), SEALS, &k));
	struct signer s = *keyring_signer(k, ROLE_QR_SEAL);
	pthread_t threads[4];
	for (size_t i = 0; i < 4; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, sign_many, &s), 0);
	for (size_t i = 0; i < 4; i++) {
		void *result;
		pthread_join(threads[i], &result);
		CHECK(result != NULL);
	}
	keyring_close(k);
}

TEST(keyring_wrong_passphrase)
{
	struct keyring *k = NULL;
	CHECK_ERR(keyring_open(cx, ctx_printf(cx, "%s/keys", home_new(cx)), SLICE("a specimen passphrasE"), SEALS, &k), ERR_KEY_PASSPHRASE);
	CHECK(k == NULL);
}

TEST(keyring_key_of_another_role)
{
	const char *home = home_new(cx);
	home_write(cx, home, "keys/pdf-seal.key", home_file(cx, home, "keys/qr-seal.key"), 0600);
	refused(cx, home, SEALS, ERR_KEY_MATCH, "pdf-seal.key");
}

TEST(keyring_key_and_certificate_of_another_role)
{
	const char *home = home_new(cx);
	home_write(cx, home, "keys/pdf-seal.key", home_file(cx, home, "keys/qr-seal.key"), 0600);
	home_write(cx, home, "keys/pdf-seal.pem", home_file(cx, home, "keys/qr-seal.pem"), 0644);
	refused(cx, home, SEALS, ERR_CHAIN_ROLE, "pdf-seal.pem");
}

TEST(keyring_truncated_key_file)
{
	const char *home = home_new(cx);
	struct slice whole = home_file(cx, home, "keys/pdf-seal.key");
	for (size_t n = 0; n < whole.n; n += 1 + n / 7) {
		home_write(cx, home, "keys/pdf-seal.key", slice_sub(whole, 0, n), 0600);
		refused(cx, home, SEALS, ERR_KEY_FILE, "pdf-seal.key");
	}
}

TEST(keyring_bytes_behind_the_key)
{
	const char *home = home_new(cx);
	struct slice whole = home_file(cx, home, "keys/pdf-seal.key");
	home_write(cx, home, "keys/pdf-seal.key", slice_str(ctx_printf(cx, "%.*s\n", SLICE_FMT(whole))), 0600);
	refused(cx, home, SEALS, ERR_KEY_FILE, "pdf-seal.key");
}

TEST(keyring_missing_key_file)
{
	const char *home = home_new(cx);
	unlink(ctx_printf(cx, "%s/keys/qr-seal.key", home));
	refused(cx, home, SEALS, ERR_KEY_FILE, "qr-seal.key");
}

TEST(keyring_missing_certificate)
{
	const char *home = home_new(cx);
	unlink(ctx_printf(cx, "%s/keys/issuing-ca.pem", home));
	refused(cx, home, SEALS, ERR_CERT_FORM, "issuing-ca.pem");
}

TEST(keyring_key_file_readable_by_others)
{
	const char *home = home_new(cx);
	chmod(ctx_printf(cx, "%s/keys/pdf-seal.key", home), 0640);
	refused(cx, home, SEALS, ERR_KEY_FILE, "pdf-seal.key");
}

TEST(keyring_expired_certificate)
{
	const char *home = home_new(cx);
	cx->now += INT64_C(3) * 366 * 86400;
	refused(cx, home, SEALS, ERR_CHAIN_TIME, "pdf-seal.pem");
	cx->now = CHECK_NOW - 1;
	refused(cx, home, SEALS, ERR_CHAIN_TIME, "pdf-seal.pem");
}

TEST(keyring_unencrypted_key)
{
	const char *home = home_new(cx);
	home_write(cx, home, "keys/pdf-seal.key", SLICE("-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n"), 0600);
	refused(cx, home, SEALS, ERR_KEY_FILE, "pdf-seal.key");
}

/* The box as text with one number of its scrypt parameters changed: N = 16384 is 02 02 40 00, p = 5 is 02 01 05. */
static struct slice change_box(struct ctx *cx, struct slice pem, struct slice find, struct slice with)
{
	struct buf der, out;
	static const char begin[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", end[] = "-----END ENCRYPTED PRIVATE KEY-----\n";
	size_t n = 0;
	char *text = ctx_string(cx, slice_sub(pem, sizeof begin - 1, pem.n - sizeof begin - sizeof end + 2));
	for (char *c = text; *c; c++) {
		if (*c != '\n')
			text[n++] = *c;
	}
	buf_init(&der, 4096);
	buf_init(&out, 4096);
	CHECK(base64_decode(&der, slice_of(text, n)));
	size_t at = slice_find(buf_slice(&der), find, 0);
	CHECK(at != SIZE_MAX && find.n == with.n);
	memcpy(der.p + at, with.p, with.n);
	buf_puts(&out, begin);
	base64_encode(&out, buf_slice(&der));
	buf_putc(&out, '\n');
	buf_puts(&out, end);
	struct slice changed = ctx_copy(cx, buf_slice(&out));
	buf_free(&der);
	buf_free(&out);
	return changed;
}

TEST(keyring_box_too_cheap_or_too_dear)
{
	const char *home = home_new(cx);
	struct slice pem = home_file(cx, home, "keys/pdf-seal.key");
	home_write(cx, home, "keys/pdf-seal.key", change_box(cx, pem, SLICE("\x02\x02\x40\x00"), SLICE("\x02\x02\x04\x00")), 0600);
	refused(cx, home, SEALS, ERR_KEY_FILE, "pdf-seal.key");
	home_write(cx, home, "keys/pdf-seal.key", change_box(cx, pem, SLICE("\x02\x01\x05"), SLICE("\x02\x01\x7f")), 0600);
	refused(cx, home, SEALS, ERR_KEY_FILE, "pdf-seal.key");
}
