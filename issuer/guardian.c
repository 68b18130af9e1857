/* Owns: requests of helpers that the office answers. */
#include "issuer/guardian.h"

#include "base/json.h"
#include "base/limits.h"
#include "issuer/held.h"
#include "registry/audit.h"
#include "registry/challenges.h"
#include "registry/records.h"

#include <stdio.h>
#include <string.h>

#define AGE 18

int64_t guardian_majority(struct date birth, int utc_offset)
{
	struct date d = { birth.year + AGE, birth.month ? birth.month : 1, birth.day ? birth.day : 1 };
	bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
	if (d.month == 2 && d.day == 29 && !leap)
		d = (struct date){ d.year, 3, 1 };
	return date_over(date_from_days(date_days(d) - 1), utc_offset) - 1;
}

int64_t guardian_limit(struct date birth, int utc_offset, int64_t now)
{
	struct date last = { birth.year, birth.month ? birth.month : 12, birth.day };
	int64_t earliest = guardian_majority(birth, utc_offset);
	if (!birth.day)
		last.day = last.month == 2 ? 29 : 31; /* days that a month lacks run on into the next one */
	int64_t latest = guardian_majority(last, utc_offset);
	return now > latest ? 0 : now <= earliest ? earliest : latest;
}

enum err guardian_limit_of(struct ctx *cx, struct snapshot *v, int utc_offset, const char *person, int64_t *limit)
{
	struct person_name n = { 0 };
	struct date birth;
	bool found = false;
	*limit = 0;
	enum err e = person_name(cx, v, person, &found, &n);
	if (e == OK && found && date_parse(n.birth, true, &birth))
		*limit = guardian_limit(birth, utc_offset, cx->now);
	return e;
}

/* ---- listing ---- */

struct listing {
	struct ctx *cx;
	struct snapshot *v;
	bool json;
	size_t count;
	enum err e;
};

static const char *rights_of(struct ctx *cx, unsigned rights)
{
	return ctx_printf(cx, "%s%s%s%s", rights & RIGHT_VIEW ? "view " : "", rights & RIGHT_BOOK ? "book " : "", rights & RIGHT_DOWNLOAD ? "download " : "",
		rights & RIGHT_SHARE ? "share " : "");
}

static void print_json(const struct grant *g, const struct person_name *n, const char *asked)
{
	struct buf b;
	buf_init(&b, 4096);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "request", g->request);
	json_put_str(&o, "asked", asked);
	json_put_str(&o, "account", g->account);
	json_put_str(&o, "person", g->person);
	json_put_int(&o, "rights", g->rights);
	json_put_bool(&o, "guardian", g->guardian);
	json_put_text(&o, "label", g->label.p ? g->label : SLICE(""));
	json_put_text(&o, "surname", n->surname.p ? n->surname : SLICE(""));
	json_put_text(&o, "given_names", n->given.p ? n->given : SLICE(""));
	json_put_text(&o, "birth_date", n->birth.p ? n->birth : SLICE(""));
	json_end(&o, '}');
	buf_putc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_wipe(&b);
}

static bool list_one(void *self, const struct grant *g)
{
	struct listing *l = self;
	struct person_name n;
	bool found = false;
	char asked[21];
	if (g->state != GRANT_ASKED)
		return true;
	l->e = person_name(l->cx, l->v, g->person, &found, &n);
	if (l->e != OK)
		return false;
	l->count++;
	instant_format(g->asked, asked);
	if (l->json)
		print_json(g, &n, asked);
	else
		printf("%s  %s  %s  for %.*s, %.*s, %.*s (%.*s): %s\n", g->request, asked, g->guardian ? "guardian" : "helper  ", SLICE_FMT(n.surname),
			SLICE_FMT(n.given), SLICE_FMT(n.birth), SLICE_FMT(g->label), rights_of(l->cx, g->rights));
	return true;
}

enum err guardian_list(struct ctx *cx, const struct desk *d, bool json, size_t *count)
{
	struct listing l = { .cx = cx, .json = json };
	enum err e = snapshot_open(cx, d->store, &l.v);
	if (e == OK)
		e = grants_range(cx, l.v, list_one, &l);
	snapshot_close(l.v);
	*count = l.count;
	return e == OK ? l.e : e;
}

/* ---- answering ---- */

struct looking {
	const char *request;
	bool found;
	struct grant grant;
	struct date birth;
};

static bool look_at(void *self, const struct grant *g)
{
	struct looking *l = self;
	if (g->state != GRANT_ASKED || strcmp(g->request, l->request) != 0)
		return true;
	l->grant = *g;
	l->found = true;
	return false;
}

/* Who asks for whom, and when that one was born. */
static enum err find(struct ctx *cx, const struct desk *d, struct looking *l)
{
	struct snapshot *v = NULL;
	struct person_name n = { 0 };
	bool known = false;
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK && strlen(l->request) == PERSON_SIZE)
		e = grants_range(cx, v, look_at, l);
	if (e == OK && !l->found)
		e = fail(cx, ERR_RECORD_MISSING, "no request with this id waits for an answer; `relative list` names those that do");
	if (e == OK)
		e = person_name(cx, v, l->grant.person, &known, &n);
	if (e == OK && !(known && date_parse(n.birth, true, &l->birth)))
		e = fail(cx, ERR_RECORD_MISSING, "the person of this request has no records any more");
	snapshot_close(v);
	return e;
}

/* Answered meanwhile by somebody else: then nothing is done. */
static enum err still_waits(struct ctx *cx, struct batch *b, struct looking *l)
{
	bool found = false;
	const char *person = ctx_printf(cx, "%s", l->grant.person), *account = ctx_printf(cx, "%s", l->grant.account);
	enum err e = grants_get(cx, b, account, person, &found, &l->grant);
	if (e == OK && (!found || l->grant.state != GRANT_ASKED || strcmp(l->grant.request, l->request) != 0))
		e = fail(cx, ERR_RECORD_MISSING, "the request was answered meanwhile");
	return e;
}

static enum err answer(struct ctx *cx, const struct desk *d, struct batch *b, const struct grant *g, const char *operation, const char *reason)
{
	struct audit_entry note = { .operation = slice_str(operation), .number = slice_str(g->person), .operator_name = slice_str(d->operator),
		.reason = slice_str(reason) };
	enum err e = grants_put(cx, b, g);
	if (e == OK)
		e = challenges_delete(cx, b, slice_str(g->request));
	return e == OK ? audit_append(cx, b, &note) : e;
}

static enum err check_room(struct ctx *cx, struct batch *b, const struct grant *g)
{
	struct held held;
	enum err e = held_read(cx, b, g->account, g->person, &held);
	return e == OK && held_is_full(&held) ? fail(cx, ERR_GRANT, "the account acts for %d persons already; more it may not", LIMIT_ACCOUNT_PERSONS) : e;
}

enum err guardian_confirm(struct ctx *cx, const struct desk *d, const char *request, bool guardian)
{
	struct looking l = { .request = request };
	struct batch *b = NULL;
	enum err e = find(cx, d, &l);
	if (e == OK)
		e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = still_waits(cx, b, &l);
	struct grant *g = &l.grant;
	g->guardian = g->guardian || guardian;
	int64_t majority = guardian_majority(l.birth, d->utc_offset);
	if (e == OK && g->guardian && majority <= cx->now)
		e = fail(cx, ERR_GRANT, "a guardian is for a child; this person is of age");
	/* Whatever it is called: nobody's right on a child outlasts childhood. */
	int64_t limit = g->guardian ? majority : guardian_limit(l.birth, d->utc_offset, cx->now);
	if (limit && (!g->until || g->until > limit))
		g->until = limit;
	if (e == OK)
		e = check_room(cx, b, g);
	g->state = GRANT_ACTIVE;
	g->origin = ORIGIN_HELPER_OFFICE;
	g->from = g->changed = cx->now;
	if (e == OK)
		e = answer(cx, d, b, g, "grant", g->guardian ? "guardian" : "office");
	return batch_end(cx, b, e);
}

enum err guardian_decline(struct ctx *cx, const struct desk *d, const char *request)
{
	struct looking l = { .request = request };
	struct batch *b = NULL;
	enum err e = find(cx, d, &l);
	if (e == OK)
		e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = still_waits(cx, b, &l);
	l.grant.state = GRANT_DECLINED;
	l.grant.changed = cx->now;
	l.grant.ended_by = SLICE("office");
	if (e == OK)
		e = answer(cx, d, b, &l.grant, "grant-decline", "office");
	return batch_end(cx, b, e);
}

/* ---- grants of before ---- */

#define MENDED_GROUP 256 /* grants a batch: others wait meanwhile */
#define RULES        1   /* no right on a child outlasts childhood */

struct mending {
	struct ctx *cx;
	struct snapshot *v;
	int utc_offset;
	size_t count;
	struct { char account[ACCOUNT_SIZE + 1], person[PERSON_SIZE + 1]; } found[MENDED_GROUP];
	enum err e;
};

/* The end that it would have been given; 0 where it has one that is no later, or was not made in a childhood. */
static enum err missing_end(struct ctx *cx, struct snapshot *v, int utc_offset, const struct grant *g, int64_t *end)
{
	struct person_name n = { 0 };
	struct date birth;
	bool known = false;
	*end = 0;
	if (g->state != GRANT_ACTIVE)
		return OK;
	enum err e = person_name(cx, v, g->person, &known, &n);
	if (e == OK && known && date_parse(n.birth, true, &birth))
		*end = guardian_limit(birth, utc_offset, g->from);
	if (g->until && g->until <= *end)
		*end = 0;
	return e;
}

static bool find_unended(void *self, const struct grant *g)
{
	struct mending *m = self;
	int64_t end = 0;
	m->e = missing_end(m->cx, m->v, m->utc_offset, g, &end);
	if (m->e == OK && end) {
		memcpy(m->found[m->count].account, g->account, sizeof g->account);
		memcpy(m->found[m->count++].person, g->person, sizeof g->person);
	}
	if (m->e == OK)
		ctx_reset(m->cx);
	return m->e == OK && m->count < MENDED_GROUP;
}

static enum err mend_one(struct ctx *cx, struct batch *b, const struct desk *d, struct snapshot *v, const char *account, const char *person)
{
	/* No officer does it: the running issuer has none. */
	struct audit_entry note = { .operation = SLICE("grant"), .number = slice_str(person), .operator_name = SLICE("cinnabar-issuer"),
		.reason = SLICE("majority") };
	struct grant g;
	bool found = false;
	int64_t end = 0;
	enum err e = grants_get(cx, b, account, person, &found, &g);
	if (e == OK && found)
		e = missing_end(cx, v, d->utc_offset, &g, &end);
	if (e != OK || !end)
		return e;
	if (grant_is_own(&g)) {
		g.origin = g.origin == ORIGIN_SELF_COUNTER ? ORIGIN_HELPER_OFFICE : ORIGIN_HELPER_CONFIRMED;
		g.guardian = true;
	}
	g.until = end;
	g.changed = cx->now;
	e = grants_put(cx, b, &g);
	return e == OK ? audit_append(cx, b, &note) : e;
}

/* The last group also writes down that all were looked through. */
static enum err mend_group(struct ctx *cx, const struct desk *d, struct mending *m)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	for (size_t i = 0; e == OK && i < m->count; i++)
		e = mend_one(cx, b, d, m->v, m->found[i].account, m->found[i].person);
	if (e == OK && m->count < MENDED_GROUP)
		e = grants_set_rules(cx, b, RULES);
	return batch_end(cx, b, e);
}

/* One group; *rules are those of the registry before it. */
static enum err mend(struct ctx *cx, const struct desk *d, struct mending *m, unsigned *rules)
{
	struct ctx inner; /* emptied after every grant that was looked at */
	ctx_init(&inner, cx->now);
	*m = (struct mending){ .cx = &inner, .utc_offset = d->utc_offset };
	enum err e = snapshot_open(cx, d->store, &m->v);
	if (e == OK)
		e = grants_rules(cx, m->v, rules);
	if (e == OK && *rules < RULES)
		e = grants_range(&inner, m->v, find_unended, m);
	if (e == OK)
		e = m->e;
	if (inner.err != OK)
		e = fail(cx, inner.err, "%s", inner.text);
	if (e == OK && *rules < RULES)
		e = mend_group(cx, d, m);
	snapshot_close(m->v);
	ctx_free(&inner);
	return e;
}

enum err guardian_mend(struct ctx *cx, const struct desk *d, size_t *count)
{
	struct mending *m = ctx_alloc(cx, sizeof *m);
	unsigned rules = 0;
	enum err e = OK;
	*count = 0;
	do {
		e = mend(cx, d, m, &rules);
		*count += e == OK ? m->count : 0;
	} while (e == OK && m->count == MENDED_GROUP);
	return e;
}
