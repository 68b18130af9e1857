/* Owns: tests of ceremonies and of the journal: what they make, refuse, and survive. */
#include "tests/unit/keys/home.h"

#include "base/file.h"
#include "base/hex.h"
#include "base/text.h"
#include "keys/anchors.h"
#include "keys/ceremony.h"
#include "keys/keyring.h"
#include "keys/renewal.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct slice public_certificate(struct ctx *cx, const char *home, enum key_role role)
{
	struct certificate c;
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/%s.pem", home, key_role_name(role)), &c));
	return c.der;
}

static enum err check(struct ctx *cx, const char *home)
{
	unsigned absent;
	return ceremony_check(cx, home_conf(cx, home), HOME_PASSPHRASE, &absent);
}

static struct trust *load(struct ctx *cx, const char *home)
{
	struct trust *t;
	CHECK_OK(trust_load(cx, home_conf(cx, home), &t));
	return t;
}

TEST(ceremony_modes_of_files)
{
	struct stat st;
	const char *home = home_empty(cx);
	CHECK_OK(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE));
	CHECK(stat(ctx_printf(cx, "%s/keys", home), &st) == 0 && (st.st_mode & 0777) == 0700);
	for (enum key_role role = ROLE_ROOT; role < ROLE_COUNT; role++)
		CHECK(stat(ctx_printf(cx, "%s/keys/%s.key", home, key_role_name(role)), &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(stat(ctx_printf(cx, "%s/trust/root.pem", home), &st) == 0 && (st.st_mode & 0777) == 0644);
	CHECK(!file_exists(ctx_printf(cx, "%s/keys/" RENEWAL_JOURNAL, home)));
	CHECK(!file_exists(ctx_printf(cx, "%s/keys.making", home)));
	CHECK_SLICE(home_file(cx, home, "trust/root.pem"), home_file(cx, home, "keys/root.pem"));
	CHECK_OK(check(cx, home));
}

TEST(ceremony_lives)
{
	const char *home = home_new(cx);
	static const int years[ROLE_COUNT] = { 0, 20, 10, 3, 3, 3, 2 };
	for (enum key_role role = ROLE_ROOT; role < ROLE_COUNT; role++) {
		struct certificate c;
		CHECK_OK(anchors_parse(cx, public_certificate(cx, home, role), &c));
		CHECK_INT(c.not_before, CHECK_NOW);
		char end[21];
		instant_format(c.not_after, end);
		CHECK_TEXT(slice_str(end), ctx_printf(cx, "%d-03-10T11:59:59Z", 2026 + years[role]));
		CHECK_INT(c.serial.n, 16);
	}
}

TEST(ceremony_init_twice_changes_nothing)
{
	const char *home = home_new(cx);
	struct slice key = home_file(cx, home, "keys/root.key"), list = home_file(cx, home, "trust/trust-list.cbor");
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_FILE_EXISTS);
	CHECK_SLICE(home_file(cx, home, "keys/root.key"), key);
	CHECK_SLICE(home_file(cx, home, "trust/trust-list.cbor"), list);
}

TEST(ceremony_init_over_keys_without_trust_files)
{
	const char *home = home_new(cx);
	struct slice key = home_file(cx, home, "keys/root.key");
	unlink(ctx_printf(cx, "%s/trust/root.pem", home));
	unlink(ctx_printf(cx, "%s/trust/trust-list.cbor", home));
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_FILE_EXISTS);
	CHECK_SLICE(home_file(cx, home, "keys/root.key"), key);
}

TEST(ceremony_init_where_another_root_is_trusted)
{
	const char *from = home_new(cx), *home = home_empty(cx);
	CHECK_OK(file_make_folder(cx, ctx_printf(cx, "%s/trust", home), 0755));
	home_write(cx, home, "trust/root.pem", home_file(cx, from, "trust/root.pem"), 0644);
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_FILE_EXISTS);
	CHECK(!file_exists(ctx_printf(cx, "%s/keys", home)));
}

TEST(ceremony_init_refuses_without_a_trace)
{
	const char *home = home_empty(cx);
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), SLICE("short")), ERR_PASSPHRASE);
	CHECK(!file_exists(ctx_printf(cx, "%s/keys", home)));
	home_write(cx, home, "cinnabar.conf", SLICE("authority.name-en =\n"), 0644);
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_CONF);
	home_write(cx, home, "cinnabar.conf", SLICE("authority.code = U1O\n"), 0644);
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_CONF);
	home_write(cx, home, "cinnabar.conf", SLICE("verify.url = verify.example\n"), 0644);
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_CONF);
	home_write(cx, home, "cinnabar.conf", SLICE("authority.specimen = maybe\n"), 0644);
	CHECK_ERR(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_CONF);
	CHECK(!file_exists(ctx_printf(cx, "%s/keys", home)) && !file_exists(ctx_printf(cx, "%s/keys.making", home)));
	CHECK(!file_exists(ctx_printf(cx, "%s/trust", home)));
}

TEST(ceremony_production_has_no_mark)
{
	const char *home = home_empty(cx);
	home_write(cx, home, "cinnabar.conf", SLICE("authority.specimen = no\nauthority.name-en = Utopia Migration Office\n"), 0644);
	CHECK_OK(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE));
	struct trust *t = load(cx, home);
	CHECK(!t->specimen);
	trust_free(t);
	struct certificate c;
	CHECK_OK(anchors_parse(cx, public_certificate(cx, home, ROLE_PDF_SEAL), &c));
	CHECK(!c.specimen);
	CHECK_TEXT(c.common_name, "Document Seal");
}

TEST(ceremony_interrupted_before_the_commit)
{
	const char *home = home_empty(cx);
	CHECK_OK(file_make_folder(cx, ctx_printf(cx, "%s/keys.making", home), 0700));
	home_write(cx, home, "keys.making/root.key", SLICE("half"), 0600);
	home_write(cx, home, "keys.making/root.pem.Xa31cD", SLICE("half"), 0600);
	CHECK_OK(ceremony_init(cx, home_conf(cx, home), HOME_PASSPHRASE));
	CHECK(!file_exists(ctx_printf(cx, "%s/keys.making", home)));
	CHECK_OK(check(cx, home));
}

TEST(ceremony_interrupted_after_the_commit)
{
	const char *home = home_new(cx);
	struct slice list = home_file(cx, home, "trust/trust-list.cbor"), root = home_file(cx, home, "trust/root.pem");
	home_write(cx, home, "keys/" RENEWAL_JOURNAL, list, 0644);
	unlink(ctx_printf(cx, "%s/trust/root.pem", home));
	unlink(ctx_printf(cx, "%s/trust/trust-list.cbor", home));
	rmdir(ctx_printf(cx, "%s/trust", home));
	CHECK_OK(check(cx, home));
	CHECK_SLICE(home_file(cx, home, "trust/trust-list.cbor"), list);
	CHECK_SLICE(home_file(cx, home, "trust/root.pem"), root);
	CHECK(!file_exists(ctx_printf(cx, "%s/keys/" RENEWAL_JOURNAL, home)));
}

TEST(ceremony_rotate_keeps_the_old_certificate)
{
	const char *home = home_new(cx);
	struct slice before = public_certificate(cx, home, ROLE_QR_SEAL);
	cx->now += 1000;
	CHECK_OK(ceremony_rotate(cx, home_conf(cx, home), HOME_PASSPHRASE, ROLE_QR_SEAL));
	struct slice after = public_certificate(cx, home, ROLE_QR_SEAL);
	CHECK(!slice_eq(before, after));
	struct trust *t = load(cx, home);
	CHECK_INT(t->sequence, 2);
	CHECK_INT(t->key_count, 4);
	CHECK_INT(trust_certificate(t, before)->state, TRUST_RETIRED);
	CHECK_INT(trust_certificate(t, after)->state, TRUST_ACTIVE);
	CHECK_INT(trust_certificate(t, after)->not_before, CHECK_NOW + 1000);
	trust_free(t);
	CHECK_OK(check(cx, home));
}

TEST(ceremony_rotate_the_trust_list_key)
{
	const char *home = home_new(cx);
	struct slice before = public_certificate(cx, home, ROLE_TRUST_LIST);
	cx->now += INT64_C(2) * 366 * 86400; /* even after its end */
	CHECK(check(cx, home) != OK);
	ctx_forgive(cx);
	CHECK_OK(ceremony_rotate(cx, home_conf(cx, home), HOME_PASSPHRASE, ROLE_TRUST_LIST));
	CHECK(!slice_eq(before, public_certificate(cx, home, ROLE_TRUST_LIST)));
	CHECK_OK(check(cx, home));
}

TEST(ceremony_rotate_what_cannot_be)
{
	const char *home = home_new(cx);
	CHECK_ERR(ceremony_rotate(cx, home_conf(cx, home), HOME_PASSPHRASE, ROLE_ROOT), ERR_KEY_ROLE);
	CHECK_ERR(ceremony_rotate(cx, home_conf(cx, home), HOME_PASSPHRASE, ROLE_ISSUING_CA), ERR_KEY_ROLE);
	CHECK_ERR(ceremony_rotate(cx, home_conf(cx, home), HOME_PASSPHRASE, ROLE_NONE), ERR_KEY_ROLE);
	CHECK_ERR(ceremony_rotate(cx, home_conf(cx, home), SLICE("a wrong passphrase"), ROLE_QR_SEAL), ERR_KEY_PASSPHRASE);
	CHECK_OK(check(cx, home));
}

/* Every state a crash of a rotation can leave: before the journal nothing happened, behind it everything will have. */
TEST(ceremony_rotation_interrupted_anywhere)
{
	static const char *const files[] = { "keys/pdf-seal.pem", "keys/pdf-seal.key", "trust/trust-list.cbor" };
	static const char *const next[] = { "keys/pdf-seal.pem.next", "keys/pdf-seal.key.next", "keys/trust-list.next" };
	const char *home = home_new(cx);
	struct slice old[3], new[3];
	for (size_t i = 0; i < 3; i++)
		old[i] = home_file(cx, home, files[i]);
	CHECK_OK(ceremony_rotate(cx, home_conf(cx, home), HOME_PASSPHRASE, ROLE_PDF_SEAL));
	for (size_t i = 0; i < 3; i++)
		new[i] = home_file(cx, home, files[i]);
	/* Bits 0-2: which .next files are there; bits 3-4: which of pem and key stand in place already (journal there). */
	static const unsigned states[] = { 0, 1, 2, 3, 7, 4 | 2 | 8, 4 | 1 | 16, 4 | 8 | 16 };
	for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
		for (size_t i = 0; i < 3; i++) {
			home_write(cx, home, files[i], i < 2 && states[s] & 8u << i ? new[i] : old[i], i == 1 ? 0600 : 0644);
			unlink(ctx_printf(cx, "%s/%s", home, next[i]));
			if (states[s] & 1u << i)
				home_write(cx, home, next[i], new[i], i == 1 ? 0600 : 0644);
		}
		home_write(cx, home, "keys/pdf-seal.key.next.x13gDa", SLICE("half"), 0600);
		CHECK_OK(check(cx, home));
		CHECK(!file_exists(ctx_printf(cx, "%s/keys/pdf-seal.key.next.x13gDa", home)));
		bool committed = states[s] & 4;
		for (size_t i = 0; i < 3; i++) {
			CHECK_SLICE(home_file(cx, home, files[i]), committed ? new[i] : old[i]);
			CHECK(!file_exists(ctx_printf(cx, "%s/%s", home, next[i])));
		}
	}
}

TEST(ceremony_revoke_by_role_and_kid)
{
	const char *home = home_new(cx);
	const struct conf *conf = home_conf(cx, home);
	struct slice qr = public_certificate(cx, home, ROLE_QR_SEAL), pdf = public_certificate(cx, home, ROLE_PDF_SEAL);
	cx->now += 1000;
	CHECK_ERR(ceremony_revoke(cx, conf, HOME_PASSPHRASE, "qr-seal", cx->now + 1), ERR_TRUST_CHANGE);
	CHECK_ERR(ceremony_revoke(cx, conf, HOME_PASSPHRASE, "0123456789abcdef", cx->now), ERR_KEY_ROLE);
	CHECK_ERR(ceremony_revoke(cx, conf, HOME_PASSPHRASE, "root", cx->now), ERR_KEY_ROLE);
	CHECK_ERR(ceremony_revoke(cx, conf, HOME_PASSPHRASE, "qr", cx->now), ERR_KEY_ROLE);
	CHECK_OK(ceremony_revoke(cx, conf, HOME_PASSPHRASE, "qr-seal", cx->now - 10));
	struct trust *t = load(cx, home);
	const struct trusted_key *k = trust_certificate(t, qr);
	CHECK(k->state == TRUST_REVOKED && k->revoked_at == cx->now - 10);
	CHECK_INT(trust_certificate(t, pdf)->state, TRUST_ACTIVE);
	char kid[17];
	hex_format(slice_of(k->kid, 8), kid);
	trust_free(t);
	/* A revocation never moves to a later instant; an earlier one is possible. */
	CHECK_ERR(ceremony_revoke(cx, conf, HOME_PASSPHRASE, kid, cx->now), ERR_TRUST_CHANGE);
	CHECK_OK(ceremony_revoke(cx, conf, HOME_PASSPHRASE, kid, cx->now - 20));
	CHECK_ERR(check(cx, home), ERR_TRUST_KEY);
	/* Rotation heals; the revoked key stays revoked. */
	CHECK_OK(ceremony_rotate(cx, conf, HOME_PASSPHRASE, ROLE_QR_SEAL));
	CHECK_OK(check(cx, home));
	t = load(cx, home);
	CHECK_INT(trust_certificate(t, qr)->state, TRUST_REVOKED);
	CHECK_INT(trust_certificate(t, qr)->revoked_at, cx->now - 20);
	trust_free(t);
}

TEST(ceremony_renew_takes_the_configuration_of_today)
{
	const char *home = home_new(cx);
	cx->now += 91 * 86400;
	CHECK_ERR(check(cx, home), ERR_TRUST_TIME);
	home_write(cx, home, "cinnabar.conf", SLICE("verify.url = https://verify.example\ntrust.days = 10\n"), 0644);
	CHECK_OK(ceremony_renew(cx, home_conf(cx, home), HOME_PASSPHRASE));
	struct trust *t = load(cx, home);
	CHECK_TEXT(t->verify_host, "verify.example");
	CHECK(t->next_update == cx->now + 10 * 86400 && t->sequence == 2 && !t->stale);
	trust_free(t);
	CHECK_OK(check(cx, home));
	home_write(cx, home, "cinnabar.conf", SLICE("authority.specimen = no\n"), 0644);
	CHECK_ERR(ceremony_renew(cx, home_conf(cx, home), HOME_PASSPHRASE), ERR_TRUST_SPECIMEN);
}

TEST(ceremony_check_without_root_key)
{
	const char *home = home_new(cx);
	unsigned absent;
	unlink(ctx_printf(cx, "%s/keys/root.key", home));
	CHECK_OK(ceremony_check(cx, home_conf(cx, home), HOME_PASSPHRASE, &absent));
	CHECK_INT(absent, 1u << ROLE_ROOT);
	unlink(ctx_printf(cx, "%s/keys/qr-seal.key", home));
	CHECK_ERR(ceremony_check(cx, home_conf(cx, home), HOME_PASSPHRASE, &absent), ERR_KEY_FILE);
}

TEST(ceremony_in_no_home)
{
	const char *home = ctx_printf(cx, "%s/none", home_empty(cx));
	CHECK_ERR(check(cx, home), ERR_CONF);
	CHECK_ERR(ceremony_rotate(cx, home_conf(cx, home), HOME_PASSPHRASE, ROLE_QR_SEAL), ERR_CONF);
	CHECK(!file_exists(home));
}

TEST(renewal_adds_stocks_once)
{
	const char *home = home_new(cx);
	struct keyring *k;
	bool changed;
	struct trusted_stock stocks[2] = { { { 2 }, 20 }, { { 1 }, 10 } };
	CHECK_OK(keyring_open(cx, ctx_printf(cx, "%s/keys", home), HOME_PASSPHRASE, 1u << ROLE_TRUST_LIST, &k));
	const struct signer *s = keyring_signer(k, ROLE_TRUST_LIST);
	const struct conf *conf = home_conf(cx, home);
	CHECK_OK(renewal_add_stocks(cx, conf, s, stocks, 1, &changed));
	CHECK(changed);
	CHECK_OK(renewal_add_stocks(cx, conf, s, stocks, 1, &changed));
	CHECK(!changed);
	CHECK_OK(renewal_add_stocks(cx, conf, s, stocks, 2, &changed));
	CHECK(changed);
	struct trust *t = load(cx, home);
	CHECK(t->stock_count == 2 && t->sequence == 3 && trust_stock(t, stocks[0].digest)->length == 20);
	trust_free(t);
	cx->now += 45 * 86400; /* half way to stale */
	CHECK_OK(renewal_add_stocks(cx, conf, s, stocks, 2, &changed));
	CHECK(changed);
	keyring_close(k);
}
