/* Owns: the way of a request from h2o to a handler: translation, limits, loop or pool. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "http/loop.h"

/* The one h2o handler. */
void request_register(h2o_pathconf_t *path);

#endif
