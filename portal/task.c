/* Owns: tasks in the store (task.h). Key: due, kind, ref and for a seat its start; value: for a seat what its key does not say. */
#include "portal/task.h"

static struct table_key task_key(const struct task *t)
{
	struct table_key k = table_u8(table_u64(table_key(TABLE_TASK), t->due), t->kind);
	k = table_bytes(k, t->ref);
	return t->kind == TASK_SEAT ? table_u64(k, t->start) : k;
}

enum err task_add(struct ctx *cx, struct batch *b, const struct task *t)
{
	struct table_key k = task_key(t);
	struct buf v;
	buf_init(&v, 128);
	buf_putc(&v, (uint8_t)t->service);
	buf_u16(&v, (uint16_t)t->utc_offset);
	buf_put_slice(&v, t->office);
	enum err e = buf_ok(&v) ? table_put(cx, b, &k, buf_slice(&v)) : fail(cx, ERR_LIMIT, "task: the office's id is too long");
	buf_free(&v);
	return e;
}

enum err task_drop(struct ctx *cx, struct batch *b, const struct task *t)
{
	struct table_key k = task_key(t);
	return table_delete(cx, b, &k);
}

struct due_walk {
	struct ctx *cx;
	struct task *out;
	size_t most, count;
	bool bad;
};

static bool see_task(void *self, struct slice key, struct slice value)
{
	struct due_walk *w = self;
	struct rd k = rd_of(slice_sub(key, 2, key.n)), v = rd_of(value);
	struct task t = { .due = (int64_t)rd_u64(&k) };
	uint8_t kind = rd_u8(&k), service = 0;
	t.kind = (enum task_kind)kind;
	bool seat = t.kind == TASK_SEAT;
	if (rd_left(&k) < (seat ? 8 : 0))
		w->bad = true;
	t.ref = ctx_copy(w->cx, rd_take(&k, w->bad ? 0 : rd_left(&k) - (seat ? 8 : 0)));
	t.start = seat ? (int64_t)rd_u64(&k) : 0;
	service = rd_u8(&v);
	t.service = (enum service)service;
	t.utc_offset = (int16_t)rd_u16(&v);
	t.office = ctx_copy(w->cx, rd_take(&v, rd_left(&v)));
	w->bad |= !rd_end(&k) || !rd_end(&v) || t.service >= SERVICE_COUNT;
	w->out[w->count++] = t;
	return !w->bad && w->count < w->most;
}

enum err tasks_due(struct ctx *cx, struct source s, int64_t now, struct task *out, size_t most, size_t *count)
{
	struct due_walk w = { .cx = cx, .out = out, .most = most };
	struct table_key from = table_key(TABLE_TASK), to = table_u64(from, now + 1);
	enum err e = most ? source_range(cx, s, &from, &to, see_task, &w) : OK;
	*count = w.count;
	return e == OK && w.bad ? fail(cx, ERR_STORE_CORRUPT, "task: an entry is damaged") : e;
}
