/*
 * Owns: who may pass: sign-in, the right on a person, the origin and token of a form. Each starts at "no": a false means that the reply is
 * already written. Must never look at what a page is about.
 */
#ifndef PORTAL_GATE_H
#define PORTAL_GATE_H

#include "portal/visit.h"

/* The route's role: signed in where it must be; else 303 to the sign-in, with the way back. */
bool gate_session(struct visit *v);
/* {person}: an active grant of the account with the route's right, read from the registry now. 404 otherwise: who exists is nobody's business. */
bool gate_person(struct visit *v, struct slice person);
/* POST: from our own page (Sec-Fetch-Site, Origin), a form of ours, with its token (OWASP ASVS 5.0 3.5). Fills v->form. */
bool gate_form(struct visit *v);

#endif
