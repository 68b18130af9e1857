/* Owns: the list of devices that are signed in, and ending their sessions. */
#include "portal/entrance.h"
#include "portal/handlers.h"
#include "portal/parts.h"


static bool put_device(void *self, const struct session *s)
{
	struct visit *v = self;
	char handle[HANDLE_SIZE];
	bool here = !memcmp(s->digest, v->session.digest, 32);
	session_handle(s, handle);
	html_put(&v->h, "<div class=\"panel\">\n<h2>");
	if (s->device[0])
		html_put(&v->h, "<bdi>%s</bdi> ", s->device);
	else
		put_say(v, "device.unknown");
	if (here)
		part_tag(v, "good", "device.this");
	html_put(&v->h, "</h2>\n<p class=\"hint\">");
	put_say(v, "device.since");
	html_put(&v->h, " ");
	put_time(v, s->made, v->w->hall->utc_offset);
	html_put(&v->h, "<br>");
	put_say(v, "device.seen");
	html_put(&v->h, " ");
	put_time(v, s->seen, v->w->hall->utc_offset);
	html_put(&v->h, "</p>\n");
	if (!here)
		part_button_form(v, ctx_printf(v->cx, "end-%s", handle), "/account/devices", "device.end", true, (const char *const[]){ "device", handle, NULL });
	html_put(&v->h, "</div>\n");
	return true;
}

static bool count_one(void *self, const struct session *s)
{
	(void)s;
	(*(size_t *)self)++;
	return true;
}

void device_page(struct visit *v)
{
	size_t count = 0;
	if (session_range(v->cx, v->w->hall->sessions, v->w->store, v->account, count_one, &count) != OK) {
		visit_failed(v, "portal.device");
		return;
	}
	screen_open(v, "account.devices", "/account", SCREEN_PLAIN);
	part_text(v, "device.lead");
	if (session_range(v->cx, v->w->hall->sessions, v->w->store, v->account, put_device, v) != OK) {
		visit_failed(v, "portal.device");
		return;
	}
	if (count > 1)
		part_button_form(v, "end-all", "/account/devices", "device.end-all", true, NULL);
	screen_close(v);
}

void device_take(struct visit *v)
{
	struct slice typed = visit_typed(v, "device");
	char handle[HANDLE_SIZE] = "";
	if (typed.n && typed.n != HANDLE_SIZE - 1) {
		visit_refuse(v, 409);
		return;
	}
	if (typed.n)
		memcpy(handle, typed.p, typed.n);
	enum err e = entrance_end_others(v, v->account, typed.n ? handle : NULL, &v->session);
	if (e != OK)
		visit_failed(v, "portal.device");
	else
		visit_done(v, "/account/devices", "device");
}
