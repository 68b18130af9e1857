/*
 * Owns: the tokens of forms against forged requests (ASVS 5.0 V3.5): derived under the server's key, kept nowhere. Must never write: a GET may give one.
 */
#ifndef PORTAL_CSRF_H
#define PORTAL_CSRF_H

#include "portal/session.h"

#define CSRF_TOKEN  65    /* token of a form: 64 hex digits and NUL */

/*
 * The token of a form: of the session, or of a random cookie where there is no session. *set_cookie is absent, or what the reply must set
 * (no write: a GET may do it). csrf_check: true only for the token that csrf_token gives now;
 * in a guest's session also for the visitor's.
 */
void csrf_token(struct ctx *cx, const struct sessions *all, const struct session *s, struct slice cookies, char out[static CSRF_TOKEN],
	struct slice *set_cookie);
bool csrf_check(const struct sessions *all, const struct session *s, struct slice cookies, struct slice token);

#endif
