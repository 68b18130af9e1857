/*
 * Owns: the portal's own random key, kept in its store: for indexes that must not tell what they hold, and for the tokens of forms.
 * Whoever reads the store has it too: it protects against readers of logs, backups of single tables and pages, not against root.
 */
#ifndef PORTAL_SECRET_H
#define PORTAL_SECRET_H

#include "base/ctx.h"
#include "registry/store.h"

struct secret {
	uint8_t key[32];
};

/* Reads the key, or makes it where there is none yet. */
must_use enum err secret_make(struct ctx *cx, struct store *s, struct secret *out);
/* ERR_STORE_CORRUPT: there is none, or it is damaged. */
must_use enum err secret_read(struct ctx *cx, struct snapshot *v, struct secret *out);
must_use enum err secret_read_batch(struct ctx *cx, struct batch *b, struct secret *out);
/* HMAC-SHA256 of data for one use ("contact", "form"): equal data of two uses give unlike results. */
void secret_mac(const struct secret *s, const char *use, struct slice data, uint8_t out[static 32]);

#endif
