/* Tests of formats/cms: what we build is what we read, and each lie breaks exactly its own rule. */
#include "tests/unit/check.h"
#include "tests/unit/formats/specimen.h"

#include "formats/der.h"

#include <string.h>

static const uint8_t digest[32] = { 1, 2, 3 };

static const char *name(unsigned rule) { return cms_rule_name((enum cms_rule)rule); }

static struct cms expect(struct ctx *cx, struct slice der, const char *rules)
{
	struct cms cms;
	cms_read(der, &cms);
	CHECK_TEXT(slice_str(specimen_rules(cx, cms.broken, CMS_RULE_COUNT, name)), rules);
	return cms;
}

static struct cms_pieces pieces(struct ctx *cx)
{
	struct cms_pieces p;
	specimen_cms_pieces(cx, digest, &p);
	return p;
}

/* One piece replaced by other bytes, signed anew. */
#define EXPECT_WITH(member, value, rules)            \
	do {                                         \
		struct cms_pieces p_ = pieces(cx);   \
		p_.member = (value);                 \
		expect(cx, specimen_cms(cx, &p_, true), (rules)); \
	} while (0)

/* The three attributes of the good CMS and how to put others in. */
struct attributes {
	struct slice type, digest, ess;
};

static struct attributes attributes(struct ctx *cx)
{
	struct cms_pieces p = pieces(cx);
	struct rd r = rd_of(p.attributes), inside = rd_of(der_take(&r, DER_CONTEXT_0));
	struct attributes a;
	a.type = der_take_whole(&inside);
	a.digest = der_take_whole(&inside);
	a.ess = der_take_whole(&inside);
	CHECK(rd_end(&inside));
	return a;
}

static struct slice attribute_set(struct ctx *cx, struct slice a, struct slice b, struct slice c, struct slice d)
{
	return specimen_der(cx, DER_CONTEXT_0, specimen_join(cx, specimen_join(cx, a, b), specimen_join(cx, c, d)));
}

static struct slice attribute(struct ctx *cx, struct slice oid, struct slice values)
{
	return specimen_der(cx, DER_SEQUENCE, specimen_join(cx, specimen_der(cx, DER_OID, oid), specimen_der(cx, DER_SET, values)));
}

#define OID_TYPE SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")
#define OID_DIGEST SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04")
#define OID_TIME SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05")
#define OID_ESS SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f")
#define SHA384 SLICE("\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02")
#define NOTHING ((struct slice){ 0 })

TEST(cms_good_is_read_back)
{
	struct cms_pieces p = pieces(cx);
	struct cms cms = expect(cx, specimen_cms(cx, &p, false), "");
	uint8_t hash[32];
	crypto_sha256(specimen_keys()->seal, hash);
	CHECK(cms.readable);
	CHECK_SLICE(cms.seal_certificate, specimen_keys()->seal);
	CHECK_SLICE(cms.ca_certificate, specimen_keys()->ca);
	CHECK_SLICE(slice_of(cms.message_digest, 32), slice_of(digest, 32));
	CHECK_SLICE(slice_of(cms.ess_hash, 32), slice_of(hash, 32));
	struct p256_key *key;
	CHECK_OK(p256_open(cx, specimen_keys()->spki, &key));
	CHECK(p256_verify(key, cms.signed_digest, cms.signature));
	cms.signed_digest[0] ^= 1;
	CHECK(!p256_verify(key, cms.signed_digest, cms.signature));
	p256_free(key);
}

TEST(cms_fits_its_room)
{
	const struct specimen_keys *keys = specimen_keys();
	size_t room = cms_room(keys->seal, keys->ca);
	for (int i = 0; i < 50; i++) {
		struct buf b;
		buf_init(&b, room);
		CHECK_OK(cms_build(cx, keys->seal, keys->ca, digest, specimen_sign, NULL, &b));
		CHECK(room - b.n < 160);
		buf_free(&b);
	}
	CHECK_INT((long long)cms_room(SLICE("x"), keys->ca), 0);
}

TEST(cms_build_refuses_wrong_certificates)
{
	const struct specimen_keys *keys = specimen_keys();
	struct buf b;
	buf_init(&b, LIMIT_CMS_BYTES);
	CHECK_ERR(cms_build(cx, SLICE("\x30"), keys->ca, digest, specimen_sign, NULL, &b), ERR_CMS_CERTIFICATE);
	CHECK_ERR(cms_build(cx, keys->seal, SLICE(""), digest, specimen_sign, NULL, &b), ERR_CMS_CERTIFICATE);
	CHECK_ERR(cms_build(cx, keys->seal, keys->seal, digest, specimen_sign, NULL, &b), ERR_CMS_CERTIFICATE);
	uint8_t *big = ctx_alloc(cx, LIMIT_CERT_BYTES + 1);
	CHECK_ERR(cms_build(cx, slice_of(big, LIMIT_CERT_BYTES + 1), keys->ca, digest, specimen_sign, NULL, &b), ERR_CMS_CERTIFICATE);
	CHECK_INT((long long)b.n, 0);
	struct buf small;
	buf_init(&small, 500);
	CHECK_ERR(cms_build(cx, keys->seal, keys->ca, digest, specimen_sign, NULL, &small), ERR_LIMIT);
	buf_free(&small);
	buf_free(&b);
}

TEST(lie_cms_ber_lengths)
{
	struct cms_pieces p = pieces(cx);
	/* INTEGER 1 with a long-form length. */
	p.version = SLICE("\x02\x81\x01\x01");
	struct cms cms;
	cms_read(specimen_cms(cx, &p, true), &cms);
	CHECK(RULE_HAS(cms.broken, CMS_RULE_DER));
	/* A leading zero alone: everything else can be read. */
	EXPECT_WITH(signer_version, SLICE("\x02\x02\x00\x01"), "DER VERSION");
	/* Only the DER rule sees an integer with a needless zero where nobody looks at the value. */
	struct cms_pieces q = pieces(cx);
	q.lists = specimen_der(cx, DER_CONTEXT_1, SLICE("\x02\x02\x00\x01"));
	expect(cx, specimen_cms(cx, &q, true), "DER REVOCATION_LIST");
	uint8_t *big = ctx_alloc(cx, LIMIT_CMS_BYTES + 1);
	expect(cx, slice_of(big, LIMIT_CMS_BYTES + 1), "DER");
}

TEST(lie_cms_other_content)
{
	EXPECT_WITH(type, SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), "CONTENT");
}

TEST(lie_cms_other_version)
{
	EXPECT_WITH(version, SLICE("\x02\x01\x03"), "VERSION");
	EXPECT_WITH(signer_version, SLICE("\x02\x01\x03"), "VERSION");
}

TEST(lie_cms_other_digest_algorithm)
{
	EXPECT_WITH(algorithms, specimen_der(cx, DER_SET, SHA384), "DIGEST_ALGORITHM");
	EXPECT_WITH(algorithms, SLICE("\x31\x00"), "DIGEST_ALGORITHM");
	EXPECT_WITH(algorithms, SLICE("\x31\x0f\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"), "DIGEST_ALGORITHM");
	EXPECT_WITH(signer_algorithm, SHA384, "SIGNER_DIGEST");
}

TEST(lie_cms_contents_inside)
{
	struct slice inside = specimen_der(cx, DER_CONTEXT_0, SLICE("\x04\x01x"));
	struct slice data = SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
	EXPECT_WITH(encapsulated, specimen_der(cx, DER_SEQUENCE, specimen_join(cx, data, inside)), "ENCAPSULATED");
}

TEST(lie_cms_other_certificates)
{
	const struct specimen_keys *k = specimen_keys();
	struct slice sorted = slice_compare(k->seal, k->ca) < 0 ? specimen_join(cx, k->seal, k->ca) : specimen_join(cx, k->ca, k->seal);
	struct slice wrong = slice_compare(k->seal, k->ca) < 0 ? specimen_join(cx, k->ca, k->seal) : specimen_join(cx, k->seal, k->ca);
	EXPECT_WITH(certificates, specimen_der(cx, DER_CONTEXT_0, sorted), "");
	EXPECT_WITH(certificates, specimen_der(cx, DER_CONTEXT_0, wrong), "CERTIFICATE_ORDER");
	EXPECT_WITH(certificates, NOTHING, "CERTIFICATES SIGNER_ID");
	EXPECT_WITH(certificates, specimen_der(cx, DER_CONTEXT_0, k->seal), "CERTIFICATES CERTIFICATE_ISSUER");
	EXPECT_WITH(certificates, specimen_der(cx, DER_CONTEXT_0, specimen_join(cx, sorted, SLICE("\x30\x00"))), "CERTIFICATES CERTIFICATE_ORDER");
	EXPECT_WITH(certificates, specimen_der(cx, DER_CONTEXT_0, k->ca), "CERTIFICATES SIGNER_ID");
}

TEST(lie_cms_extra_certificate)
{
	const struct specimen_keys *k = specimen_keys();
	/* Sorted among the others, so that only its being there is wrong. */
	struct slice all[3] = { k->seal, k->ca, k->foreign_ca };
	for (int pass = 0; pass < 3; pass++) {
		for (int i = 0; i < 2; i++) {
			struct slice a = all[i], b = all[i + 1];
			all[i] = slice_compare(a, b) < 0 ? a : b;
			all[i + 1] = slice_compare(a, b) < 0 ? b : a;
		}
	}
	struct slice three = specimen_join(cx, all[0], specimen_join(cx, all[1], all[2]));
	EXPECT_WITH(certificates, specimen_der(cx, DER_CONTEXT_0, three), "CERTIFICATES");
}

TEST(lie_cms_certificate_of_another_authority)
{
	const struct specimen_keys *k = specimen_keys();
	/* Two seals: the second was not issued by the first. */
	bool first = slice_compare(k->seal, k->foreign_seal) < 0;
	struct slice both = first ? specimen_join(cx, k->seal, k->foreign_seal) : specimen_join(cx, k->foreign_seal, k->seal);
	EXPECT_WITH(certificates, specimen_der(cx, DER_CONTEXT_0, both), "CERTIFICATE_ISSUER");
}

TEST(lie_cms_revocation_list)
{
	EXPECT_WITH(lists, specimen_der(cx, DER_CONTEXT_1, SLICE("\x30\x00")), "REVOCATION_LIST");
	EXPECT_WITH(lists, specimen_der(cx, DER_CONTEXT_1, SLICE("")), "REVOCATION_LIST");
}

TEST(lie_cms_two_signers)
{
	EXPECT_WITH(more_signers, SLICE("\x30\x00"), "SIGNER_COUNT");
	struct cms_pieces p = pieces(cx);
	struct slice der = specimen_cms(cx, &p, false);
	p.more_signers = specimen_der(cx, DER_SEQUENCE, SLICE("\x02\x01\x01"));
	CHECK(specimen_cms(cx, &p, false).n > der.n);
	expect(cx, specimen_cms(cx, &p, false), "SIGNER_COUNT");
}

TEST(lie_cms_other_signer)
{
	struct der_certificate ca;
	CHECK(der_certificate(specimen_keys()->ca, &ca));
	EXPECT_WITH(id, specimen_der(cx, DER_SEQUENCE, specimen_join(cx, ca.issuer, SLICE("\x02\x01\x63"))), "SIGNER_ID");
	EXPECT_WITH(id, SLICE("\x80\x02\x01\x02"), "SIGNER_ID");
	/* The authority's own certificate signs no documents. */
	struct cms_pieces p = pieces(cx);
	p.id = specimen_der(cx, DER_SEQUENCE, specimen_join(cx, ca.issuer, ca.serial));
	struct cms cms = expect(cx, specimen_cms(cx, &p, true), "CERTIFICATE_ISSUER");
	CHECK_SLICE(cms.seal_certificate, specimen_keys()->ca);
}

TEST(lie_cms_extra_signed_attribute)
{
	struct attributes a = attributes(cx);
	struct slice extra = attribute(cx, SLICE("\x2a\x03"), SLICE("\x05\x00"));
	EXPECT_WITH(attributes, attribute_set(cx, extra, a.type, a.digest, a.ess), "ATTRIBUTES");
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.digest, NOTHING, NOTHING), "ATTRIBUTES");
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.digest, a.ess, SLICE("\x30\x7f")), "DER ATTRIBUTES");
	EXPECT_WITH(attributes, SLICE("\xa0\x00"), "ATTRIBUTES");
	struct slice twice = attribute(cx, OID_DIGEST, specimen_der(cx, DER_OCTETS, slice_of(digest, 32)));
	EXPECT_WITH(attributes, attribute_set(cx, a.type, twice, a.digest, a.ess), "ATTRIBUTES ATTRIBUTE_ORDER");
}

TEST(lie_cms_no_signed_attributes)
{
	struct cms_pieces p = pieces(cx);
	p.attributes = NOTHING;
	struct cms cms = expect(cx, specimen_cms(cx, &p, false), "ATTRIBUTES");
	CHECK(!cms.readable);
}

TEST(lie_cms_signing_time)
{
	struct attributes a = attributes(cx);
	struct slice time = attribute(cx, OID_TIME, SLICE("\x17\x0d" "260310120000Z"));
	EXPECT_WITH(attributes, attribute_set(cx, a.type, time, a.digest, a.ess), "SIGNING_TIME");
}

TEST(lie_cms_attributes_in_other_order)
{
	struct attributes a = attributes(cx);
	EXPECT_WITH(attributes, attribute_set(cx, a.digest, a.type, a.ess, NOTHING), "ATTRIBUTE_ORDER");
}

TEST(lie_cms_other_content_type)
{
	struct attributes a = attributes(cx);
	struct slice other = attribute(cx, OID_TYPE, SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"));
	EXPECT_WITH(attributes, attribute_set(cx, other, a.digest, a.ess, NOTHING), "CONTENT_TYPE");
}

TEST(lie_cms_other_message_digest)
{
	struct attributes a = attributes(cx);
	uint8_t longer[48] = { 0 };
	struct slice other = attribute(cx, OID_DIGEST, specimen_der(cx, DER_OCTETS, slice_of(longer, 20)));
	EXPECT_WITH(attributes, attribute_set(cx, a.type, other, a.ess, NOTHING), "MESSAGE_DIGEST");
	struct slice good = specimen_der(cx, DER_OCTETS, slice_of(digest, 32));
	struct slice both = attribute(cx, OID_DIGEST, specimen_join(cx, good, good));
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.ess, both, NOTHING), "MESSAGE_DIGEST");
}

/* signing-certificate-v2 around this ESSCertIDv2. */
static struct slice ess(struct ctx *cx, struct slice one, struct slice more)
{
	struct slice certificates = specimen_der(cx, DER_SEQUENCE, specimen_join(cx, specimen_der(cx, DER_SEQUENCE, one), more));
	return attribute(cx, OID_ESS, specimen_der(cx, DER_SEQUENCE, certificates));
}

TEST(lie_cms_other_signing_certificate)
{
	struct attributes a = attributes(cx);
	uint8_t hash[48] = { 0 };
	crypto_sha256(specimen_keys()->seal, hash);
	struct slice good = specimen_der(cx, DER_OCTETS, slice_of(hash, 32));
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.digest, ess(cx, good, NOTHING), NOTHING), "");
	struct slice sha384 = specimen_join(cx, SHA384, specimen_der(cx, DER_OCTETS, slice_of(hash, 48)));
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.digest, ess(cx, sha384, NOTHING), NOTHING), "ESS_CERTIFICATE");
	struct slice second = specimen_der(cx, DER_SEQUENCE, good);
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.digest, ess(cx, good, second), NOTHING), "ESS_CERTIFICATE");
	EXPECT_WITH(attributes, attribute_set(cx, a.type, ess(cx, SLICE("\x04\x01x"), NOTHING), a.digest, NOTHING), "ESS_CERTIFICATE");
}

TEST(lie_cms_other_signature_algorithm)
{
	EXPECT_WITH(algorithm, SLICE("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"), "SIGNATURE_ALGORITHM");
	EXPECT_WITH(algorithm, SLICE("\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x05\x00"), "SIGNATURE_ALGORITHM");
}

TEST(lie_cms_other_signature_form)
{
	struct cms_pieces p = pieces(cx);
	p.signature = specimen_der(cx, DER_OCTETS, SLICE("\x30\x06\x02\x01\x01\x02\x01"));
	struct cms cms = expect(cx, specimen_cms(cx, &p, false), "SIGNATURE_FORM");
	CHECK(!cms.readable);
	p.signature = specimen_der(cx, DER_OCTETS, SLICE("\x30\x06\x02\x01\x01\x02\x01\x01\x00"));
	expect(cx, specimen_cms(cx, &p, false), "SIGNATURE_FORM");
	p.signature = specimen_der(cx, DER_OCTETS, SLICE("\x30\x06\x02\x01\x81\x02\x01\x01"));
	expect(cx, specimen_cms(cx, &p, false), "SIGNATURE_FORM");
}

TEST(lie_cms_mirrored_ecdsa)
{
	/* n - s for a small s: any CMS with s above half the order. */
	uint8_t rs[64] = { 0 }, der[72];
	rs[31] = 5;
	memset(rs + 32, 0xff, 4);
	rs[40] = 0xff;
	struct cms_pieces p = pieces(cx);
	p.signature = specimen_der(cx, DER_OCTETS, slice_of(der, p256_to_der(rs, der)));
	struct cms cms = expect(cx, specimen_cms(cx, &p, false), "SIGNATURE_MIRRORED");
	CHECK(cms.readable);
}

TEST(lie_cms_unsigned_attribute)
{
	EXPECT_WITH(others, specimen_der(cx, DER_CONTEXT_1, attribute(cx, SLICE("\x2a\x03"), SLICE("\x05\x00"))), "UNSIGNED_ATTRIBUTES");
	EXPECT_WITH(others, SLICE("\xa1\x00"), "UNSIGNED_ATTRIBUTES");
}

TEST(lie_cms_bytes_behind)
{
	EXPECT_WITH(after, SLICE("\x05\x00"), "TRAILING");
	EXPECT_WITH(others, SLICE("\xa2\x00"), "TRAILING");
}

TEST(lie_cms_same_meaning_other_bytes)
{
	struct attributes a = attributes(cx);
	uint8_t hash[32];
	crypto_sha256(specimen_keys()->seal, hash);
	struct slice good = specimen_der(cx, DER_OCTETS, slice_of(hash, 32));
	/* The default written out (X.690 11.5), an issuer and serial number, a policy: nothing a rule reads, yet not ours. */
	struct slice explicit = specimen_join(cx, SLICE("\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"), good);
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.digest, ess(cx, explicit, NOTHING), NOTHING), "TEMPLATE");
	struct slice longer = specimen_join(cx, good, SLICE("\x30\x00"));
	EXPECT_WITH(attributes, attribute_set(cx, a.type, a.digest, ess(cx, longer, NOTHING), NOTHING), "TEMPLATE");
}

TEST(cms_every_flipped_bit_is_noticed)
{
	struct cms_pieces p = pieces(cx);
	struct slice der = specimen_cms(cx, &p, false);
	struct cms good, cms;
	cms_read(der, &good);
	uint8_t *copy = ctx_alloc(cx, der.n);
	for (size_t i = 0; i < 8 * der.n; i++) {
		memcpy(copy, der.p, der.n);
		copy[i / 8] ^= (uint8_t)(1 << i % 8);
		cms_read(slice_of(copy, der.n), &cms);
		bool same = cms.broken == 0 && slice_eq(cms.seal_certificate, good.seal_certificate) &&
			slice_eq(cms.ca_certificate, good.ca_certificate) && !memcmp(cms.message_digest, good.message_digest, 32) &&
			!memcmp(cms.ess_hash, good.ess_hash, 32) &&
			!memcmp(cms.signature, good.signature, 64) && !memcmp(cms.signed_digest, good.signed_digest, 32);
		CHECK(!same);
	}
	for (size_t n = 0; n < der.n; n++) {
		cms_read(slice_sub(der, 0, n), &cms);
		CHECK(cms.broken != 0);
	}
}
