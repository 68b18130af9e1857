/* Owns: how a session lies in the portal's store (the keys stand in account_code.h), and which one a Cookie header names. */
#ifndef PORTAL_SESSION_CODE_H
#define PORTAL_SESSION_CODE_H

#include "portal/flow.h"

struct session_key {
	uint8_t p[2 + ACCOUNT_ID + 32 + FLOW_NAME];
	size_t n;
};

struct session_key session_key(const uint8_t digest[static 32]);                                 /* "as" */
/* digest NULL: the start of all sessions of the account. */
struct session_key session_key_account(const char *account, const uint8_t *digest);              /* "au" */
/* name NULL: the start of all slots of the session. */
struct session_key session_key_flow(const uint8_t digest[static 32], const char *name);          /* "af" */
/* The smallest key behind all that begin with this one. */
struct session_key session_key_behind(struct session_key k);
static inline struct slice session_key_slice(const struct session_key *k) { return slice_of(k->p, k->n); }

#define SESSION_VALUE 112
void session_encode(const struct session *s, uint8_t out[static SESSION_VALUE]);
/* ERR_STORE_CORRUPT */
must_use enum err session_decode(struct ctx *cx, const uint8_t digest[static 32], struct slice value, struct session *out);

/* The session of a digest inside a batch; kind SESSION_NONE when there is none. ERR_STORE_CORRUPT */
must_use enum err session_read(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct session *out);

/* Value of a cookie of that name in a Cookie header; absent when there is none, or more than one (somebody else set one). */
struct slice cookie_find(struct slice header, const char *name);

#endif
