/* Owns: what session.c, flow.c and csrf.c share of the open sessions. Private to them. */
#ifndef PORTAL_SESSION_INNER_H
#define PORTAL_SESSION_INNER_H

#include "portal/secret.h"
#include "portal/seen.h"
#include "portal/session_code.h"
#include "portal/writer.h"

#define SESSION_COOKIE 32 /* random bytes of a cookie's value */

struct sessions {
	struct store *store;
	struct writer *writer;  /* of the flow slots: every step of every form writes one */
	struct session_policy policy;
	struct secret secret;
	struct seen *seen;
	unsigned part;         /* next one to sweep; the timer's thread only */
};

/* Set-Cookie with the flags of all our cookies (ASVS 5.0 V3.3); more: attributes that follow, or "". In cx. */
struct slice session_set_cookie(struct ctx *cx, const struct sessions *all, const char *name, const char *value, const char *more);
/* The bytes of a cookie of ours: 64 lower-case hex digits, nothing else. */
bool session_cookie_bytes(struct slice value, uint8_t out[static SESSION_COOKIE]);

#endif
