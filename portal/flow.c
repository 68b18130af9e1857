/* Owns: the slots of a session in the store, and their bounds (flow.h). */
#include "portal/flow.h"

#include "portal/session_inner.h"

struct slots {
	struct ctx *cx;
	size_t count;
	struct { struct slice name, json; } list[FLOW_SLOTS];
};

static bool gather_slot(void *self, struct slice key, struct slice value)
{
	struct slots *t = self;
	if (t->count == FLOW_SLOTS)
		return false;
	t->list[t->count].name = ctx_copy(t->cx, slice_sub(key, 34, key.n));
	t->list[t->count++].json = ctx_copy(t->cx, value);
	return true;
}

static enum err read_slots(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct slots *out)
{
	struct session_key from = session_key_flow(digest, NULL), to = session_key_behind(from);
	*out = (struct slots){ .cx = cx };
	return batch_range(cx, b, session_key_slice(&from), session_key_slice(&to), gather_slot, out);
}

/* ---- with their session ---- */

enum err flow_move(struct ctx *cx, struct batch *b, const struct session *from, const struct session *to)
{
	struct slots slots;
	enum err e = read_slots(cx, b, from->digest, &slots);
	for (size_t i = 0; e == OK && i < slots.count; i++) {
		if (slice_is(slots.list[i].name, FLOW_STAYS))
			continue;
		struct session_key k = session_key_flow(to->digest, ctx_string(cx, slots.list[i].name));
		e = batch_put(cx, b, session_key_slice(&k), slots.list[i].json);
	}
	return e;
}

enum err flow_drop(struct ctx *cx, struct batch *b, const struct session *s)
{
	struct slots slots;
	enum err e = read_slots(cx, b, s->digest, &slots);
	for (size_t i = 0; e == OK && i < slots.count; i++) {
		struct session_key k = session_key_flow(s->digest, ctx_string(cx, slots.list[i].name));
		e = batch_delete(cx, b, session_key_slice(&k));
	}
	return e;
}

/* ---- one slot ---- */

static bool is_name(const char *name)
{
	size_t n = strlen(name);
	return n > 0 && n <= FLOW_NAME && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == n;
}

struct flow_step {
	const struct session *s;
	const char *name;
	struct slice json;
	const struct slice *was;      /* what the slot must hold still, or NULL */
	bool changed;                 /* out: it holds something else */
};

/* A slot lives in a session that is there: one that ended meanwhile must not leave a slot behind. */
static enum err step_put(struct ctx *cx, struct batch *b, void *arg)
{
	struct flow_step *f = arg;
	struct slice now = { 0 };
	struct slots slots;
	struct session there;
	bool known = false;
	enum err e = session_read(cx, b, f->s->digest, &there);
	if (e == OK && there.kind == SESSION_NONE)
		return fail(cx, ERR_STORE_CHANGED, "session: it has ended");
	if (e == OK)
		e = read_slots(cx, b, f->s->digest, &slots);
	for (size_t i = 0; e == OK && i < slots.count; i++)
		known |= slice_is(slots.list[i].name, f->name);
	if (e == OK && !known && slots.count == FLOW_SLOTS)
		e = fail(cx, ERR_FLOW, "session: more than %d half-done forms", FLOW_SLOTS);
	struct session_key k = session_key_flow(f->s->digest, f->name);
	if (e == OK && f->was)
		e = batch_get(cx, b, session_key_slice(&k), &now);
	f->changed = e == OK && f->was && !slice_eq(now, *f->was);
	return e == OK && !f->changed ? batch_put(cx, b, session_key_slice(&k), f->json) : e;
}

static enum err put_slot(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, const struct slice *was, struct slice json)
{
	struct flow_step f = { .s = s, .name = name, .json = json, .was = was };
	if (s->kind == SESSION_NONE || !is_name(name))
		return fail(cx, ERR_BUG, "flow slot: no session, or not a name");
	if (json.n > FLOW_BYTES)
		return fail(cx, ERR_FLOW, "flow slot: more than %d bytes", FLOW_BYTES);
	enum err e = writer_do(cx, all->writer, step_put, &f);
	return e == OK && f.changed ? fail(cx, ERR_STORE_CHANGED, "flow slot: another request was quicker") : e;
}

enum err flow_put(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, struct slice json)
{
	return put_slot(cx, all, s, name, NULL, json);
}

enum err flow_swap(struct ctx *cx, struct sessions *all, const struct session *s, const char *name, struct slice was, struct slice json)
{
	return put_slot(cx, all, s, name, &was, json);
}

enum err flow_get(struct ctx *cx, struct snapshot *v, const struct session *s, const char *name, struct slice *json)
{
	struct slice value = { 0 };
	*json = value;
	if (s->kind == SESSION_NONE || !is_name(name))
		return OK;
	struct session_key k = session_key_flow(s->digest, name);
	enum err e = snapshot_get(cx, v, session_key_slice(&k), &value);
	if (e == OK && value.p)
		*json = ctx_copy(cx, value);
	return e;
}

static enum err step_clear(struct ctx *cx, struct batch *b, void *arg)
{
	const struct flow_step *f = arg;
	struct session_key k = session_key_flow(f->s->digest, f->name);
	return batch_delete(cx, b, session_key_slice(&k));
}

enum err flow_clear(struct ctx *cx, struct sessions *all, const struct session *s, const char *name)
{
	struct flow_step f = { .s = s, .name = name };
	return s->kind == SESSION_NONE || !is_name(name) ? OK : writer_do(cx, all->writer, step_clear, &f);
}
