/*
 * Owns: the claims of a seal: CWT (RFC 8392) with integer keys and the document inside private claim -65537, as in the design,
 * section 3. Encodes from a proof and strictly back. Must never carry a photo.
 */
/*
 *   { 1: issuer, 4: exp, 6: iat, 7: h'document number: 50 bits', ? 65535: {"status_list": {"idx", "uri"}}, -65537: document }
 *   document = { 1: "V" visa / "R" PR card / "P" passport / "L" identity link, 2: number of the visa, card or passport,
 *     3: surname, ? 4: given names, ? 5: name in own script, 6: birth, 7: sex, 8: nationality, ? 9: passport number,
 *     ? 10: category, ? 11: entries, ? 12: days, 13: issued, ? 14: end, ? 15: [list, index] (where 65535 is absent),
 *     ? 16: true = names cut, 17: type (1 visa, 2 stay permit, 3 residence permit), ? 19: enter before,
 *     20: passport state, 21: passport end (link) }
 * Dates are numbers YYYYMMDD, unknown parts 00; a masked birth date is its text. exp is the last second of the last day
 * of the proof, by the clock of the authority.
 */
#ifndef SCHEMAS_CLAIMS_H
#define SCHEMAS_CLAIMS_H

#include "schemas/proof.h"

#define CLAIMS_MAX_SEAL 276   /* COSE bytes that still give QR version 13 at level M */
#define CLAIMS_MAX_ISSUER 16  /* bytes of the authority's code; the specimen's is "UTO" */

struct claims {
	struct slice issuer;
	int64_t issued_at, expires_at;   /* iat, exp: exp is the last second of the last day of the proof where the authority is */
	struct slice status_uri;         /* absent in the compact form */
	bool names_cut;                  /* names shortened to fit, as a machine-readable zone would */
	struct proof proof;              /* number (cti), kind, values, masked, ends, status list and index */
};

/*
 * Payload of the seal. Chooses the fullest form whose whole COSE token (untagged, kid of 8 bytes, no type) is at most
 * CLAIMS_MAX_SEAL bytes: standard status claim (uri = status_base + list number), else compact [list, index], else names cut to
 * the 39 characters of a machine-readable zone, else the name in own script cut or left out. ERR_LIMIT when nothing fits. utc_offset: minutes, of the days.
 */
must_use enum err claims_encode(struct ctx *cx, struct slice issuer, struct slice status_base, int utc_offset, const struct proof *proof, struct buf *out);
/* Appends these claims in the form they have: of what claims_parse gave, the same bytes again. */
must_use enum err claims_put(struct ctx *cx, const struct claims *claims, struct buf *out);
/*
 * Strictly back: unknown keys, wrong types, forms that claims_put would not write are ERR_CLAIMS (ERR_CWT_*, ERR_CBOR_* below).
 * Slices point into the payload or cx's arena. proof.ends follows from the values. The proof's last day is the one that exp ends, by utc_offset, the
 * authority's clock of today; a seal made under another one (or by days of UTC) ends its day at another hour, and is read by that.
 */
must_use enum err claims_parse(struct ctx *cx, struct slice payload, int utc_offset, struct claims *out);

/* True for the fields of a kind that a seal carries. */
bool claims_cover(enum kind kind, enum field_id id);
/* True when a seal and the whole proof of a document say the same: number, times, status, every field the seal carries. */
bool claims_agree(struct ctx *cx, const struct claims *c, const struct proof *whole);
/* Size of the COSE token around a payload of n bytes. */
size_t claims_token_size(size_t payload);

#endif
