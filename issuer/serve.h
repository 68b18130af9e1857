/*
 * Owns: the issuer as a running process: socket, threads that answer, upkeep, the graceful end. The only process that holds seal keys and
 * registry for the portal. Must never listen on a network.
 */
#ifndef ISSUER_SERVE_H
#define ISSUER_SERVE_H

#include "issuer/desk.h"

/*
 * Serves until SIGTERM or SIGINT; then what was asked is still answered. ready() is called when the socket takes connections. The desk needs
 * WRITE, DRAW, SEAL and LISTS. Fails when it cannot begin, or had to stop (registry broken, keys changed): start it again then.
 */
must_use enum err serve_acts(struct ctx *cx, struct desk *d, int64_t (*clock)(void), void (*ready)(const struct desk *d));

#endif
