/*
 * Owns: the Token Status List (draft-ietf-oauth-status-list-20): the array of 1, 2, 4 or 8 bits a token, its zlib form, the claims
 * set around it and the COSE type of the token. In its room zlib's only user. Must never unpack past LIMIT_STATUS_LIST_BYTES.
 */
#ifndef FORMATS_STATUS_LIST_H
#define FORMATS_STATUS_LIST_H

#include "base/buf.h"
#include "base/ctx.h"
#include "formats/cose.h"

#define STATUS_LIST_TYPE "application/statuslist+cwt"

/* Section 7.1. The values 3 and 12 to 15 are the application's; with two bits 3 remains unused here. */
enum status_value { STATUS_VALID = 0, STATUS_INVALID = 1, STATUS_SUSPENDED = 2 };

/* One list. Index 0 lies in the least significant bits of byte 0. */
struct status_list {
	struct slice uri;            /* sub: the list's own address, which a referenced token must name */
	int64_t issued_at;           /* iat */
	int64_t expires_at;          /* exp, 0 = absent */
	int64_t ttl;                 /* seconds a copy may be kept, 0 = absent */
	unsigned bits;               /* 1, 2, 4, 8 */
	struct slice entries;        /* unpacked; index n is out of range at n = entries.n * 8 / bits */
};

/* Bytes for `count` entries, the last one filled up; 0 for another number of bits than 1, 2, 4, 8. */
size_t status_list_bytes(uint64_t count, unsigned bits);
/* False: index out of range, or a list of no valid width. */
bool status_list_get(const struct status_list *list, uint64_t index, unsigned *value);
/* Writes into n bytes of entries. False, with nothing written: out of range, value too wide, or no valid width. */
bool status_list_set(uint8_t *entries, size_t n, unsigned bits, uint64_t index, unsigned value);

/* Appends the claims set, deterministic for one zlib. ERR_STATUS_LIST for a list that status_list_parse would refuse, ERR_LIMIT. */
must_use enum err status_list_encode(struct ctx *cx, const struct status_list *list, struct buf *out);
/*
 * Reads a claims set whose signature the caller has verified. The entries are appended to `entries`, which out->entries points
 * into; out->uri points into payload. Exactly sub, iat, exp?, ttl?, status list {"bits", "lst"}: nothing else. ERR_STATUS_LIST,
 * ERR_STATUS_LIST_PACKED (zlib stream wrong, cut or followed by bytes), ERR_LIMIT (over the cap), ERR_CWT_*, ERR_CBOR_*.
 */
must_use enum err status_list_parse(struct ctx *cx, struct slice payload, struct buf *entries, struct status_list *out);

/* Appends the signed token: COSE_Sign1 with tag 18 and type STATUS_LIST_TYPE (section 5.2). */
must_use enum err status_list_build(struct ctx *cx, const struct status_list *list, struct slice kid, cose_signer *sign, void *self,
	struct buf *out);
/*
 * Parses the envelope of a token and checks its type (ERR_STATUS_LIST_TYPE). Verify out->signature over out->digest, and only
 * then parse the payload.
 */
must_use enum err status_list_envelope(struct ctx *cx, struct slice token, struct cose_sign1 *out);

#endif
