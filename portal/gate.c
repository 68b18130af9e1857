/* Owns: the three judgements before a handler. */
#include "portal/gate.h"

#include "base/log.h"

#include <string.h>

bool gate_session(struct visit *v)
{
	switch (v->route->role) {
	case ROLE_ANYBODY:
		return true;
	case ROLE_GUEST:
		if (v->session.kind != SESSION_NONE)
			return true;
		break;
	case ROLE_SIGNED:
		if (v->session.kind == SESSION_SIGNED)
			return true;
		break;
	case ROLE_NONE:
		break;
	}
	/* The way back is a path of ours, which holds ids at most; what was typed is gone with the session. */
	const char *to = v->q->method == HTTP_POST ? "/sign-in" : ctx_printf(v->cx, "/sign-in?next=%.*s", SLICE_FMT(v->known_path));
	if (v->session_ended)
		visit_signed_out(v, to);
	else
		visit_go(v, to);
	return false;
}

bool gate_person(struct visit *v, struct slice person)
{
	struct grant g;
	bool found = false;
	if (!person.p)
		return v->route->right == RIGHT_NONE;
	if (person.n != PERSON_SIZE || !v->account) {
		visit_refuse(v, 404);
		return false;
	}
	const char *id = ctx_string(v->cx, person);
	if (grants_find(v->cx, v->w->registry, v->account, id, &found, &g) != OK) {
		visit_failed(v, "portal.grant");
		return false;
	}
	unsigned rights = found ? grant_rights_at(&g, v->cx->now) : RIGHT_NONE;
	if (!v->route->right || (rights & v->route->right) != v->route->right) {
		visit_refuse(v, rights ? 403 : 404);
		return false;
	}
	memcpy(v->person, id, PERSON_SIZE + 1);
	v->rights = rights;
	v->own = grant_is_own(&g);
	v->voice = v->own || g.guardian;
	if (!v->own)
		looks_note(v->w->hall->looks, v->account, v->person, ACT_LOOKED, v->cx->now);
	return true;
}

/* Browsers say where a form came from; what says nothing is judged by the token alone. */
static bool is_from_us(const struct visit *v)
{
	if (v->q->fetch_site.p)
		return slice_is(v->q->fetch_site, "same-origin") || slice_is(v->q->fetch_site, "none");
	if (!v->q->origin.p)
		return true;
	return slice_is(v->q->origin, v->w->hall->url) ||
		slice_eq(v->q->origin, slice_str(ctx_printf(v->cx, "%s://%.*s", v->q->tls ? "https" : "http", SLICE_FMT(v->q->host))));
}

bool gate_form(struct visit *v)
{
	if (v->q->method != HTTP_POST)
		return true;
	if (!is_from_us(v) || !urlform_is(v->q->content_type)) {
		visit_refuse(v, 403);
		return false;
	}
	if (urlform_parse(v->cx, v->q->body, &v->form) != OK) {
		ctx_forgive(v->cx);
		v->form = (struct urlform){ 0 };
		visit_refuse(v, 409);
		return false;
	}
	if (!csrf_check(v->w->hall->sessions, &v->session, v->q->cookie, urlform_value(&v->form, "token"))) {
		visit_refuse(v, 419);
		return false;
	}
	v->switched = urlform_value(&v->form, "switched").p != NULL;
	return true;
}
