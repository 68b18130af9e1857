/* Owns: the kept list and the search in it. */
#include "portal/office_list.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_KM 6371.0

/* An office and its words as a search compares them. */
struct listed {
	const struct office *office;
	struct slice json;
	struct slice words;              /* all of them, one after the other */
	struct slice names[8];           /* what a place can be called by: city, province, office, with and without the ending of its kind */
	size_t name_count;
};

struct office_list {
	struct ctx memory;
	uint64_t version;                /* of the registry's list; 0 = nothing read yet */
	struct listed *items;
	size_t count, room;
	bool sample;
	enum err e;
};

struct office_list *office_list_open(void)
{
	struct office_list *l = calloc(1, sizeof *l);
	if (!l)
		abort();
	ctx_init(&l->memory, 0);
	return l;
}

void office_list_close(struct office_list *l)
{
	if (!l)
		return;
	ctx_free(&l->memory);
	free(l);
}

static struct slice fold(struct office_list *l, struct slice s)
{
	struct slice out = { 0 };
	if (text_fold(&l->memory, s, &out) != OK)
		ctx_forgive(&l->memory);
	return out;
}

static bool ends(struct slice s, struct slice ending) { return s.n > ending.n && slice_eq(slice_sub(s, s.n - ending.n, ending.n), ending); }

static void add_name(struct office_list *l, struct listed *item, struct slice name)
{
	struct slice folded = fold(l, name), city = SLICE("市");
	size_t most = sizeof item->names / sizeof *item->names;
	if (folded.n && item->name_count < most)
		item->names[item->name_count++] = folded;
	if (ends(folded, city) && item->name_count < most)
		item->names[item->name_count++] = slice_sub(folded, 0, folded.n - city.n);
}

static void read_words(struct office_list *l, struct listed *item)
{
	const struct office *o = item->office;
	const struct province *p = office_province(o->province);
	struct slice province_en = slice_str(p ? p->en : NULL), province_zh = slice_str(p ? p->zh : NULL);
	item->words = fold(l, slice_str(ctx_printf(&l->memory, "%.*s %.*s %.*s %.*s %.*s %.*s %.*s %.*s %.*s", SLICE_FMT(o->name.en), SLICE_FMT(o->name.zh),
		SLICE_FMT(o->city.en), SLICE_FMT(o->city.zh), SLICE_FMT(o->address.en), SLICE_FMT(o->address.zh), SLICE_FMT(province_en), SLICE_FMT(province_zh),
		SLICE_FMT(o->postcode))));
	add_name(l, item, o->city.en);
	add_name(l, item, o->city.zh);
	add_name(l, item, o->name.en);
	add_name(l, item, o->name.zh);
	add_name(l, item, province_en);
	add_name(l, item, province_zh);
}

static bool take(void *self, struct slice id, struct slice json)
{
	struct office_list *l = self;
	struct ctx *cx = &l->memory;
	(void)id;
	if (l->count == l->room) {
		size_t room = l->room ? 2 * l->room : 64;
		struct listed *grown = ctx_alloc(cx, room * sizeof *grown);
		if (l->count)
			memcpy(grown, l->items, l->count * sizeof *grown);
		l->items = grown;
		l->room = room;
	}
	struct listed *item = &l->items[l->count];
	/* Slices of the office point into the copy: the snapshot goes on without us. */
	item->json = ctx_copy(cx, json);
	l->e = l->count < LIMIT_OFFICES ? office_load(cx, item->json, &item->office) : fail(cx, ERR_LIMIT, "more than %d offices", LIMIT_OFFICES);
	if (l->e != OK)
		return false;
	read_words(l, item);
	l->sample = l->sample || item->office->sample;
	l->count++;
	return true;
}

enum err office_list_renew(struct ctx *cx, struct office_list *l, struct snapshot *registry)
{
	uint64_t version = 0;
	enum err e = offices_version(cx, registry, &version);
	if (e != OK || version == l->version)
		return e;
	ctx_reset(&l->memory);
	*l = (struct office_list){ .memory = l->memory };
	e = offices_range(cx, registry, take, l);
	if (e == OK && l->e != OK)
		e = fail(cx, ERR_STORE_CORRUPT, "registry: an office cannot be read: %s", l->memory.text);
	if (e == OK)
		l->version = version;
	else
		l->count = 0;
	return e;
}

size_t office_list_count(const struct office_list *l) { return l->count; }
const struct office *office_list_at(const struct office_list *l, size_t i) { return l->items[i].office; }
bool office_list_is_sample(const struct office_list *l) { return l->sample; }

static const struct listed *find(const struct office_list *l, struct slice id)
{
	for (size_t i = 0; i < l->count; i++) {
		if (slice_eq(l->items[i].office->id, id))
			return &l->items[i];
	}
	return NULL;
}

const struct office *office_list_find(const struct office_list *l, struct slice id)
{
	const struct listed *item = find(l, id);
	return item ? item->office : NULL;
}

struct slice office_list_json(const struct office_list *l, struct slice id)
{
	const struct listed *item = find(l, id);
	return item ? item->json : (struct slice){ 0 };
}

/* ---- search ---- */

static double radians(double degrees) { return degrees * M_PI / 180; }

double office_distance(double latitude_a, double longitude_a, double latitude_b, double longitude_b)
{
	double up = sin(radians(latitude_b - latitude_a) / 2), across = sin(radians(longitude_b - longitude_a) / 2);
	double h = up * up + cos(radians(latitude_a)) * cos(radians(latitude_b)) * across * across;
	return 2 * EARTH_KM * asin(sqrt(h < 1 ? h : 1));
}

static bool is_gap(uint8_t c) { return c == ' ' || c == ',' || c == ';'; }

/* Every word typed occurs somewhere. */
static bool has_words(struct slice words, struct slice typed)
{
	for (size_t i = 0; i < typed.n;) {
		size_t end = i;
		while (end < typed.n && !is_gap(typed.p[end]))
			end++;
		if (end > i && slice_find(words, slice_sub(typed, i, end - i), 0) == SIZE_MAX)
			return false;
		i = end + 1;
	}
	return true;
}

static bool fits(const struct listed *item, const struct office_wish *w, struct slice typed)
{
	const struct office *o = item->office;
	return (!w->province.n || slice_eq(o->province, w->province)) && (!w->service || office_offers(o, w->service)) && has_words(item->words, typed);
}

static size_t province_rank(struct slice code)
{
	const struct province *p = office_province(code);
	return p ? (size_t)(p - office_provinces) : OFFICE_PROVINCES;
}

static int compare(const void *left, const void *right)
{
	const struct office_hit *a = left, *b = right;
	if (a->km < b->km || a->km > b->km)
		return a->km < b->km ? -1 : 1;
	size_t rank_a = province_rank(a->office->province), rank_b = province_rank(b->office->province);
	if (rank_a != rank_b)
		return rank_a < rank_b ? -1 : 1;
	return slice_compare(a->office->id, b->office->id);
}

enum err office_list_search(struct ctx *cx, const struct office_list *l, const struct office_wish *w, struct office_hit **hits, size_t *count)
{
	struct slice typed = { 0 };
	*hits = ctx_alloc(cx, (l->count + 1) * sizeof **hits);
	*count = 0;
	enum err e = text_fold(cx, w->words, &typed);
	for (size_t i = 0; e == OK && i < l->count; i++) {
		const struct office *o = l->items[i].office;
		struct office_hit hit = { .office = o, .km = -1 };
		if (!fits(&l->items[i], w, typed))
			continue;
		hit.open = office_is_open(o, w->at, &hit.change);
		if (w->open_now && !hit.open)
			continue;
		if (w->near.known)
			hit.km = office_distance(w->near.latitude, w->near.longitude, o->latitude, o->longitude);
		(*hits)[(*count)++] = hit;
	}
	qsort(*hits, *count, sizeof **hits, compare);
	return e;
}

/* "39.92, 116.44": decimal degrees, no locale. */
static bool read_degrees(struct slice s, size_t *at, double limit, double *out)
{
	double value = 0, step = 1;
	bool digits = false, minus = *at < s.n && s.p[*at] == '-', point = false;
	for (*at += minus; *at < s.n; ++*at) {
		uint8_t c = s.p[*at];
		if (c == '.' && !point) {
			point = true;
		} else if (c >= '0' && c <= '9') {
			digits = true;
			step = point ? step / 10 : step;
			value = point ? value + (c - '0') * step : value * 10 + (c - '0');
		} else {
			break;
		}
	}
	*out = minus ? -value : value;
	return digits && value <= limit;
}

static bool read_point(struct slice s, struct office_point *out)
{
	size_t at = 0;
	if (s.n > 40 || !read_degrees(s, &at, 90, &out->latitude))
		return false;
	size_t gap = at;
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == ','))
		at++;
	out->known = at > gap && read_degrees(s, &at, 180, &out->longitude) && at == s.n;
	return out->known;
}

enum err office_list_point(struct ctx *cx, const struct office_list *l, struct slice typed, struct office_point *out)
{
	struct slice folded = { 0 };
	*out = (struct office_point){ 0 };
	enum err e = text_fold(cx, typed, &folded);
	if (e != OK || read_point(folded, out))
		return e;
	*out = (struct office_point){ 0 };
	for (size_t i = 0; i < l->count; i++) {
		const struct listed *item = &l->items[i];
		for (size_t n = 0; n < item->name_count; n++) {
			if (folded.n && slice_eq(item->names[n], folded)) {
				*out = (struct office_point){ true, item->office->latitude, item->office->longitude };
				return OK;
			}
		}
	}
	return OK;
}
