/*
 * Owns: X.509 in and out (RFC 5280 4.1, 4.2). Unknown critical extensions, BER, RSA, doubled extensions and trailing bytes are refused
 * here; who may trust whom is chain.c's business.
 */
#include "keys/anchors.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "keys/asn1.h"

#include <string.h>

/* AlgorithmIdentifier ecdsa-with-SHA256 without parameters (RFC 5758 3.2). */
static const uint8_t ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
/* SubjectPublicKeyInfo of an uncompressed P-256 point, up to the point (RFC 5480 2). */
static const uint8_t p256_head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
	0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };

#define OID_COMMON_NAME SLICE("\x55\x04\x03")
#define OID_ORGANIZATION SLICE("\x55\x04\x0a")
#define OID_UNIT SLICE("\x55\x04\x0b")
#define OID_SUBJECT_KEY SLICE("\x55\x1d\x0e")
#define OID_KEY_USAGE SLICE("\x55\x1d\x0f")
#define OID_CONSTRAINTS SLICE("\x55\x1d\x13")
#define OID_AUTHORITY_KEY SLICE("\x55\x1d\x23")
#define OID_PURPOSES SLICE("\x55\x1d\x25")
/*
 * 1.2.840.113556.1.8000.2554.23117.56036.32786.20254.46457.2410051.15948885: the public arc in which anybody may write a UUID in parts, so
 * that no registration is needed and no number needs more than 24 bits. Certificates of 1.0 have the same UUID as one number
 * (2.25.<UUID>, X.667), at which common readers of certificates stop; those are still read.
 */
#define OWN_ARC "\x2a\x86\x48\x86\xf7\x14\x01\xbe\x40\x93\x7a\x81\xb4\x4d\x83\xb5\x64\x82\x80\x12\x81\x9e\x1e\x82\xea\x79\x81\x93\x8c\x43\x87\xcd\xb8\x55"
#define OLD_ARC "\x69\x81\xb4\xcd\xed\xb9\x90\x81\x92\xbc\xbd\xb5\xbc\xc9\x98\xe4\x9f\xcd\xb8\x55"

static struct slice bytes_of(const void *p, size_t n) { return slice_of(p, n); }
#define BYTES(array) bytes_of((array), sizeof(array))

/* Extended key usages by bit. */
static struct slice purpose_oid(unsigned bit)
{
	switch (bit) {
	case PURPOSE_DOCUMENT_SIGNING: return SLICE("\x2b\x06\x01\x05\x05\x07\x03\x24"); /* RFC 9336 */
	case PURPOSE_EMAIL_PROTECTION: return SLICE("\x2b\x06\x01\x05\x05\x07\x03\x04");
	case PURPOSE_QR_SEAL: return SLICE(OWN_ARC "\x01\x01");
	case PURPOSE_STATUS_LIST: return SLICE(OWN_ARC "\x01\x02");
	case PURPOSE_TRUST_LIST: return SLICE(OWN_ARC "\x01\x03");
	default: return (struct slice){ 0 };
	}
}

static struct slice purpose_old_oid(unsigned bit)
{
	switch (bit) {
	case PURPOSE_QR_SEAL: return SLICE(OLD_ARC "\x01\x01");
	case PURPOSE_STATUS_LIST: return SLICE(OLD_ARC "\x01\x02");
	case PURPOSE_TRUST_LIST: return SLICE(OLD_ARC "\x01\x03");
	default: return (struct slice){ 0 };
	}
}

/* ---- reading ---- */

static enum err bad(struct ctx *cx, const char *what) { return fail(cx, ERR_CERT_FORM, "RFC 5280 4.1: certificate: %s", what); }

/* One RelativeDistinguishedName: exactly one attribute, as ours all have. */
static bool take_attribute(struct rd *names, struct certificate *c, bool is_subject)
{
	struct rd set = rd_of(der_take(names, DER_SET)), pair;
	pair = rd_of(der_take(&set, DER_SEQUENCE));
	struct slice oid = der_take(&pair, DER_OID);
	int tag = rd_peek(&pair);
	struct slice value = der_take(&pair, tag < 0 ? 0 : (unsigned)tag);
	if (names->failed || !rd_end(&set) || !rd_end(&pair))
		return false;
	bool text = (tag == TAG_UTF8 || tag == TAG_PRINTABLE) && text_is_utf8(value);
	if (is_subject && text && slice_eq(oid, OID_COMMON_NAME))
		c->common_name = value;
	if (is_subject && text && slice_eq(oid, OID_UNIT) && slice_is(value, "SPECIMEN"))
		c->specimen = true;
	return true;
}

static enum err read_name(struct ctx *cx, struct slice whole, struct certificate *c, bool is_subject)
{
	struct rd outer = rd_of(whole);
	struct rd names = rd_of(der_take(&outer, DER_SEQUENCE));
	if (rd_left(&names) == 0)
		return bad(cx, "a name is empty");
	while (rd_left(&names)) {
		if (!take_attribute(&names, c, is_subject))
			return bad(cx, "a name is malformed");
	}
	return OK;
}

static enum err read_validity(struct ctx *cx, struct slice contents, struct certificate *c)
{
	struct rd r = rd_of(contents);
	c->not_before = asn1_take_time(&r);
	c->not_after = asn1_take_time(&r);
	if (!rd_end(&r) || c->not_after < c->not_before)
		return fail(cx, ERR_CERT_FORM, "RFC 5280 4.1.2.5: certificate: validity is malformed or ends before it begins");
	return OK;
}

static bool read_constraints(struct slice value, struct certificate *c)
{
	struct rd outer = rd_of(value), r;
	r = rd_of(der_take(&outer, DER_SEQUENCE));
	c->has_constraints = true;
	c->is_ca = asn1_take_true(&r);
	c->path_length = rd_left(&r) ? (int)asn1_take_small(&r) : -1;
	return rd_end(&outer) && rd_end(&r) && (c->is_ca || c->path_length == -1);
}

/* BIT STRING of named bits: no trailing zero bits in DER (X.690 11.2.2). */
static bool read_usage(struct slice value, struct certificate *c)
{
	struct rd r = rd_of(value);
	struct slice bits = der_take(&r, DER_BIT_STRING);
	if (!rd_end(&r) || bits.n < 2 || bits.n > 3 || bits.p[0] > 7)
		return false;
	unsigned last = bits.p[bits.n - 1], unused = bits.p[0];
	if ((last & ((2u << unused) - 1)) != 1u << unused)
		return false;
	c->has_usage = true;
	for (unsigned i = 0; i < (bits.n - 1) * 8; i++)
		c->usage |= (unsigned)(bits.p[1 + i / 8] >> (7 - i % 8) & 1) << i;
	return true;
}

static bool read_purposes(struct slice value, struct certificate *c)
{
	struct rd outer = rd_of(value), r;
	r = rd_of(der_take(&outer, DER_SEQUENCE));
	if (!rd_end(&outer) || rd_left(&r) == 0)
		return false;
	while (rd_left(&r)) {
		struct slice oid = der_take(&r, DER_OID);
		unsigned bit = 1;
		while (bit < PURPOSE_OTHER && !slice_eq(oid, purpose_oid(bit)) && !slice_eq(oid, purpose_old_oid(bit)))
			bit <<= 1;
		c->purposes |= bit;
		if (r.failed)
			return false;
	}
	return rd_end(&r);
}

static bool read_subject_key(struct slice value, struct certificate *c)
{
	struct rd r = rd_of(value);
	c->subject_key = der_take(&r, DER_OCTETS);
	return rd_end(&r) && c->subject_key.n > 0;
}

/* Only the form with keyIdentifier alone (RFC 5280 4.2.1.1). */
static bool read_authority_key(struct slice value, struct certificate *c)
{
	struct rd outer = rd_of(value), r;
	r = rd_of(der_take(&outer, DER_SEQUENCE));
	c->authority_key = der_take(&r, TAG_IMPLICIT_0);
	return rd_end(&outer) && rd_end(&r) && c->authority_key.n > 0;
}

static const struct known_extension {
	struct slice oid;
	bool (*read)(struct slice value, struct certificate *c);
} known_extensions[] = {
	{ OID_SUBJECT_KEY, read_subject_key },
	{ OID_KEY_USAGE, read_usage },
	{ OID_CONSTRAINTS, read_constraints },
	{ OID_AUTHORITY_KEY, read_authority_key },
	{ OID_PURPOSES, read_purposes },
};

static enum err read_extension(struct ctx *cx, struct slice contents, struct certificate *c, unsigned *seen)
{
	struct rd r = rd_of(contents);
	struct slice oid = der_take(&r, DER_OID);
	bool critical = asn1_take_true(&r);
	struct slice value = der_take(&r, DER_OCTETS);
	if (!rd_end(&r))
		return fail(cx, ERR_CERT_EXTENSION, "RFC 5280 4.2: certificate: an extension is malformed");
	for (size_t i = 0; i < sizeof known_extensions / sizeof *known_extensions; i++) {
		if (!slice_eq(oid, known_extensions[i].oid))
			continue;
		if (*seen & 1u << i)
			return fail(cx, ERR_CERT_EXTENSION, "RFC 5280 4.2: certificate: an extension stands twice");
		*seen |= 1u << i;
		return known_extensions[i].read(value, c) ? OK
			: fail(cx, ERR_CERT_EXTENSION, "RFC 5280 4.2.1: certificate: extension 2.5.29.%d is malformed", oid.p[2]);
	}
	return critical ? fail(cx, ERR_CERT_EXTENSION, "RFC 5280 4.2: certificate: an unknown extension is critical") : OK;
}

static enum err read_extensions(struct ctx *cx, struct slice contents, struct certificate *c)
{
	struct rd outer = rd_of(contents), r;
	r = rd_of(der_take(&outer, DER_SEQUENCE));
	unsigned seen = 0;
	if (!rd_end(&outer))
		return fail(cx, ERR_CERT_EXTENSION, "RFC 5280 4.1.2.9: certificate: extensions are malformed");
	enum err e = OK;
	while (e == OK && rd_left(&r)) {
		struct slice one = der_take(&r, DER_SEQUENCE);
		e = r.failed ? fail(cx, ERR_CERT_EXTENSION, "RFC 5280 4.1.2.9: certificate: extensions are malformed") : read_extension(cx, one, c, &seen);
	}
	return e;
}

static enum err check_algorithm(struct ctx *cx, struct slice algorithm)
{
	if (slice_eq(algorithm, BYTES(ecdsa_sha256)))
		return OK;
	return fail(cx, ERR_CERT_ALGORITHM, "RFC 5758 3.2: certificate: signature algorithm is not ecdsa-with-SHA256");
}

/* Takes the fields of tbsCertificate in order (RFC 5280 4.1). */
static enum err read_tbs(struct ctx *cx, struct slice contents, struct certificate *c)
{
	struct rd r = rd_of(contents);
	struct rd version = rd_of(der_take(&r, TAG_EXPLICIT_0));
	if (asn1_take_small(&version) != 2 || !rd_end(&version))
		return bad(cx, "not version 3");
	c->serial = der_take(&r, DER_INTEGER);
	bool padded = c->serial.n > 1 && c->serial.p[0] == 0 && c->serial.p[1] >> 7 == 0;
	if (c->serial.n < 1 || c->serial.n > 20 || c->serial.p[0] >> 7 || padded)
		return fail(cx, ERR_CERT_FORM, "RFC 5280 4.1.2.2: certificate: serial number is not positive of at most 20 bytes");
	struct slice algorithm = asn1_take_whole(&r, DER_SEQUENCE);
	c->issuer = asn1_take_whole(&r, DER_SEQUENCE);
	struct slice validity = der_take(&r, DER_SEQUENCE);
	c->subject = asn1_take_whole(&r, DER_SEQUENCE);
	c->spki = asn1_take_whole(&r, DER_SEQUENCE);
	struct slice extensions = der_take(&r, TAG_EXPLICIT_3);
	if (!rd_end(&r))
		return bad(cx, "a field is missing, malformed or not of version 3 as we use it");
	enum err e = check_algorithm(cx, algorithm);
	if (e == OK)
		e = read_name(cx, c->issuer, c, false);
	if (e == OK)
		e = read_name(cx, c->subject, c, true);
	if (e == OK)
		e = read_validity(cx, validity, c);
	if (e == OK && (c->spki.n != sizeof p256_head + 64 || !slice_starts(c->spki, BYTES(p256_head))))
		e = fail(cx, ERR_CERT_ALGORITHM, "RFC 5480 2: certificate: public key is not an uncompressed point of P-256");
	return e == OK ? read_extensions(cx, extensions, c) : e;
}

enum err anchors_parse(struct ctx *cx, struct slice der, struct certificate *out)
{
	if (der.n > LIMIT_CERT_BYTES)
		return fail(cx, ERR_CERT_FORM, "certificate: longer than %d bytes", LIMIT_CERT_BYTES);
	struct certificate c = { .der = der, .path_length = -1 };
	struct rd outer = rd_of(der);
	struct rd r = rd_of(der_take(&outer, DER_SEQUENCE));
	c.tbs = asn1_take_whole(&r, DER_SEQUENCE);
	struct slice algorithm = asn1_take_whole(&r, DER_SEQUENCE);
	struct slice signature = der_take(&r, DER_BIT_STRING);
	if (!rd_end(&outer) || !rd_end(&r))
		return bad(cx, "not DER, cut short, or bytes behind its end");
	enum err e = check_algorithm(cx, algorithm);
	if (e == OK && (signature.n < 1 || signature.p[0] != 0 || !p256_from_der(slice_sub(signature, 1, signature.n), c.signature)))
		e = fail(cx, ERR_CERT_FORM, "RFC 3279 2.2.3: certificate: signature value is not an ECDSA-Sig-Value");
	if (e == OK) {
		struct rd tbs = rd_of(c.tbs);
		e = read_tbs(cx, der_take(&tbs, DER_SEQUENCE), &c);
	}
	if (e != OK)
		return e;
	*out = c;
	return OK;
}

/* ---- PEM (RFC 7468) ---- */

#define PEM_BEGIN SLICE("-----BEGIN CERTIFICATE-----\n")
#define PEM_END SLICE("\n-----END CERTIFICATE-----\n")

enum err anchors_parse_pem(struct ctx *cx, struct slice pem, struct slice *der)
{
	size_t end = slice_find(pem, PEM_END, 0);
	if (!slice_starts(pem, PEM_BEGIN) || end == SIZE_MAX || end < PEM_BEGIN.n || end + PEM_END.n != pem.n)
		return fail(cx, ERR_CERT_FORM, "RFC 7468 5: not one PEM certificate and nothing else");
	struct slice body = slice_sub(pem, PEM_BEGIN.n, end - PEM_BEGIN.n);
	uint8_t *text = ctx_alloc(cx, body.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < body.n; i++) {
		if (body.p[i] != '\n')
			text[n++] = body.p[i];
	}
	struct buf b;
	buf_init(&b, LIMIT_CERT_BYTES);
	enum err e = OK;
	if (!base64_decode(&b, slice_of(text, n)))
		e = fail(cx, ERR_CERT_FORM, "RFC 7468 3: PEM certificate is not base64, or longer than %d bytes", LIMIT_CERT_BYTES);
	if (e == OK)
		*der = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return e;
}

enum err anchors_load(struct ctx *cx, const char *path, struct certificate *out)
{
	if (file_is_missing(path))
		return fail(cx, ERR_CERT_FORM, "%s: there is no such certificate file", path);
	struct buf b;
	buf_init(&b, 2 * LIMIT_CERT_BYTES);
	struct slice der;
	enum err e = file_read(cx, path, &b);
	if (e == OK) {
		e = anchors_parse_pem(cx, buf_slice(&b), &der);
		if (e == OK)
			e = anchors_parse(cx, der, out);
		e = fail_in(cx, e, path);
	}
	buf_free(&b);
	return e;
}

void anchors_encode_pem(struct ctx *cx, struct slice der, struct buf *out)
{
	struct buf b;
	buf_init(&b, 2 * der.n + 8);
	base64_encode(&b, der);
	struct slice text = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	buf_put_slice(out, PEM_BEGIN);
	for (size_t at = 0; at < text.n; at += 64) {
		buf_put_slice(out, slice_sub(text, at, 64));
		buf_puts(out, at + 64 < text.n ? "\n" : "");
	}
	buf_put_slice(out, PEM_END);
}

/* ---- writing ---- */

static struct slice make_attribute(struct ctx *cx, struct slice oid, struct slice value)
{
	struct slice pair = asn1_make(cx, DER_SEQUENCE, asn1_make(cx, DER_OID, oid), asn1_make(cx, TAG_UTF8, value));
	return asn1_make(cx, DER_SET, pair);
}

enum err anchors_name(struct ctx *cx, struct slice organization, bool specimen, const char *common_name, struct slice *out)
{
	/* ub-organization-name is 64 characters (RFC 5280 A.1). */
	if (!text_is_utf8(organization) || text_length(organization) < 1 || text_length(organization) > 64)
		return fail(cx, ERR_CONF, "authority.name-en: a certificate takes a name of 1 to 64 characters (RFC 5280 A.1)");
	struct slice unit = specimen ? make_attribute(cx, OID_UNIT, SLICE("SPECIMEN")) : (struct slice){ 0 };
	*out = asn1_make(cx, DER_SEQUENCE, make_attribute(cx, OID_ORGANIZATION, organization), unit,
		make_attribute(cx, OID_COMMON_NAME, slice_str(common_name)));
	return OK;
}

static struct slice make_extension(struct ctx *cx, struct slice oid, bool critical, struct slice value)
{
	struct slice flag = critical ? SLICE("\x01\x01\xff") : (struct slice){ 0 };
	return asn1_make(cx, DER_SEQUENCE, asn1_make(cx, DER_OID, oid), flag, asn1_make(cx, DER_OCTETS, value));
}

/* Leftmost 160 bits of SHA-256 over the public point (RFC 7093 2, method 1). */
static struct slice key_identifier(struct ctx *cx, struct slice spki)
{
	uint8_t digest[32];
	crypto_sha256(slice_sub(spki, sizeof p256_head - 1, spki.n), digest);
	return ctx_copy(cx, slice_of(digest, 20));
}

static struct slice make_usage(struct ctx *cx, unsigned usage)
{
	uint8_t bits[2] = { 0 };
	for (unsigned i = 0; i < 8; i++)
		bits[1] |= (uint8_t)((usage >> i & 1) << (7 - i));
	while (bits[0] < 7 && !(bits[1] >> bits[0] & 1))
		bits[0]++;
	return asn1_make(cx, DER_BIT_STRING, slice_of(bits, 2));
}

static struct slice make_purposes(struct ctx *cx, unsigned purposes)
{
	struct slice oids[8];
	size_t n = 0;
	for (unsigned bit = 1; bit < PURPOSE_OTHER; bit <<= 1) {
		if (purposes & bit)
			oids[n++] = asn1_make(cx, DER_OID, purpose_oid(bit));
	}
	return asn1_make_parts(cx, DER_SEQUENCE, n, oids);
}

static struct slice make_constraints(struct ctx *cx, const struct anchors_plan *plan)
{
	struct slice ca = plan->is_ca ? SLICE("\x01\x01\xff") : (struct slice){ 0 };
	uint8_t length = (uint8_t)plan->path_length;
	struct slice limit = plan->is_ca && plan->path_length >= 0 ? asn1_make_integer(cx, slice_of(&length, 1)) : (struct slice){ 0 };
	return asn1_make(cx, DER_SEQUENCE, ca, limit);
}

static struct slice make_extensions(struct ctx *cx, const struct anchors_plan *plan)
{
	/* documentSigning stays non-critical because desktop readers do not know it; our own purposes are critical so that no
	   foreign program takes such a certificate for something else. */
	bool own = plan->purposes & (PURPOSE_QR_SEAL | PURPOSE_STATUS_LIST | PURPOSE_TRUST_LIST);
	struct slice authority = asn1_make(cx, DER_SEQUENCE, asn1_make(cx, TAG_IMPLICIT_0, key_identifier(cx, plan->issuer_spki)));
	struct slice purposes = plan->purposes ? make_extension(cx, OID_PURPOSES, own, make_purposes(cx, plan->purposes)) : (struct slice){ 0 };
	struct slice list = asn1_make(cx, DER_SEQUENCE,
		make_extension(cx, OID_SUBJECT_KEY, false, asn1_make(cx, DER_OCTETS, key_identifier(cx, plan->spki))),
		make_extension(cx, OID_AUTHORITY_KEY, false, authority),
		make_extension(cx, OID_CONSTRAINTS, true, make_constraints(cx, plan)),
		make_extension(cx, OID_KEY_USAGE, true, make_usage(cx, plan->usage)), purposes);
	return asn1_make(cx, TAG_EXPLICIT_3, list);
}

enum err anchors_build(struct ctx *cx, const struct anchors_plan *plan, const struct signer *issuer, struct slice *out)
{
	uint8_t serial[16], digest[32], rs[64], der[73] = { 0 };
	memcpy(serial, plan->serial, sizeof serial);
	serial[0] = (uint8_t)((serial[0] & 0x3f) | 0x40);
	struct slice validity = asn1_make(cx, DER_SEQUENCE, asn1_make_time(cx, plan->not_before), asn1_make_time(cx, plan->not_after));
	struct slice version = asn1_make(cx, TAG_EXPLICIT_0, SLICE("\x02\x01\x02"));
	struct slice tbs = asn1_make(cx, DER_SEQUENCE, version, asn1_make_integer(cx, BYTES(serial)), BYTES(ecdsa_sha256), plan->issuer, validity,
		plan->subject, plan->spki, make_extensions(cx, plan));
	crypto_sha256(tbs, digest);
	enum err e = issuer->sign(cx, issuer->self, digest, rs);
	if (e != OK)
		return e;
	size_t n = p256_to_der(rs, der + 1); /* der[0] = 0 unused bits */
	*out = asn1_make(cx, DER_SEQUENCE, tbs, BYTES(ecdsa_sha256), asn1_make(cx, DER_BIT_STRING, slice_of(der, n + 1)));
	return OK;
}
