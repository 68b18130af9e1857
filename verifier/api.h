/*
 * Owns: the verifier's routes: POST /v1/verify, the form at /check, pages, published files, health and metrics. Translates
 * between HTTP and the pipeline; judges nothing itself. Must never log or store what was asked.
 */
#ifndef VERIFIER_API_H
#define VERIFIER_API_H

#include "http/server.h"

/* Handlers expect the struct worker of their thread (worker.h). */
extern const struct http_route api_routes[];
extern const struct http_route api_admin_routes[];
/* Refusals of the server itself: a page for people, an open problem for pages of other origins (http/server.h). */
void api_refusal(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r);

#endif
