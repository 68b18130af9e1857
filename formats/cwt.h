/*
 * Owns: the claims set of a CBOR Web Token (RFC 8392 3): the seven registered claims, typed; every other claim handed on as its
 * key and raw item. Knows no meaning of a claim and checks no clock. Must never accept two encodings of one claims set.
 */
#ifndef FORMATS_CWT_H
#define FORMATS_CWT_H

#include "base/buf.h"
#include "base/ctx.h"

/* Keys that are not registered claims (RFC 8392 4) but that ours use. */
enum { CWT_STATUS = 65535, CWT_STATUS_LIST = 65533, CWT_TTL = 65534, CWT_DOCUMENT = -65537 };

#define CWT_MAX_EXTRA 16                      /* claims beyond the registered; ours have three at most */
#define CWT_LAST_INSTANT INT64_C(253402300799) /* 9999-12-31T23:59:59Z: later years have no calendar form here */

/* One further claim: its key and its value as one deterministic CBOR item. */
struct cwt_claim {
	int64_t key;
	struct slice value;
};

/* Absent: a slice without pointer, an instant of 0. Slices of a parsed set point into the payload. */
struct cwt {
	struct slice issuer, subject, audience;          /* iss 1, sub 2, aud 3: text */
	int64_t expires_at, not_before, issued_at;       /* exp 4, nbf 5, iat 6: seconds since 1970, 1 to CWT_LAST_INSTANT */
	struct slice id;                                 /* cti 7: bytes */
	struct cwt_claim extra[CWT_MAX_EXTRA];           /* in the order of the encoding: 8 and up, then -1 and down */
	size_t extra_count;
};

/* Appends the map, keys in deterministic order whatever the order of `extra`. ERR_CWT_* or ERR_CBOR_* for a set that cwt_parse
 * would refuse, ERR_LIMIT when out is full; out then holds nothing usable. */
must_use enum err cwt_encode(struct ctx *cx, const struct cwt *set, struct buf *out);
/* Strictly back: deterministic CBOR (whole of it), integer keys only, the types above. ERR_CWT_* or ERR_CBOR_*. */
must_use enum err cwt_parse(struct ctx *cx, struct slice payload, struct cwt *out);
/* Value of a further claim, the absent slice when not there. */
struct slice cwt_claim(const struct cwt *set, int64_t key);

#endif
