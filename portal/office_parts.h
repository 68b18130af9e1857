/*
 * Owns: an office in a page: its words in the visitor's language, open or closed, hours, place on a small map of our own. Must never
 * fetch a map from anywhere.
 */
#ifndef PORTAL_OFFICE_PARTS_H
#define PORTAL_OFFICE_PARTS_H

#include "portal/office_list.h"
#include "portal/visit.h"

/* Key of the service's name; "" for SERVICE_NONE. */
const char *office_service_key(enum service service);
/* Chinese for Chinese pages, else English; and written, marked with its language. */
struct slice office_words(const struct visit *v, struct bilingual text);
void put_office_words(struct visit *v, struct bilingual text);
/* "09:00–12:00, 13:30–17:30", or the word for closed. */
void put_office_hours(struct visit *v, const struct office_day *day);
/* Tag "open" or "closed" and when that changes, on the office's clock. */
void put_office_state(struct visit *v, const struct office *o, bool open, int64_t change);
/* Name of a province in the language of the page. */
struct slice office_province_words(const struct visit *v, const struct province *p);
/* A pale dot for every office of the list, a strong one for each hit; a single hit has its name beside it. */
void put_office_map(struct visit *v, const struct office_hit *hits, size_t count);

#endif
