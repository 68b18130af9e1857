/* Owns: showing, correcting and marking kept records; codes of the counter. */
#include "issuer/counter.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/limits.h"
#include "issuer/bind.h"
#include "issuer/filing.h"
#include "issuer/tell.h"
#include "registry/audit.h"
#include "registry/challenges.h"

#include <stdio.h>
#include <string.h>

static bool print_record(void *self, const struct kept_record *r)
{
	struct ctx *cx = self;
	struct buf line;
	char kept[21], changed[21];
	struct json *tree = NULL;
	buf_init(&line, LIMIT_JSON_BYTES);
	instant_format(r->kept_at, kept);
	instant_format(r->changed_at, changed);
	struct json_out o = json_out(&line);
	json_begin(&o, NULL, '{');
	json_put_text(&o, "identity", r->identity);
	json_put_str(&o, "person", r->person);
	json_put_str(&o, "kind", kind_name((enum kind)r->kind));
	json_put_int(&o, "version", r->version);
	json_put_str(&o, "kept_at", kept);
	json_put_str(&o, "changed_at", changed);
	json_put_bool(&o, "photo", r->photo != 0);
	if (r->under_correction)
		json_put_text(&o, "under_correction", r->correction);
	if (json_parse(cx, r->json, &tree) == OK)
		json_put_value(&o, "record", tree);
	json_end(&o, '}');
	buf_putc(&line, '\n');
	fwrite(line.p, 1, line.n, stdout);
	buf_wipe(&line);
	return true;
}

enum err counter_show(struct ctx *cx, const struct desk *d, struct slice identity)
{
	struct snapshot *v = NULL;
	struct kept_record r;
	bool found = false;
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = records_find(cx, v, identity, &found, &r);
	if (e == OK && !found)
		e = fail(cx, ERR_RECORD_MISSING, "there is no record of this identity; it is written like visa:NUMBER, pr-card:NUMBER, passport:STATE:NUMBER");
	if (e == OK)
		print_record(cx, &r);
	snapshot_close(v);
	return e;
}

struct printing {
	struct ctx *cx;
	size_t count;
};

static bool print_one(void *self, const struct kept_record *r)
{
	struct printing *p = self;
	p->count++;
	return print_record(p->cx, r);
}

enum err counter_show_person(struct ctx *cx, const struct desk *d, const char *person)
{
	struct snapshot *v = NULL;
	struct printing p = { .cx = cx };
	enum err e = snapshot_open(cx, d->store, &v);
	if (e == OK)
		e = records_of(cx, v, person, print_one, &p);
	snapshot_close(v);
	return e == OK && p.count == 0 ? fail(cx, ERR_RECORD_MISSING, "no person has this id: want %d characters", PERSON_SIZE) : e;
}

static enum err note(struct ctx *cx, const struct desk *d, struct batch *b, const char *operation, const char *person)
{
	struct audit_entry e = { .operation = slice_str(operation), .number = slice_str(person), .operator_name = slice_str(d->operator) };
	return audit_append(cx, b, &e);
}

static enum err mark_in(struct ctx *cx, const struct desk *d, struct batch *b, struct slice identity, struct slice correction)
{
	struct kept_record r;
	bool found = false;
	enum err e = records_mark(cx, b, identity, correction);
	if (e == OK)
		e = records_get(cx, b, identity, &found, &r);
	return e == OK ? note(cx, d, b, correction.p ? "mark-record" : "clear-record", r.person) : e;
}

enum err counter_mark(struct ctx *cx, const struct desk *d, struct slice identity, struct slice correction)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = mark_in(cx, d, b, identity, correction);
	if (e == ERR_RECORD_FIELD) {
		ctx_forgive(cx);
		e = fail(cx, ERR_USAGE, "--case: want at most 32 letters, digits, hyphens and dots");
	}
	return batch_end(cx, b, e);
}

static enum err read_record(struct ctx *cx, const struct desk *d, const char *path, struct checked *out)
{
	struct buf text, told;
	struct flaw *flaws = NULL;
	buf_init(&text, LIMIT_JSON_BYTES);
	buf_init(&told, LIMIT_JSON_BYTES);
	enum err e = file_read(cx, path, &text);
	if (e == OK)
		e = record_check(cx, d->schemas, ctx_copy(cx, buf_slice(&text)), out, &flaws);
	if (e == ERR_RECORD && flaws) {
		struct tell t = { 0 };
		tell_flaws(flaws, &told);
		struct fate f = { .line = 1, .outcome = OUTCOME_REFUSED, .flaws = buf_slice(&told) };
		tell_fate(&t, &f);
	}
	buf_wipe(&text);
	buf_free(&told);
	return e;
}

enum err counter_correct(struct ctx *cx, const struct desk *d, struct slice identity, const char *path)
{
	struct checked record = { 0 };
	struct batch *b = NULL;
	struct kept_record old;
	struct kept kept;
	bool found = false;
	enum err e = read_record(cx, d, path, &record);
	if (e == OK && !slice_eq(record.record->identity, identity))
		e = fail(cx, ERR_USAGE, "%s: is about another record than the one named", path);
	if (e == OK)
		e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = records_get(cx, b, identity, &found, &old);
	if (e == OK && !found)
		e = fail(cx, ERR_RECORD_MISSING, "there is no record of this identity");
	struct filing *f = filing_new(cx, record, true);
	if (e == OK)
		e = filing_put(cx, d, b, f, &(struct filing_place){ 0 }, &kept);
	if (e == OK && old.under_correction)
		e = mark_in(cx, d, b, identity, (struct slice){ 0 });
	filing_free(f);
	return batch_end(cx, b, e);
}

/* ---- codes ---- */

#define CODE_SECONDS 86400

static enum err find_person(struct ctx *cx, struct batch *b, struct slice identity, char person[static PERSON_SIZE + 1])
{
	const char *const prefixes[] = { "", "visa:", "pr-card:" };
	struct kept_record r;
	bool found = false;
	enum err e = OK;
	for (size_t i = 0; e == OK && !found && i < 3; i++)
		e = records_get(cx, b, slice_str(ctx_printf(cx, "%s%.*s", prefixes[i], SLICE_FMT(identity))), &found, &r);
	if (e == OK && !found)
		e = fail(cx, ERR_RECORD_MISSING, "there is no record of this identity or number");
	if (e == OK)
		memcpy(person, r.person, PERSON_SIZE + 1);
	return e;
}

static enum err put_code(struct ctx *cx, const struct desk *d, struct batch *b, const char *person, const char *code)
{
	struct challenge c = { .what = "counter", .tries = BIND_TRIES, .made = cx->now, .expires = cx->now + CODE_SECONDS };
	memcpy(c.person, person, sizeof c.person);
	snprintf(c.id, sizeof c.id, "counter-%s", person);
	challenge_digest(c.id, slice_str(code), c.digest);
	enum err e = challenges_put(cx, b, &c);
	return e == OK ? note(cx, d, b, "binding-code", person) : e;
}

enum err counter_code(struct ctx *cx, const struct desk *d, struct slice identity)
{
	char person[PERSON_SIZE + 1], code[9], until[21];
	struct batch *b = NULL;
	enum err e = batch_begin(cx, d->store, &b);
	if (e != OK)
		return e;
	e = find_person(cx, b, identity, person);
	challenge_code(code);
	if (e == OK)
		e = put_code(cx, d, b, person, code);
	e = batch_end(cx, b, e);
	if (e == OK) {
		instant_format(cx->now + CODE_SECONDS, until);
		printf("%.4s %s\n", code, code + 4);
		fprintf(stderr, "for one use until %s; a new code ends this one\n", until);
	}
	crypto_wipe(code, sizeof code);
	return e;
}
