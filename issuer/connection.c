/* Owns: listing and ending connections. */
#include "issuer/connection.h"

#include "base/json.h"
#include "registry/audit.h"
#include "registry/challenges.h"
#include "registry/records.h"

#include <stdio.h>
#include <string.h>

static enum err find_person(struct ctx *cx, struct snapshot *v, struct slice identity, char person[static PERSON_SIZE + 1])
{
	const char *const prefixes[] = { "", "visa:", "pr-card:" };
	struct kept_record r;
	bool found = false;
	enum err e = OK;
	for (size_t i = 0; e == OK && !found && i < sizeof prefixes / sizeof *prefixes; i++)
		e = records_find(cx, v, slice_str(ctx_printf(cx, "%s%.*s", prefixes[i], SLICE_FMT(identity))), &found, &r);
	if (e == OK && !found)
		e = fail(cx, ERR_RECORD_MISSING, "there is no record of this identity or number");
	if (e == OK)
		memcpy(person, r.person, PERSON_SIZE + 1);
	return e;
}

struct listing {
	struct ctx *cx;
	bool json;
	size_t count;
};

static const char *origin_of(const struct grant *g)
{
	switch (g->origin) {
	case ORIGIN_SELF_CODE:
		return "own, by a code of the mail";
	case ORIGIN_SELF_COUNTER:
		return "own, by a code of the counter";
	case ORIGIN_HELPER_CONFIRMED:
		return g->guardian ? "guardian, by a code of the mail" : "helper, by the person's word";
	case ORIGIN_HELPER_OFFICE:
		return g->guardian ? "guardian, by the office" : "helper, by the office";
	default:
		return "-";
	}
}

static const char *rights_of(struct ctx *cx, unsigned rights)
{
	return ctx_printf(cx, "%s%s%s%s", rights & RIGHT_VIEW ? " view" : "", rights & RIGHT_BOOK ? " book" : "", rights & RIGHT_DOWNLOAD ? " download" : "",
		rights & RIGHT_SHARE ? " share" : "");
}

static const char *time_of(struct ctx *cx, int64_t at)
{
	char text[21] = "-";
	if (at)
		instant_format(at, text);
	return ctx_printf(cx, "%s", text);
}

static void print_json(struct ctx *cx, const struct grant *g, bool runs)
{
	struct buf b;
	buf_init(&b, 4096);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "account", g->account);
	json_put_str(&o, "person", g->person);
	json_put_str(&o, "state", runs ? "active" : "asked");
	json_put_str(&o, "origin", origin_of(g));
	json_put_str(&o, "since", time_of(cx, runs ? g->from : g->asked));
	json_put_str(&o, "until", time_of(cx, g->until));
	json_put_int(&o, "rights", g->rights);
	json_put_bool(&o, "guardian", g->guardian);
	json_end(&o, '}');
	buf_putc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_free(&b);
}

static bool print_one(void *self, const struct grant *g)
{
	struct listing *l = self;
	bool runs = grant_rights_at(g, l->cx->now) != RIGHT_NONE;
	if (!runs && !grant_waits(g, l->cx->now))
		return true;
	l->count++;
	if (l->json)
		print_json(l->cx, g, runs);
	else
		printf("%s  %s  %s  until %s  %s:%s\n", g->account, runs ? "active" : "asked ", time_of(l->cx, runs ? g->from : g->asked), time_of(l->cx, g->until),
			origin_of(g), rights_of(l->cx, g->rights));
	return true;
}

enum err connection_list(struct ctx *cx, const struct desk *d, struct slice identity, bool json, size_t *count)
{
	struct listing l = { .cx = cx, .json = json };
	struct snapshot *v = NULL;
	char person[PERSON_SIZE + 1] = "";
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = find_person(cx, v, identity, person);
	if (e == OK)
		e = grants_of_person(cx, v, person, print_one, &l);
	snapshot_close(v);
	*count = l.count;
	return e;
}

static enum err put_end(struct ctx *cx, const struct desk *d, struct batch *b, const char *account, const char *person)
{
	struct grant g;
	bool found = false;
	struct audit_entry note = { .operation = SLICE("grant-end"), .number = slice_str(person), .operator_name = slice_str(d->operator), .reason = SLICE("office") };
	enum err e = grants_get(cx, b, account, person, &found, &g);
	if (e == OK && (!found || (g.state != GRANT_ACTIVE && g.state != GRANT_ASKED)))
		e = fail(cx, ERR_RECORD_MISSING, "this account is not connected with the person; `relative accounts` names those that are");
	if (e != OK)
		return e;
	g.state = GRANT_ENDED;
	g.changed = cx->now;
	g.ended_by = SLICE("office");
	e = grants_put(cx, b, &g);
	if (e == OK && g.request[0])
		e = challenges_delete(cx, b, slice_str(g.request));
	return e == OK ? audit_append(cx, b, &note) : e;
}

enum err connection_end(struct ctx *cx, const struct desk *d, struct slice identity, struct slice account)
{
	struct snapshot *v = NULL;
	struct batch *b = NULL;
	char person[PERSON_SIZE + 1] = "";
	const char *id = ctx_string(cx, account);
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = find_person(cx, v, identity, person);
	snapshot_close(v);
	if (e == OK)
		e = batch_begin(cx, d->store, &b);
	if (e == OK)
		e = put_end(cx, d, b, id, person);
	return batch_end(cx, b, e);
}
