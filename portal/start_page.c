/* Owns: the first page with the eight services, and the pages about the service itself. */
#include "portal/handlers.h"
#include "portal/overview.h"
#include "portal/parts.h"

/* The services in the order people ask for them. */
static const struct { const char *path, *icon, *title, *text; } services[] = {
	{ "/appointments", "calendar", "start.appointments", "start.appointments-text" },
	{ "/progress", "progress", "start.progress", "start.progress-text" },
	{ "/visa", "visa", "start.visa", "start.visa-text" },
	{ "/card", "card", "start.card", "start.card-text" },
	{ "/passport", "passport", "start.passport", "start.passport-text" },
	{ "/offices", "office", "start.offices", "start.offices-text" },
	{ "/guidance", "guide", "start.guidance", "start.guidance-text" },
	{ "/relatives", "family", "start.relatives", "start.relatives-text" },
};

void start_page(struct visit *v)
{
	screen_open(v, v->account ? "overview.title" : "start.title", NULL, SCREEN_WIDE);
	overview_put(v);
	if (!v->account) {
		html_put(&v->h, "<p class=\"lead\">");
		put_say(v, "start.lead");
		html_put(&v->h, "</p>\n<p class=\"actions first\">");
		part_link_button(v, "/register", "register.title", true);
		html_put(&v->h, "</p>\n");
	} else {
		part_heading(v, "overview.services");
	}
	part_tiles_open(v);
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		part_tile(v, services[i].path, services[i].icon, services[i].title, services[i].text);
	part_tiles_close(v);
	screen_close(v);
}

void start_about(struct visit *v)
{
	screen_open(v, "about.title", "/", SCREEN_PLAIN);
	part_text(v, "about.what");
	part_text(v, "about.data");
	part_text(v, "about.sample");
	screen_close(v);
}

void start_help(struct visit *v)
{
	screen_open(v, "help.title", "/", SCREEN_PLAIN);
	part_text(v, "help.begin");
	part_text(v, "help.lost");
	part_text(v, "help.office");
	part_link_button(v, "/offices", "start.offices", false);
	screen_close(v);
}
