/* Owns: what registry tests share: a scratch folder, a store in it, and issuing a made-up document in one call. */
#ifndef TESTS_UNIT_REGISTRY_HELP_H
#define TESTS_UNIT_REGISTRY_HELP_H

#include "registry/documents.h"
#include "registry/store_hooks.h"

/* A fresh folder (check_scratch), or one in memory; help_remove deletes it with all it holds. */
char *help_folder(struct ctx *cx);
char *help_folder_in_memory(struct ctx *cx);
void help_remove(struct ctx *cx, const char *folder);
/* Flips the bits of `mask` in one byte, or cuts the file. */
void help_flip(const char *path, long at, unsigned mask);
void help_cut(const char *path, long size);

/* STORE_TEST(name) { ... }: a TEST with an open, fresh store `s` in `folder`. */
void help_with_store(struct ctx *cx, void (*body)(struct ctx *cx, struct store *s, const char *folder));
#define STORE_TEST(name) \
	static void with_##name(struct ctx *cx, struct store *s __attribute__((unused)), const char *folder __attribute__((unused))); \
	TEST(name) { help_with_store(cx, with_##name); } \
	static void with_##name(struct ctx *cx, struct store *s __attribute__((unused)), const char *folder __attribute__((unused)))

/* Runs `work` in a child process; gives its exit code, or minus the signal that ended it. */
int help_child(int (*work)(void *arg), void *arg);

/* The stock all made-up documents use: 1000 bytes; its digest. */
struct slice help_stock(struct ctx *cx);
void help_stock_digest(uint8_t out[static 32]);
/* A document for this reservation: identity "record-<n>", content from n, stock as above. */
struct document help_document(struct ctx *cx, const struct reservation *r, unsigned n);
/* Reserves and issues document n in the batch with a fill of `size` bytes; number gets 12 bytes. */
must_use enum err help_issue(struct ctx *cx, struct batch *b, unsigned n, size_t size, char *number);
/* The same in a batch of its own, committed. */
must_use enum err help_issue_now(struct ctx *cx, struct store *s, unsigned n, char *number);
/* Issues a document of this record identity, content from cx->now, and revokes it with the reason, in one batch. */
void help_revoke(struct ctx *cx, struct store *s, const char *identity, const char *reason);
/* The state of a number, or DOCUMENT_NONE; -1 when the registry failed. */
int help_state(struct ctx *cx, struct store *s, const char *number);
/*
 * Walks everything and tells what contradicts itself (NULL when sound): every document has its index entry and the same state
 * there, an issued one its fill, stock and record entry, nothing else has a fill, open reservations are exactly the reserved ones.
 */
const char *help_unsound(struct ctx *cx, struct store *s, size_t counts[static DOCUMENT_VOID + 1]);

#endif
