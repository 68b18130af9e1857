/* Owns: import and listing of offices. */
#include "issuer/directory.h"

#include "base/limits.h"
#include "issuer/intake.h"
#include "issuer/tell.h"
#include "schemas/flaw.h"
#include "schemas/office.h"

#include <stdio.h>

/* The file as it comes in: offices in its order. */
struct reading {
	struct ctx *cx;
	const struct desk *desk;
	struct directory_import *import;
	struct office_entry *first, *last;
	struct tell tell;
	struct ctx line;            /* of the line under work: emptied after each */
};

static bool is_known(const struct reading *r, struct slice id)
{
	for (const struct office_entry *o = r->first; o; o = o->next) {
		if (slice_eq(o->id, id))
			return true;
	}
	return false;
}

static void refuse(struct reading *r, size_t line, struct slice flaws)
{
	struct fate f = { .line = line, .outcome = OUTCOME_REFUSED, .flaws = flaws };
	r->import->refused++;
	tell_fate(&r->tell, &f);
}

static void keep(struct reading *r, struct slice id, const struct json *tree)
{
	struct buf b;
	struct office_entry *o = ctx_alloc(r->cx, sizeof *o);
	buf_init(&b, LIMIT_JSON_BYTES);
	json_canonical(&b, tree);
	*o = (struct office_entry){ .id = ctx_copy(r->cx, id), .json = ctx_copy(r->cx, buf_slice(&b)) };
	buf_free(&b);
	*(r->last ? &r->last->next : &r->first) = o;
	r->last = o;
}

static void take_line(struct reading *r, struct slice text, size_t line)
{
	struct ctx *cx = &r->line;
	const struct office *office = NULL;
	struct flaw *flaws = NULL;
	struct json *tree = NULL;
	struct buf told;
	ctx_reset(cx);
	buf_init(&told, LIMIT_JSON_BYTES);
	enum err e = office_check(cx, r->desk->schemas, text, &office, &flaws);
	if (e == OK && is_known(r, office->id)) {
		struct flaws twice = { .cx = cx };
		flaws_add(&twice, "/id", FLAW_NOT_UNIQUE);
		flaws = twice.first;
		e = ERR_RECORD;
	}
	if (e == OK)
		e = json_parse(cx, text, &tree);
	if (e == OK) {
		keep(r, office->id, tree);
	} else {
		if (flaws)
			tell_flaws(flaws, &told);
		else
			tell_failure(cx, "", &told);
		refuse(r, line, buf_slice(&told));
	}
	buf_free(&told);
}

static enum err read_all(struct reading *r, const char *path)
{
	static const volatile sig_atomic_t never;
	struct intake *in = NULL;
	struct buf text;
	size_t line = 0;
	bool too_long = false;
	enum err e = intake_open(r->cx, path, false, &never, &in);
	if (e != OK)
		return e;
	buf_init(&text, LIMIT_JSON_BYTES);
	ctx_init(&r->line, r->cx->now);
	while (e == OK && intake_next(in, &text, &line, &too_long)) {
		if (++r->import->lines > LIMIT_OFFICES)
			e = fail(r->cx, ERR_LIMIT, "%s: more than %d offices", path, LIMIT_OFFICES);
		else if (too_long)
			refuse(r, line, SLICE("[{\"field\":\"\",\"reason\":\"too_long\",\"text\":\"The line is too long.\"}]"));
		else
			take_line(r, buf_slice(&text), line);
	}
	if (e == OK && intake_broken(in))
		e = fail(r->cx, ERR_FILE_READ, "%s: reading stopped in the middle", path);
	ctx_free(&r->line);
	buf_free(&text);
	intake_close(in);
	return e;
}

enum err directory_import(struct ctx *cx, const struct desk *d, const char *path, struct directory_import *i)
{
	struct reading r = { .cx = cx, .desk = d, .import = i, .tell = { .json = i->json } };
	struct batch *b = NULL;
	enum err e = read_all(&r, path);
	if (e == OK && i->lines == 0)
		e = fail(cx, ERR_USAGE, "%s: no office in it", path);
	if (e != OK || i->refused)
		return e;
	e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = offices_put(cx, b, r.first, i->whole, slice_str(d->operator), &i->counts);
	if (e == OK && !i->dry_run)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

struct listing {
	struct ctx *cx;
	bool json;
	size_t count;
	enum err e;
};

static bool list_one(void *self, struct slice id, struct slice json)
{
	struct listing *l = self;
	const struct office *o = NULL;
	char day[11];
	l->count++;
	if (l->json) {
		printf("%.*s\n", SLICE_FMT(json));
		return true;
	}
	l->e = office_load(l->cx, json, &o);
	if (l->e != OK)
		return false;
	date_format(o->confirmed, day);
	printf("%-18.*s %.*s  %s  %.*s\n", SLICE_FMT(id), SLICE_FMT(o->province), day, SLICE_FMT(o->name.en));
	return true;
}

enum err directory_list(struct ctx *cx, const struct desk *d, bool json, size_t *count)
{
	struct snapshot *v = NULL;
	struct listing l = { .cx = cx, .json = json };
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = offices_range(cx, v, list_one, &l);
	snapshot_close(v);
	*count = l.count;
	return e == OK ? l.e : e;
}
