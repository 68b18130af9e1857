/*
 * Owns: what joins a PDF and its CMS (EN 319 142-1): digest of the covered bytes, /Contents as hex with zero padding, the hash of the
 * seal certificate. Checks everything but trust and the ECDSA equation: the caller does p256_verify over cms.signed_digest.
 */
#ifndef FORMATS_PADES_H
#define FORMATS_PADES_H

#include "base/crypto.h"
#include "base/limits.h"
#include "formats/cms.h"
#include "formats/pdf.h"

enum pades_rule {
	PADES_RULE_NONE = 0,
#define RULE(name, clause, en, zh) PADES_RULE_##name,
#include "formats/pades_rules.def"
#undef RULE
	PADES_RULE_COUNT
};

/* Stable name ("PADDING") of a rule, or "NONE". */
const char *pades_rule_name(enum pades_rule rule);

/*
 * Genuine = pdf.broken, cms.broken and broken are all 0, and the signature holds under the trusted key of cms.seal_certificate.
 * "Ours but changed" = something is broken, yet cms.readable and the signature holds under a trusted key.
 */
struct pades {
	struct pdf_evidence pdf;
	struct cms cms;              /* slices point into cms_bytes */
	rule_set broken;             /* bits of enum pades_rule */
	bool has_digest;
	uint8_t digest[32];          /* SHA-256 of the bytes that ByteRange names */
	uint8_t cms_bytes[LIMIT_CMS_BYTES]; /* decoded /Contents */
	size_t cms_size;
};

/* Reads and joins. Never fails: what is wrong is in the three sets. The struct is about 17 KB: keep it in the arena. */
void pades_read(struct slice file, struct pades *out);

/*
 * A beginning that many files share (a stock), hashed and walked once. pades_start_new gives NULL where that cannot be (pdf_start_new); it
 * borrows the bytes.
 */
struct pades_start;
struct pades_start *pades_start_new(struct slice beginning);
void pades_start_free(struct pades_start *start);
/*
 * The same as pades_read, only sooner: where the file begins, byte for byte, with one of `starts`, reading goes on from there. `work` is a
 * hash from hash_new to be used up, so that nothing is allocated.
 */
void pades_read_from(struct slice file, struct pades_start *const *starts, size_t count, struct hash *work, struct pades *out);

/* True when nothing at all is broken. */
bool pades_is_clean(const struct pades *p);

/* Writes cms as lower-case hex to the `count` digits of /Contents, zeros behind it. False when it does not fit. */
bool pades_fill_contents(struct slice cms, uint8_t *digits, size_t count);

#endif
