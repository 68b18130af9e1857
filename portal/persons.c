/* Owns: reading an account's grants, and the page with the choice. */
#include "portal/persons.h"

#include "portal/field_part.h"
#include "portal/parts.h"

#include <string.h>

struct walk {
	struct visit *v;
	unsigned right;
	struct person_choice *out;
	size_t *count;
};

static bool take(void *self, const struct grant *g)
{
	struct walk *w = self;
	unsigned rights = grant_rights_at(g, w->v->cx->now);
	if (!w->right || (rights & w->right) != w->right)
		return true;
	struct person_choice *c = &w->out[(*w->count)++];
	*c = (struct person_choice){ .own = grant_is_own(g), .rights = rights, .label = ctx_copy(w->v->cx, g->label) };
	memcpy(c->id, g->person, sizeof c->id);
	return *w->count < PERSONS_MAX;
}

/* Own ones move to the front; the rest keep the order of their ids. */
static void own_first(struct person_choice *all, size_t count)
{
	for (size_t i = 1, front = 0; i < count; i++) {
		front += front < i && all[front].own;
		if (!all[i].own)
			continue;
		struct person_choice c = all[i];
		memmove(&all[front + 1], &all[front], (i - front) * sizeof c);
		all[front] = c;
	}
}

enum err persons_read(struct visit *v, unsigned right, struct person_choice out[static PERSONS_MAX], size_t *count)
{
	struct walk w = { v, right, out, count };
	*count = 0;
	enum err e = v->account ? grants_of_account(v->cx, v->w->registry, v->account, take, &w) : OK;
	own_first(out, *count);
	for (size_t i = 0; e == OK && i < *count; i++) {
		bool found;
		e = person_name(v->cx, v->w->registry, out[i].id, &found, &out[i].name);
		if (e == OK && !found)
			out[i].name = (struct person_name){ 0 };
	}
	return e;
}

static void put_choice(struct visit *v, const struct person_choice *c, const char *leaf)
{
	html_put(&v->h, "<li class=\"choice\"><a href=\"/p/%s/%s\">", c->id, leaf);
	if (c->name.surname.n)
		field_part_name(v, c->name.surname, c->name.given);
	else
		put_say(v, "persons.nameless");
	html_put(&v->h, "</a> ");
	if (c->own)
		part_tag(v, "good", "persons.own");
	else if (c->label.n)
		html_put(&v->h, "<span class=\"hint\"><bdi>%.*s</bdi></span>", SLICE_FMT(c->label));
	else
		part_tag(v, "info", "persons.helped");
	html_put(&v->h, "</li>\n");
}

static void put_none(struct visit *v, const char *title_key)
{
	screen_open(v, title_key, "/", SCREEN_PLAIN);
	part_notice(v, "info", "persons.none", (struct slice){ 0 });
	part_text(v, "persons.none-text");
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, "/bind", "persons.bind", true);
	part_link_button(v, "/relatives", "start.relatives", false);
	html_put(&v->h, "</p>\n");
	screen_close(v);
}

void persons_choose(struct visit *v, unsigned right, const char *leaf, const char *title_key)
{
	struct person_choice *all = ctx_alloc(v->cx, PERSONS_MAX * sizeof *all);
	size_t count;
	if (persons_read(v, right, all, &count) != OK) {
		visit_failed(v, "portal.persons");
		return;
	}
	if (count == 0) {
		put_none(v, title_key);
		return;
	}
	if (count == 1) {
		visit_go(v, ctx_printf(v->cx, "/p/%s/%s", all[0].id, leaf));
		return;
	}
	screen_open(v, title_key, "/", SCREEN_PLAIN);
	part_heading(v, "persons.which");
	html_put(&v->h, "<ul class=\"choices\">\n");
	for (size_t i = 0; i < count; i++)
		put_choice(v, &all[i], leaf);
	html_put(&v->h, "</ul>\n");
	screen_close(v);
}

void persons_put_name(struct visit *v)
{
	struct person_name name;
	bool found = false;
	if (person_name(v->cx, v->w->registry, v->person, &found, &name) != OK)
		ctx_forgive(v->cx);
	if (found && name.surname.n)
		field_part_name(v, name.surname, name.given);
	else
		put_say(v, "persons.nameless");
}
