/*
 * Owns: the offices of the authority in the registry: id -> JSON of schemas/office.schema.json, and a number that tells when the list
 * changed. Must never judge an office: who puts one has checked it.
 *   O id -> JSON            O alone -> number of the list
 */
#ifndef REGISTRY_OFFICES_H
#define REGISTRY_OFFICES_H

#include "registry/store.h"

/* *json is absent when there is no such office. It points into the snapshot. */
must_use enum err offices_find(struct ctx *cx, struct snapshot *v, struct slice id, struct slice *json);
/* All offices in the order of their ids, until `each` returns false. */
typedef bool office_each(void *self, struct slice id, struct slice json);
must_use enum err offices_range(struct ctx *cx, struct snapshot *v, office_each *each, void *self);
/* Grows with every change of the list: who keeps a copy compares it. 0 when there has never been an office. */
must_use enum err offices_version(struct ctx *cx, struct snapshot *v, uint64_t *version);

/* One office of a list to be put. */
struct office_entry {
	struct slice id, json;
	struct office_entry *next;
};

struct offices_counts { size_t added, changed, same, removed; };
/*
 * Puts every office of the list; `whole` removes those it does not name. One audit entry ("offices") when anything changed. All in
 * the caller's batch. ERR_STORE_KEY for an id that cannot be a key.
 */
must_use enum err offices_put(struct ctx *cx, struct batch *b, const struct office_entry *list, bool whole, struct slice operator_name,
	struct offices_counts *out);

#endif
