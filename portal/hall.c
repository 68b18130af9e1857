/* Owns: the order in which the parts are opened, and the way back. */
#include "portal/hall.h"

#include "base/file.h"

static enum err open_stores(struct ctx *cx, const struct conf *conf, struct hall *h)
{
	enum err e = store_open(cx, conf_path(cx, conf, "registry.folder"), STORE_READ, &h->registry);
	if (e != OK)
		return fail_in(cx, e, "registry");
	e = store_open(cx, conf_path(cx, conf, "portal.folder"), STORE_CREATE, &h->store);
	if (e != OK)
		return fail_in(cx, e, "portal.folder");
	if (file_exists(conf_path(cx, conf, "checks.folder")))
		e = store_open(cx, conf_path(cx, conf, "checks.folder"), STORE_READ, &h->checks);
	return e;
}

enum err hall_open(struct ctx *cx, const struct conf *conf, struct hall *out)
{
	struct session_policy policy;
	*out = (struct hall){ .conf = conf, .url = conf_get(conf, "portal.url") };
	enum err e = conf_bool(cx, conf, "authority.specimen", &out->specimen);
	if (e == OK)
		e = words_open(cx, &out->words);
	if (e == OK)
		e = guidance_open(cx, conf_path(cx, conf, "portal.guidance-folder"), &out->guidance);
	if (e == OK)
		e = open_stores(cx, conf, out);
	if (e == OK)
		e = session_policy_load(cx, conf, &policy);
	if (e == OK)
		e = sessions_open(cx, out->store, &policy, &out->sessions);
	if (e == OK)
		out->assets = assets_open();
	else
		hall_close(out);
	return e;
}

void hall_close(struct hall *h)
{
	sessions_close(h->sessions);
	assets_close(h->assets);
	words_close(h->words);
	guidance_close(h->guidance);
	if (h->checks)
		store_close(h->checks);
	if (h->store)
		store_close(h->store);
	if (h->registry)
		store_close(h->registry);
	*h = (struct hall){ 0 };
}
