/* Owns: configuration -> the portal's server and its timer. */
#ifndef PORTAL_SERVE_H
#define PORTAL_SERVE_H

#include "base/conf.h"

/* Serves until SIGTERM or SIGINT. Fails with one line saying what is missing. */
must_use enum err serve_portal(struct ctx *cx, const struct conf *conf);

#endif
