/*
 * Owns: what the page's own source files share: wording by language, icons, the words of each verdict, frame of a page. Private to
 * pages.c, page_answer.c, page_share.c, page_verdict.c and page_assets.c.
 */
#ifndef VERIFIER_PAGE_PARTS_H
#define VERIFIER_PAGE_PARTS_H

#include "http/html.h"
#include "verifier/pages.h"

/* One sentence in both languages; both always present. */
struct said { const char *en, *zh; };
const char *say(const struct page_env *env, const char *en, const char *zh);
const char *said(const struct page_env *env, struct said words);
/* Name of the authority in the page's language. */
struct slice page_authority(const struct page_env *env);
/* "en" or "zh-Hans": language tag; "en" or "zh": value of ?lang=. */
const char *page_tag(enum page_language language);
const char *page_lang(enum page_language language);

/* SVG markup of an icon built into the program, by file name without ending; the absent slice for a wrong name. */
struct slice page_icon(const char *name);
/* Whether the QR reader's files are there. */
bool page_assets_reader(const struct page_assets *a);

/* How a verdict speaks. "{}" in meaning and next stands for the authority's name. */
struct page_verdict {
	const char *tone;        /* good | stale | bad | open: class of the answer's frame */
	const char *icon;        /* a shape of its own */
	bool shows;              /* data of the document may be shown */
	bool causes;             /* several causes lead here: the failed finding is told as the reason */
	struct said title, meaning, next;
};
const struct page_verdict *page_verdict(enum verdict_word word);

/* What page_answer.c and page_share.c both show: the rows of a record's fields inside a <dl class="fields">, a date, the holder's photo. */
void page_fields(const struct page_env *env, struct html *h, const struct proof *p);
void page_date(const struct page_env *env, struct html *h, struct date d);
/* An instant in words: the authority's time from us, as its days end by it; local time from the script; the empty line keeps its room, nothing moves. */
void page_instant(const struct page_env *env, struct html *h, int64_t seconds, int utc_offset);
void page_photo(const struct page_env *env, struct html *h, struct slice jpeg);

/* Head, banner, header and <main>; and back. With env->part they write nothing. `title` is the page's own. */
void page_open(const struct page_env *env, struct html *h, const char *title);
void page_close(const struct page_env *env, struct html *h);

#endif
