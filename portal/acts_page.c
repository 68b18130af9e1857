/* Owns: the page of what was done for a person, by whom and when ("A for B"). For the person alone. */
#include "portal/field_part.h"
#include "portal/handlers.h"
#include "portal/helper_part.h"
#include "portal/parts.h"
#include "formats/crockford.h"
#include "registry/documents.h"
#include "registry/records.h"

#include <stdlib.h>
#include <string.h>

#define ACTS_SHOWN 100

struct latest {
	struct ctx *cx;
	struct act ring[ACTS_SHOWN];
	size_t count;
};

static bool keep_latest(void *self, const struct act *a)
{
	struct latest *l = self;
	struct act *at = &l->ring[l->count++ % ACTS_SHOWN];
	*at = *a;
	at->detail = ctx_copy(l->cx, a->detail);
	return true;
}

/* A kind of document in words, a document's number as it is printed, a booking's id. */
static void put_detail(struct visit *v, struct slice detail)
{
	char grouped[DOCUMENT_NUMBER_SIZE + 4];
	if (!detail.n)
		return;
	if (kind_parse(detail) != KIND_NONE) {
		html_put(&v->h, ": ");
		put_say(v, field_part_kind(kind_parse(detail)));
		return;
	}
	if (detail.n == DOCUMENT_NUMBER_SIZE)
		crockford_group(ctx_string(v->cx, detail), grouped);
	html_put(&v->h, " <bdi class=\"code\" lang=\"zxx\">%s</bdi>", detail.n == DOCUMENT_NUMBER_SIZE ? grouped : ctx_string(v->cx, detail));
}

static void put_act(struct visit *v, const struct act *a)
{
	html_put(&v->h, "<tr><td>");
	put_time(v, a->at, v->w->hall->utc_offset);
	html_put(&v->h, "</td><td>");
	if (!a->helper && strcmp(a->account, v->account) == 0)
		put_say(v, "acts.you");
	else if (!a->account[0])
		put_say(v, "acts.by-code");
	else
		helper_part_name(v, a->account);
	html_put(&v->h, "</td><td>");
	put_say(v, ctx_printf(v->cx, "act.%s", act_name(a->kind)));
	put_detail(v, a->detail);
	html_put(&v->h, "</td></tr>\n");
}

static int by_time(const void *a, const void *b)
{
	const struct act *x = a, *y = b;
	return (x->at > y->at) - (x->at < y->at);
}

/* Also what was done while the person was taken for somebody else. */
static enum err read_acts(struct visit *v, struct latest *l)
{
	char formers[PERSON_FORMERS][PERSON_SIZE + 1];
	size_t count = 0;
	enum err e = person_formers(v->cx, v->w->registry, v->person, formers, &count);
	for (size_t i = 0; e == OK && i < count; i++)
		e = acts_of(v->cx, v->w->store, formers[i], keep_latest, l);
	if (e == OK)
		e = acts_of(v->cx, v->w->store, v->person, keep_latest, l);
	/* Fewer than the ring holds lie from its start. */
	if (e == OK && l->count <= ACTS_SHOWN)
		qsort(l->ring, l->count, sizeof *l->ring, by_time);
	return e;
}

void acts_list(struct visit *v)
{
	struct latest *l = ctx_alloc(v->cx, sizeof *l);
	l->cx = v->cx;
	if (!v->own) {
		visit_refuse(v, 403);
		return;
	}
	if (read_acts(v, l) != OK) {
		visit_failed(v, "portal.acts");
		return;
	}
	screen_open(v, "acts.title", "/relatives", SCREEN_WIDE);
	part_text(v, "acts.lead");
	if (!l->count) {
		part_text(v, "acts.none");
		screen_close(v);
		return;
	}
	html_put(&v->h, "<div class=\"scroll\" tabindex=\"0\"><table class=\"stack\"><thead><tr><th scope=\"col\">");
	put_say(v, "acts.when");
	html_put(&v->h, "</th><th scope=\"col\">");
	put_say(v, "acts.who");
	html_put(&v->h, "</th><th scope=\"col\">");
	put_say(v, "acts.what");
	html_put(&v->h, "</th></tr></thead><tbody>\n");
	for (size_t i = l->count; i > 0 && l->count - i < ACTS_SHOWN; i--)
		put_act(v, &l->ring[(i - 1) % ACTS_SHOWN]);
	html_put(&v->h, "</tbody></table></div>\n");
	screen_close(v);
}
