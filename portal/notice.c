/* Owns: notices in the store (notice.h): key is the instant and the id, so that the oldest goes first. */
#include "portal/notice.h"

#include "base/json.h"

#define NOTICE_BYTES 1024

static const char *const names[] = { "", "booked", "moved", "cancelled", "reminder", "offer", "offer-ended", "displaced", "parted", "doubled",
	"line-ended" };

const char *notice_name(enum notice_kind kind) { return kind <= NOTICE_LAST ? names[kind] : ""; }

enum err notice_add(struct ctx *cx, struct batch *b, struct notice *n)
{
	struct buf v;
	booking_new_id(n->id);
	n->at = cx->now;
	struct table_key k = table_bytes(table_u64(table_key(TABLE_NOTICE), cx->now), slice_str(n->id));
	buf_init(&v, NOTICE_BYTES);
	struct json_out o = json_out(&v);
	json_begin(&o, NULL, '{');
	json_put_int(&o, "kind", n->kind);
	json_put_str(&o, "account", n->account);
	json_put_text(&o, "language", n->language.p ? n->language : SLICE(""));
	json_put_text(&o, "office", n->office);
	json_put_str(&o, "service", service_name(n->service));
	json_put_str(&o, "about", n->about);
	json_put_int(&o, "start", n->start);
	json_put_int(&o, "until", n->until);
	json_put_int(&o, "utc_offset", n->utc_offset);
	json_end(&o, '}');
	enum err e = buf_ok(&v) ? table_put(cx, b, &k, buf_slice(&v)) : fail(cx, ERR_LIMIT, "notice: over %d bytes", NOTICE_BYTES);
	buf_free(&v);
	return e;
}

static void id_text(const struct json *o, const char *key, char out[static BOOKING_ID + 1])
{
	struct slice s = json_text(o, key);
	if (s.n == BOOKING_ID)
		memcpy(out, s.p, BOOKING_ID);
}

struct list_walk {
	struct ctx *cx;
	struct notice *out;
	size_t most, count;
	enum err e;
};

static bool see_notice(void *self, struct slice key, struct slice value)
{
	struct list_walk *w = self;
	struct notice *n = &w->out[w->count++];
	struct json *o = NULL;
	*n = (struct notice){ 0 };
	w->e = json_parse(w->cx, value, &o);
	if (w->e != OK || key.n != 10 + BOOKING_ID)
		return false;
	struct rd at = rd_of(slice_sub(key, 2, 8));
	n->at = (int64_t)rd_u64(&at);
	memcpy(n->id, key.p + 10, BOOKING_ID);
	int64_t kind = json_int(o, "kind");
	n->kind = kind > 0 && kind <= NOTICE_LAST ? (enum notice_kind)kind : NOTICE_NONE;
	id_text(o, "account", n->account);
	id_text(o, "about", n->about);
	n->language = json_text(o, "language");
	n->office = json_text(o, "office");
	n->service = service_parse(json_text(o, "service"));
	n->start = json_int(o, "start");
	n->until = json_int(o, "until");
	n->utc_offset = (int)json_int(o, "utc_offset");
	return w->count < w->most;
}

enum err notices_list(struct ctx *cx, struct source s, struct notice *out, size_t most, size_t *count)
{
	struct list_walk w = { .cx = cx, .out = out, .most = most };
	struct table_key from = table_key(TABLE_NOTICE), to = table_behind(from);
	enum err e = source_range(cx, s, &from, &to, see_notice, &w);
	*count = w.count;
	return e == OK ? w.e : e;
}

enum err notice_drop(struct ctx *cx, struct batch *b, const struct notice *n)
{
	struct table_key k = table_bytes(table_u64(table_key(TABLE_NOTICE), n->at), slice_str(n->id));
	return table_delete(cx, b, &k);
}
