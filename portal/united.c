/* Owns: finding the bookings that are one too many (united.h). */
#include "portal/united.h"

#include "portal/round.h"
#include "registry/records.h"

#define GROUP 32 /* given up in one round; the next round gives up the others */

struct found {
	struct appointments_pair pairs[GROUP];
	size_t count;
};

/* The bookings of one service that are to come, of everybody who is this person now. */
struct same {
	struct appointments_place places[PERSON_FORMERS + 1];
	int64_t start[PERSON_FORMERS + 1];
	size_t count, first;
};

/* Of two at the same time the smaller id: every round chooses alike. */
static bool comes_before(const struct same *all, size_t a, size_t b)
{
	return all->start[a] < all->start[b] || (all->start[a] == all->start[b] && strcmp(all->places[a].booking, all->places[b].booking) < 0);
}

static enum err add_place(const struct round *r, const char *person, enum service service, struct same *all)
{
	struct booking k;
	enum err e = appointments_active(r->cx, r->store, person, service, &k);
	if (e != OK || k.state != BOOKING_BOOKED || k.start <= r->now)
		return e;
	size_t at = all->count++;
	memcpy(all->places[at].booking, k.id, sizeof k.id);
	memcpy(all->places[at].person, person, sizeof all->places[at].person);
	for (size_t i = 0; i < k.count; i++) {
		if (strcmp(k.people[i].id, person) == 0)
			all->start[at] = k.people[i].start;
	}
	if (comes_before(all, at, all->first))
		all->first = at;
	return OK;
}

static enum err add_pairs(const struct round *r, const char *now, enum service service, struct found *out, bool *enough)
{
	char formers[PERSON_FORMERS][PERSON_SIZE + 1];
	struct same all = { .count = 0 };
	size_t count = 0;
	enum err e = person_formers(r->cx, r->registry, now, formers, &count);
	if (e == OK)
		e = add_place(r, now, service, &all);
	for (size_t i = 0; e == OK && i < count; i++)
		e = add_place(r, formers[i], service, &all);
	for (size_t i = 0; e == OK && i < all.count && !*enough; i++) {
		if (i == all.first)
			continue;
		out->pairs[out->count++] = (struct appointments_pair){ .stays = all.places[all.first], .goes = all.places[i] };
		*enough = out->count == GROUP;
	}
	return e;
}

/* Who has not become another person starts nothing: of every two bookings at least one is kept under a former id. */
static enum err see_booking(void *self, const struct round *r, struct slice id, bool *enough)
{
	struct booking k;
	enum err e = booking_find(r->cx, r->store, id, &k);
	bool to_come = e == OK && k.state == BOOKING_BOOKED && k.start > r->now;
	for (size_t i = 0; e == OK && to_come && i < k.count && !*enough; i++) {
		char now[PERSON_SIZE + 1];
		e = person_now(r->cx, r->registry, k.people[i].id, now);
		if (e == OK && strcmp(now, k.people[i].id) != 0)
			e = add_pairs(r, now, k.service, self, enough);
	}
	return e;
}

static enum err give_up(struct ctx *cx, const struct hall *hall, const struct found *f)
{
	struct office_list *offices = office_list_open();
	struct snapshot *registry = NULL;
	enum err e = snapshot_open(cx, hall->registry, &registry);
	if (e == OK)
		e = office_list_renew(cx, offices, registry);
	for (size_t i = 0; e == OK && i < f->count; i++)
		e = appointments_unite(cx, hall->appointments, offices, &f->pairs[i]);
	snapshot_close(registry);
	office_list_close(offices);
	return e;
}

enum err united_tend(struct ctx *cx, const struct hall *hall)
{
	struct found f = { .count = 0 };
	enum err e = round_go(cx, hall, TABLE_BOOKING, see_booking, &f);
	return e == OK && f.count ? give_up(cx, hall, &f) : e;
}
