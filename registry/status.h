/*
 * Owns: what the status lists say, built from the registry: two bits a document (Token Status List, draft-ietf-oauth-status-list;
 * 0 valid, 1 invalid, 2 suspended). Signs and packs nothing: formats/ and the issuer do.
 */
#ifndef REGISTRY_STATUS_H
#define REGISTRY_STATUS_H

#include "formats/status_list.h" /* enum status_value */
#include "registry/store.h"

#define STATUS_LIST_BYTES (256 * 1024) /* 2^20 indexes at two bits: always the whole list, so its length tells nothing */

struct status_array {
	uint32_t list;
	struct slice bits;      /* STATUS_LIST_BYTES in cx; index 0 = the two lowest bits of byte 0 */
	int64_t as_of;          /* cx->now: every commit the snapshot sees is in it */
	uint64_t version;       /* of the snapshot: an equal one needs no new list */
	uint32_t taken;         /* indexes that were ever reserved */
};

/* How many lists there are: 0 when nothing was ever reserved, else the highest list number + 1. */
must_use enum err status_lists(struct ctx *cx, struct snapshot *v, uint32_t *count);
/* Builds list L. Everything not issued (reserved, void, never used), revoked or superseded is STATUS_INVALID. */
must_use enum err status_build(struct ctx *cx, struct snapshot *v, uint32_t list, struct status_array *out);

#endif
