/*
 * Owns: multipart/form-data bodies (RFC 7578, RFC 2046 5.1), read strictly over one slice: no preamble, no epilogue, no folded
 * header, no doubled name, every byte accounted for. Must never copy or keep a part.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/ctx.h"

#define MULTIPART_MAX_PARTS 8

/* All slices lie in the body. name and filename are as sent (a browser writes '"' as %22); filename is the client's word only. */
struct multipart_part {
	struct slice name, filename, content_type; /* the last two absent when not sent */
	struct slice data;
};

struct multipart {
	struct multipart_part parts[MULTIPART_MAX_PARTS];
	size_t count;
};

/* Is the header value multipart/form-data (parameters aside)? */
bool multipart_is(struct slice content_type);
/*
 * ERR_FORM for anything that is not exactly a form of at most MULTIPART_MAX_PARTS parts with headers of at most
 * LIMIT_FORM_HEADER bytes a part, ERR_LIMIT over those. Nothing is copied.
 */
must_use enum err multipart_parse(struct ctx *cx, struct slice content_type, struct slice body, struct multipart *out);
/* Data of a part by name, or the absent slice. */
struct slice multipart_data(const struct multipart *m, const char *name);

#endif
