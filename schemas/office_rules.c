/* Owns: the rules about offices, one small function a subject. */
#include "schemas/office_rules.h"

#include "schemas/rules.h"

static const char *const day_places[7] = { "/hours/mon", "/hours/tue", "/hours/wed", "/hours/thu", "/hours/fri", "/hours/sat", "/hours/sun" };

static void check_bilingual(struct flaws *f, const char *at, struct bilingual text)
{
	rules_text(f, ctx_printf(f->cx, "%s/en", at), text.en);
	rules_text(f, ctx_printf(f->cx, "%s/zh", at), text.zh);
}

/* Appointments are booked in whole slots: an open time must hold one. */
static void check_day(struct flaws *f, const char *at, const struct office_day *day, int slot)
{
	for (size_t i = 0; i < day->count; i++) {
		const struct office_span *s = &day->span[i];
		if (s->until <= s->from || (i && s->from <= day->span[i - 1].until))
			flaws_add(f, at, FLAW_HOURS_ORDER);
		else if (s->until - s->from < slot)
			flaws_add(f, at, FLAW_HOURS_SLOT);
	}
}

static void check_week(struct flaws *f, const struct office *o)
{
	size_t open = 0;
	for (size_t i = 0; i < 7; i++) {
		check_day(f, day_places[i], &o->week[i], o->slot_minutes);
		open += o->week[i].count;
	}
	if (open == 0)
		flaws_add(f, "/hours", FLAW_HOURS_NONE);
}

static void check_exceptions(struct flaws *f, const struct office *o)
{
	for (size_t i = 0; i < o->exception_count; i++) {
		const struct office_exception *e = &o->exceptions[i];
		const char *at = ctx_printf(f->cx, "/exceptions/%zu", i);
		check_bilingual(f, ctx_printf(f->cx, "%s/name", at), e->name);
		check_day(f, ctx_printf(f->cx, "%s/hours", at), &e->day, o->slot_minutes);
		if (!e->first.year || !e->last.year)
			continue;
		if (date_compare(e->last, e->first) < 0)
			flaws_add(f, ctx_printf(f->cx, "%s/until", at), FLAW_EXCEPTION_ORDER);
		for (size_t j = 0; j < i; j++) {
			const struct office_exception *other = &o->exceptions[j];
			if (date_compare(e->first, other->last) <= 0 && date_compare(other->first, e->last) <= 0)
				flaws_add(f, ctx_printf(f->cx, "%s/from", at), FLAW_EXCEPTION_OVERLAP);
		}
	}
}

static void check_counters(struct flaws *f, const struct office *o)
{
	uint32_t done = 0;
	for (size_t i = 0; i < o->counter_count; i++) {
		const struct office_counter *c = &o->counters[i];
		done |= c->services;
		if (c->services & ~o->services)
			flaws_add(f, ctx_printf(f->cx, "/counters/%zu/services", i), FLAW_COUNTER_SERVICE);
		for (size_t j = 0; j < i; j++) {
			if (slice_eq(o->counters[j].number, c->number))
				flaws_add(f, ctx_printf(f->cx, "/counters/%zu/number", i), FLAW_COUNTER_TWICE);
		}
	}
	if (o->counter_count && (o->services & ~done))
		flaws_add(f, "/services", FLAW_SERVICE_COUNTER);
}

static void check_services(struct flaws *f, const struct office *o)
{
	for (int s = SERVICE_NONE + 1; s < SERVICE_COUNT; s++) {
		enum service service = (enum service)s;
		bool offered = office_offers(o, service);
		if (offered && service_is_booked(service) && (!o->places[s] || !o->slot_minutes))
			flaws_add(f, "/places", FLAW_PLACES_MISSING);
		if (!offered && o->places[s])
			flaws_add(f, "/places", FLAW_PLACES_SERVICE);
		if (!offered && o->processing_days[s])
			flaws_add(f, "/processing_days", FLAW_DAYS_SERVICE);
	}
}

static void check_zone(struct flaws *f, const struct office *o)
{
	int want = slice_is(o->time_zone, "Asia/Shanghai") ? 480 : slice_is(o->time_zone, "Asia/Urumqi") ? 360 : o->utc_offset;
	if (o->utc_offset != want)
		flaws_add(f, "/utc_offset", FLAW_ZONE);
}

void office_rules_check(struct flaws *f, const struct office *o)
{
	check_bilingual(f, "/name", o->name);
	check_bilingual(f, "/city", o->city);
	check_bilingual(f, "/address", o->address);
	check_zone(f, o);
	check_week(f, o);
	check_exceptions(f, o);
	check_counters(f, o);
	check_services(f, o);
	/* A day ahead of UTC is today somewhere. */
	if (o->confirmed.year && date_compare(o->confirmed, date_of_instant(f->cx->now + 86400)) > 0)
		flaws_add(f, "/last_confirmed", FLAW_CONFIRMED_FUTURE);
}
