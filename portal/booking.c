/* Owns: bookings as JSON in the store (booking.h). Reading refuses whatever writing does not make. */
#include "portal/booking.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/limits.h"
#include "formats/crockford.h"

static const char *const state_names[] = { "", "held", "booked", "cancelled" };

const char *booking_state_name(enum booking_state s) { return s <= BOOKING_CANCELLED ? state_names[s] : ""; }

static enum booking_state state_parse(struct slice name)
{
	for (int i = BOOKING_HELD; i <= BOOKING_CANCELLED; i++)
		if (slice_is(name, state_names[i]))
			return (enum booking_state)i;
	return BOOKING_NONE;
}

bool booking_is_active(const struct booking *k, int64_t now)
{
	return (k->state == BOOKING_HELD && k->held_until > now) || (k->state == BOOKING_BOOKED && k->end > now);
}

void booking_add_act(struct booking *k, int64_t at, const char *act, const char *account)
{
	if (k->act_count == BOOKING_ACTS) /* the first tells who made it; the second oldest goes */
		memmove(&k->acts[1], &k->acts[2], (--k->act_count - 1) * sizeof k->acts[0]);
	struct booking_act *a = &k->acts[k->act_count++];
	*a = (struct booking_act){ .at = at, .act = slice_str(act) };
	if (account)
		memcpy(a->account, account, strnlen(account, BOOKING_ID));
}

bool booking_was_displaced(const struct booking *k)
{
	bool told = false;
	for (size_t i = 0; i < k->act_count; i++)
		told = slice_is(k->acts[i].act, "displaced") || (told && !slice_is(k->acts[i].act, "moved"));
	return told;
}

void booking_new_id(char out[static BOOKING_ID + 1])
{
	uint64_t bits = 0;
	char text[BOOKING_ID + 2];
	crypto_random(&bits, sizeof bits);
	crockford_format(bits & ((UINT64_C(1) << 60) - 1), BOOKING_ID, text);
	memcpy(out, text, BOOKING_ID);
	out[BOOKING_ID] = 0;
}

bool booking_is_id(struct slice text)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	for (size_t i = 0; i < text.n; i++)
		if (!text.p[i] || !strchr(alphabet, text.p[i]))
			return false;
	return text.n == BOOKING_ID;
}

/* ---- writing ---- */

static void put_people(struct json_out *o, const struct booking *k)
{
	json_begin(o, "people", '[');
	for (size_t i = 0; i < k->count; i++) {
		const struct booking_person *p = &k->people[i];
		json_begin(o, NULL, '{');
		json_put_str(o, "id", p->id);
		json_put_text(o, "name", p->name);
		json_put_text(o, "passport", p->passport);
		json_put_text(o, "birth_date", p->birth_date);
		json_put_int(o, "start", p->start);
		json_end(o, '}');
	}
	json_end(o, ']');
}

static void put_acts(struct json_out *o, const struct booking *k)
{
	json_begin(o, "acts", '[');
	for (size_t i = 0; i < k->act_count; i++) {
		json_begin(o, NULL, '{');
		json_put_int(o, "at", k->acts[i].at);
		json_put_text(o, "act", k->acts[i].act);
		json_put_str(o, "account", k->acts[i].account);
		json_end(o, '}');
	}
	json_end(o, ']');
}

static struct slice or_empty(struct slice s) { return s.p ? s : SLICE(""); }

enum err booking_encode(struct ctx *cx, const struct booking *k, struct slice *out)
{
	struct buf b;
	buf_init(&b, LIMIT_BOOKING_BYTES);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "state", booking_state_name(k->state));
	json_put_str(&o, "account", k->account);
	json_put_text(&o, "office", k->office);
	json_put_str(&o, "service", service_name(k->service));
	json_put_int(&o, "start", k->start);
	json_put_int(&o, "end", k->end);
	put_people(&o, k);
	json_put_bool(&o, "accessible", k->need.accessible);
	json_put_str(&o, "interpreter", k->need.language);
	json_put_int(&o, "held_until", k->held_until);
	json_put_int(&o, "made", k->made);
	json_put_int(&o, "changed", k->changed);
	json_put_int(&o, "sequence", k->sequence);
	json_put_int(&o, "utc_offset", k->utc_offset);
	json_put_text(&o, "guidance", or_empty(k->guidance));
	json_put_text(&o, "language", or_empty(k->language));
	put_acts(&o, k);
	json_end(&o, '}');
	enum err e = buf_ok(&b) ? OK : fail(cx, ERR_LIMIT, "booking: over %d bytes", LIMIT_BOOKING_BYTES);
	if (e == OK)
		*out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return e;
}

/* ---- reading ---- */

struct reader {
	const struct json *o;
	bool bad;
};

static int64_t number(struct reader *r, const char *key)
{
	const struct json *v = json_get(r->o, key);
	if (!v || v->type != JSON_IS_INTEGER)
		r->bad = true;
	return v && v->type == JSON_IS_INTEGER ? v->integer : 0;
}

static struct slice text(struct reader *r, const char *key)
{
	struct slice s = json_text(r->o, key);
	if (!s.p)
		r->bad = true;
	return s;
}

static void fixed(struct reader *r, const char *key, char *out, size_t most)
{
	struct slice s = text(r, key);
	if (s.n > most)
		r->bad = true;
	else if (s.n)
		memcpy(out, s.p, s.n);
}

static void read_people(struct reader *r, struct booking *k)
{
	const struct json *list = json_get(r->o, "people");
	if (!list || list->type != JSON_IS_ARRAY || list->count == 0 || list->count > BOOKING_PEOPLE) {
		r->bad = true;
		return;
	}
	for (const struct json *v = list->first; v; v = v->next) {
		struct booking_person *p = &k->people[k->count++];
		struct reader one = { .o = v };
		fixed(&one, "id", p->id, BOOKING_ID);
		p->name = text(&one, "name");
		p->passport = text(&one, "passport");
		p->birth_date = text(&one, "birth_date");
		p->start = number(&one, "start");
		r->bad |= one.bad;
	}
}

static void read_acts(struct reader *r, struct booking *k)
{
	const struct json *list = json_get(r->o, "acts");
	if (!list || list->type != JSON_IS_ARRAY || list->count > BOOKING_ACTS) {
		r->bad = true;
		return;
	}
	for (const struct json *v = list->first; v; v = v->next) {
		struct booking_act *a = &k->acts[k->act_count++];
		struct reader one = { .o = v };
		a->at = number(&one, "at");
		a->act = text(&one, "act");
		fixed(&one, "account", a->account, BOOKING_ID);
		r->bad |= one.bad;
	}
}

enum err booking_decode(struct ctx *cx, struct slice json, struct booking *out)
{
	struct json *o = NULL;
	*out = (struct booking){ 0 };
	enum err e = json_parse(cx, json, &o);
	if (e != OK)
		return e;
	struct reader r = { .o = o };
	out->state = state_parse(text(&r, "state"));
	fixed(&r, "account", out->account, BOOKING_ID);
	out->office = text(&r, "office");
	out->service = service_parse(text(&r, "service"));
	out->start = number(&r, "start");
	out->end = number(&r, "end");
	read_people(&r, out);
	const struct json *accessible = json_get(o, "accessible");
	out->need.accessible = accessible && accessible->boolean;
	fixed(&r, "interpreter", out->need.language, 2);
	out->held_until = number(&r, "held_until");
	out->made = number(&r, "made");
	out->changed = number(&r, "changed");
	out->sequence = (int)number(&r, "sequence");
	out->utc_offset = (int)number(&r, "utc_offset");
	out->guidance = text(&r, "guidance");
	out->language = text(&r, "language");
	read_acts(&r, out);
	if (r.bad || out->state == BOOKING_NONE || out->service == SERVICE_NONE)
		return fail(cx, ERR_STORE_CORRUPT, "booking: an entry is not in the form it is written in");
	return OK;
}

enum err booking_find(struct ctx *cx, struct source s, struct slice id, struct booking *out)
{
	struct slice value = { 0 };
	struct table_key k = table_bytes(table_key(TABLE_BOOKING), id);
	bool sound = booking_is_id(id);
	*out = (struct booking){ 0 };
	if (!sound)
		return OK;
	enum err e = source_get(cx, s, &k, &value);
	if (e != OK || !value.p)
		return e;
	/* json_parse copies into the arena what it keeps. */
	e = booking_decode(cx, value, out);
	memcpy(out->id, k.p + 2, BOOKING_ID); /* id may have stood in *out */
	return e;
}

enum err booking_save(struct ctx *cx, struct batch *b, const struct booking *k)
{
	struct slice json = { 0 };
	enum err e = booking_encode(cx, k, &json);
	struct table_key key = table_bytes(table_key(TABLE_BOOKING), slice_str(k->id));
	return e != OK ? e : table_put(cx, b, &key, json);
}
