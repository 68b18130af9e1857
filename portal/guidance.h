/*
 * Owns: guidance for each service: topics, their versions by the day from which they hold, both languages; the version in force, search,
 * checklists. Read once at start from the files built in (portal/guidance/) or from portal.guidance-folder; shared read-only by threads.
 * Must never invent: what a file lacks refuses the start.
 */
#ifndef PORTAL_GUIDANCE_H
#define PORTAL_GUIDANCE_H

#include "base/text.h"
#include "schemas/service.h"

enum guide_language { GUIDE_EN = 0, GUIDE_ZH, GUIDE_LANGUAGES };

#define GUIDE_QUESTIONS 4
#define GUIDE_ANSWERS   8
#define GUIDE_SECTIONS  10
#define GUIDE_ITEMS     40

struct guide_answer {
	struct slice key, words;
};

/* What the checklist asks before it can be made. */
struct guide_question {
	struct slice key, words;
	struct guide_answer answers[GUIDE_ANSWERS];
	size_t answer_count;
};

/* {purpose=work,study; kind=first}: for each question the answers that fit, as a set of bits; 0 = any answer. */
struct guide_condition {
	unsigned fits[GUIDE_QUESTIONS];
};

/* One paper to bring. */
struct guide_item {
	struct slice html;
	struct guide_condition condition;
};

struct guide_section {
	struct slice key, title, html; /* keys: requirements materials steps fees time-limits, and others */
};

/* One version of a topic in one language. */
struct guide_text {
	struct slice title, summary, intro; /* intro is HTML */
	int order;                          /* of the topic in lists */
	enum service service;               /* SERVICE_NONE where no service belongs to it */
	struct guide_question questions[GUIDE_QUESTIONS];
	size_t question_count;
	struct guide_section sections[GUIDE_SECTIONS];
	size_t section_count;
	struct guide_item items[GUIDE_ITEMS]; /* the list in the section "materials" */
	size_t item_count;
	struct slice folded_title, folded_heads, folded_text; /* as a search compares them */
};

struct guide_version {
	struct date from;                   /* in force from this day, where the authority is */
	char day[11];
	struct guide_text text[GUIDE_LANGUAGES];
	struct guide_version *next;         /* the version before */
};

struct guide {
	struct slice topic;                 /* a-z and hyphens; stands in addresses */
	struct guide_version *newest;
	struct guide *next;                 /* in the order of lists */
};

struct guidance;

/*
 * folder "" = the files built in. Files: <topic>.<YYYY-MM-DD>.<en|zh>.md, each version in both languages. ERR_GUIDANCE names file and
 * line: an unknown header, a condition on an unknown question, a section that is missing, a language that is missing or differs.
 */
must_use enum err guidance_open(struct ctx *cx, const char *folder, struct guidance **out);
void guidance_close(struct guidance *g);

/* True for the texts built in: samples, and pages say so. */
bool guidance_is_sample(const struct guidance *g);
/* All topics, in order; and one by its name, NULL when there is none. */
const struct guide *guidance_first(const struct guidance *g);
const struct guide *guidance_topic(const struct guidance *g, struct slice topic);
const struct guide *guidance_for(const struct guidance *g, enum service service);
/* The version in force on a day; before the first one there was, NULL. */
const struct guide_version *guide_in_force(const struct guide *t, struct date day);
/* A version by its day, "2026-03-01"; NULL when there is none. */
const struct guide_version *guide_version_of(const struct guide *t, struct slice day);
/* The version that will follow, or NULL. */
const struct guide_version *guide_following(const struct guide *t, const struct guide_version *version);
/* For bookings to keep: "visa-extension.2026-03-01", the version in force for a service on a day. False when there is none. */
#define GUIDANCE_VERSION_SIZE 48
bool guidance_version(const struct guidance *g, enum service service, struct date day, char out[static GUIDANCE_VERSION_SIZE]);

/* The answers to a version's questions: index of the answer, or -1. */
struct guide_answers {
	int chosen[GUIDE_QUESTIONS];
};
/* -1 for a value that is no answer. */
int guide_answer(const struct guide_question *q, struct slice key);
/* Whether a paper is needed. A question without an answer rules nothing out. */
bool guide_needs(const struct guide_item *item, const struct guide_answers *answers);

struct guide_hit {
	const struct guide *topic;
	int score;
};
/*
 * Topics in force on that day that fit the words typed, best first, at most `most`. Words are looked for in both languages; Chinese
 * needs no spaces between its words.
 */
must_use enum err guidance_search(struct ctx *cx, const struct guidance *g, struct date day, struct slice words, struct guide_hit *hits, size_t most,
	size_t *count);

#endif
