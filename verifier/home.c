/* Owns: opening the verifier's files. */
#include "verifier/home.h"

#include "keys/anchors.h"

enum err home_root(struct ctx *cx, const char *path, struct slice *root)
{
	struct certificate certificate;
	enum err e = anchors_load(cx, path, &certificate);
	if (e == OK)
		*root = certificate.der;
	return e;
}

enum err home_store(struct ctx *cx, const struct conf *conf, struct store **out)
{
	return store_open(cx, conf_path(cx, conf, "registry.folder"), STORE_READ, out);
}
