/*
 * Owns: every sentence of the portal, by key and language, read once at start from the catalogue built into the program
 * (portal/words/ *.words). "{1}" to "{9}" stand for values. Must never hold a value.
 *   [booking.title]
 *   en = Book an appointment
 *   zh = 预约
 */
#ifndef PORTAL_WORDS_H
#define PORTAL_WORDS_H

#include "base/ctx.h"
#include "portal/language.h"

struct words;

/* The catalogue of the program. ERR_WORDS names the line: a key twice, no English or Chinese, an unknown language, a {n} that English lacks. */
must_use enum err words_open(struct ctx *cx, struct words **out);
/* The same for any catalogue text, which must outlive the result. */
must_use enum err words_parse(struct ctx *cx, struct slice text, struct words **out);
void words_close(struct words *w);

/* A sentence and the language it really is in: `wanted`, or English where that has none. An unknown key is logged and gives itself. */
struct sentence {
	const char *text;
	enum language language;
};
struct sentence words_find(const struct words *w, const char *key, enum language wanted);
bool words_has(const struct words *w, const char *key);
/* All keys in order, for the tests. */
size_t words_count(const struct words *w);
const char *words_key(const struct words *w, size_t i);
/* Whether the language has the key itself, without falling back. */
bool words_own(const struct words *w, size_t i, enum language l);

#endif
