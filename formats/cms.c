/*
 * Owns: building and reading the one SignedData (RFC 5652) of our seal. The reader names what is wrong rule by rule, then
 * writes the same CMS again from what it read and compares every byte. Must never judge trust or check the ECDSA equation.
 */
#include "formats/cms.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "formats/der.h"

#include <string.h>

/* Contents of object identifiers. */
#define OID_SIGNED_DATA SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")                  /* 1.2.840.113549.1.7.2 */
#define OID_DATA SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")                         /* 1.2.840.113549.1.7.1 */
#define OID_CONTENT_TYPE SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")                 /* 1.2.840.113549.1.9.3 */
#define OID_MESSAGE_DIGEST SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04")               /* 1.2.840.113549.1.9.4 */
#define OID_SIGNING_TIME SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05")                 /* 1.2.840.113549.1.9.5 */
#define OID_ESS_CERTIFICATE SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f")      /* 1.2.840.113549.1.9.16.2.47 */
/* Whole AlgorithmIdentifiers, without parameters: RFC 5754 2, RFC 5758 3.2. */
#define ALGORITHM_SHA256 SLICE("\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01")
#define ALGORITHM_ECDSA SLICE("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02")
/* Contents of version 1: SignedData with plain certificates, SignerInfo with issuer and serial number. */
#define VERSION_1 SLICE("\x01")
/* Everything that is not a certificate, a name, a serial number or length bytes of more than one: 135 + 74 + 90, with room. */
#define ROOM_FIXED 330

static const char *const rule_names[CMS_RULE_COUNT] = {
	[CMS_RULE_NONE] = "NONE",
#define RULE(name, clause, en, zh) [CMS_RULE_##name] = #name,
#include "formats/cms_rules.def"
#undef RULE
};

const char *cms_rule_name(enum cms_rule rule) { return rule_names[(unsigned)rule < CMS_RULE_COUNT ? rule : CMS_RULE_NONE]; }

#define BREAK(out, name)                                       \
	do {                                                   \
		if (RULE_ON("CMS_" #name))                     \
			(out)->broken |= RULE_BIT(CMS_RULE_##name); \
	} while (0)

/* --- Writing --- */

static void put_attribute(struct buf *b, struct slice oid, unsigned tag, struct slice value)
{
	size_t attribute = der_begin(b, DER_SEQUENCE);
	der_put(b, DER_OID, oid);
	size_t values = der_begin(b, DER_SET);
	der_put(b, tag, value);
	der_end(b, values);
	der_end(b, attribute);
}

/* SigningCertificateV2 (RFC 5035 3): one certificate, SHA-256 is the default and so is left out. */
static void put_ess(struct buf *b, const uint8_t certificate_hash[static 32])
{
	uint8_t inside[40];
	struct buf v = { .p = inside, .cap = sizeof inside, .max = sizeof inside };
	size_t certificates = der_begin(&v, DER_SEQUENCE);
	size_t one = der_begin(&v, DER_SEQUENCE);
	der_put(&v, DER_OCTETS, slice_of(certificate_hash, 32));
	der_end(&v, one);
	der_end(&v, certificates);
	put_attribute(b, OID_ESS_CERTIFICATE, DER_SEQUENCE, buf_slice(&v));
}

/* Their lengths alone put the three in DER order (X.690 11.6): 26, 49 and 57 bytes. */
static void put_attributes(struct buf *b, unsigned tag, const uint8_t digest[static 32], const uint8_t certificate_hash[static 32])
{
	size_t set = der_begin(b, tag);
	put_attribute(b, OID_CONTENT_TYPE, DER_OID, OID_DATA);
	put_attribute(b, OID_MESSAGE_DIGEST, DER_OCTETS, slice_of(digest, 32));
	put_ess(b, certificate_hash);
	der_end(b, set);
}

struct parts {
	struct slice seal, ca;
	struct der_certificate seal_names;
	const uint8_t *digest, *ess_hash, *signature;
};

static void put_signer(struct buf *b, const struct parts *parts)
{
	uint8_t value[72];
	size_t n = p256_to_der(parts->signature, value);
	size_t infos = der_begin(b, DER_SET), info = der_begin(b, DER_SEQUENCE);
	der_put(b, DER_INTEGER, VERSION_1);
	size_t id = der_begin(b, DER_SEQUENCE);
	buf_put_slice(b, parts->seal_names.issuer);
	buf_put_slice(b, parts->seal_names.serial);
	der_end(b, id);
	buf_put_slice(b, ALGORITHM_SHA256);
	put_attributes(b, DER_CONTEXT_0, parts->digest, parts->ess_hash);
	buf_put_slice(b, ALGORITHM_ECDSA);
	der_put(b, DER_OCTETS, slice_of(value, n));
	der_end(b, info);
	der_end(b, infos);
}

static void put_signed_data(struct buf *b, const struct parts *parts)
{
	size_t info = der_begin(b, DER_SEQUENCE);
	der_put(b, DER_OID, OID_SIGNED_DATA);
	size_t explicit = der_begin(b, DER_CONTEXT_0), data = der_begin(b, DER_SEQUENCE);
	der_put(b, DER_INTEGER, VERSION_1);
	der_put(b, DER_SET, ALGORITHM_SHA256);
	size_t encapsulated = der_begin(b, DER_SEQUENCE);
	der_put(b, DER_OID, OID_DATA);
	der_end(b, encapsulated);
	bool seal_first = slice_compare(parts->seal, parts->ca) < 0;
	size_t certificates = der_begin(b, DER_CONTEXT_0);
	buf_put_slice(b, seal_first ? parts->seal : parts->ca);
	buf_put_slice(b, seal_first ? parts->ca : parts->seal);
	der_end(b, certificates);
	put_signer(b, parts);
	der_end(b, data);
	der_end(b, explicit);
	der_end(b, info);
}

static enum err read_certificates(struct ctx *cx, struct parts *parts)
{
	struct der_certificate ca;
	if (parts->seal.n > LIMIT_CERT_BYTES || parts->ca.n > LIMIT_CERT_BYTES)
		return fail(cx, ERR_CMS_CERTIFICATE, "seal or CA certificate is over %d bytes", LIMIT_CERT_BYTES);
	if (!der_certificate(parts->seal, &parts->seal_names) || !der_certificate(parts->ca, &ca))
		return fail(cx, ERR_CMS_CERTIFICATE, "RFC 5280 4.1: seal or CA certificate is not a version 3 certificate in DER");
	if (!slice_eq(parts->seal_names.issuer, ca.subject))
		return fail(cx, ERR_CMS_CERTIFICATE, "RFC 5280 6.1.3: the seal certificate was issued under another name than the CA's");
	return OK;
}

enum err cms_build(struct ctx *cx, struct slice seal_certificate, struct slice ca_certificate, const uint8_t digest[static 32],
	cose_signer *sign, void *self, struct buf *out)
{
	uint8_t ess_hash[32], signature[64], to_sign[32], space[160];
	struct buf attributes = { .p = space, .cap = sizeof space, .max = sizeof space };
	struct parts parts = { .seal = seal_certificate, .ca = ca_certificate, .digest = digest, .ess_hash = ess_hash, .signature = signature };
	enum err err = read_certificates(cx, &parts);
	if (err)
		return err;
	crypto_sha256(seal_certificate, ess_hash);
	put_attributes(&attributes, DER_SET, digest, ess_hash);
	crypto_sha256(buf_slice(&attributes), to_sign);
	err = sign(cx, self, to_sign, signature);
	if (err)
		return err;
	p256_make_low_s(signature);
	put_signed_data(out, &parts);
	return buf_ok(out) ? OK : fail(cx, ERR_LIMIT, "the CMS of the seal does not fit %zu bytes", out->max);
}

size_t cms_room(struct slice seal_certificate, struct slice ca_certificate)
{
	struct der_certificate names;
	if (!der_certificate(seal_certificate, &names))
		return 0;
	size_t n = seal_certificate.n + ca_certificate.n + names.issuer.n + names.serial.n + ROOM_FIXED;
	return (n + 63) / 64 * 64;
}

/* --- Reading --- */

/* The contents of a reader's rest must be nothing. */
static void expect_end(struct cms *out, const struct rd *r)
{
	if (!r->failed && rd_left(r) > 0)
		BREAK(out, TRAILING);
}

/* Takes the next element whole when it has this tag, else gives the absent slice and takes nothing. */
static struct slice take_if(struct rd *r, unsigned tag)
{
	return rd_peek(r) == (int)tag ? der_take(r, tag) : (struct slice){ 0 };
}

static bool ascending(struct slice before, struct slice now) { return before.n == 0 || slice_compare(before, now) < 0; }

/* The one value of an attribute, whole; absent when there is not exactly one. */
static struct slice only_value(struct slice values)
{
	struct rd r = rd_of(values);
	struct slice value = der_take_whole(&r);
	return rd_end(&r) ? value : (struct slice){ 0 };
}

static bool read_octets32(struct slice element, uint8_t out[static 32])
{
	struct rd r = rd_of(element);
	struct slice v = der_take(&r, DER_OCTETS);
	if (!rd_end(&r) || v.n != 32)
		return false;
	memcpy(out, v.p, 32);
	return true;
}

/* Only the hash is looked for here; another spelling of the same meaning is the template's business. */
static bool read_ess(struct slice element, uint8_t hash[static 32])
{
	struct rd r = rd_of(element);
	struct rd value = rd_of(der_take(&r, DER_SEQUENCE));
	struct rd certificates = rd_of(der_take(&value, DER_SEQUENCE));
	struct rd one = rd_of(der_take(&certificates, DER_SEQUENCE));
	struct slice algorithm = { 0 };
	if (rd_peek(&one) == DER_SEQUENCE)
		algorithm = der_take_whole(&one);
	struct slice octets = der_take_whole(&one);
	bool sha256 = algorithm.n == 0 || slice_eq(algorithm, ALGORITHM_SHA256);
	return !r.failed && !value.failed && !one.failed && sha256 && rd_end(&certificates) && read_octets32(octets, hash);
}

enum { ATTRIBUTE_TYPE = 1, ATTRIBUTE_DIGEST = 2, ATTRIBUTE_ESS = 4, ATTRIBUTE_ALL = 7 };

/* Gives the bit of the attribute, 0 for one we never sign. */
static unsigned read_attribute(struct cms *out, struct slice attribute)
{
	struct rd outer = rd_of(attribute);
	struct rd r = rd_of(der_take(&outer, DER_SEQUENCE));
	struct slice oid = der_take(&r, DER_OID), value = only_value(der_take(&r, DER_SET));
	if (!rd_end(&outer) || !rd_end(&r))
		return 0;
	if (slice_eq(oid, OID_CONTENT_TYPE)) {
		if (!slice_eq(value, SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")))
			BREAK(out, CONTENT_TYPE);
		return ATTRIBUTE_TYPE;
	}
	if (slice_eq(oid, OID_MESSAGE_DIGEST)) {
		if (!read_octets32(value, out->message_digest))
			BREAK(out, MESSAGE_DIGEST);
		return ATTRIBUTE_DIGEST;
	}
	if (slice_eq(oid, OID_ESS_CERTIFICATE)) {
		if (!read_ess(value, out->ess_hash))
			BREAK(out, ESS_CERTIFICATE);
		return ATTRIBUTE_ESS;
	}
	if (slice_eq(oid, OID_SIGNING_TIME))
		BREAK(out, SIGNING_TIME);
	return 0;
}

static void read_attributes(struct cms *out, struct slice contents)
{
	struct rd r = rd_of(contents);
	struct slice before = { 0 };
	unsigned seen = 0, others = 0;
	while (rd_left(&r) > 0) {
		struct slice attribute = der_take_whole(&r);
		if (r.failed) {
			others++;
			break;
		}
		if (!ascending(before, attribute))
			BREAK(out, ATTRIBUTE_ORDER);
		before = attribute;
		rule_set without = out->broken;
		unsigned bit = read_attribute(out, attribute);
		/* A signing time has its own rule; the set of the others is still judged. */
		if ((bit == 0 && out->broken == without) || (seen & bit))
			others++;
		seen |= bit;
	}
	if (seen != ATTRIBUTE_ALL || others > 0)
		BREAK(out, ATTRIBUTES);
}

/* RFC 5652 5.4: signed with the tag of SET OF in place of the context tag that stands in the message. */
static void hash_attributes(struct slice whole, uint8_t out[static 32])
{
	uint8_t copy[LIMIT_CMS_BYTES];
	memcpy(copy, whole.p, whole.n);
	copy[0] = DER_SET;
	crypto_sha256(slice_of(copy, whole.n), out);
}

static void read_signature(struct cms *out, struct slice value)
{
	if (!p256_from_der(value, out->signature)) {
		BREAK(out, SIGNATURE_FORM);
		out->readable = false;
		return;
	}
	if (!p256_is_low_s(out->signature))
		BREAK(out, SIGNATURE_MIRRORED);
}

static void read_signer(struct cms *out, struct slice info, struct slice *id)
{
	struct rd outer = rd_of(info);
	struct rd r = rd_of(der_take(&outer, DER_SEQUENCE));
	if (!slice_eq(der_take(&r, DER_INTEGER), VERSION_1))
		BREAK(out, VERSION);
	*id = der_take_whole(&r);
	if (!slice_eq(der_take_whole(&r), ALGORITHM_SHA256))
		BREAK(out, SIGNER_DIGEST);
	if (rd_peek(&r) == DER_CONTEXT_0) {
		struct slice whole = der_take_whole(&r);
		struct rd inside = rd_of(whole);
		read_attributes(out, der_take(&inside, DER_CONTEXT_0));
		out->readable = whole.n > 0;
		if (out->readable)
			hash_attributes(whole, out->signed_digest);
	} else {
		BREAK(out, ATTRIBUTES);
	}
	if (!slice_eq(der_take_whole(&r), ALGORITHM_ECDSA))
		BREAK(out, SIGNATURE_ALGORITHM);
	read_signature(out, der_take(&r, DER_OCTETS));
	if (rd_peek(&r) == DER_CONTEXT_1) {
		BREAK(out, UNSIGNED_ATTRIBUTES);
		der_take_whole(&r);
	}
	expect_end(out, &r);
	expect_end(out, &outer);
}

static void read_signers(struct cms *out, struct slice infos, struct slice *id)
{
	struct rd r = rd_of(infos);
	struct slice first = der_take_whole(&r);
	if (first.n == 0 || rd_left(&r) > 0)
		BREAK(out, SIGNER_COUNT);
	if (first.n > 0)
		read_signer(out, first, id);
}

/* Which of the certificates the signer info names; the other is its issuer's. */
static void read_identity(struct cms *out, struct slice certificates, struct slice id, struct der_certificate *seal_names)
{
	struct rd r = rd_of(certificates);
	struct slice before = { 0 };
	struct der_certificate names, other_names = { 0 };
	size_t count = 0;
	bool shaped = true, sorted = true;
	while (rd_left(&r) > 0 && !r.failed) {
		struct slice one = der_take_whole(&r);
		sorted = sorted && ascending(before, one);
		before = one;
		count++;
		shaped = shaped && one.n <= LIMIT_CERT_BYTES && der_certificate(one, &names);
		if (!shaped)
			break;
		struct rd named = rd_of(id);
		struct rd inside = rd_of(der_take(&named, DER_SEQUENCE));
		rd_expect(&inside, names.issuer);
		rd_expect(&inside, names.serial);
		if (out->seal_certificate.n == 0 && rd_end(&inside)) {
			out->seal_certificate = one;
			*seal_names = names;
		} else {
			out->ca_certificate = one;
			other_names = names;
		}
	}
	if (count != 2 || !shaped || r.failed)
		BREAK(out, CERTIFICATES);
	if (!sorted)
		BREAK(out, CERTIFICATE_ORDER);
	if (out->seal_certificate.n == 0)
		BREAK(out, SIGNER_ID);
	else if (!slice_eq(seal_names->issuer, other_names.subject))
		BREAK(out, CERTIFICATE_ISSUER);
}

static void read_signed_data(struct cms *out, struct slice data, struct der_certificate *seal_names)
{
	struct rd r = rd_of(data);
	struct slice id = { 0 };
	if (!slice_eq(der_take(&r, DER_INTEGER), VERSION_1))
		BREAK(out, VERSION);
	if (!slice_eq(der_take(&r, DER_SET), ALGORITHM_SHA256))
		BREAK(out, DIGEST_ALGORITHM);
	if (!slice_eq(der_take(&r, DER_SEQUENCE), SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")))
		BREAK(out, ENCAPSULATED);
	struct slice certificates = take_if(&r, DER_CONTEXT_0);
	if (take_if(&r, DER_CONTEXT_1).p)
		BREAK(out, REVOCATION_LIST);
	read_signers(out, der_take(&r, DER_SET), &id);
	expect_end(out, &r);
	read_identity(out, certificates, id, seal_names);
}

/* Writes the CMS again from what was read: whatever no rule above looked at must still be the same. */
static bool is_template(const struct cms *cms, const struct der_certificate *seal_names, struct slice der)
{
	uint8_t space[LIMIT_CMS_BYTES];
	struct buf again = { .p = space, .cap = sizeof space, .max = sizeof space };
	struct parts parts = { cms->seal_certificate, cms->ca_certificate, *seal_names, cms->message_digest, cms->ess_hash, cms->signature };
	put_signed_data(&again, &parts);
	return buf_ok(&again) && slice_eq(buf_slice(&again), der);
}

void cms_read(struct slice der, struct cms *out)
{
	struct der_certificate seal_names = { 0 };
	*out = (struct cms){ 0 };
	if (der.n > LIMIT_CMS_BYTES || !der_is_strict(der)) {
		BREAK(out, DER);
		if (der.n > LIMIT_CMS_BYTES)
			return;
	}
	struct rd r = rd_of(der);
	struct rd info = rd_of(der_take(&r, DER_SEQUENCE));
	expect_end(out, &r);
	if (!slice_eq(der_take(&info, DER_OID), OID_SIGNED_DATA))
		BREAK(out, CONTENT);
	struct rd explicit = rd_of(der_take(&info, DER_CONTEXT_0));
	expect_end(out, &info);
	read_signed_data(out, der_take(&explicit, DER_SEQUENCE), &seal_names);
	expect_end(out, &explicit);
	if (out->broken == 0 && !is_template(out, &seal_names, der))
		BREAK(out, TEMPLATE);
}
