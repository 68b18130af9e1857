/*
 * Owns: how kept records lie in the store: their keys, and the deterministic CBOR of one entry. Inside the registry only.
 */
#ifndef REGISTRY_RECORD_CODE_H
#define REGISTRY_RECORD_CODE_H

#include "base/limits.h"
#include "registry/documents.h"
#include "registry/records.h"

#define RECORD_LINK 16 /* bytes of a link's digest */
#define RECORD_KEY_MAX (1 + RECORD_LINK + LIMIT_IDENTITY)

/* A record as stored: with what ties it and where its photo lies. */
struct record_entry {
	struct kept_record record;
	uint8_t links[LIMIT_RECORD_LINKS][RECORD_LINK];
	size_t link_count;
	char document[DOCUMENT_NUMBER_SIZE + 1]; /* whose fill holds the photo, or "" */
	bool own_photo;                  /* the photo lies under J */
};

/* A key built on the stack. */
struct record_key {
	uint8_t p[RECORD_KEY_MAX];
	size_t n;
};

/* False for what no record has: an identity that is empty or too long, an id that is none. */
bool record_identity_fits(struct slice identity);
bool person_id_fits(const char *id);
/* kind: 'R' or 'J'. */
struct record_key record_key(char kind, struct slice identity);
/* 'P': identity absent gives the common start of a person's. */
struct record_key record_person_key(const char *person, struct slice identity);
/* 'K': the same. */
struct record_key record_link_key(const uint8_t link[static RECORD_LINK], struct slice identity);
struct slice record_key_slice(const struct record_key *k);
/* The smallest key behind all that start with this one. */
struct record_key record_key_behind(struct record_key k);
void record_link_digest(struct slice number, struct slice birth, uint8_t out[static RECORD_LINK]);

/* The bytes live in cx. ERR_RECORD_FIELD. */
must_use enum err record_encode(struct ctx *cx, const struct record_entry *r, struct slice *out);
/* Slices of *out point into `value`. ERR_STORE_CORRUPT. */
must_use enum err record_decode(struct ctx *cx, struct slice identity, struct slice value, struct record_entry *out);

#endif
