/* Owns: homes for the tests of keys/. */
#include "tests/unit/keys/home.h"

#include "base/file.h"
#include "keys/ceremony.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOMES 256

static struct conf *confs[HOMES];
static size_t conf_count;

static void clean(void)
{
	while (conf_count)
		conf_free(confs[--conf_count]);
}

const char *home_empty(struct ctx *cx) { return check_scratch(cx); }

const struct conf *home_conf(struct ctx *cx, const char *home)
{
	struct conf *c;
	if (conf_count == 0)
		atexit(clean);
	if (conf_count == HOMES)
		abort();
	CHECK_OK(conf_load(cx, home, conf_known, &c));
	return confs[conf_count++] = c;
}

struct slice home_file(struct ctx *cx, const char *home, const char *name) { return check_file(cx, ctx_printf(cx, "%s/%s", home, name)); }

void home_write(struct ctx *cx, const char *home, const char *name, struct slice data, unsigned mode)
{
	CHECK_OK(file_write(cx, ctx_printf(cx, "%s/%s", home, name), data, mode));
}

/* The one home whose keys were really made: each ceremony costs a quarter of a second. */
static const char *master(struct ctx *cx)
{
	static char path[256];
	if (!path[0]) {
		snprintf(path, sizeof path, "%s", home_empty(cx));
		CHECK_OK(ceremony_init(cx, home_conf(cx, path), HOME_PASSPHRASE));
	}
	return path;
}

const char *home_new(struct ctx *cx)
{
	static const char *const roles[] = { "root", "issuing-ca", "pdf-seal", "qr-seal", "status-list", "trust-list" };
	const char *from = master(cx), *to = home_empty(cx);
	CHECK_OK(file_make_folder(cx, ctx_printf(cx, "%s/keys", to), 0700));
	CHECK_OK(file_make_folder(cx, ctx_printf(cx, "%s/trust", to), 0755));
	for (size_t i = 0; i < 6; i++) {
		const char *key = ctx_printf(cx, "keys/%s.key", roles[i]), *pem = ctx_printf(cx, "keys/%s.pem", roles[i]);
		home_write(cx, to, key, home_file(cx, from, key), 0600);
		home_write(cx, to, pem, home_file(cx, from, pem), 0644);
	}
	home_write(cx, to, "trust/root.pem", home_file(cx, from, "trust/root.pem"), 0644);
	home_write(cx, to, "trust/trust-list.cbor", home_file(cx, from, "trust/trust-list.cbor"), 0644);
	return to;
}
