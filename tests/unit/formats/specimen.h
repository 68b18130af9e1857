/*
 * Owns: throwaway certificates and keys, a CMS put together piece by piece, and the smallest PDF of our profile, each with knobs to
 * tell one lie at a time. Must never be used outside tests.
 */
#ifndef TESTS_SPECIMEN_H
#define TESTS_SPECIMEN_H

#include "formats/pades.h"

/* Two seals under two authorities of the same name; made once for the whole run. */
struct specimen_keys {
	struct slice seal, ca;             /* DER certificates */
	struct slice foreign_seal, foreign_ca;
	struct slice spki, foreign_spki;
};
const struct specimen_keys *specimen_keys(void);
/* A cose_signer; self is NULL for the seal's key, non-NULL for the foreign one. */
enum err specimen_sign(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64]);

/* Every piece of a CMS as raw DER; specimen_cms_pieces fills in what cms_build would write over this digest. */
struct cms_pieces {
	struct slice type, version, algorithms, encapsulated, certificates, lists; /* whole elements, lists may be absent */
	struct slice signer_version, id, signer_algorithm, attributes, algorithm, signature, others;
	struct slice before_signers, more_signers, after;
};
/* The pieces of any CMS in the shape of ours. */
void specimen_cms_split(struct slice der, struct cms_pieces *out);
void specimen_cms_pieces(struct ctx *cx, const uint8_t digest[static 32], struct cms_pieces *out);
/* Puts the pieces together; with sign the signature is made anew over the attributes. */
struct slice specimen_cms(struct ctx *cx, struct cms_pieces *pieces, bool sign);
/* One element around other bytes. */
struct slice specimen_der(struct ctx *cx, unsigned tag, struct slice contents);
struct slice specimen_join(struct ctx *cx, struct slice a, struct slice b);

/* Object numbers of the specimen. */
enum { CATALOG = 1, PAGES, PAGE, FORM, FIELD, FILESPEC, PROOF, DRAWING, INFO, SIGNATURE, SPECIMEN_OBJECTS };

/* Texts that replace parts of the file; NULL = as in the good file. */
struct specimen {
	const char *header;
	const char *object[SPECIMEN_OBJECTS]; /* everything between "N 0 obj\n" and "\nendobj\n"; "" leaves the object out */
	const char *before_signature;         /* raw bytes between the other objects and the signature */
	const char *after_signature;          /* raw bytes between the signature and the xref table */
	uint32_t more_objects;                /* objects 11.. that stand in before_signature or after_signature, found by search */
	const char *xref;                     /* the whole table */
	const char *trailer;                  /* the dictionary */
	const char *end;                      /* from "\nstartxref" on */
	const char *tail;                     /* behind the end, covered by the signature */
};
/* The file, signed with the seal's key (or the foreign one); the signature covers all the lies. */
struct slice specimen_pdf(struct ctx *cx, const struct specimen *plan, bool foreign);

/* A copy with the first occurrence of `from` replaced by `to`, any lengths; aborts where `from` does not occur. */
struct slice specimen_patch(struct ctx *cx, struct slice file, const char *from, const char *to);
/* The names of all rules of a set, parted by spaces. */
const char *specimen_rules(struct ctx *cx, rule_set set, unsigned count, const char *(*name)(unsigned));

#endif
