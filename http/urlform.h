/*
 * Owns: application/x-www-form-urlencoded (WHATWG URL 5.1), read strictly: "+" is a space, %XX must be whole, text is UTF-8
 * without NUL, no name twice. Used for form bodies; the query is only ever looked at for "lang".
 */
#ifndef HTTP_URLFORM_H
#define HTTP_URLFORM_H

#include "base/ctx.h"

#define URLFORM_MAX_FIELDS 48

struct urlform {
	struct { struct slice name, value; } fields[URLFORM_MAX_FIELDS]; /* decoded, in cx's arena */
	size_t count;
};

/* Content-Type application/x-www-form-urlencoded, with parameters or without; any case. */
bool urlform_is(struct slice content_type);
/* ERR_FORM for malformed or doubled fields, ERR_LIMIT over LIMIT_FORM_TEXT bytes or URLFORM_MAX_FIELDS fields. */
must_use enum err urlform_parse(struct ctx *cx, struct slice body, struct urlform *out);
/* The way back, for an address of ours: "name=value", "&" before it where something stands already; an empty value writes nothing. */
void urlform_put(struct buf *b, const char *name, struct slice value);
/* Value of a field, or the absent slice. */
struct slice urlform_value(const struct urlform *f, const char *name);

#endif
