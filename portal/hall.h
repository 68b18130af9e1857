/*
 * Owns: opening what all threads of the portal share: stores, sessions, words, files. The officer's commands use the same.
 */
#ifndef PORTAL_HALL_H
#define PORTAL_HALL_H

#include "portal/clerk.h"

/* The portal's store is made on the first start; the registry must be there (ERR_STORE_MISSING says what to run). On failure nothing stays open. */
must_use enum err hall_open(struct ctx *cx, const struct conf *conf, struct hall *out);
void hall_close(struct hall *h);

#endif
