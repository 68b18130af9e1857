/*
 * Owns: the declarations of every handler that route.def names, made from the table itself. A handler GETs a page or takes a POST; what it may rely on
 * is told in portal/visit.h.
 */
#ifndef PORTAL_HANDLERS_H
#define PORTAL_HANDLERS_H

#include "portal/visit.h"

#define X(method, path, role, right, handler) visit_handler handler;
#include "portal/route.def"
#undef X

#endif
