/* Owns: slots of an office's days (calendar.h). Every function takes the office and an instant; nothing is kept. */
#include "portal/calendar.h"

#include <string.h>

static int slot_minutes(const struct office *o) { return o->slot_minutes >= 5 ? o->slot_minutes : 0; }

size_t calendar_slots(const struct office *o, struct date day, int64_t out[static CALENDAR_SLOTS])
{
	const struct office_day *hours = office_day_on(o, day);
	int length = slot_minutes(o);
	size_t n = 0;
	for (size_t i = 0; length && i < hours->count; i++)
		for (int m = hours->span[i].from; m + length <= hours->span[i].until && n < CALENDAR_SLOTS; m += length)
			out[n++] = office_instant(o, day, m);
	return n;
}

/* The span of that day in which a slot begins at this minute, or NULL. */
static const struct office_span *span_of(const struct office *o, const struct office_day *hours, int minute)
{
	int length = slot_minutes(o);
	for (size_t i = 0; length && i < hours->count; i++) {
		const struct office_span *s = &hours->span[i];
		if (minute >= s->from && minute + length <= s->until)
			return (minute - s->from) % length == 0 ? s : NULL;
	}
	return NULL;
}

bool calendar_has_slot(const struct office *o, enum service service, int64_t start)
{
	int minute = 0;
	struct date day = office_local(o, start, &minute);
	if (calendar_places(o, service) == 0 || start % 60)
		return false;
	return span_of(o, office_day_on(o, day), minute) != NULL;
}

struct date calendar_day(const struct office *o, int64_t instant)
{
	int minute = 0;
	return office_local(o, instant, &minute);
}

struct date calendar_last_day(const struct office *o, int64_t now)
{
	return date_from_days(date_days(calendar_day(o, now)) + CALENDAR_DAYS - 1);
}

bool calendar_in_reach(const struct office *o, int64_t now, int64_t start)
{
	return start >= now + CALENDAR_LEAD && date_compare(calendar_day(o, start), calendar_last_day(o, now)) <= 0;
}

int64_t calendar_next(const struct office *o, int64_t start)
{
	int minute = 0, length = slot_minutes(o);
	struct date day = office_local(o, start, &minute);
	const struct office_span *s = span_of(o, office_day_on(o, day), minute);
	return s && start % 60 == 0 && minute + 2 * length <= s->until ? start + 60 * (int64_t)length : 0;
}

static bool speaks(const struct office_counter *c, const char *language)
{
	for (size_t i = 0; i < c->interpreter_count; i++)
		if (slice_is(c->interpreters[i], language))
			return true;
	return false;
}

size_t calendar_places(const struct office *o, enum service service)
{
	if (!service_is_booked(service) || !office_offers(o, service) || o->places[service] < 1)
		return 0;
	return (size_t)o->places[service];
}

/* Counters of the service that have it, at most the places. language NULL: the accessible ones. */
static size_t able(const struct office *o, enum service service, const char *language)
{
	size_t n = 0, places = calendar_places(o, service);
	for (size_t i = 0; i < o->counter_count; i++) {
		const struct office_counter *c = &o->counters[i];
		if ((c->services & SERVICE_BIT(service)) && (language ? speaks(c, language) : c->accessible))
			n++;
	}
	return n < places ? n : places;
}

size_t calendar_accessible(const struct office *o, enum service service) { return able(o, service, NULL); }

size_t calendar_interpreters(const struct office *o, enum service service, const char *language) { return able(o, service, language); }

bool calendar_can(const struct office *o, enum service service, const struct calendar_need *need)
{
	return calendar_places(o, service) > 0 && (!need->accessible || calendar_accessible(o, service) > 0) &&
		(!need->language[0] || calendar_interpreters(o, service, need->language) > 0);
}
