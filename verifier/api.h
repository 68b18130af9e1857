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

#endif
