/*
 * Owns: who opened which share code and when: the verifier's own store ("checks"), which the portal reads for the holder. Must never hold
 * what was shown, nor a code. Not part of the registry: the verifier writes nothing there.
 *   N person share -> how often it was opened      U person share number -> entry
 */
#ifndef REGISTRY_CHECKS_H
#define REGISTRY_CHECKS_H

#include "registry/shares.h"

/* One opening of a share code. */
struct check_entry {
	char share[SHARE_ID + 1];
	uint32_t number;              /* 1, 2 ... of this share */
	int64_t at;
	char purpose;
	struct slice organisation;    /* as the checker named itself, at most LIMIT_ORGANISATION characters; nobody has proven it */
};

/* Write side: the verifier's. Counts one more use and keeps its entry, unless `most` (0 = no limit) are used up: then *opened is false. ERR_SHARE. */
must_use enum err checks_use(struct ctx *cx, struct batch *b, const struct share *s, struct slice organisation, bool *opened, uint32_t *used);

/* Read side. How often a share was opened; its entries, or (share NULL) those of all shares of a person, oldest first within a share. */
must_use enum err checks_count(struct ctx *cx, struct snapshot *v, const char *person, const char *share, uint32_t *used);
typedef bool check_each(void *self, const struct check_entry *e);
must_use enum err checks_of(struct ctx *cx, struct snapshot *v, const char *person, const char *share, check_each *each, void *self);

#endif
