/* Owns: what the tests of appointments share: an invented office, people, an engine in a scratch store, and a walk that finds contradictions. */
#ifndef TESTS_UNIT_PORTAL_BOOK_HELP_H
#define TESTS_UNIT_PORTAL_BOOK_HELP_H

#include "portal/appointments.h"
#include "tests/unit/check.h"

/* Tuesday 2026-03-10 12:00 UTC is CHECK_NOW, 20:00 in the office. Wednesday 09:00 there: */
#define BOOK_WEDNESDAY INT64_C(1773190800)
#define BOOK_SLOT      (20 * 60)
#define BOOK_ACCOUNT   "ACC000000001"

/*
 * Monday to Friday 09:00-12:00 and 13:30-17:00, UTC+8, slots of 20 minutes; closed 2026-03-18 to 19, open Saturday 2026-03-21 09:00-10:00.
 * Visa extension: `places` at a time, one accessible counter, one with a French interpreter. Residence permit: 2.
 */
const struct office *book_office(struct ctx *cx, int places);
struct appointments_policy book_policy(void);
/* Person n, "PER0000000nn"; and an account's id. */
struct booking_person book_person(struct ctx *cx, unsigned n);
char *book_account(struct ctx *cx, unsigned n);
/* A wish of account n for person n alone. */
struct booking_wish book_wish(struct ctx *cx, const struct office *o, unsigned n, int64_t start);

/* BOOK_TEST(name) { ... }: with store `s`, engine `a`, office `o` of two places. */
void book_with(struct ctx *cx, void (*body)(struct ctx *cx, struct store *s, struct appointments *a, const struct office *o));
#define BOOK_TEST(name) \
	static void with_##name(struct ctx *cx, struct store *s __attribute__((unused)), struct appointments *a __attribute__((unused)), \
		const struct office *o __attribute__((unused))); \
	TEST(name) { book_with(cx, with_##name); } \
	static void with_##name(struct ctx *cx, struct store *s __attribute__((unused)), struct appointments *a __attribute__((unused)), \
		const struct office *o __attribute__((unused)))

/* Holds and confirms; gives the engine's error. */
must_use enum err book_now(struct ctx *cx, struct appointments *a, const struct booking_wish *w, struct booking *out);
/* Places free at a start for an ordinary visitor. */
size_t book_free(struct ctx *cx, struct store *s, const struct office *o, int64_t start);

struct book_counts { size_t held, booked, cancelled, seats_held, seats_booked, resting, offered; };
/*
 * Walks the whole store and tells what contradicts itself, NULL when sound: no slot has more seats than places; every seat belongs to a
 * booking or an offer that says so; every active booking has exactly its seats, and its people's entries name it.
 */
const char *book_unsound(struct ctx *cx, struct store *s, const struct office *o, struct book_counts *counts);

#endif
