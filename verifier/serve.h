/* Owns: starting the verification server from a configuration. */
#ifndef VERIFIER_SERVE_H
#define VERIFIER_SERVE_H

#include "base/conf.h"

/* Opens the registry read-only, checks trust list and configuration, then serves until a signal. */
must_use enum err serve_run(struct ctx *cx, const struct conf *conf);

#endif
