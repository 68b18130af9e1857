/*
 * Owns: the pages of share codes: the list with who opened what when, making one, stopping one, stopping all. Must never show a code again: only
 * its digest is kept.
 */
#include "portal/handlers.h"
#include "portal/asking.h"
#include "portal/pager.h"
#include "portal/field_part.h"
#include "portal/parts.h"
#include "portal/persons.h"

#include "base/limits.h"
#include "formats/crockford.h"
#include "registry/checks.h"
#include "registry/records.h"
#include "schemas/purpose.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS    10
#define CHECKS_SHOWN 20  /* of one code, the latest */
#define DAY          86400

struct all {
	struct ctx *cx;
	struct one {
		struct share share;
		bool works;            /* as far as end, cancelling and the maker's right go */
	} *list;
	size_t count;
	bool frozen;
};

static bool keep_share(void *self, const struct share *s)
{
	struct all *a = self;
	if (a->count < LIMIT_PERSON_SHARES)
		a->list[a->count++].share = *s;
	return true;
}

/* Those that work come first: none of them is ever out of sight behind what is over. */
static int working_first(const void *a, const void *b)
{
	const struct one *x = a, *y = b;
	if (x->works != y->works)
		return x->works ? -1 : 1;
	return x->share.made < y->share.made ? 1 : x->share.made > y->share.made ? -1 : strcmp(x->share.id, y->share.id);
}

/* As the verifier judges it: a code ends with the right of who made it. */
static enum err maker_may(struct visit *v, const struct share *s, bool *may)
{
	struct grant g;
	bool found = false;
	enum err e = grants_find(v->cx, v->w->registry, s->account, s->person, &found, &g);
	*may = e == OK && found && (grant_rights_at(&g, v->cx->now) & RIGHT_SHARE);
	return e;
}

static enum err read_all(struct visit *v, struct all *a)
{
	*a = (struct all){ .cx = v->cx, .list = ctx_alloc(v->cx, LIMIT_PERSON_SHARES * sizeof *a->list) };
	enum err e = shares_of(v->cx, v->w->registry, v->person, keep_share, a);
	if (e == OK)
		e = shares_frozen(v->cx, v->w->registry, v->person, &a->frozen);
	for (size_t i = 0; e == OK && i < a->count; i++) {
		const struct share *s = &a->list[i].share;
		a->list[i].works = !s->cancelled && v->cx->now <= s->until;
		if (a->list[i].works)
			e = maker_may(v, s, &a->list[i].works);
	}
	qsort(a->list, a->count, sizeof *a->list, working_first);
	return e;
}

/* One code with who looked at what is behind it. */
struct looked {
	struct ctx *cx;
	uint32_t used;
	struct check_entry ring[CHECKS_SHOWN];
	size_t count;
};

static bool keep_check(void *self, const struct check_entry *c)
{
	struct looked *l = self;
	struct check_entry *at = &l->ring[l->count++ % CHECKS_SHOWN];
	*at = *c;
	at->organisation = ctx_copy(l->cx, c->organisation);
	return true;
}

static enum err read_looked(struct visit *v, const struct share *s, struct looked *out)
{
	*out = (struct looked){ .cx = v->cx };
	enum err e = checks_count(v->cx, v->w->checks, share_counted(s), s->id, &out->used);
	return e == OK ? checks_of(v->cx, v->w->checks, share_counted(s), s->id, keep_check, out) : e;
}

static bool is_used_up(const struct share *s, const struct looked *l) { return s->uses && l->used >= s->uses; }

static void put_purpose(struct visit *v, char letter)
{
	const struct purpose *p = purpose_of(letter);
	if (p)
		put_say(v, field_part_institution(v, p));
	else
		html_put(&v->h, "?");
}

static void put_kinds(struct visit *v, uint32_t kinds)
{
	static const char *const keys[KIND_COUNT] = { "", "shares.kind-visa", "shares.kind-card", "shares.kind-passport", "shares.kind-link" };
	html_put(&v->h, "<ul class=\"plain\">");
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
		if (!(kinds >> kind & 1))
			continue;
		html_put(&v->h, "<li>");
		put_say(v, keys[kind]);
		html_put(&v->h, "</li>");
	}
	html_put(&v->h, "</ul>");
}

static void put_state(struct visit *v, const struct all *a, const struct one *o, const struct looked *l)
{
	if (o->share.cancelled)
		part_tag(v, "bad", "shares.stopped");
	else if (v->cx->now > o->share.until)
		part_tag(v, "stale", "shares.ended");
	else if (!o->works)
		part_tag(v, "stale", "shares.maker-gone");
	else if (is_used_up(&o->share, l))
		part_tag(v, "stale", "shares.used-up");
	else if (a->frozen)
		part_tag(v, "bad", "shares.frozen");
	else
		part_tag(v, "good", "shares.open");
}

static void put_checks(struct visit *v, const struct looked *l)
{
	if (!l->count) {
		part_text(v, "shares.nobody-looked");
		return;
	}
	html_put(&v->h, "<ul class=\"plain\">\n");
	for (size_t i = l->count; i > 0 && l->count - i < CHECKS_SHOWN; i--) {
		const struct check_entry *c = &l->ring[(i - 1) % CHECKS_SHOWN];
		html_put(&v->h, "<li>");
		put_time(v, c->at, v->w->hall->utc_offset);
		put_colon(v);
		put_foreign(v, c->organisation, NULL);
		html_put(&v->h, "</li>\n");
	}
	html_put(&v->h, "</ul>\n");
}

static void put_facts(struct visit *v, const struct share *s, const struct looked *l)
{
	struct slice used = slice_str(ctx_printf(v->cx, "%u", l->used));
	part_list_open(v);
	part_row_open(v, "shares.begins");
	html_put(&v->h, "<bdi class=\"code\" lang=\"zxx\">%.*s…</bdi>", 1, &s->purpose);
	part_row_close(v, NULL);
	part_row_open(v, "shares.kinds");
	put_kinds(v, s->kinds);
	part_row_close(v, NULL);
	part_row_open(v, "shares.until");
	put_time(v, s->until, v->w->hall->utc_offset);
	part_row_close(v, NULL);
	part_row_open(v, "shares.uses");
	if (s->uses)
		put_say2(v, "shares.used-of", used, slice_str(ctx_printf(v->cx, "%u", s->uses)));
	else if (l->used == 1)
		put_say(v, "shares.used-once");
	else
		put_say1(v, "shares.used", used);
	part_row_close(v, NULL);
	part_list_close(v);
}

static enum err put_share(struct visit *v, const struct all *a, const struct one *o)
{
	const struct share *s = &o->share;
	struct looked *l = ctx_alloc(v->cx, sizeof *l);
	enum err e = read_looked(v, s, l);
	if (e != OK)
		return e;
	html_put(&v->h, "<section class=\"panel\"><h3>");
	put_purpose(v, s->purpose);
	html_put(&v->h, " ");
	put_state(v, a, o, l);
	html_put(&v->h, "</h3>\n");
	put_facts(v, s, l);
	html_put(&v->h, "<h4>");
	put_say(v, "shares.who-looked");
	html_put(&v->h, "</h4>\n");
	put_checks(v, l);
	if (o->works && !is_used_up(s, l)) {
		html_put(&v->h, "<div class=\"actions\">");
		part_button_form(v, ctx_printf(v->cx, "end-%s", s->id), ctx_printf(v->cx, "/p/%s/shares/%s/end", v->person, s->id), "shares.stop", true, NULL);
		html_put(&v->h, "</div>\n");
	}
	html_put(&v->h, "</section>\n");
	return OK;
}

static void put_freeze(struct visit *v, bool frozen)
{
	static const char *const on[] = { "frozen", "1", NULL }, *const off[] = { "frozen", "0", NULL };
	part_heading(v, "shares.freeze-title");
	part_text(v, frozen ? "shares.frozen-text" : "shares.freeze-text");
	if (frozen && !v->voice) /* who stopped it all opens it again */
		return;
	part_button_form(v, "freeze", ctx_printf(v->cx, "/p/%s/shares/freeze", v->person), frozen ? "shares.thaw" : "shares.freeze", !frozen, frozen ? off : on);
}

void shares_choose(struct visit *v) { persons_choose(v, RIGHT_SHARE, "shares", "shares.title"); }

void shares_list(struct visit *v)
{
	struct all *a = ctx_alloc(v->cx, sizeof *a);
	const char *here = ctx_printf(v->cx, "/p/%s/shares", v->person);
	enum err e = read_all(v, a);
	if (e != OK) {
		visit_failed(v, "portal.shares");
		return;
	}
	screen_open(v, "shares.title", "/", SCREEN_PLAIN);
	if (a->frozen && !slice_is(visit_query(v, "done"), "frozen"))
		part_notice(v, "bad", "shares.frozen-text", (struct slice){ 0 });
	part_text(v, "shares.lead");
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, ctx_printf(v->cx, "/p/%s/shares/new", v->person), "shares.make", true);
	html_put(&v->h, "</p>\n");
	part_heading(v, "shares.list");
	size_t from = (pager_page(v, PAGE_ROWS, a->count) - 1) * PAGE_ROWS;
	for (size_t i = from; e == OK && i < a->count && i < from + PAGE_ROWS; i++)
		e = put_share(v, a, &a->list[i]);
	if (e != OK) {
		visit_failed(v, "portal.shares");
		return;
	}
	if (!a->count)
		part_text(v, "shares.none");
	pager_put(v, here, "", PAGE_ROWS, a->count);
	put_freeze(v, a->frozen);
	screen_close(v);
}

/* ---- making one ---- */

static const struct { const char *name; enum kind kind; const char *label; } kinds[] = {
	{ "visa", KIND_VISA, "shares.kind-visa" }, { "pr-card", KIND_PR_CARD, "shares.kind-card" }, { "passport", KIND_PASSPORT, "shares.kind-passport" },
};
#define KINDS (sizeof kinds / sizeof *kinds)

static const struct { const char *value, *label; int days; } ends[] = {
	{ "1", "shares.day", 1 }, { "7", "shares.week", 7 }, { "30", "shares.month", 30 }, { "90", "shares.quarter", 90 },
};
#define ENDS (sizeof ends / sizeof *ends)

static const struct { const char *value, *label; int uses; } counts[] = {
	{ "1", "shares.once", 1 }, { "3", "shares.three", 3 }, { "10", "shares.ten", 10 }, { "0", "shares.always", 0 },
};
#define COUNTS (sizeof counts / sizeof *counts)

static void show_new(struct visit *v)
{
	struct part_option purposes[16], records[KINDS], until[ENDS], uses[COUNTS];
	size_t n = 0, have = 0;
	for (const struct purpose *p; n < sizeof purposes / sizeof *purposes && (p = purpose_at(n)); n++)
		purposes[n] = (struct part_option){ .value = slice_str(p->key), .label = field_part_institution(v, p) };
	for (size_t i = 0; i < KINDS; i++) {
		struct kept_record r;
		bool found = false;
		if (records_current(v->cx, v->w->registry, v->person, (int)kinds[i].kind, &found, &r) != OK || !found)
			continue;
		records[have] = (struct part_option){ .value = slice_str(kinds[i].name), .label = kinds[i].label, .chosen = have == 0 };
		have++;
	}
	ctx_forgive(v->cx);
	for (size_t i = 0; i < ENDS; i++)
		until[i] = (struct part_option){ .value = slice_str(ends[i].value), .label = ends[i].label, .chosen = ends[i].days == 7 };
	for (size_t i = 0; i < COUNTS; i++)
		uses[i] = (struct part_option){ .value = slice_str(counts[i].value), .label = counts[i].label, .chosen = counts[i].uses == 3 };
	screen_open(v, "shares.new-title", ctx_printf(v->cx, "/p/%s/shares", v->person), SCREEN_FORM);
	part_form_open(v, ctx_printf(v->cx, "/p/%s/shares/new", v->person));
	part_radios(v, "purpose", "shares.for-whom", "shares.for-whom-hint", purposes, n);
	part_checks(v, "kinds", "shares.which", NULL, records, have);
	part_radios(v, "days", "shares.how-long", NULL, until, ENDS);
	part_radios(v, "uses", "shares.how-often", NULL, uses, COUNTS);
	part_form_close(v, "shares.make-now");
	screen_close(v);
}

void shares_new(struct visit *v) { show_new(v); }

static void read_wish(struct visit *v, struct client_share_wish *out)
{
	const struct purpose *p = purpose_parse(visit_typed(v, "purpose"));
	const char *names = "";
	*out = (struct client_share_wish){ .purpose = p ? p->letter : 0, .uses = -1 };
	for (size_t i = 0; i < KINDS; i++) {
		if (visit_chose(v, kinds[i].name))
			names = ctx_printf(v->cx, "%s%s%s", names, *names ? "," : "", kinds[i].name);
	}
	out->kinds = slice_str(names);
	for (size_t i = 0; i < ENDS; i++) {
		if (slice_is(visit_typed(v, "days"), ends[i].value))
			out->until = v->cx->now + ends[i].days * DAY;
	}
	for (size_t i = 0; i < COUNTS; i++) {
		if (slice_is(visit_typed(v, "uses"), counts[i].value))
			out->uses = counts[i].uses;
	}
	if (v->switched)
		return;
	if (!p)
		visit_problem(v, "purpose", "shares.bad-purpose");
	if (!out->kinds.n)
		visit_problem(v, "kinds", "shares.bad-kinds");
	if (!out->until)
		visit_problem(v, "days", "shares.bad-days");
	if (out->uses < 0)
		visit_problem(v, "uses", "shares.bad-uses");
}

static void show_made(struct visit *v, const struct client_share *made)
{
	char grouped[CLIENT_SHARE + CLIENT_SHARE / 4 + 1];
	const char *address = ctx_printf(v->cx, "%s/share", conf_get(v->w->hall->conf, "verify.url"));
	crockford_group(made->code, grouped);
	screen_open(v, "shares.made-title", ctx_printf(v->cx, "/p/%s/shares", v->person), SCREEN_PRINT);
	part_notice(v, "stale", "shares.made-once", (struct slice){ 0 });
	part_list_open(v);
	part_row_open(v, "shares.code");
	html_put(&v->h, "<bdi class=\"code big\" lang=\"zxx\" id=\"share-code\">%s</bdi>", grouped);
	part_row_close(v, NULL);
	part_row_open(v, "shares.where");
	html_put(&v->h, "<bdi class=\"code\" lang=\"zxx\">%s</bdi>", address);
	part_row_close(v, NULL);
	part_list_close(v);
	part_text(v, "shares.made-text");
	html_put(&v->h, "<p class=\"actions\">");
	part_link_button(v, ctx_printf(v->cx, "/p/%s/shares", v->person), "shares.to-list", true);
	html_put(&v->h, "</p>\n");
	screen_close(v);
}

void shares_make(struct visit *v)
{
	struct client_share_wish wish;
	struct client_share made;
	read_wish(v, &wish);
	if (!visit_is_fine(v)) {
		show_new(v);
		return;
	}
	struct client_caller who = asking_caller(v);
	if (!visit_act(v, ACT_SHARED, (struct slice){ 0 }))
		return;
	enum err e = client_share_make(v->cx, v->w->issuer, &who, &wish, &made);
	if (e == OK)
		show_made(v, &made);
	else if (asking_refused(v, e, "portal.shares"))
		show_new(v);
}

/* ---- stopping ---- */

static void finish(struct visit *v, enum err e, const char *done)
{
	if (e == OK)
		visit_done(v, ctx_printf(v->cx, "/p/%s/shares", v->person), done);
	else if (asking_refused(v, e, "portal.shares"))
		visit_refuse(v, v->status == 422 ? 409 : v->status);
}

void shares_end(struct visit *v)
{
	struct client_caller who = asking_caller(v);
	if (visit_act(v, ACT_SHARE_ENDED, (struct slice){ 0 }))
		finish(v, client_share_end(v->cx, v->w->issuer, &who, v->args[0]), "share-stopped");
}

void shares_freeze_all(struct visit *v)
{
	bool frozen = slice_is(visit_typed(v, "frozen"), "1");
	struct client_caller who = asking_caller(v);
	if (!frozen && !v->voice) {
		visit_refuse(v, 403);
		return;
	}
	if (visit_act(v, frozen ? ACT_FROZEN : ACT_THAWED, (struct slice){ 0 }))
		finish(v, client_freeze(v->cx, v->w->issuer, &who, frozen), frozen ? "frozen" : "thawed");
}
