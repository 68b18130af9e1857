/*
 * Owns: sample accounts of a specimen home: somebody one can sign in as, connected with sample records the way a counter does it. Must never run in a
 * home that is no specimen.
 */
#ifndef PORTAL_SAMPLE_H
#define PORTAL_SAMPLE_H

#include "base/conf.h"
#include "issuer/client.h"

/* The one password of all sample accounts: told by `make run`, worth nothing elsewhere. */
#define SAMPLE_PASSWORD "cinnabar-paste-specimen"

/*
 * Makes the account where it is not there yet, and connects it (issuer/client.h) with the claimed person by a counter's code. ERR_CONF when
 * authority.specimen is "no"; ERR_USAGE for what is no e-mail address or phone number; the issuer's refusals.
 */
must_use enum err sample_make(struct ctx *cx, const struct conf *conf, struct slice contact, const struct client_claim *claim, struct slice code);

#endif
