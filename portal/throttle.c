/* Owns: the table of counters: buckets of eight; under pressure the one with the least to lose leaves. */
#include "portal/throttle.h"

#include "base/crypto.h"
#include "portal/secret.h"

#include <pthread.h>
#include <stdlib.h>

#define WAYS     8
#define BUCKETS  8192
#define TAG      16
#define TEND_MOST 2048 /* entries written in one batch */

/*
 * Free attempts (0: per_address says); seconds of the first wait, doubled by each further attempt up to the longest; seconds without attempts after
 * which all is forgotten.
 */
struct rule {
	uint32_t free;
	int64_t first, longest, memory;
};

static const struct rule fixed_rules[THROTTLE_KINDS] = {
	[THROTTLE_SIGN_IN] = { 5, 1, 900, 86400 },
	[THROTTLE_SECOND] = { 5, 30, 3600, 86400 },
	[THROTTLE_ADDRESS] = { 0, 2, 300, 1800 },
	[THROTTLE_MESSAGE] = { 3, 60, 3600, 14400 },
	[THROTTLE_MESSAGES] = { 0, 10, 3600, 14400 },
	[THROTTLE_CODE] = { 5, 10, 3600, 86400 },
	[THROTTLE_DOCUMENT] = { 5, 60, 86400, 2 * 86400 },
	[THROTTLE_BINDING] = { 10, 60, 86400, 2 * 86400 },
	[THROTTLE_ACT] = { 40, 5, 300, 3600 },
};

struct slot {
	uint8_t tag[TAG];     /* keyed hash of kind and key */
	uint8_t kind;         /* THROTTLE_NONE: empty */
	bool fresh;           /* not written yet */
	bool kept;            /* an older state of it lies in the store */
	uint32_t count;
	int64_t last, next;   /* last attempt; none before this instant */
};

struct throttle {
	struct store *store;
	struct secret secret;
	pthread_mutex_t lock;
	struct rule rules[THROTTLE_KINDS];
	size_t hand;          /* where the timer goes on */
	struct slot slots[BUCKETS * WAYS];
};

static void tag_of(const struct throttle *t, enum throttle_kind kind, struct slice key, uint8_t tag[static TAG])
{
	uint8_t mac[32], data[2 + 32] = { 't', (uint8_t)kind };
	crypto_sha256(key, data + 2);
	secret_mac(&t->secret, "throttle", slice_of(data, sizeof data), mac);
	memcpy(tag, mac, TAG);
}

static struct slot *bucket_of(struct throttle *t, const uint8_t *tag)
{
	return &t->slots[(size_t)((tag[0] << 8 | tag[1]) % BUCKETS) * WAYS];
}

static bool is_cold(const struct slot *s, int64_t now) { return s->kind == THROTTLE_NONE || now - s->last > fixed_rules[s->kind].memory; }

static struct slot *find(struct slot *bucket, const uint8_t *tag)
{
	for (size_t i = 0; i < WAYS; i++) {
		if (bucket[i].kind != THROTTLE_NONE && !memcmp(bucket[i].tag, tag, TAG))
			return &bucket[i];
	}
	return NULL;
}

/* A cold one; else the one that blocks the shortest: a flood of names must not wash a blocked account out. */
static struct slot *room(struct slot *bucket, int64_t now)
{
	struct slot *least = bucket;
	for (size_t i = 0; i < WAYS; i++) {
		if (is_cold(&bucket[i], now) && !bucket[i].kept)
			return &bucket[i];
		if (bucket[i].count < least->count || (bucket[i].count == least->count && bucket[i].next < least->next))
			least = &bucket[i];
	}
	return least;
}

static int64_t delay_after(const struct rule *r, uint32_t count)
{
	if (count < r->free)
		return 0;
	int64_t wait = r->first;
	for (uint32_t i = r->free; i < count && wait < r->longest; i++)
		wait *= 2;
	return wait < r->longest ? wait : r->longest;
}

static bool take(struct throttle *t, enum throttle_kind kind, const uint8_t *tag, int64_t now, int64_t *wait)
{
	struct slot *bucket = bucket_of(t, tag), *s = find(bucket, tag);
	if (!s || is_cold(s, now)) {
		bool kept = s && s->kept;
		s = s ? s : room(bucket, now);
		*s = (struct slot){ .kind = (uint8_t)kind, .kept = kept };
		memcpy(s->tag, tag, TAG);
	}
	*wait = s->next > now ? s->next - now : 0;
	if (*wait > 0)
		return false;
	s->count += s->count < UINT32_MAX;
	s->last = now;
	s->next = now + delay_after(&t->rules[kind], s->count);
	s->fresh = true;
	return true;
}

bool throttle_take(struct throttle *t, enum throttle_kind kind, struct slice key, int64_t now, int64_t *wait)
{
	uint8_t tag[TAG];
	tag_of(t, kind, key, tag);
	pthread_mutex_lock(&t->lock);
	bool may = take(t, kind, tag, now, wait);
	pthread_mutex_unlock(&t->lock);
	return may;
}

bool throttle_take_peer(struct throttle *t, enum throttle_kind kind, const uint8_t peer[static 16], int64_t now, int64_t *wait)
{
	static const uint8_t v4[12] = { [10] = 0xff, [11] = 0xff };
	return throttle_take(t, kind, slice_of(peer, memcmp(peer, v4, sizeof v4) ? 8 : 16), now, wait);
}

void throttle_forget(struct throttle *t, enum throttle_kind kind, struct slice key)
{
	uint8_t tag[TAG];
	tag_of(t, kind, key, tag);
	pthread_mutex_lock(&t->lock);
	struct slot *s = find(bucket_of(t, tag), tag);
	if (s) {
		s->count = 0;
		s->next = 0;
		s->last = 0; /* cold: the timer takes it out of the store */
		s->fresh = true;
	}
	pthread_mutex_unlock(&t->lock);
}

/* ---- kept in the store: "at" tag -> kind, count, last, next ---- */

#define VALUE_SIZE (1 + 4 + 8 + 8)

static void encode(const struct slot *s, struct buf *b)
{
	buf_reset(b);
	buf_putc(b, s->kind);
	buf_u32(b, s->count);
	buf_u64(b, (uint64_t)s->last);
	buf_u64(b, (uint64_t)s->next);
}

static bool restore(void *self, struct slice key, struct slice value)
{
	struct throttle *t = self;
	struct rd r = rd_of(value);
	struct slot s = { .kind = rd_u8(&r), .kept = true };
	s.count = rd_u32(&r);
	s.last = (int64_t)rd_u64(&r);
	s.next = (int64_t)rd_u64(&r);
	/* A damaged counter is no reason not to open the portal. */
	if (key.n != 2 + TAG || !rd_end(&r) || s.kind == THROTTLE_NONE || s.kind >= THROTTLE_KINDS)
		return true;
	memcpy(s.tag, key.p + 2, TAG);
	*room(bucket_of(t, s.tag), s.last) = s;
	return true;
}

enum err throttle_open(struct ctx *cx, struct store *store, uint32_t per_address, struct throttle **out)
{
	struct throttle *t = calloc(1, sizeof *t);
	struct snapshot *v = NULL;
	if (!t)
		abort();
	pthread_mutex_init(&t->lock, NULL);
	t->store = store;
	memcpy(t->rules, fixed_rules, sizeof t->rules);
	t->rules[THROTTLE_ADDRESS].free = per_address;
	t->rules[THROTTLE_MESSAGES].free = per_address / 3;
	enum err e = secret_make(cx, store, &t->secret);
	if (e == OK)
		e = snapshot_open(cx, store, &v);
	if (e == OK)
		e = snapshot_range(cx, v, SLICE("at"), SLICE("au"), restore, t);
	snapshot_close(v);
	if (e != OK) {
		throttle_close(t);
		return e;
	}
	*out = t;
	return OK;
}

void throttle_close(struct throttle *t)
{
	if (!t)
		return;
	pthread_mutex_destroy(&t->lock);
	crypto_wipe(&t->secret, sizeof t->secret);
	free(t);
}

/* What is to be written, copied under the lock: the store is slow. A few counts say nothing yet and are not kept. */
static size_t gather(struct throttle *t, int64_t now, struct slot *out)
{
	size_t n = 0;
	pthread_mutex_lock(&t->lock);
	for (size_t i = 0; i < BUCKETS * WAYS && n < TEND_MOST; i++, t->hand = (t->hand + 1) % (BUCKETS * WAYS)) {
		struct slot *s = &t->slots[t->hand];
		bool cold = is_cold(s, now), worth = !cold && s->count >= t->rules[s->kind].free / 2;
		if (s->kept ? !s->fresh && !cold : !s->fresh || !worth)
			continue;
		out[n] = *s;
		out[n++].kept = worth;
		s->kept = worth;
		s->fresh = false;
		if (cold)
			*s = (struct slot){ 0 };
	}
	pthread_mutex_unlock(&t->lock);
	return n;
}

enum err throttle_tend(struct ctx *cx, struct throttle *t)
{
	struct slot *slots = ctx_alloc(cx, TEND_MOST * sizeof *slots);
	size_t count = gather(t, cx->now, slots);
	struct batch *b = NULL;
	struct buf value;
	if (count == 0)
		return OK;
	buf_init(&value, VALUE_SIZE);
	enum err e = batch_begin(cx, t->store, &b);
	for (size_t i = 0; e == OK && i < count; i++) {
		uint8_t key[2 + TAG] = { 'a', 't' };
		memcpy(key + 2, slots[i].tag, TAG);
		encode(&slots[i], &value);
		e = slots[i].kept ? batch_put(cx, b, slice_of(key, sizeof key), buf_slice(&value)) : batch_delete(cx, b, slice_of(key, sizeof key));
	}
	buf_free(&value);
	return batch_end(cx, b, e);
}
