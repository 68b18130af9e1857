/* Owns: the reading of the catalogue and the look-up. */
#include "portal/words.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

/* All *.words files one after the other; make/portal.mk writes the file and names the dependency. */
__asm__(".pushsection .rodata\n.balign 16\nportal_words:\n.incbin \"" PORTAL_WORDS "\"\nportal_words_end:\n.byte 0\n.popsection\n");
extern const uint8_t portal_words[] __attribute__((visibility("hidden")));
extern const uint8_t portal_words_end[] __attribute__((visibility("hidden")));

struct entry {
	const char *key, *text[LANGUAGE_COUNT];
	size_t line;
};

struct words {
	char *memory;            /* a copy of the catalogue, cut into strings */
	struct entry *entries;   /* sorted by key */
	size_t count;
};

static int compare(const void *a, const void *b) { return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key); }

static const struct entry *find(const struct words *w, const char *key)
{
	struct entry wanted = { .key = key };
	return bsearch(&wanted, w->entries, w->count, sizeof wanted, compare);
}

static enum err take_line(struct ctx *cx, struct words *w, char *line, size_t number)
{
	size_t n = strlen(line);
	if (line[0] == '#' || n == 0)
		return OK;
	if (line[0] == '[') {
		if (n < 3 || line[n - 1] != ']')
			return fail(cx, ERR_WORDS, "words line %zu: want [key]", number);
		line[n - 1] = 0;
		w->entries[w->count++] = (struct entry){ .key = line + 1, .line = number };
		return OK;
	}
	char *gap = strstr(line, " = ");
	enum language l = gap ? language_parse(slice_of(line, (size_t)(gap - line))) : LANGUAGE_NONE;
	if (l == LANGUAGE_NONE || !w->count || !gap[3])
		return fail(cx, ERR_WORDS, "words line %zu: want \"en = text\" under a [key]", number);
	struct entry *e = &w->entries[w->count - 1];
	if (e->text[l])
		return fail(cx, ERR_WORDS, "words line %zu: %s stands twice", number, language_code(l));
	e->text[l] = gap + 3;
	return OK;
}

/* A value that a translation asks for must be one the English sentence has, and none may be lost. */
static bool same_values(const char *a, const char *b)
{
	for (char n = '1'; n <= '9'; n++) {
		char gap[4] = { '{', n, '}', 0 };
		if (!strstr(a, gap) != !strstr(b, gap))
			return false;
	}
	return true;
}

static enum err judge(struct ctx *cx, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct entry *e = &w->entries[i];
		if (i && strcmp(e->key, w->entries[i - 1].key) == 0)
			return fail(cx, ERR_WORDS, "words: [%s] stands twice", e->key);
		if (!e->text[LANGUAGE_EN] || !e->text[LANGUAGE_ZH])
			return fail(cx, ERR_WORDS, "words line %zu: [%s] wants both en and zh", e->line, e->key);
		for (int l = LANGUAGE_ZH; l < LANGUAGE_COUNT; l++) {
			if (e->text[l] && !same_values(e->text[LANGUAGE_EN], e->text[l]))
				return fail(cx, ERR_WORDS, "words: [%s] in %s has other values than in en", e->key, language_code((enum language)l));
		}
	}
	return OK;
}

enum err words_parse(struct ctx *cx, struct slice text, struct words **out)
{
	struct words *w = calloc(1, sizeof *w);
	size_t keys = 1;
	enum err e = OK;
	for (size_t i = 0; i < text.n; i++)
		keys += text.p[i] == '[';
	if (!w || !(w->memory = malloc(text.n + 1)) || !(w->entries = calloc(keys, sizeof *w->entries)))
		abort();
	memcpy(w->memory, text.p, text.n);
	w->memory[text.n] = 0;
	size_t number = 1;
	for (char *line = w->memory, *end; e == OK && line; line = end, number++) {
		end = strchr(line, '\n');
		if (end)
			*end++ = 0;
		e = take_line(cx, w, line, number);
	}
	qsort(w->entries, w->count, sizeof *w->entries, compare);
	if (e == OK)
		e = judge(cx, w);
	if (e != OK) {
		words_close(w);
		return e;
	}
	*out = w;
	return OK;
}

enum err words_open(struct ctx *cx, struct words **out)
{
	return words_parse(cx, slice_of(portal_words, (size_t)((uintptr_t)portal_words_end - (uintptr_t)portal_words)), out);
}

void words_close(struct words *w)
{
	if (!w)
		return;
	free(w->memory);
	free(w->entries);
	free(w);
}

struct sentence words_find(const struct words *w, const char *key, enum language wanted)
{
	const struct entry *e = find(w, key);
	/* A bug that the tests show; one page is ugly then, and no visitor is sent away. */
	if (!e) {
		log_event(NULL, LOG_ERROR, "portal.words", "key=%s is missing", key);
		return (struct sentence){ key, LANGUAGE_EN };
	}
	if (e->text[wanted])
		return (struct sentence){ e->text[wanted], wanted };
	return (struct sentence){ e->text[LANGUAGE_EN], LANGUAGE_EN };
}

bool words_has(const struct words *w, const char *key) { return find(w, key) != NULL; }
size_t words_count(const struct words *w) { return w->count; }
const char *words_key(const struct words *w, size_t i) { return w->entries[i].key; }
bool words_own(const struct words *w, size_t i, enum language l) { return w->entries[i].text[l] != NULL; }
