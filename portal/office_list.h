/*
 * Owns: the offices as the portal's pages need them: the registry's list read once a thread and kept until it changes, search by words,
 * province, service, distance and open-now. Must never change an office.
 */
#ifndef PORTAL_OFFICE_LIST_H
#define PORTAL_OFFICE_LIST_H

#include "registry/offices.h"
#include "schemas/office.h"

/* One thread's copy. */
struct office_list;

struct office_list *office_list_open(void);
void office_list_close(struct office_list *l);
/* Reads the list again when it has changed since; else costs one look-up. What was handed out before dies when it has changed. */
must_use enum err office_list_renew(struct ctx *cx, struct office_list *l, struct snapshot *registry);
size_t office_list_count(const struct office_list *l);
/* In the order of their ids. */
const struct office *office_list_at(const struct office_list *l, size_t i);
/* NULL when there is none with this id. */
const struct office *office_list_find(const struct office_list *l, struct slice id);
/* Its JSON as the registry keeps it: a compact object. Absent when there is none with this id. */
struct slice office_list_json(const struct office_list *l, struct slice id);
/* True when an office of the list is invented. */
bool office_list_is_sample(const struct office_list *l);

/* Great-circle distance in kilometres. */
double office_distance(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

struct office_point {
	bool known;
	double latitude, longitude;
};

/* What is looked for; the zero value finds all. */
struct office_wish {
	struct slice words;          /* each word must occur in name, city, address or province, English or Chinese */
	struct slice province;       /* code */
	enum service service;        /* SERVICE_NONE: any */
	bool open_now;
	struct office_point near;    /* known: sorted by distance; else by province and id */
	int64_t at;                  /* the instant of "now" */
};

struct office_hit {
	const struct office *office;
	bool open;
	int64_t change;              /* when it closes or opens next; 0 = not known */
	double km;                   /* from `near`, or -1 */
};

/* Hits in the arena, sorted. */
must_use enum err office_list_search(struct ctx *cx, const struct office_list *l, const struct office_wish *w, struct office_hit **hits, size_t *count);
/* A place as typed: "39.9, 116.4" in degrees, or a city, province or office of the list by its whole name. Not known otherwise. */
must_use enum err office_list_point(struct ctx *cx, const struct office_list *l, struct slice typed, struct office_point *out);

#endif
