/* Owns: what the store can do the same way on any engine. */
#include "registry/store.h"

bool store_alarm(const struct store_figures *f)
{
	uint64_t reach = f->used + f->disk_free;
	if (f->size < reach)
		reach = f->size;
	return f->used / 4 >= reach / 5;
}

enum err batch_compare_put(struct ctx *cx, struct batch *b, struct slice key, struct slice expected, struct slice value)
{
	struct slice present = { 0 };
	enum err e = batch_get(cx, b, key, &present);
	if (e != OK)
		return e;
	/* Absent and empty are two things. */
	if (!present.p != !expected.p || !slice_eq(present, expected))
		return fail(cx, ERR_STORE_CHANGED, "registry: the value is not the expected one any more");
	return batch_put(cx, b, key, value);
}

enum err batch_end(struct ctx *cx, struct batch *b, enum err e)
{
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}
