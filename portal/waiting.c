/* Owns: entries of waiting lists in the store (waiting.h): the entry by id, its place in the line by time, the person's entry. */
#include "portal/waiting.h"

#include "base/json.h"
#include "base/limits.h"

static struct table_key line_key(struct slice office, enum service service) { return table_u8(table_text(table_key(TABLE_LINE), office), service); }

static struct table_key place_key(const struct waiting *w)
{
	return table_bytes(table_u64(line_key(w->office, w->service), w->joined), slice_str(w->id));
}

static struct table_key entry_key(struct slice id) { return table_bytes(table_key(TABLE_WAITING), id); }

static struct table_key person_key(const char *person, enum service service)
{
	return table_u8(table_text(table_key(TABLE_WAITS), slice_str(person)), service);
}

static struct slice or_empty(struct slice s) { return s.p ? s : SLICE(""); }

static void put_entry(struct json_out *o, const struct waiting *w)
{
	json_begin(o, NULL, '{');
	json_put_str(o, "account", w->account);
	json_put_text(o, "office", w->office);
	json_put_str(o, "service", service_name(w->service));
	json_put_str(o, "person", w->person.id);
	json_put_text(o, "name", or_empty(w->person.name));
	json_put_text(o, "passport", or_empty(w->person.passport));
	json_put_text(o, "birth_date", or_empty(w->person.birth_date));
	json_put_bool(o, "accessible", w->need.accessible);
	json_put_str(o, "interpreter", w->need.language);
	json_put_int(o, "from", date_number(w->from));
	json_put_int(o, "to", date_number(w->to));
	json_put_text(o, "language", or_empty(w->language));
	json_put_int(o, "joined", w->joined);
	json_put_int(o, "utc_offset", w->utc_offset);
	json_put_int(o, "missed", w->missed);
	json_put_int(o, "offer_start", w->offer_start);
	json_put_int(o, "offer_until", w->offer_until);
	json_end(o, '}');
}

static void fixed(const struct json *o, const char *key, char *out, size_t most)
{
	struct slice s = json_text(o, key);
	if (s.n && s.n <= most)
		memcpy(out, s.p, s.n);
}

static enum err read_entry(struct ctx *cx, struct slice json, struct waiting *w)
{
	struct json *o = NULL;
	enum err e = json_parse(cx, json, &o);
	if (e != OK)
		return e;
	fixed(o, "account", w->account, BOOKING_ID);
	w->office = json_text(o, "office");
	w->service = service_parse(json_text(o, "service"));
	fixed(o, "person", w->person.id, BOOKING_ID);
	w->person.name = json_text(o, "name");
	w->person.passport = json_text(o, "passport");
	w->person.birth_date = json_text(o, "birth_date");
	w->need.accessible = json_flag(o, "accessible");
	fixed(o, "interpreter", w->need.language, 2);
	bool dates = date_from_number((uint32_t)json_int(o, "from"), false, &w->from) && date_from_number((uint32_t)json_int(o, "to"), false, &w->to);
	w->language = json_text(o, "language");
	w->joined = json_int(o, "joined");
	w->utc_offset = (int)json_int(o, "utc_offset");
	w->missed = (int)json_int(o, "missed");
	w->offer_start = json_int(o, "offer_start");
	w->offer_until = json_int(o, "offer_until");
	if (!dates || w->service == SERVICE_NONE || !w->office.n || !w->person.id[0])
		return fail(cx, ERR_STORE_CORRUPT, "waiting list: an entry is not in the form it is written in");
	return OK;
}

enum err waiting_find(struct ctx *cx, struct source s, struct slice id, struct waiting *out)
{
	struct slice value = { 0 };
	*out = (struct waiting){ 0 };
	if (!booking_is_id(id))
		return OK;
	struct table_key k = entry_key(id);
	enum err e = source_get(cx, s, &k, &value);
	if (e != OK || !value.p)
		return e;
	e = read_entry(cx, value, out);
	memcpy(out->id, id.p, BOOKING_ID);
	return e;
}

enum err waiting_find_person(struct ctx *cx, struct source s, const char *person, enum service service, struct waiting *out)
{
	struct slice id = { 0 };
	struct table_key k = person_key(person, service);
	*out = (struct waiting){ 0 };
	enum err e = source_get(cx, s, &k, &id);
	return e == OK && id.p ? waiting_find(cx, s, ctx_copy(cx, id), out) : e;
}

static bool count_one(void *self, struct slice key, struct slice value)
{
	size_t *n = self;
	(void)key, (void)value;
	return ++*n < LIMIT_WAITING_LINE;
}

enum err waiting_before(struct ctx *cx, struct source s, const struct waiting *w, size_t *count)
{
	struct table_key from = line_key(w->office, w->service), to = place_key(w);
	*count = 0;
	return source_range(cx, s, &from, &to, count_one, count);
}

enum err waiting_save(struct ctx *cx, struct batch *b, const struct waiting *w)
{
	struct buf v;
	buf_init(&v, LIMIT_BOOKING_BYTES);
	struct json_out o = json_out(&v);
	put_entry(&o, w);
	struct table_key k = entry_key(slice_str(w->id));
	enum err e = buf_ok(&v) ? table_put(cx, b, &k, buf_slice(&v)) : fail(cx, ERR_LIMIT, "waiting list: entry over %d bytes", LIMIT_BOOKING_BYTES);
	buf_free(&v);
	k = place_key(w);
	if (e == OK)
		e = table_put(cx, b, &k, SLICE(""));
	k = person_key(w->person.id, w->service);
	return e == OK ? table_put(cx, b, &k, slice_str(w->id)) : e;
}

enum err waiting_remove(struct ctx *cx, struct batch *b, const struct waiting *w)
{
	struct table_key k = entry_key(slice_str(w->id));
	enum err e = table_delete(cx, b, &k);
	k = place_key(w);
	if (e == OK)
		e = table_delete(cx, b, &k);
	k = person_key(w->person.id, w->service);
	return e == OK ? table_delete(cx, b, &k) : e;
}

struct line_walk {
	struct ctx *cx;
	struct batch *b;
	const struct seat *seat;
	struct date day;
	struct waiting *out;
	enum err e;
};

static bool suits(const struct line_walk *l, const struct waiting *w)
{
	return w->offer_until == 0 && date_compare(w->from, l->day) <= 0 && date_compare(l->day, w->to) <= 0 &&
		(!w->need.accessible || l->seat->need.accessible) &&
		(!w->need.language[0] || strcmp(w->need.language, l->seat->need.language) == 0);
}

static bool see_place(void *self, struct slice key, struct slice value)
{
	struct line_walk *l = self;
	struct waiting w;
	(void)value;
	l->e = waiting_find(l->cx, from_batch(l->b), slice_sub(key, key.n - BOOKING_ID, BOOKING_ID), &w);
	if (l->e == OK && w.id[0] && suits(l, &w)) {
		*l->out = w;
		return false;
	}
	return l->e == OK;
}

enum err waiting_first(struct ctx *cx, struct batch *b, struct slice office, enum service service, int64_t start, int utc_offset,
	const struct seat *seat, const struct waiting *after, struct waiting *out)
{
	struct line_walk l = { .cx = cx, .b = b, .seat = seat, .out = out };
	l.day = date_of_instant(start + 60 * (int64_t)utc_offset);
	*out = (struct waiting){ 0 };
	struct table_key from = after ? table_u8(place_key(after), 0) : line_key(office, service), to = table_behind(line_key(office, service));
	enum err e = source_range(cx, from_batch(b), &from, &to, see_place, &l);
	return e == OK ? l.e : e;
}
