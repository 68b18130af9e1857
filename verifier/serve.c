/* Owns: configuration -> server. */
#include "verifier/serve.h"

#include "http/listen.h"
#include "verifier/api.h"
#include "verifier/home.h"
#include "base/limits.h"
#include "verifier/worker.h"

static const char *or_null(const char *text) { return text[0] ? text : NULL; }

static enum err read_config(struct ctx *cx, const struct conf *conf, struct http_config *out)
{
	int64_t loops = 0, connections = 0, per_address = 0, rate = 0, burst = 0;
	enum err e = conf_int(cx, conf, "verifier.loops", &loops);
	if (e == OK)
		e = conf_int(cx, conf, "verifier.connections", &connections);
	if (e == OK)
		e = conf_int(cx, conf, "verifier.connections-per-address", &per_address);
	if (e == OK)
		e = conf_int(cx, conf, "verifier.rate", &rate);
	if (e == OK)
		e = conf_int(cx, conf, "verifier.burst", &burst);
	if (e != OK)
		return e;
	const char *certificate = or_null(conf_path(cx, conf, "verifier.certificate")), *key = or_null(conf_path(cx, conf, "verifier.key"));
	if (!certificate != !key)
		return fail(cx, ERR_CONF, "verifier.certificate and verifier.key: set both or none");
	*out = (struct http_config){
		.listen = conf_get(conf, "verifier.listen"), .admin_listen = or_null(conf_get(conf, "verifier.admin-listen")),
		.certificate = certificate, .key = key, .loops = (int)loops, .max_connections = (size_t)connections,
		.max_per_address = (size_t)per_address, .bucket_rate = (double)rate, .bucket_size = (double)burst, .body_max = LIMIT_FORM_BYTES,
		.routes = api_routes, .refusal = api_refusal, .admin_routes = api_admin_routes, .worker_open = worker_open, .worker_close = worker_close,
	};
	return OK;
}

/* Opened once and let go: what no thread could open must stop the start with its reason. */
static enum err try_home(struct ctx *cx, const struct conf *conf)
{
	struct trust *trust = NULL;
	enum err e = trust_load(cx, conf, &trust);
	trust_free(trust);
	return e;
}

enum err serve_run(struct ctx *cx, const struct conf *conf)
{
	struct http_config config;
	struct hall hall = { .conf = conf };
	struct page_assets *assets = NULL;
	enum err e = read_config(cx, conf, &config);
	if (e == OK)
		e = try_home(cx, conf);
	if (e == OK)
		e = home_store(cx, conf, &hall.store);
	if (e == OK)
		e = page_assets_open(cx, conf_path(cx, conf, "verifier.web-folder"), &assets);
	if (e == OK)
		e = listen_try(cx, config.listen);
	if (e == OK)
		e = listen_try(cx, config.admin_listen);
	if (e == OK)
		e = fail_in(cx, store_open(cx, conf_path(cx, conf, "checks.folder"), STORE_CREATE, &hall.checks), "checks.folder, which the verifier's user must write");
	if (e == OK) {
		hall.assets = assets;
		hall.tries = tries_open();
		config.self = &hall;
		e = server_run(cx, &config);
	}
	page_assets_close(assets);
	tries_close(hall.tries);
	if (hall.checks)
		store_close(hall.checks);
	if (hall.store)
		store_close(hall.store);
	return e;
}
