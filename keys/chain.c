/* Owns: the judgement on one link of a chain (RFC 5280 6.1.3, 6.1.4), and the profile table of the roles. */
#include "keys/chain.h"

#include "base/crypto.h"
#include "base/text.h"

static const struct chain_profile profiles[ROLE_COUNT] = {
	[ROLE_ROOT] = { true, 1, USAGE_CERT_SIGN | USAGE_CRL_SIGN, 0, ROLE_ROOT, 20, "Document Root" },
	[ROLE_ISSUING_CA] = { true, 0, USAGE_CERT_SIGN | USAGE_CRL_SIGN, 0, ROLE_ROOT, 10, "Document Issuing CA" },
	[ROLE_PDF_SEAL] = { false, -1, USAGE_DIGITAL_SIGNATURE | USAGE_NON_REPUDIATION, PURPOSE_DOCUMENT_SIGNING | PURPOSE_EMAIL_PROTECTION,
		ROLE_ISSUING_CA, 3, "Document Seal" },
	[ROLE_QR_SEAL] = { false, -1, USAGE_DIGITAL_SIGNATURE, PURPOSE_QR_SEAL, ROLE_ISSUING_CA, 3, "QR Seal" },
	[ROLE_STATUS_LIST] = { false, -1, USAGE_DIGITAL_SIGNATURE, PURPOSE_STATUS_LIST, ROLE_ISSUING_CA, 3, "Status List" },
	[ROLE_TRUST_LIST] = { false, -1, USAGE_DIGITAL_SIGNATURE, PURPOSE_TRUST_LIST, ROLE_ROOT, 2, "Trust List" },
};

const struct chain_profile *chain_profile(enum key_role role)
{
	return role > ROLE_NONE && role < ROLE_COUNT ? &profiles[role] : NULL;
}

static enum err check_profile(struct ctx *cx, const struct certificate *c, enum key_role role)
{
	const struct chain_profile *p = chain_profile(role);
	const char *name = key_role_name(role);
	if (!p)
		return fail(cx, ERR_CHAIN_ROLE, "no certificate can have the role \"%s\"", name);
	if (!c->has_constraints || c->is_ca != p->is_ca || (p->is_ca && c->path_length != p->path_length))
		return fail(cx, ERR_CHAIN_ROLE, "RFC 5280 4.2.1.9: basicConstraints missing or not those of a %s certificate", name);
	if (!c->has_usage || c->usage != p->usage)
		return fail(cx, ERR_CHAIN_ROLE, "RFC 5280 4.2.1.3: keyUsage missing or not that of a %s certificate", name);
	if (c->purposes != p->purposes)
		return fail(cx, ERR_CHAIN_ROLE, "RFC 5280 4.2.1.12: extended key usage is not that of a %s certificate", name);
	if (!c->subject_key.p || !c->authority_key.p)
		return fail(cx, ERR_CHAIN_ROLE, "RFC 5280 4.2.1.1: key identifiers are missing");
	return OK;
}

static enum err check_signature(struct ctx *cx, const struct certificate *c, const struct certificate *issuer)
{
	struct p256_key *key = NULL;
	uint8_t digest[32];
	enum err e = p256_open(cx, issuer->spki, &key);
	if (e != OK)
		return e;
	crypto_sha256(c->tbs, digest);
	if (!p256_verify(key, digest, c->signature))
		e = fail(cx, ERR_CHAIN_SIGNATURE, "RFC 5280 6.1.3(a)(1): certificate was not signed by its issuer");
	p256_free(key);
	return e;
}

enum err chain_check_root(struct ctx *cx, const struct certificate *root)
{
	enum err e = check_profile(cx, root, ROLE_ROOT);
	if (e == OK && !slice_eq(root->issuer, root->subject))
		e = fail(cx, ERR_CHAIN_ISSUER, "RFC 5280 3.2: root certificate does not name itself as issuer");
	return e == OK ? check_signature(cx, root, root) : e;
}

enum err chain_check_issued(struct ctx *cx, const struct certificate *c, enum key_role role, const struct certificate *issuer)
{
	enum err e = check_profile(cx, c, role);
	if (e != OK)
		return e;
	/* Path length and the CA flag of the issuer follow from its profile: the caller has checked it as that role. */
	if (!issuer->is_ca || !(issuer->usage & USAGE_CERT_SIGN) || (c->is_ca && issuer->path_length == 0))
		return fail(cx, ERR_CHAIN_ISSUER, "RFC 5280 6.1.4(k)-(n): issuer may not sign such certificates");
	if (!slice_eq(c->issuer, issuer->subject) || !slice_eq(c->authority_key, issuer->subject_key))
		return fail(cx, ERR_CHAIN_ISSUER, "RFC 5280 6.1.3(a)(4): certificate names another issuer");
	if (c->not_before < issuer->not_before || c->not_after > issuer->not_after)
		return fail(cx, ERR_CHAIN_TIME, "certificate lives outside its issuer's life");
	return check_signature(cx, c, issuer);
}

enum err chain_check_time(struct ctx *cx, const struct certificate *c, int64_t at)
{
	if (at >= c->not_before && at <= c->not_after)
		return OK;
	char from[21], to[21];
	instant_format(c->not_before, from);
	instant_format(c->not_after, to);
	return fail(cx, ERR_CHAIN_TIME, "RFC 5280 6.1.3(a)(2): certificate is valid from %s to %s, not now", from, to);
}
