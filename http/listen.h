/*
 * Owns: listen addresses: "127.0.0.1:8080", "[::1]:8080", "localhost:8080", port 0 = a free one; and their sockets.
 */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "base/ctx.h"

/*
 * Binds `count` sockets to one address (SO_REUSEPORT: the kernel spreads the connections) and gives the port. An address that
 * another socket listens on is refused, also when that socket shares its port. On failure nothing stays open.
 * Fails with ERR_CONF (malformed) or ERR_HTTP_LISTEN.
 */
must_use enum err listen_open(struct ctx *cx, const char *address, size_t count, int *fds, uint16_t *port);
/* Could one listen there now? For a program that makes files before it serves: a wrong address is told before. NULL and "" are fine. Errors as listen_open. */
must_use enum err listen_try(struct ctx *cx, const char *address);
/* "127.0.0.1" or "[::1]": the part before the port, for messages; in the arena. */
const char *listen_host(struct ctx *cx, const char *address);

#endif
