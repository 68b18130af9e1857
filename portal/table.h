/*
 * Owns: keys of the booking tables in the portal's store, and reading them through a snapshot or a batch alike. All begin with 'b', then
 * the table's letter, then parts of which text ends with a zero byte and numbers are big-endian, so that the order of keys is theirs.
 */
#ifndef PORTAL_TABLE_H
#define PORTAL_TABLE_H

#include "registry/store.h"

enum table { TABLE_ACCOUNT = 'a', TABLE_BOOKING = 'b', TABLE_CODE = 'c', TABLE_FULL = 'f', TABLE_LIST = 'l', TABLE_NOTICE = 'n',
	TABLE_PERSON = 'p', TABLE_SLOT = 's', TABLE_TASK = 't', TABLE_LINE = 'w', TABLE_WAITING = 'x', TABLE_WAITS = 'y', TABLE_TRIES = 'z' };

#define TABLE_KEY 128
struct table_key {
	uint8_t p[TABLE_KEY];
	size_t n;
};

struct table_key table_key(enum table t);
/* Each appends one part and gives the key again. A text is at most 64 bytes; longer ones are cut (ids are checked before). */
struct table_key table_text(struct table_key k, struct slice text);
struct table_key table_u8(struct table_key k, unsigned v);
struct table_key table_u32(struct table_key k, uint32_t v);
struct table_key table_u64(struct table_key k, int64_t v);
struct table_key table_bytes(struct table_key k, struct slice bytes);
/* The first key behind all that begin with k. */
struct table_key table_behind(struct table_key k);
static inline struct slice table_slice(const struct table_key *k) { return slice_of(k->p, k->n); }

/* Where one reads: a batch (b) or a snapshot (v), the other NULL. Values die as theirs do. */
struct source {
	struct snapshot *v;
	struct batch *b;
};
static inline struct source from_snapshot(struct snapshot *v) { return (struct source){ .v = v }; }
static inline struct source from_batch(struct batch *b) { return (struct source){ .b = b }; }
must_use enum err source_get(struct ctx *cx, struct source s, const struct table_key *k, struct slice *value);
must_use enum err source_range(struct ctx *cx, struct source s, const struct table_key *from, const struct table_key *to, store_each *each, void *self);

/* As batch_put and batch_delete: durable with the batch; deleting what is not there is fine. */
must_use enum err table_put(struct ctx *cx, struct batch *b, const struct table_key *k, struct slice value);
must_use enum err table_delete(struct ctx *cx, struct batch *b, const struct table_key *k);

#endif
