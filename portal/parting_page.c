/* Owns: the page on which one person of a family is taken out of its appointment: by whoever may book for that person, or by code. */
#include "portal/booking_times.h"
#include "portal/booking_view.h"
#include "portal/handlers.h"
#include "portal/office_list.h"
#include "portal/parts.h"

/* Those of the booking whom the visitor may take out. */
struct leavers {
	size_t count;
	const struct booking_person *at[BOOKING_PEOPLE];
};

static bool enter(struct visit *v, struct booking_access *a, struct leavers *l)
{
	*l = (struct leavers){ 0 };
	if (!access_booking(v, a))
		return false;
	for (size_t i = 0; a->may_part && i < a->k.count; i++) {
		struct bookable one;
		bool may = a->by_code;
		if (!may && visitors_find(v, a->k.people[i].id, RIGHT_BOOK, &may, &one) != OK) {
			visit_failed(v, "portal.booking.part");
			return false;
		}
		if (may)
			l->at[l->count++] = &a->k.people[i];
	}
	if (l->count == 0)
		visit_go(v, a->base);
	return l->count > 0;
}

static void part_page(struct visit *v, const struct booking_access *a, const struct leavers *l)
{
	struct part_option options[BOOKING_PEOPLE];
	for (size_t i = 0; i < l->count; i++)
		options[i] = (struct part_option){ .value = slice_str(l->at[i]->id), .text = bookable_words(v->cx, l->at[i]) };
	screen_open(v, "booking-part.title", a->base, SCREEN_FORM);
	part_text(v, "booking-part.text");
	part_form_open(v, ctx_printf(v->cx, "%s/leave", a->base));
	part_radios(v, "person", "booking.people", NULL, options, l->count);
	part_form_close(v, "booking-part.do");
	screen_close(v);
}

void parting_page(struct visit *v)
{
	struct booking_access a;
	struct leavers l;
	if (enter(v, &a, &l))
		part_page(v, &a, &l);
}

/* The id as the booking has it; NULL, with a problem, for nobody or somebody else. */
static const struct booking_person *chosen(struct visit *v, const struct leavers *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (slice_is(visit_typed(v, "person"), l->at[i]->id))
			return l->at[i];
	visit_problem(v, "person", "booking-part.choose");
	return NULL;
}

void parting_post(struct visit *v)
{
	struct booking_access a;
	struct leavers l;
	struct booking one = { .count = 1 }, out;
	if (!enter(v, &a, &l))
		return;
	const struct booking_person *who = v->switched ? NULL : chosen(v, &l);
	if (!who) {
		part_page(v, &a, &l);
		return;
	}
	memcpy(one.id, a.k.id, sizeof one.id);
	one.people[0] = *who;
	if (!(a.by_code ? view_act_by_code : view_act)(v, &one, ACT_CANCELLED))
		return;
	enum err e = appointments_part(v->cx, v->w->hall->appointments, slice_str(a.k.id), office_list_find(v->w->offices, a.k.office), who->id, a.account,
		&out);
	if (e == OK)
		visit_done(v, a.base, "booking-parted");
	else if (e == ERR_BOOKING_TAKEN && times_problem(v, e))
		part_page(v, &a, &l);
	else if (err_class(e) == ERR_CLASS_INPUT)
		visit_go(v, a.base);
	else
		visit_failed(v, "portal.booking.part");
}
