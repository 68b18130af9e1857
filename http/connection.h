/*
 * Owns: the record of each connection: in which phase it is and since when, and the guard that stands between its socket
 * and h2o's HTTP/1 reader, by taking the socket's callbacks and passing on what may pass. Loop thread only.
 */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include "http/guard.h"
#include "http/loop.h"

#define CONNECTION_BODY_SLACK 65536 /* a body that is too large by less is read, so that the connection can stay */

enum connection_phase {
	CONNECTION_HANDSHAKE = 0,
	CONNECTION_HEAD,   /* waiting for a request, or for the rest of its head */
	CONNECTION_BODY,
	CONNECTION_WORK,   /* a handler has it */
	CONNECTION_REPLY,  /* the reply is on its way */
	CONNECTION_LINGER, /* refused: what still comes in is thrown away, so that the client can read why */
	CONNECTION_CLOSING /* h2o was told to close: what its socket still does is its own business */
};

struct connection {
	struct loop *loop;
	struct connection *next, *previous;
	h2o_socket_t *socket;
	h2o_socket_cb read, write; /* h2o's, behind ours */
	int listener;              /* LOOP_PUBLIC or LOOP_ADMIN */
	enum connection_phase phase;
	uint64_t since;            /* when the phase began, loop's ms; of HEAD when its first byte came */
	size_t seen;               /* HEAD: bytes judged; BODY of chunks: bytes h2o has taken */
	size_t request_size;       /* WORK, REPLY: bytes of the request in the input buffer */
	uint64_t acked;            /* REPLY: bytes the client had acknowledged when it was last looked at */
	bool begun;                /* HEAD: a byte has come */
	bool close;                /* REPLY: the connection ends after it */
	struct guard_head head;
	uint64_t refused_at, drained; /* LINGER: since when, and bytes thrown away */
	uint64_t body_max;         /* BODY: more is cut off at once */
	struct guard_chunks chunks;
	struct buf raw;            /* a refusal written around h2o */
	uint8_t peer[16];
};

/* A socket the listener accepted: counts it, starts TLS or HTTP. */
void connection_open(struct loop *l, int listener, h2o_socket_t *socket);
struct connection *connection_of(h2o_req_t *req);
/* A handler begins with the request; size: its bytes in the input buffer. */
void connection_working(struct connection *c, size_t size);
/* The reply was given to h2o. close: the last one of this connection. */
void connection_replied(struct connection *c, bool close);
/* Closes what is over its time. Called every 500 ms, oftener while stopping. */
void connection_sweep(struct loop *l, bool all);

#endif
