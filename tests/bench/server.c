/*
 * Owns: the server under test: the verifier's own (serve_run), with one route more that always gives the same reply. The linker
 * hands server_run's call over (--wrap in make/bench.mk), so that everything else is what cinnabar-verifier runs.
 */
#include "tests/bench/bench.h"
#include "http/server.h"
#include "verifier/serve.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ROUTES 32
#define REPLY_MAX 16384

/* POST /constant/SIZE: that many bytes, whatever was asked. */
static void on_constant(struct ctx *cx __attribute__((unused)), void *worker __attribute__((unused)), const struct http_request *q,
	struct http_reply *r)
{
	static char body[REPLY_MAX] = "";
	size_t size = strtoul((const char *)q->path.p + sizeof "/constant/" - 1, NULL, 10);
	r->status = 200;
	r->content_type = "application/json";
	r->body = slice_of(body, size < sizeof body ? size : sizeof body);
	r->body_is_static = true;
}

enum err __real_server_run(struct ctx *cx, const struct http_config *config);
enum err __wrap_server_run(struct ctx *cx, const struct http_config *config);

enum err __wrap_server_run(struct ctx *cx, const struct http_config *config)
{
	static struct http_route routes[MAX_ROUTES];
	struct http_config more = *config;
	size_t n = 0;
	for (const struct http_route *r = config->routes; r->path; r++) {
		if (n + 2 == MAX_ROUTES)
			abort();
		routes[n++] = *r;
		if (r->method == HTTP_POST && strcmp(r->path, "/v1/verify") == 0) {
			/* Beside its model, and as it is but for the handler. */
			routes[n] = *r;
			routes[n].path = "/constant/*";
			routes[n++].handler = on_constant;
		}
	}
	more.routes = routes;
	return __real_server_run(cx, &more);
}

void bench_serve(struct bench *b)
{
	struct conf *conf = NULL;
	must_work(b, conf_load(b->cx, b->home, conf_known, &conf));
	must_work(b, conf_set(b->cx, conf, "verifier.loops", b->seals));
	must_work(b, conf_set(b->cx, conf, "verifier.listen", "127.0.0.1:0"));
	must_work(b, conf_set(b->cx, conf, "verifier.admin-listen", ""));
	/* The limiter works on every request, but lets one address do what a thousand would. */
	must_work(b, conf_set(b->cx, conf, "verifier.rate", "10000000"));
	must_work(b, conf_set(b->cx, conf, "verifier.burst", "10000000"));
	must_work(b, serve_run(b->cx, conf));
	conf_free(conf);
}
