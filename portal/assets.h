/*
 * Owns: style, scripts and icons of the pages, built into the program. All share one digest in their address.
 */
#ifndef PORTAL_ASSETS_H
#define PORTAL_ASSETS_H

#include "base/ctx.h"
#include "http/server.h"

struct assets;

struct assets *assets_open(void);
void assets_close(struct assets *a);
/* "/assets/<digest>" */
const char *assets_base(const struct assets *a);
/* SVG markup of an icon by its file's name without ending; the absent slice for a wrong one. */
struct slice assets_icon(const char *name);
/* Answers /assets/..., /favicon.ico and /robots.txt; false for any other path. */
bool assets_answer(const struct assets *a, const struct http_request *q, struct http_reply *r);

#endif
