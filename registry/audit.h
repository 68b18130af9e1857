/*
 * Owns: the audit record: who did what to which document when and why. Append only; every entry holds the digest of the one
 * before, so that a changed, missing or exchanged entry shows. Must never hold a holder's data: codes and numbers only.
 */
#ifndef REGISTRY_AUDIT_H
#define REGISTRY_AUDIT_H

#include "registry/store.h"

struct audit_entry {
	uint64_t seq;                  /* 0, 1, 2 ... without a gap; given by audit_append */
	int64_t at;                    /* cx->now of the change */
	struct slice operation;        /* "issue", "revoke" ...: a-z 0-9 - _ . , at most LIMIT_REASON */
	struct slice number;           /* document number, or empty when the operation has none */
	struct slice operator_name;    /* who, as the caller knows them; UTF-8, at most LIMIT_OPERATOR */
	struct slice reason;           /* reason code as in documents.h, or empty */
	uint8_t previous[32];          /* digest of the entry before; zeros in the first */
};

/* How far the record goes. Keep one outside the registry (log, checkpoint): only that shows a record cut at its end. */
struct audit_head {
	uint64_t count;
	uint8_t digest[32];            /* of the last entry; zeros when there is none */
};

/* Appends one entry in the same batch as the change it tells of. seq, at and previous of `e` are ignored. ERR_DOCUMENT_FIELD. */
must_use enum err audit_append(struct ctx *cx, struct batch *b, const struct audit_entry *e);
must_use enum err audit_head(struct ctx *cx, struct snapshot *v, struct audit_head *out);
/*
 * Walks the whole chain. ERR_AUDIT_BROKEN names the first entry that is missing, changed or does not follow. `known` (or NULL)
 * is a head seen earlier: the record must still pass through it.
 */
must_use enum err audit_check(struct ctx *cx, struct snapshot *v, const struct audit_head *known, struct audit_head *out);
/* Entries from `seq` on, unchecked, until `each` returns false. Slices point into the snapshot. */
typedef bool audit_each(void *self, const struct audit_entry *e);
must_use enum err audit_range(struct ctx *cx, struct snapshot *v, uint64_t seq, audit_each *each, void *self);

#endif
