/*
 * Owns: how documents lie in the store: the keys, and the deterministic CBOR of one document's entry. Inside the registry only.
 *   d number -> entry            f number -> fill          s digest -> stock            i list index -> number, state
 *   r SHA-256(identity) content number -> (empty)          o number -> writer: an open reservation and whose it is (8 bytes; none in
 *                                                          entries of older versions), the sweep's journal
 *   w SHA-256(identity) series -> number of the newest document of the series, SHA-256 of what it says
 *   m/indexes -> indexes set aside and next free one       a seq -> audit entry (audit.c)
 */
#ifndef REGISTRY_DOCUMENT_CODE_H
#define REGISTRY_DOCUMENT_CODE_H

#include "registry/documents.h"

#define DOCUMENT_KEY_MAX 76
#define LIST_BITS        20
#define LIST_SIZE        (UINT32_C(1) << LIST_BITS) /* indexes a status list holds */

/* A key built on the stack. */
struct key {
	uint8_t p[DOCUMENT_KEY_MAX];
	size_t n;
};

/* Of DOCUMENT_NUMBER_SIZE characters, each: entry, fill, open reservation. */
struct key key_document(const char *number);
struct key key_fill(const char *number);
struct key key_open(const char *number);
struct key key_stock(const uint8_t digest[static 32]);
struct key key_index(uint32_t list, uint32_t index);
/* number NULL gives the common start of all documents of that content, content NULL of all that identity has. */
struct key key_record(struct slice identity, const uint8_t *content, const char *number);
struct key key_series(struct slice identity, const uint8_t series[static 32]);
/* The number at the end of a record's key. */
struct slice key_record_number(struct slice key);
struct slice key_slice(const struct key *k);
/* The smallest key behind all that start with this one, for ranges. */
struct key key_behind(struct key k);
extern const struct slice key_indexes;

/* Takes exactly DOCUMENT_NUMBER_SIZE characters, canonical with a right check character; ERR_DOCUMENT_MISSING otherwise. */
must_use enum err document_number(struct ctx *cx, struct slice number, char out[static DOCUMENT_NUMBER_SIZE + 1]);
/* ERR_DOCUMENT_FIELD when a field is out of its range. The bytes live in cx. */
must_use enum err document_encode(struct ctx *cx, const struct document *d, struct slice *out);
/* Slices of *out point into `entry`. ERR_STORE_CORRUPT. */
must_use enum err document_decode(struct ctx *cx, struct slice number, struct slice entry, struct document *out);
/* d's history with its present state added, ended now. The bytes live in cx. The oldest states go when there are too many. */
struct slice document_history(struct ctx *cx, const struct document *d, int64_t until);

#endif
