/*
 * Owns: replies on their way to the wire: fixed headers, problems (RFC 9457), refusals written around h2o.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/connection.h"

/* What travels with a request until its line is in the log. */
struct reply_facts {
	uint64_t started; /* loop_clock */
	int64_t now;
	const char *method, *route; /* static */
	char id[17];
	bool head;        /* HEAD: no body */
	bool any_size;    /* the body lives as long as the request: no copy */
};

/* Sends and accounts; the reply's memory may go afterwards (unless any_size). Loop thread only, once per request. */
void reply_send(h2o_req_t *req, const struct http_reply *r, const struct reply_facts *facts);
/* The problem for a status the server itself refuses with; title and code come from the status. */
void reply_problem(struct ctx *cx, struct http_reply *r, int status, const char *detail);
/* A whole HTTP/1.1 message with "Connection: close", for bytes h2o must not see; accounts for it. head: of the request where it passed, else absent. */
void reply_raw(struct connection *c, int status, const char *detail, struct slice head, struct buf *out);
/* Method as a static upper-case string for the log, "-" for unknown ones. */
const char *reply_method_name(enum http_method method);
/* Gives errors made by h2o itself our form. */
void reply_register_filter(h2o_pathconf_t *path);

#endif
