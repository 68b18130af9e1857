/* Owns: tests of the trust list: what opens, and every way it must not. Lies are told by lists that the real trust-list key signed. */
#include "tests/unit/keys/home.h"

#include "formats/cose.h"
#include "keys/anchors.h"
#include "keys/ceremony.h"
#include "keys/keyring.h"
#include "keys/trust_list.h"

#include <string.h>

struct world {
	const char *home;
	struct slice list, root;
	struct keyring *k; /* every key of the home */
};

static struct world open_world(struct ctx *cx)
{
	struct world w = { .home = home_new(cx) };
	struct certificate root;
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/trust/root.pem", w.home), &root));
	w.root = root.der;
	w.list = home_file(cx, w.home, "trust/trust-list.cbor");
	CHECK_OK(keyring_open(cx, ctx_printf(cx, "%s/keys", w.home), HOME_PASSPHRASE, ~1u & ((1u << ROLE_COUNT) - 1), &w.k));
	return w;
}

/* The list's content, to be edited: slices into the opened list, which must stay open. */
static struct trust editable(struct ctx *cx, struct world *w, struct trust **opened)
{
	CHECK_OK(trust_open(cx, w->list, w->root, opened));
	struct trust t = **opened;
	t.keys = ctx_alloc(cx, 8 * sizeof *t.keys);
	memcpy(t.keys, (*opened)->keys, t.key_count * sizeof *t.keys);
	return t;
}

static enum err open_built(struct ctx *cx, struct world *w, const struct trust *t, enum key_role signer, struct trust **out)
{
	struct buf b;
	buf_init(&b, 65536);
	CHECK_OK(trust_build(cx, t, keyring_signer(w->k, signer), &b));
	enum err e = trust_open(cx, buf_slice(&b), w->root, out);
	buf_free(&b);
	return e;
}

/* A list with these bytes of its payload replaced, signed properly, must be refused so. */
static void lie(struct ctx *cx, struct world *w, struct slice find, struct slice with, enum err want)
{
	struct cose_sign1 cose;
	struct trust *t = NULL;
	struct buf b;
	buf_init(&b, 65536);
	CHECK_OK(cose_parse(cx, w->list, COSE_TAGGED_18, &cose));
	size_t at = slice_find(cose.payload, find, 0);
	CHECK(at != SIZE_MAX);
	struct slice before = slice_sub(cose.payload, 0, at), after = slice_sub(cose.payload, at + find.n, cose.payload.n);
	buf_put_slice(&b, before);
	buf_put_slice(&b, with);
	buf_put_slice(&b, after);
	struct slice payload = ctx_copy(cx, buf_slice(&b));
	buf_reset(&b);
	const struct signer *s = keyring_signer(w->k, ROLE_TRUST_LIST);
	CHECK_OK(cose_build(cx, slice_of(s->kid, 8), SLICE(TRUST_LIST_TYPE), payload, COSE_TAGGED_18, s->sign, s->self, &b));
	CHECK_ERR(trust_open(cx, buf_slice(&b), w->root, &t), want);
	CHECK(t == NULL);
	buf_free(&b);
}

static void close_world(struct world *w) { keyring_close(w->k); }

TEST(trust_opens_and_answers)
{
	struct world w = open_world(cx);
	struct trust *t;
	CHECK_OK(trust_open(cx, w.list, w.root, &t));
	CHECK_TEXT(t->authority, "UTO");
	CHECK_TEXT(t->name_en, "Specimen Immigration Administration");
	CHECK_TEXT(t->name_zh, "样本移民管理局");
	CHECK_TEXT(t->verify_host, "127.0.0.1:8080");
	CHECK(t->specimen && !t->stale && t->sequence == 1 && t->issued_at == CHECK_NOW && t->next_update == CHECK_NOW + 90 * 86400);
	CHECK_INT(t->utc_offset, 480);
	CHECK_SLICE(t->root, w.root);
	CHECK_SLICE(t->issuing_ca, keyring_signer(w.k, ROLE_ISSUING_CA)->certificate);
	CHECK_INT(t->key_count, 3);
	for (enum key_role role = ROLE_PDF_SEAL; role <= ROLE_STATUS_LIST; role++) {
		const struct signer *s = keyring_signer(w.k, role);
		struct slice kid = slice_of(s->kid, 8);
		const struct trusted_key *k = trust_key(t, role, kid, 0);
		CHECK(k && k->state == TRUST_ACTIVE && k->revoked_at == 0 && k->not_before == CHECK_NOW);
		CHECK(trust_key(t, role, kid, 1) == NULL);
		CHECK(trust_key(t, role == ROLE_QR_SEAL ? ROLE_PDF_SEAL : ROLE_QR_SEAL, kid, 0) == NULL);
		CHECK(trust_certificate(t, s->certificate) == k);
		CHECK_OK(trust_check_signer(cx, t, s));
		uint8_t rs[64], digest[32] = { 7 };
		CHECK_OK(s->sign(cx, s->self, digest, rs));
		CHECK(p256_verify(k->key, digest, rs));
	}
	CHECK(trust_key(t, ROLE_PDF_SEAL, SLICE("12345678"), 0) == NULL);
	CHECK(trust_certificate(t, w.root) == NULL);
	CHECK_ERR(trust_check_signer(cx, t, keyring_signer(w.k, ROLE_ROOT)), ERR_TRUST_KEY);
	trust_free(t);
	close_world(&w);
}

TEST(trust_copy_outlives_the_first)
{
	struct world w = open_world(cx);
	struct trust *t, *copy, *opened;
	struct trust edit = editable(cx, &w, &opened);
	struct trusted_stock stocks[3] = { { { 9 }, 30 }, { { 1 }, 10 }, { { 5 }, 20 } };
	edit.stocks = stocks;
	edit.stock_count = 3;
	CHECK_OK(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t));
	trust_free(opened);
	copy = trust_copy(t);
	trust_free(t);
	CHECK_TEXT(copy->authority, "UTO");
	const struct signer *s = keyring_signer(w.k, ROLE_PDF_SEAL);
	uint8_t rs[64], digest[32] = { 7 };
	CHECK_OK(s->sign(cx, s->self, digest, rs));
	CHECK(p256_verify(trust_key(copy, ROLE_PDF_SEAL, slice_of(s->kid, 8), 0)->key, digest, rs));
	CHECK_INT(trust_stock(copy, stocks[1].digest)->length, 10);
	CHECK_INT(trust_stock(copy, stocks[0].digest)->length, 30);
	CHECK(trust_stock(copy, digest) == NULL);
	trust_free(copy);
	trust_free(NULL);
	close_world(&w);
}

TEST(trust_every_flipped_bit_is_refused)
{
	struct world w = open_world(cx);
	close_world(&w);
	uint8_t *copy = ctx_alloc(cx, w.list.n);
	memcpy(copy, w.list.p, w.list.n);
	struct ctx inner;
	ctx_init(&inner, CHECK_NOW);
	for (size_t i = 0; i < w.list.n; i++) {
		struct trust *t = NULL;
		copy[i] ^= (uint8_t)(1 << i % 8);
		enum err e = trust_open(&inner, slice_of(copy, w.list.n), w.root, &t);
		if (e == OK)
			print_error("byte %zu\n", i);
		CHECK(e != OK && t == NULL && inner.text[0]);
		copy[i] ^= (uint8_t)(1 << i % 8);
		ctx_reset(&inner);
	}
	ctx_free(&inner);
}

TEST(trust_cut_short_or_longer)
{
	struct world w = open_world(cx);
	close_world(&w);
	struct trust *t = NULL;
	for (size_t n = 0; n < w.list.n; n += 1 + n / 11) {
		CHECK(trust_open(cx, slice_sub(w.list, 0, n), w.root, &t) != OK);
		CHECK(t == NULL);
		ctx_forgive(cx);
	}
	uint8_t *p = ctx_alloc(cx, w.list.n + 1);
	memcpy(p, w.list.p, w.list.n);
	CHECK(trust_open(cx, slice_of(p, w.list.n + 1), w.root, &t) != OK);
}

TEST(trust_of_another_root)
{
	struct world w = open_world(cx);
	const char *other = home_empty(cx);
	struct certificate root;
	struct trust *t = NULL, *opened;
	CHECK_OK(ceremony_init(cx, home_conf(cx, other), HOME_PASSPHRASE));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/trust/root.pem", other), &root));
	CHECK_ERR(trust_open(cx, w.list, root.der, &t), ERR_TRUST_ROOT);
	/* The liar names the pinned root but signs with a list key of his own root, which bears the same names. */
	struct keyring *liar;
	struct trust edit = editable(cx, &w, &opened);
	struct buf b;
	buf_init(&b, 65536);
	CHECK_OK(keyring_open(cx, ctx_printf(cx, "%s/keys", other), HOME_PASSPHRASE, 1u << ROLE_TRUST_LIST, &liar));
	CHECK_OK(trust_build(cx, &edit, keyring_signer(liar, ROLE_TRUST_LIST), &b));
	CHECK_ERR(trust_open(cx, buf_slice(&b), w.root, &t), ERR_CHAIN_ISSUER);
	/* The same with the honest signer's certificate and kid in place of his own. */
	struct signer mask = *keyring_signer(w.k, ROLE_TRUST_LIST);
	mask.sign = keyring_signer(liar, ROLE_TRUST_LIST)->sign;
	mask.self = keyring_signer(liar, ROLE_TRUST_LIST)->self;
	buf_reset(&b);
	CHECK_OK(trust_build(cx, &edit, &mask, &b));
	CHECK_ERR(trust_open(cx, buf_slice(&b), w.root, &t), ERR_TRUST_SIGNATURE);
	buf_free(&b);
	keyring_close(liar);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_signed_by_a_seal_key)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_PDF_SEAL, &t), ERR_CHAIN_ROLE);
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_ROOT, &t), ERR_CHAIN_ROLE);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_kid_of_another)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	struct signer s = *keyring_signer(w.k, ROLE_TRUST_LIST);
	struct buf b;
	s.kid[0] ^= 1;
	buf_init(&b, 65536);
	CHECK_OK(trust_build(cx, &edit, &s, &b));
	CHECK_ERR(trust_open(cx, buf_slice(&b), w.root, &t), ERR_TRUST_SIGNATURE);
	buf_free(&b);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_keys_swapped_between_roles)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	struct slice pdf = edit.keys[0].certificate;
	CHECK_INT(edit.keys[0].role, ROLE_PDF_SEAL);
	CHECK_INT(edit.keys[1].role, ROLE_QR_SEAL);
	edit.keys[0].certificate = edit.keys[1].certificate;
	edit.keys[1].certificate = pdf;
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_CHAIN_ROLE);
	trust_free(opened);
	close_world(&w);
}

/* A certificate with the profile of role for any key, by either CA, with or without the specimen mark. */
static struct slice certify(struct ctx *cx, struct world *w, enum key_role by, enum key_role role, struct slice spki, bool specimen)
{
	struct certificate ca;
	const struct signer *s = keyring_signer(w->k, by);
	CHECK_OK(anchors_parse(cx, s->certificate, &ca));
	struct anchors_plan plan = { .issuer = ca.subject, .spki = spki, .issuer_spki = ca.spki, .not_before = CHECK_NOW, .not_after = CHECK_NOW + 1000,
		.usage = USAGE_DIGITAL_SIGNATURE, .purposes = role == ROLE_QR_SEAL ? PURPOSE_QR_SEAL : PURPOSE_TRUST_LIST };
	CHECK_OK(anchors_name(cx, SLICE("Utopia"), specimen, "Case", &plan.subject));
	struct slice der;
	CHECK_OK(anchors_build(cx, &plan, s, &der));
	return der;
}

static struct slice own_key(struct ctx *cx, struct world *w)
{
	struct certificate c;
	CHECK_OK(anchors_parse(cx, keyring_signer(w->k, ROLE_TRUST_LIST)->certificate, &c));
	return c.spki;
}

/* The trust-list key under another certificate. */
static struct signer rename_signer(struct world *w, struct slice certificate)
{
	struct signer s = *keyring_signer(w->k, ROLE_TRUST_LIST);
	uint8_t digest[32];
	crypto_sha256(certificate, digest);
	memcpy(s.kid, digest, sizeof s.kid);
	s.certificate = certificate;
	return s;
}

TEST(trust_one_key_in_two_roles)
{
	struct world w = open_world(cx);
	struct certificate c;
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	CHECK_OK(anchors_parse(cx, edit.keys[0].certificate, &c));
	edit.keys[1].certificate = certify(cx, &w, ROLE_ISSUING_CA, ROLE_QR_SEAL, c.spki, true);
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_KEY);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_pin_that_is_no_root)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	struct signer s = rename_signer(&w, certify(cx, &w, ROLE_ISSUING_CA, ROLE_TRUST_LIST, own_key(cx, &w), true));
	struct buf b;
	buf_init(&b, 65536);
	edit.root = edit.issuing_ca;
	CHECK_OK(trust_build(cx, &edit, &s, &b));
	CHECK_ERR(trust_open(cx, buf_slice(&b), edit.issuing_ca, &t), ERR_CHAIN_ROLE);
	buf_free(&b);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_certificate_of_another_issuer)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	edit.issuing_ca = keyring_signer(w.k, ROLE_TRUST_LIST)->certificate;
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_CHAIN_ROLE);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_specimen_mark_contradicted)
{
	struct world w = open_world(cx);
	struct certificate c;
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	edit.specimen = false;
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_SPECIMEN);
	edit.specimen = true;
	CHECK_OK(anchors_parse(cx, edit.keys[1].certificate, &c));
	struct slice honest = edit.keys[1].certificate;
	edit.keys[1].certificate = certify(cx, &w, ROLE_ISSUING_CA, ROLE_QR_SEAL, c.spki, false);
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_SPECIMEN);
	edit.keys[1].certificate = honest;
	struct signer signer = rename_signer(&w, certify(cx, &w, ROLE_ROOT, ROLE_TRUST_LIST, own_key(cx, &w), false));
	struct buf b;
	buf_init(&b, 65536);
	CHECK_OK(trust_build(cx, &edit, &signer, &b));
	CHECK_ERR(trust_open(cx, buf_slice(&b), w.root, &t), ERR_TRUST_SPECIMEN);
	buf_free(&b);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_specimen_in_production)
{
	struct world w = open_world(cx);
	struct trust *t;
	CHECK_OK(trust_open(cx, w.list, w.root, &t));
	CHECK_OK(trust_allow(cx, t, false));
	CHECK_ERR(trust_allow(cx, t, true), ERR_TRUST_SPECIMEN);
	t->specimen = false;
	CHECK_OK(trust_allow(cx, t, true));
	CHECK_ERR(trust_allow(cx, t, false), ERR_TRUST_SPECIMEN);
	trust_free(t);
	close_world(&w);
}

TEST(trust_clock)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	cx->now = CHECK_NOW + 90 * 86400;
	CHECK_OK(trust_open(cx, w.list, w.root, &t));
	CHECK(!t->stale);
	trust_free(t);
	cx->now++;
	CHECK_OK(trust_open(cx, w.list, w.root, &t));
	CHECK(t->stale);
	trust_free(t);
	t = NULL;
	cx->now = CHECK_NOW + INT64_C(2) * 366 * 86400; /* the signer's certificate has ended */
	CHECK_ERR(trust_open(cx, w.list, w.root, &t), ERR_CHAIN_TIME);
	CHECK_OK(trust_open_any_time(cx, w.list, w.root, &t));
	trust_free(t);
	t = NULL;
	cx->now = CHECK_NOW - 1;
	CHECK_ERR(trust_open(cx, w.list, w.root, &t), ERR_CHAIN_TIME);
	cx->now = CHECK_NOW;
	edit.issued_at = CHECK_NOW + 300;
	CHECK_OK(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t));
	trust_free(t);
	t = NULL;
	edit.issued_at = CHECK_NOW + 301;
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_TIME);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_revoked_key_keeps_its_instant)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	edit.keys[1].state = TRUST_REVOKED;
	edit.keys[1].revoked_at = CHECK_NOW + 5;
	CHECK_OK(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t));
	const struct trusted_key *k = trust_certificate(t, edit.keys[1].certificate);
	CHECK(k->state == TRUST_REVOKED && k->revoked_at == CHECK_NOW + 5);
	CHECK_ERR(trust_check_signer(cx, t, keyring_signer(w.k, ROLE_QR_SEAL)), ERR_TRUST_KEY);
	trust_free(t);
	t = NULL;
	edit.keys[1].revoked_at = 0;
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_FORM);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_key_twice)
{
	struct world w = open_world(cx);
	struct trust *t = NULL, *opened, edit = editable(cx, &w, &opened);
	edit.keys[edit.key_count++] = edit.keys[0];
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_FORM);
	struct trusted_stock stocks[2] = { { { 1 }, 10 }, { { 1 }, 11 } };
	edit.key_count--;
	edit.stocks = stocks;
	edit.stock_count = 2;
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_FORM);
	stocks[1].digest[0] = 2;
	stocks[1].length = 0;
	CHECK_ERR(open_built(cx, &w, &edit, ROLE_TRUST_LIST, &t), ERR_TRUST_FORM);
	trust_free(opened);
	close_world(&w);
}

TEST(trust_lies_of_form)
{
	struct world w = open_world(cx);
	lie(cx, &w, SLICE("\x01\x02\x02"), SLICE("\x01\x03\x02"), ERR_TRUST_FORM);                 /* version 3 */
	lie(cx, &w, SLICE("\x02\x63UTO"), SLICE("\x02\x60"), ERR_TRUST_FORM);                       /* no authority */
	lie(cx, &w, SLICE("\x67qr-seal"), SLICE("\x67qr-sea1"), ERR_TRUST_FORM);                    /* unknown role */
	lie(cx, &w, SLICE("\x67qr-seal"), SLICE("\x64root"), ERR_TRUST_FORM);                       /* a role that seals nothing */
	lie(cx, &w, SLICE("\x6bstatus-list"), SLICE("\x6atrust-list"), ERR_TRUST_FORM);             /* the same, in its place of the order */
	lie(cx, &w, SLICE("\x67qr-seal\x02\x01"), SLICE("\x67qr-seal\x02\x00"), ERR_TRUST_FORM);    /* state 0 */
	lie(cx, &w, SLICE("\x67qr-seal\x02\x01"), SLICE("\x67qr-seal\x02\x04"), ERR_TRUST_FORM);    /* state 4 */
	lie(cx, &w, SLICE("\x67qr-seal\x02\x01"), SLICE("\x67qr-seal\x02\x03"), ERR_TRUST_FORM);    /* revoked, but when? */
	lie(cx, &w, SLICE("\x68pdf-seal"), SLICE("\x6bstatus-list"), ERR_TRUST_FORM);               /* out of order */
	lie(cx, &w, SLICE("\x06\xf5\x07\x01"), SLICE("\x06\xf5\x07\x00"), ERR_TRUST_FORM);          /* sequence 0 */
	lie(cx, &w, SLICE("\x06\xf5\x07"), SLICE("\x06\x01\x07"), ERR_TRUST_FORM);                  /* specimen is no bool */
	lie(cx, &w, SLICE("\xaf\x01\x02"), SLICE("\xae\x01\x02"), ERR_CBOR_TRAILING);               /* one member less than there are */
	lie(cx, &w, SLICE("\x0e\x80"), SLICE("\x0e\xa0"), ERR_TRUST_FORM);                          /* stocks as a map */
	close_world(&w);
}

TEST(trust_type_of_another_list)
{
	struct world w = open_world(cx);
	struct cose_sign1 cose;
	struct trust *t = NULL;
	struct buf b;
	const struct signer *s = keyring_signer(w.k, ROLE_TRUST_LIST);
	buf_init(&b, 65536);
	CHECK_OK(cose_parse(cx, w.list, COSE_TAGGED_18, &cose));
	CHECK_OK(cose_build(cx, slice_of(s->kid, 8), SLICE("application/statuslist+cwt"), cose.payload, COSE_TAGGED_18, s->sign, s->self, &b));
	CHECK_ERR(trust_open(cx, buf_slice(&b), w.root, &t), ERR_TRUST_FORM);
	buf_reset(&b);
	CHECK_OK(cose_build(cx, slice_of(s->kid, 8), SLICE(TRUST_LIST_TYPE), cose.payload, COSE_UNTAGGED, s->sign, s->self, &b));
	CHECK(trust_open(cx, buf_slice(&b), w.root, &t) != OK);
	buf_free(&b);
	close_world(&w);
}

TEST(trust_host_of_an_address)
{
	struct slice host;
	CHECK_OK(trust_host(cx, "https://Verify.Example:8443", &host));
	CHECK_TEXT(host, "verify.example:8443");
	CHECK_OK(trust_host(cx, "http://[::1]:80", &host));
	CHECK_TEXT(host, "[::1]:80");
	static const char *const bad[] = { "", "verify.example", "ftp://verify.example", "https://", "https:///", "https://verify.example/", "https://a/b", "https://u@a", "https://a?b", "https://a b" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(trust_host(cx, bad[i], &host), ERR_CONF);
}

TEST(trust_load_compares_with_the_configuration)
{
	const char *home = home_new(cx);
	struct trust *t = NULL;
	CHECK_OK(trust_load(cx, home_conf(cx, home), &t));
	trust_free(t);
	t = NULL;
	home_write(cx, home, "cinnabar.conf", SLICE("verify.url = https://verify.example\n"), 0644);
	CHECK_ERR(trust_load(cx, home_conf(cx, home), &t), ERR_CONF);
	home_write(cx, home, "cinnabar.conf", SLICE("authority.code = UTA\n"), 0644);
	CHECK_ERR(trust_load(cx, home_conf(cx, home), &t), ERR_CONF);
	home_write(cx, home, "cinnabar.conf", SLICE("authority.specimen = no\n"), 0644);
	CHECK_ERR(trust_load(cx, home_conf(cx, home), &t), ERR_TRUST_SPECIMEN);
	home_write(cx, home, "cinnabar.conf", SLICE("trust.list = nowhere\n"), 0644);
	CHECK_ERR(trust_load(cx, home_conf(cx, home), &t), ERR_TRUST_FORM);
	home_write(cx, home, "cinnabar.conf", SLICE("trust.root = nowhere\n"), 0644);
	CHECK_ERR(trust_load(cx, home_conf(cx, home), &t), ERR_CERT_FORM);
	CHECK(t == NULL);
}

static struct slice payload_of(struct ctx *cx, struct world *w)
{
	struct cose_sign1 cose;
	CHECK_OK(cose_parse(cx, w->list, COSE_TAGGED_18, &cose));
	return cose.payload;
}

static enum err open_payload(struct ctx *cx, struct world *w, struct slice payload, struct trust **out)
{
	struct buf b;
	buf_init(&b, 65536);
	const struct signer *s = keyring_signer(w->k, ROLE_TRUST_LIST);
	CHECK_OK(cose_build(cx, slice_of(s->kid, 8), SLICE(TRUST_LIST_TYPE), payload, COSE_TAGGED_18, s->sign, s->self, &b));
	enum err e = trust_open(cx, buf_slice(&b), w->root, out);
	buf_free(&b);
	return e;
}

/* h'af 01 02 ... 0f 1901e0': 15 members, version 2, +08:00. */
static struct slice edited(struct ctx *cx, struct world *w, uint8_t members, uint8_t version, struct slice tail)
{
	struct slice payload = payload_of(cx, w);
	uint8_t *p = ctx_alloc(cx, payload.n + 16);
	size_t n = payload.n - 4;
	CHECK(payload.p[0] == 0xaf && payload.p[2] == 2 && memcmp(payload.p + n, "\x0f\x19\x01\xe0", 4) == 0);
	memcpy(p, payload.p, n);
	p[0] = members;
	p[2] = version;
	if (tail.n)
		memcpy(p + n, tail.p, tail.n);
	return slice_of(p, n + tail.n);
}

/* A list of the time when days were those of UTC says nothing about them, and still opens; nothing in between does. */
TEST(trust_list_of_version_1_has_days_of_utc)
{
	struct world w = open_world(cx);
	struct trust *t = NULL;
	CHECK_OK(open_payload(cx, &w, edited(cx, &w, 0xae, 1, (struct slice){ 0 }), &t));
	CHECK_INT(t->utc_offset, 0);
	CHECK(t->key_count == 3);
	trust_free(t);
	t = NULL;
	CHECK_ERR(open_payload(cx, &w, edited(cx, &w, 0xae, 2, (struct slice){ 0 }), &t), ERR_TRUST_FORM);
	ctx_forgive(cx);
	CHECK_ERR(open_payload(cx, &w, edited(cx, &w, 0xaf, 1, SLICE("\x0f\x19\x01\xe0")), &t), ERR_TRUST_FORM);
	ctx_forgive(cx);
	CHECK_ERR(open_payload(cx, &w, edited(cx, &w, 0xaf, 3, SLICE("\x0f\x19\x01\xe0")), &t), ERR_TRUST_FORM);
	CHECK(t == NULL);
	close_world(&w);
}

#define BYTES(lit) { (const uint8_t *)lit, sizeof lit - 1 }

TEST(trust_offset_is_one_that_a_setting_can_say)
{
	static const struct { struct slice tail; int offset; } good[] = { { BYTES("\x0f\x19\x03\x48"), 840 }, { BYTES("\x0f\x39\x02\xcf"), -720 },
		{ BYTES("\x0f\x38\xd1"), -210 }, { BYTES("\x0f\x00"), 0 } };
	static const struct slice bad[] = { BYTES("\x0f\x19\x01\xe1"), BYTES("\x0f\x19\x03\x57"), BYTES("\x0f\x39\x02\xde"), BYTES("\x0f\x61\x38"),
		BYTES("\x10\x19\x01\xe0") };
	struct world w = open_world(cx);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct trust *t = NULL;
		CHECK_OK(open_payload(cx, &w, edited(cx, &w, 0xaf, 2, good[i].tail), &t));
		CHECK_INT(t->utc_offset, good[i].offset);
		trust_free(t);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct trust *t = NULL;
		CHECK_ERR(open_payload(cx, &w, edited(cx, &w, 0xaf, 2, bad[i]), &t), ERR_TRUST_FORM);
		ctx_forgive(cx);
	}
	close_world(&w);
}
