/* Owns: the order in which the parts are opened, and the way back. */
#include "portal/hall.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/outbox.h"
#include "portal/password.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>


static enum err open_stores(struct ctx *cx, const struct conf *conf, struct hall *h)
{
	enum err e = store_open(cx, conf_path(cx, conf, "registry.folder"), STORE_READ, &h->registry);
	if (e != OK)
		return fail_in(cx, e, "registry");
	e = store_open(cx, conf_path(cx, conf, "portal.folder"), STORE_CREATE, &h->store);
	if (e != OK)
		return fail_in(cx, e, "portal.folder");
	/* The verifier writes it; whoever starts first makes it. */
	if (e == OK && !file_exists(conf_path(cx, conf, "checks.folder"))) {
		e = store_open(cx, conf_path(cx, conf, "checks.folder"), STORE_CREATE, &h->checks);
		store_close(h->checks);
		h->checks = NULL;
	}
	if (e == OK)
		e = store_open(cx, conf_path(cx, conf, "checks.folder"), STORE_READ, &h->checks);
	return e;
}

/* Half the cores hash passwords, half the pool's threads wait for one: the others answer everybody else. */
static enum err open_passwords(struct ctx *cx, const struct conf *conf)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t threads = 0;
	enum err e = conf_int(cx, conf, "portal.pool-threads", &threads);
	int at_once = cores > 2 ? (int)cores / 2 : 1, waiting = (int)threads / 2 - at_once;
	return e == OK ? password_open(cx, at_once, waiting > 1 ? waiting : 1) : e;
}

static enum err open_accounts(struct ctx *cx, const struct conf *conf, struct hall *h)
{
	struct ctx own;
	int64_t attempts = 0;
	ctx_init(&own, cx->now);
	enum err e = passkey_party_of(&own, h->url, &h->party);
	if (e == OK) {
		h->party = (struct passkey_party){ strdup(h->party.id), strdup(h->party.origin) };
		h->outbox = strdup(outbox_folder(&own, conf));
	}
	ctx_free(&own);
	if (e == OK && (!h->party.id || !h->party.origin || !h->outbox))
		abort();
	if (e != OK)
		return fail(cx, e, "portal.url: not an address");
	e = conf_int(cx, conf, "portal.attempts-per-address", &attempts);
	if (e == OK)
		e = throttle_open(cx, h->store, (uint32_t)attempts, &h->throttle);
	return e == OK ? open_passwords(cx, conf) : e;
}

/* The codes of bookings hang on the server's key: without it nobody can tell one from a booking. */
static enum err open_appointments(struct ctx *cx, const struct conf *conf, struct hall *h)
{
	struct appointments_policy p = { 0 };
	const struct { const char *key; int64_t *value, unit; } times[] = {
		{ "portal.hold-minutes", &p.hold, 60 }, { "portal.return-minutes", &p.rest, 60 }, { "portal.offer-minutes", &p.offer, 60 },
		{ "portal.booking-days", &p.keep, 86400 },
	};
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		enum err e = conf_int(cx, conf, times[i].key, times[i].value);
		if (e != OK)
			return e;
		*times[i].value *= times[i].unit;
	}
	sessions_mac(h->sessions, "booking", SLICE("codes"), p.key);
	h->appointments = appointments_open(h->store, &p);
	crypto_wipe(p.key, sizeof p.key);
	return OK;
}

enum err hall_open(struct ctx *cx, const struct conf *conf, struct hall *out)
{
	struct session_policy policy;
	*out = (struct hall){ .conf = conf, .url = conf_get(conf, "portal.url") };
	enum err e = conf_bool(cx, conf, "authority.specimen", &out->specimen);
	if (e == OK)
		e = conf_offset(cx, conf, "authority.utc-offset", &out->utc_offset);
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
		e = open_accounts(cx, conf, out);
	if (e == OK) {
		out->looks = looks_open();
	if (e == OK)
		e = open_appointments(cx, conf, out);
	if (e == OK)
		out->assets = page_files_open();
	} else {
		hall_close(out);
	}
	return e;
}

void hall_close(struct hall *h)
{
	appointments_close(h->appointments);
	sessions_close(h->sessions);
	throttle_close(h->throttle);
	free((void *)(uintptr_t)h->party.id);
	free((void *)(uintptr_t)h->party.origin);
	free((void *)(uintptr_t)h->outbox);
	looks_close(h->looks);
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
