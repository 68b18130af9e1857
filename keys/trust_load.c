/* Owns: the trust list of a home: its files, and whether list and configuration agree. Public half. */
#include "keys/trust_list.h"

#include "base/file.h"
#include "base/limits.h"
#include "keys/anchors.h"

#include <string.h>

enum err trust_allow(struct ctx *cx, const struct trust *t, bool production)
{
	if (production && t->specimen)
		return fail(cx, ERR_TRUST_SPECIMEN, "the trust list holds specimen keys, and authority.specimen = no: specimen keys are not for production");
	if (!production && !t->specimen)
		return fail(cx, ERR_TRUST_SPECIMEN, "the trust list holds production keys, and authority.specimen = yes: they must not seal specimens");
	return OK;
}

enum err trust_host(struct ctx *cx, const char *url, struct slice *out)
{
	struct slice s = slice_str(url);
	size_t skip = slice_starts(s, SLICE("https://")) ? 8 : slice_starts(s, SLICE("http://")) ? 7 : s.n;
	struct slice host = slice_sub(s, skip, s.n);
	char *text = ctx_string(cx, host);
	if (host.n == 0 || strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") != host.n)
		return fail(cx, ERR_CONF, "verify.url: want http(s)://host[:port] without a path or a slash at its end");
	for (char *c = text; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
	*out = slice_str(text);
	return OK;
}

static enum err check_conf(struct ctx *cx, const struct conf *conf, const struct trust *t)
{
	bool specimen;
	struct slice host;
	enum err e = conf_bool(cx, conf, "authority.specimen", &specimen);
	if (e == OK)
		e = trust_allow(cx, t, !specimen);
	if (e == OK)
		e = trust_host(cx, conf_get(conf, "verify.url"), &host);
	if (e == OK && !slice_eq(host, t->verify_host))
		e = fail(cx, ERR_CONF, "verify.url names %.*s, the trust list %.*s; `cinnabar-keys trust-list` signs a new list", SLICE_FMT(host),
			SLICE_FMT(t->verify_host));
	if (e == OK && !slice_is(t->authority, conf_get(conf, "authority.code")))
		e = fail(cx, ERR_CONF, "authority.code is not that of the trust list; `cinnabar-keys trust-list` signs a new list");
	return e;
}

static enum err read_files(struct ctx *cx, const struct conf *conf, bool any_time, struct trust **out)
{
	const char *path = conf_path(cx, conf, "trust.list"), *pinned = conf_path(cx, conf, "trust.root");
	if (file_is_missing(pinned))
		return fail(cx, ERR_CERT_FORM, "%s: there is no such certificate file; check --home, or let `cinnabar-keys init` make the keys", pinned);
	struct certificate root;
	struct buf b;
	buf_init(&b, LIMIT_TRUST_LIST_BYTES);
	enum err e = anchors_load(cx, pinned, &root);
	if (e == OK)
		e = file_is_missing(path) ? fail(cx, ERR_TRUST_FORM, "%s: there is no such trust list", path) : file_read(cx, path, &b);
	if (e == OK && any_time)
		e = fail_in(cx, trust_open_any_time(cx, buf_slice(&b), root.der, out), path);
	else if (e == OK)
		e = fail_in(cx, trust_open(cx, buf_slice(&b), root.der, out), path);
	buf_free(&b);
	return e;
}

enum err trust_read(struct ctx *cx, const struct conf *conf, struct trust **out) { return read_files(cx, conf, true, out); }

enum err trust_load(struct ctx *cx, const struct conf *conf, struct trust **out)
{
	struct trust *t = NULL;
	enum err e = read_files(cx, conf, false, &t);
	if (e == OK)
		e = check_conf(cx, conf, t);
	if (e != OK) {
		trust_free(t);
		return e;
	}
	*out = t;
	return OK;
}
