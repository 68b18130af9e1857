/* Owns: the page where the office of a new booking is chosen. */
#include "portal/handlers.h"
#include "portal/parts.h"
#include "portal/places.h"

static struct places_wish wish_of(const struct booking_plan *p)
{
	return (struct places_wish){ .service = p->service, .need = &p->need, .chosen = p->office, .action = plan_path(PLAN_PLACE) };
}

static void place_page(struct visit *v, const struct booking_plan *p)
{
	struct places_wish w = wish_of(p);
	screen_open(v, "booking-place.title", plan_path(PLAN_WHO), SCREEN_FORM);
	if (places_put(v, &w) != OK)
		visit_failed(v, "portal.booking.place");
	else
		screen_close(v);
}

void place_choose(struct visit *v)
{
	struct booking_plan p;
	if (plan_enter(v, PLAN_PLACE, &p))
		place_page(v, &p);
}

void place_choose_post(struct visit *v)
{
	struct booking_plan p;
	if (!plan_enter(v, PLAN_PLACE, &p))
		return;
	struct places_wish w = wish_of(&p);
	const struct office *o = v->switched ? NULL : places_chosen(v, &w);
	if (!o) {
		place_page(v, &p);
		return;
	}
	p.office = o->id;
	if (plan_save(v, &p) != OK)
		visit_failed(v, "portal.booking.plan");
	else
		visit_go(v, plan_path(PLAN_TIME));
}
