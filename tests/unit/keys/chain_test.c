/* Owns: tests of the judgement on one link of a chain. Each rule is broken alone, by certificates that the real CA key signed. */
#include "tests/unit/keys/home.h"

#include "base/crypto.h"
#include "keys/chain.h"
#include "keys/keyring.h"

/* The specimen home's CAs with their keys, and a plan that would pass as a QR seal. */
struct world {
	struct keyring *k;
	struct certificate root, ca;
	struct anchors_plan plan;
};

static struct world open_world(struct ctx *cx)
{
	struct world w = { 0 };
	struct certificate seal;
	const char *home = home_new(cx);
	CHECK_OK(keyring_open(cx, ctx_printf(cx, "%s/keys", home), HOME_PASSPHRASE, 1u << ROLE_ROOT | 1u << ROLE_ISSUING_CA, &w.k));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/root.pem", home), &w.root));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/issuing-ca.pem", home), &w.ca));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/qr-seal.pem", home), &seal));
	w.plan = (struct anchors_plan){ .issuer = w.ca.subject, .subject = seal.subject, .spki = seal.spki, .issuer_spki = w.ca.spki,
		.not_before = CHECK_NOW, .not_after = CHECK_NOW + 86400, .usage = USAGE_DIGITAL_SIGNATURE, .purposes = PURPOSE_QR_SEAL };
	return w;
}

static enum err judge(struct ctx *cx, struct world *w, enum key_role signed_by, const struct certificate *issuer, enum key_role role)
{
	struct slice der;
	struct certificate c;
	CHECK_OK(anchors_build(cx, &w->plan, keyring_signer(w->k, signed_by), &der));
	CHECK_OK(anchors_parse(cx, der, &c));
	return chain_check_issued(cx, &c, role, issuer);
}

TEST(chain_seal_of_its_role)
{
	struct world w = open_world(cx);
	CHECK_OK(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL));
	keyring_close(w.k);
}

TEST(chain_all_certificates_of_a_home)
{
	const char *home = home_new(cx);
	struct certificate root, ca, c;
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/trust/root.pem", home), &root));
	CHECK_OK(chain_check_root(cx, &root));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/issuing-ca.pem", home), &ca));
	CHECK_OK(chain_check_issued(cx, &ca, ROLE_ISSUING_CA, &root));
	for (enum key_role role = ROLE_PDF_SEAL; role < ROLE_COUNT; role++) {
		const struct certificate *issuer = role == ROLE_TRUST_LIST ? &root : &ca;
		CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/%s.pem", home, key_role_name(role)), &c));
		CHECK_OK(chain_check_issued(cx, &c, role, issuer));
		CHECK(c.specimen);
		/* and no role passes for another */
		for (enum key_role other = ROLE_ROOT; other < ROLE_COUNT; other++) {
			if (other != role)
				CHECK_ERR(chain_check_issued(cx, &c, other, issuer), ERR_CHAIN_ROLE);
		}
	}
}

TEST(chain_signed_by_another_key_of_the_same_name)
{
	struct world w = open_world(cx);
	CHECK_ERR(judge(cx, &w, ROLE_ROOT, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_SIGNATURE);
	keyring_close(w.k);
}

TEST(chain_names_another_issuer)
{
	struct world w = open_world(cx);
	w.plan.issuer = w.root.subject;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_ISSUER);
	keyring_close(w.k);
}

TEST(chain_key_identifier_of_another_issuer)
{
	struct world w = open_world(cx);
	w.plan.issuer_spki = w.root.spki;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_ISSUER);
	keyring_close(w.k);
}

TEST(chain_usage_too_little_or_too_much)
{
	struct world w = open_world(cx);
	w.plan.usage = USAGE_NON_REPUDIATION;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_ROLE);
	w.plan.usage = USAGE_DIGITAL_SIGNATURE | USAGE_CERT_SIGN;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_ROLE);
	keyring_close(w.k);
}

TEST(chain_purpose_missing_or_one_more)
{
	struct world w = open_world(cx);
	w.plan.purposes = 0;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_ROLE);
	w.plan.purposes = PURPOSE_QR_SEAL | PURPOSE_STATUS_LIST;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_ROLE);
	keyring_close(w.k);
}

TEST(chain_seal_that_is_a_ca)
{
	struct world w = open_world(cx);
	w.plan.is_ca = true;
	w.plan.path_length = -1;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_ROLE);
	keyring_close(w.k);
}

TEST(chain_extensions_that_are_demanded)
{
	struct certificate root, ca, c;
	const char *home = home_new(cx);
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/root.pem", home), &root));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/issuing-ca.pem", home), &ca));
	c = ca;
	c.has_constraints = false;
	CHECK_ERR(chain_check_issued(cx, &c, ROLE_ISSUING_CA, &root), ERR_CHAIN_ROLE);
	c = ca;
	c.has_usage = false;
	CHECK_ERR(chain_check_issued(cx, &c, ROLE_ISSUING_CA, &root), ERR_CHAIN_ROLE);
	c = ca;
	c.authority_key = (struct slice){ 0 };
	CHECK_ERR(chain_check_issued(cx, &c, ROLE_ISSUING_CA, &root), ERR_CHAIN_ROLE);
	c = ca;
	c.path_length = -1;
	CHECK_ERR(chain_check_issued(cx, &c, ROLE_ISSUING_CA, &root), ERR_CHAIN_ROLE);
}

TEST(chain_ca_below_the_path_length)
{
	struct world w = open_world(cx);
	w.plan.is_ca = true;
	w.plan.usage = USAGE_CERT_SIGN | USAGE_CRL_SIGN;
	w.plan.purposes = 0;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_ISSUING_CA), ERR_CHAIN_ISSUER);
	keyring_close(w.k);
}

TEST(chain_issuer_that_may_not_sign)
{
	struct world w = open_world(cx);
	struct certificate seal = w.ca;
	seal.is_ca = false;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &seal, ROLE_QR_SEAL), ERR_CHAIN_ISSUER);
	seal = w.ca;
	seal.usage = USAGE_CRL_SIGN;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &seal, ROLE_QR_SEAL), ERR_CHAIN_ISSUER);
	keyring_close(w.k);
}

TEST(chain_outlives_or_predates_its_issuer)
{
	struct world w = open_world(cx);
	w.plan.not_after = w.ca.not_after + 1;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_TIME);
	w.plan.not_after = w.ca.not_after;
	CHECK_OK(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL));
	w.plan.not_before = w.ca.not_before - 1;
	CHECK_ERR(judge(cx, &w, ROLE_ISSUING_CA, &w.ca, ROLE_QR_SEAL), ERR_CHAIN_TIME);
	keyring_close(w.k);
}

TEST(chain_root_that_is_none)
{
	struct certificate root, ca;
	const char *home = home_new(cx);
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/root.pem", home), &root));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/keys/issuing-ca.pem", home), &ca));
	CHECK_ERR(chain_check_root(cx, &ca), ERR_CHAIN_ROLE);
	struct certificate c = root;
	c.issuer = ca.subject;
	CHECK_ERR(chain_check_root(cx, &c), ERR_CHAIN_ISSUER);
	c = root;
	c.signature[40] ^= 1;
	CHECK_ERR(chain_check_root(cx, &c), ERR_CHAIN_SIGNATURE);
}

TEST(chain_time_edges)
{
	struct certificate c = { .not_before = 1000, .not_after = 2000 };
	CHECK_OK(chain_check_time(cx, &c, 1000));
	CHECK_OK(chain_check_time(cx, &c, 2000));
	CHECK_ERR(chain_check_time(cx, &c, 999), ERR_CHAIN_TIME);
	CHECK_ERR(chain_check_time(cx, &c, 2001), ERR_CHAIN_TIME);
}
