/*
 * Owns: the published files as served: trust list, status lists, root certificate. One per thread; a file is read again when it
 * has changed. Serves only names it knows: a path from outside never becomes a file name.
 */
#ifndef VERIFIER_PUBLISHED_H
#define VERIFIER_PUBLISHED_H

#include "base/conf.h"

#define PUBLISHED_MAX_LISTS 32

struct published;

/* Of publish.folder and trust.root; files are read when they are asked for, and again when they change. Never NULL. */
struct published *published_open(const struct conf *conf);
void published_close(struct published *p);

struct published_file {
	struct slice bytes;       /* absent when not published; live until the next look-up */
	const char *content_type;
	char etag[20];            /* with quotes */
};

/* now limits the look at the disk to one every few seconds. */
void published_trust_list(struct published *p, struct ctx *cx, struct published_file *out);
void published_root(struct published *p, struct ctx *cx, struct published_file *out);
void published_status_list(struct published *p, struct ctx *cx, uint32_t list, struct published_file *out);

#endif
