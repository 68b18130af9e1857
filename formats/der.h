/*
 * Owns: DER (X.690 10 and 11) as far as certificates and our CMS need it: strict reading, writing, and the few certificate
 * fields we look at. Must never accept BER: indefinite or long-winded lengths, bytes left over.
 */
#ifndef FORMATS_DER_H
#define FORMATS_DER_H

#include "base/buf.h"

/* Tags of one byte; we need no others. */
enum { DER_INTEGER = 0x02, DER_BIT_STRING = 0x03, DER_OCTETS = 0x04, DER_NULL = 0x05, DER_OID = 0x06, DER_SEQUENCE = 0x30,
	DER_SET = 0x31, DER_CONTEXT_0 = 0xa0, DER_CONTEXT_1 = 0xa1 };

/* Takes one element with this tag and gives its contents; on anything else the reader fails and the result is absent. */
struct slice der_take(struct rd *r, unsigned tag);
/* Takes one element of any one-byte tag whole: tag, length and contents. */
struct slice der_take_whole(struct rd *r);
/* Whole length of the first element (tag, length, contents) by its own header, or 0 when that is not DER or longer than s. */
size_t der_size(struct slice s);

/* True when s is a run of DER elements all the way down: lengths in fewest bytes, integers minimal, at most 16 deep. */
bool der_is_strict(struct slice s);

/* Writing: der_begin and der_end around the contents; returns the mark for der_end. */
size_t der_begin(struct buf *b, unsigned tag);
void der_end(struct buf *b, size_t mark);
void der_put(struct buf *b, unsigned tag, struct slice contents);

/* The parts of a certificate (RFC 5280 4.1) that name it. serial, issuer and subject are whole elements, spki too. */
struct der_certificate {
	struct slice serial, issuer, subject, spki;
};

/* False when it is not shaped like a certificate. Checks no signature and no extension. */
bool der_certificate(struct slice der, struct der_certificate *out);

#endif
