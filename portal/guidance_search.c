/* Owns: the search in guidance (declared in portal/guidance.h): words typed -> pieces -> a score for each topic. */
#include "portal/guidance.h"

#include <stdlib.h>

/* Pieces of one search: enough for a sentence. */
#define PIECES 24
/* A title says more than a heading, a heading more than a text; a word that comes again says little more. */
#define TITLE_SCORE 40
#define HEAD_SCORE  8
#define TEXT_MOST   5

struct pieces {
	struct slice piece[PIECES];
	size_t count;
};

/* Written without spaces between words: Han, kana. */
static bool is_unspaced(int32_t c) { return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x3134f); }

/* A separator: everything in ASCII that is no letter or digit, and the punctuation of Chinese. */
static bool is_gap(int32_t c)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c >= 0x80;
	return !letter || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff0f) || (c >= 0x2010 && c <= 0x206f);
}

static bool is_letter(uint8_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* Words that stand everywhere. */
static bool is_filler(struct slice word)
{
	static const char *const fillers[] = { "a", "an", "and", "at", "can", "do", "for", "how", "i", "in", "is", "it", "me", "my", "need", "of", "on", "or",
		"the", "to", "what", "when", "where", "which", "with", "you", "your", "的", "我", "了", "吗" };
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
		if (slice_is(word, fillers[i]))
			return true;
	}
	return false;
}

/* A long Latin word by its beginning, so that "extend" finds "extension" and "registering" finds "registration". */
static struct slice stem(struct slice word)
{
	if (word.n < 6 || !is_letter(word.p[0]) || !is_letter(word.p[word.n - 1]))
		return word;
	size_t n = word.n - 3;
	return slice_sub(word, 0, n < 4 ? 4 : n > 6 ? 6 : n);
}

static void add(struct pieces *p, struct slice piece)
{
	if (piece.n && p->count < PIECES && !is_filler(piece))
		p->piece[p->count++] = stem(piece);
}

/* Chinese in pairs of characters, one alone as it is; other scripts word by word. `typed` is folded. */
static void cut_pieces(struct slice typed, struct pieces *p)
{
	size_t word = 0, last = 0, run = 0;
	*p = (struct pieces){ 0 };
	for (size_t at = 0; at < typed.n;) {
		size_t here = at;
		int32_t c = text_next(typed, &at);
		if (is_unspaced(c)) {
			add(p, slice_sub(typed, word, here - word));
			if (run)
				add(p, slice_sub(typed, last, at - last));
			last = here;
			run++;
			word = at;
			continue;
		}
		if (run == 1)
			add(p, slice_sub(typed, last, here - last));
		run = 0;
		if (is_gap(c)) {
			add(p, slice_sub(typed, word, here - word));
			word = at;
		}
	}
	if (run == 1)
		add(p, slice_sub(typed, last, typed.n - last));
	if (word < typed.n)
		add(p, slice_sub(typed, word, typed.n - word));
}

/* How often a piece stands in a text; a word of Latin letters at the beginning of one there, so that "visa" does not find "advisable". */
static int occurrences(struct slice text, struct slice piece, int most)
{
	int n = 0;
	for (size_t at = slice_find(text, piece, 0); at != SIZE_MAX && n < most; at = slice_find(text, piece, at + 1))
		n += at == 0 || !is_letter(piece.p[0]) || !is_letter(text.p[at - 1]);
	return n;
}

static int score_piece(const struct guide_text *t, struct slice piece)
{
	return TITLE_SCORE * occurrences(t->folded_title, piece, 1) + HEAD_SCORE * occurrences(t->folded_heads, piece, 2) +
		occurrences(t->folded_text, piece, TEXT_MOST);
}

/* Two pieces in three must be found: pairs of characters across two words need not stand anywhere. */
static int score_text(const struct guide_text *t, const struct pieces *p)
{
	int score = 0;
	size_t found = 0;
	for (size_t i = 0; i < p->count; i++) {
		int one = score_piece(t, p->piece[i]);
		found += one > 0;
		score += one;
	}
	return 3 * found >= 2 * p->count ? score : 0;
}

static int compare(const void *left, const void *right)
{
	const struct guide_hit *a = left, *b = right;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return slice_compare(a->topic->topic, b->topic->topic);
}

enum err guidance_search(struct ctx *cx, const struct guidance *g, struct date day, struct slice words, struct guide_hit *hits, size_t most, size_t *count)
{
	struct pieces p;
	struct slice typed = { 0 };
	*count = 0;
	enum err e = text_fold(cx, words, &typed);
	if (e != OK)
		return e;
	cut_pieces(typed, &p);
	for (const struct guide *t = guidance_first(g); p.count && t && *count < most; t = t->next) {
		const struct guide_version *v = guide_in_force(t, day);
		int en = v ? score_text(&v->text[GUIDE_EN], &p) : 0, zh = v ? score_text(&v->text[GUIDE_ZH], &p) : 0;
		if (en || zh)
			hits[(*count)++] = (struct guide_hit){ t, en > zh ? en : zh };
	}
	qsort(hits, *count, sizeof *hits, compare);
	return OK;
}
