/* Owns: the judgement of a share code and the choice of what it shows. */
#include "verifier/share.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/limits.h"
#include "formats/crockford.h"
#include "registry/force.h"
#include "registry/grants.h"
#include "registry/records.h"

#include <string.h>

#define CODE_DIGITS (SHARE_CODE - 1)

/* Also "1985/3/14", "1985.03.14" and "19850314", as people write it. */
static bool read_birth(struct slice typed, struct date *out)
{
	int parts[3] = { 0 }, part = 0, digits = 0;
	for (size_t i = 0; i < typed.n; i++) {
		uint8_t c = typed.p[i];
		if (c >= '0' && c <= '9' && digits < 8) {
			parts[part] = parts[part] * 10 + (c - '0');
			digits++;
		} else if ((c == '-' || c == '/' || c == '.') && part < 2 && digits) {
			part++;
			digits = 0;
		} else if (c != ' ') {
			return false;
		}
	}
	uint32_t number = part == 2 ? (uint32_t)(parts[0] * 10000 + parts[1] * 100 + parts[2]) : (uint32_t)parts[0];
	return (part == 2 ? parts[0] < 10000 && parts[1] < 100 && parts[2] < 100 : part == 0 && digits == 8) && date_from_number(number, true, out);
}

static bool read_code(struct slice typed, char out[static SHARE_CODE + 1])
{
	return typed.n <= 64 && crockford_parse(typed, CODE_DIGITS, out);
}

const char *share_flaw(const struct share_question *q)
{
	char code[SHARE_CODE + 1];
	struct date birth;
	if (!read_code(q->code, code))
		return "code";
	if (!read_birth(q->birth_date, &birth))
		return "birth_date";
	if (!q->organisation.n || !text_is_utf8(q->organisation) || text_length(q->organisation) > LIMIT_ORGANISATION || !proof_is_line(q->organisation))
		return "organisation";
	return NULL;
}

/* A helper's code ends with the helper's right: who made it must still be one who may share. */
static enum err maker_may(struct ctx *cx, struct snapshot *v, const struct share *s, bool *may)
{
	struct grant g;
	bool found = false;
	enum err e = grants_find(cx, v, s->account, s->person, &found, &g);
	*may = e == OK && found && (grant_rights_at(&g, cx->now) & RIGHT_SHARE);
	return e;
}

/* Every part is asked whatever the others say: a closed code takes the time of an open one up to here. */
static enum err judge(struct ctx *cx, struct snapshot *v, struct slice code, struct date birth, bool may, struct share *s, bool *found,
	bool *open)
{
	bool frozen = true, known = false, granted = false;
	struct person_name name = { 0 };
	struct date on_record = { 0 };
	*s = (struct share){ .person = "000000000000", .account = "000000000000" };
	enum err e = shares_find(cx, v, code, found, s);
	if (e == OK)
		e = shares_frozen(cx, v, s->person, &frozen);
	if (e == OK)
		e = person_name(cx, v, s->person, &known, &name);
	if (e == OK)
		e = maker_may(cx, v, s, &granted);
	if (e != OK)
		return e;
	bool read = date_parse(name.birth, true, &on_record), same = known & read & (date_compare(on_record, birth) == 0);
	*open = may & *found & granted & !frozen & same & !s->cancelled & (cx->now <= s->until);
	return OK;
}

static enum share_state state_of(const struct proof *p, bool stands, struct date today)
{
	if (!stands)
		return SHARE_REVOKED;
	return p->ends.year && date_compare(p->ends, today) < 0 ? SHARE_EXPIRED : SHARE_IN_FORCE;
}

static enum err show(struct ctx *cx, struct snapshot *v, const struct kept_record *kept, struct date today, struct share_answer *out)
{
	struct proof_options options = { .mask = out->purpose->masked[kept->kind], .proof_days = 1 };
	struct shared_record *r = &out->records[out->count];
	struct slice photo = { 0 };
	struct checked record;
	bool stands = false;
	enum err e = record_kept(cx, ctx_copy(cx, kept->json), (struct slice){ 0 }, &record);
	if (e == OK)
		e = proof_show(cx, record, &options, today, &r->proof);
	if (e == OK)
		e = force_stands(cx, v, kept->person, kept->identity, &stands);
	if (e == OK && !out->photo.n)
		e = records_photo(cx, v, kept->identity, &photo);
	if (e != OK)
		return e;
	if (photo.n)
		out->photo = ctx_copy(cx, photo);
	r->state = state_of(&r->proof, stands, today);
	r->under_correction = kept->under_correction;
	r->changed_at = kept->changed_at;
	out->count++;
	return OK;
}

/* Of each kind the current record: what it replaced is history. */
static enum err gather(struct ctx *cx, struct snapshot *v, const struct share *s, struct date today, struct share_answer *out)
{
	enum err e = OK;
	for (int kind = KIND_NONE + 1; e == OK && kind < KIND_COUNT && out->count < SHARE_RECORDS; kind++) {
		struct kept_record kept;
		bool found = false;
		if (!(s->kinds >> kind & 1))
			continue;
		e = records_current(cx, v, s->person, kind, &found, &kept);
		if (e == OK && found)
			e = show(cx, v, &kept, today, out);
	}
	return e;
}

static enum err count_use(struct ctx *cx, struct store *checks, const struct share *s, struct slice organisation, bool *opened, uint32_t *used)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, checks, &b);
	if (e != OK)
		return e;
	e = checks_use(cx, b, s, organisation, opened, used);
	if (e != OK || !*opened) {
		batch_abort(b);
		return e;
	}
	return batch_commit(cx, b);
}

enum err share_open(struct ctx *cx, struct snapshot *registry, struct store *checks, struct tries *tries, const struct share_question *q,
	int utc_offset, struct share_answer *out)
{
	char code[SHARE_CODE + 1];
	struct date birth = { 0 };
	struct share s;
	bool open = false, found = false;
	struct share_answer full = { 0 };
	*out = (struct share_answer){ 0 };
	if (share_flaw(q) || !read_code(q->code, code) || !read_birth(q->birth_date, &birth))
		return OK;
	enum err e = judge(cx, registry, slice_str(code), birth, tries_may(tries, slice_str(code), cx->now), &s, &found, &open);
	if (e != OK)
		return e;
	full.purpose = open ? purpose_of(s.purpose) : NULL;
	if (!full.purpose) {
		tries_wrong(tries, slice_str(code), found, cx->now);
		return OK;
	}
	full.until = s.until;
	full.utc_offset = utc_offset;
	full.uses = s.uses;
	e = gather(cx, registry, &s, date_at(cx->now, utc_offset), &full);
	if (e == OK)
		e = count_use(cx, checks, &s, q->organisation, &full.open, &full.used);
	if (e == OK && full.open)
		*out = full;
	return e;
}

static void put_record(struct json_out *o, const struct shared_record *r)
{
	static const char *const names[SHARE_STATES] = { "revoked", "expired", "in_force" };
	char at[21];
	instant_format(r->changed_at, at);
	json_begin(o, NULL, '{');
	json_put_str(o, "kind", kind_name(r->proof.kind));
	json_put_str(o, "state", names[r->state]);
	json_put_bool(o, "under_correction", r->under_correction);
	json_put_str(o, "changed_at", at);
	proof_put_fields(o, &r->proof);
	json_end(o, '}');
}

void share_json(const struct share_answer *a, int64_t now, struct buf *out)
{
	struct json_out o = json_out(out);
	char at[21];
	json_begin(&o, NULL, '{');
	json_put_str(&o, "result", a->open ? "open" : "closed");
	if (a->open) {
		json_put_str(&o, "purpose", a->purpose->key);
		instant_format(a->until, at);
		json_put_str(&o, "until", at);
		if (a->uses)
			json_put_int(&o, "uses", a->uses);
		json_put_int(&o, "used", a->used);
		json_begin(&o, "records", '[');
		for (size_t i = 0; i < a->count; i++)
			put_record(&o, &a->records[i]);
		json_end(&o, ']');
	}
	instant_format(now, at);
	json_put_str(&o, "checked_at", at);
	json_end(&o, '}');
}
