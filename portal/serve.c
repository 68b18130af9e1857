/* Owns: the settings of the server, its few http routes, health and metrics. */
#include "portal/serve.h"

#include "base/limits.h"
#include "http/listen.h"
#include "http/server.h"
#include "portal/hall.h"
#include "portal/tender.h"
#include "portal/visit.h"

static void put_text(struct http_reply *r, int status, const char *text)
{
	r->status = status;
	r->content_type = "text/plain; charset=utf-8";
	r->body = slice_str(text);
	r->body_is_static = true;
}

static void on_livez(struct ctx *cx __attribute__((unused)), void *worker __attribute__((unused)), const struct http_request *q __attribute__((unused)),
	struct http_reply *r)
{
	put_text(r, 200, "ok\n");
}

static void on_readyz(struct ctx *cx, void *worker, const struct http_request *q __attribute__((unused)), struct http_reply *r)
{
	struct clerk *w = worker;
	if (!w || clerk_renew(cx, w) != OK) {
		put_text(r, 503, "the registry or the portal's store cannot be read\n");
		return;
	}
	clerk_rest(w);
	put_text(r, 200, "ready\n");
}

static void on_metrics(struct ctx *cx, void *worker __attribute__((unused)), const struct http_request *q __attribute__((unused)), struct http_reply *r)
{
	struct buf b;
	buf_init(&b, LIMIT_METRICS_BYTES);
	server_metrics(&b);
	r->status = 200;
	r->content_type = "text/plain; version=0.0.4; charset=utf-8";
	r->body = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
}

/* GETs read only and stay on the loop; POSTs write, ask the issuer and hash passwords, and go to the pool. */
static const struct http_route routes[] = {
	{ HTTP_GET, "/assets/*", HTTP_ON_LOOP, 0, 0.25, visit_run },
	{ HTTP_GET, "/", HTTP_ON_LOOP, 0, 1, visit_run },
	{ HTTP_GET, "/*", HTTP_ON_LOOP, 0, 1, visit_run },
	{ HTTP_POST, "/", HTTP_IN_POOL, LIMIT_FORM_TEXT, 2, visit_run },
	{ HTTP_POST, "/*", HTTP_IN_POOL, LIMIT_FORM_TEXT, 2, visit_run },
	{ 0 },
};

static const struct http_route admin_routes[] = {
	{ HTTP_GET, "/livez", HTTP_ON_LOOP, 0, 0, on_livez },
	{ HTTP_GET, "/readyz", HTTP_ON_LOOP, 0, 0, on_readyz },
	{ HTTP_GET, "/metrics", HTTP_ON_LOOP, 0, 0, on_metrics },
	{ 0 },
};

static const char *or_null(const char *text) { return text[0] ? text : NULL; }

static enum err read_config(struct ctx *cx, const struct conf *conf, struct http_config *out)
{
	int64_t loops = 0, threads = 0, connections = 0, per_address = 0, rate = 0, burst = 0;
	const struct { const char *key; int64_t *value; } numbers[] = {
		{ "portal.loops", &loops }, { "portal.pool-threads", &threads }, { "portal.connections", &connections },
		{ "portal.connections-per-address", &per_address }, { "portal.rate", &rate }, { "portal.burst", &burst },
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		enum err e = conf_int(cx, conf, numbers[i].key, numbers[i].value);
		if (e != OK)
			return e;
	}
	const char *certificate = or_null(conf_path(cx, conf, "portal.certificate")), *key = or_null(conf_path(cx, conf, "portal.key"));
	if (!certificate != !key)
		return fail(cx, ERR_CONF, "portal.certificate and portal.key: set both or none");
	*out = (struct http_config){
		.listen = conf_get(conf, "portal.listen"), .admin_listen = or_null(conf_get(conf, "portal.admin-listen")), .certificate = certificate,
		.key = key, .loops = (int)loops, .pool_threads = (int)threads, .max_connections = (size_t)connections, .max_per_address = (size_t)per_address,
		.bucket_rate = (double)rate, .bucket_size = (double)burst, .body_max = LIMIT_FORM_TEXT, .routes = routes, .refusal = visit_refusal,
		.admin_routes = admin_routes,
		.worker_open = clerk_open, .worker_close = clerk_close,
		/* A form of every connection may wait: on the day when places open a thousand people press the same button. Passwords have a bound of their own. */
		.pool_queue = (size_t)connections,
	};
	return OK;
}

enum err serve_portal(struct ctx *cx, const struct conf *conf)
{
	struct http_config config;
	struct hall hall = { 0 };
	struct tender *tender = NULL;
	enum err e = read_config(cx, conf, &config);
	if (e == OK)
		e = listen_try(cx, config.listen);
	if (e == OK)
		e = listen_try(cx, config.admin_listen);
	if (e == OK)
		e = hall_open(cx, conf, &hall);
	if (e != OK)
		return e;
	e = tender_start(cx, &hall, &tender);
	if (e == OK) {
		config.self = &hall;
		e = server_run(cx, &config);
	}
	tender_stop(tender);
	hall_close(&hall);
	return e;
}
