/* Owns: the day's counts in the store. */
#include "registry/tally.h"

#include <string.h>

#define DAY_SECONDS 86400
#define TALLY_KEY   (1 + PERSON_SIZE)

static uint32_t day_of(int64_t now, int utc_offset) { return (uint32_t)((now + 60 * (int64_t)utc_offset) / DAY_SECONDS); }

int64_t tally_wait(int64_t now, int utc_offset) { return DAY_SECONDS - (now + 60 * (int64_t)utc_offset) % DAY_SECONDS; }

static bool key_of(const char *person, uint8_t key[static TALLY_KEY])
{
	if (strlen(person) != PERSON_SIZE)
		return false;
	key[0] = 'Q';
	memcpy(key + 1, person, PERSON_SIZE);
	return true;
}

/* What another day counted is over. */
static enum err decode(struct ctx *cx, struct slice value, int utc_offset, struct tally *out)
{
	struct rd r = rd_of(value);
	*out = (struct tally){ .day = day_of(cx->now, utc_offset) };
	if (!value.p)
		return OK;
	struct tally kept = { .day = rd_u32(&r) };
	kept.own = rd_u32(&r);
	kept.helped = rd_u32(&r);
	if (!rd_end(&r))
		return fail(cx, ERR_STORE_CORRUPT, "tally: an entry is damaged");
	if (kept.day == out->day)
		*out = kept;
	return OK;
}

enum err tally_find(struct ctx *cx, struct snapshot *v, const char *person, int utc_offset, struct tally *out)
{
	uint8_t key[TALLY_KEY];
	struct slice value = { 0 };
	enum err e = key_of(person, key) ? snapshot_get(cx, v, slice_of(key, sizeof key), &value) : OK;
	return e == OK ? decode(cx, value, utc_offset, out) : e;
}

enum err tally_add(struct ctx *cx, struct batch *b, const char *person, int utc_offset, bool own, uint32_t most, bool *full)
{
	uint8_t key[TALLY_KEY];
	struct slice value = { 0 };
	struct tally t;
	struct buf out;
	if (!key_of(person, key))
		return fail(cx, ERR_BUG, "tally: not a person's id");
	enum err e = batch_get(cx, b, slice_of(key, sizeof key), &value);
	if (e == OK)
		e = decode(cx, value, utc_offset, &t);
	if (e != OK)
		return e;
	uint32_t *count = own ? &t.own : &t.helped;
	*full = *count >= most;
	if (*full)
		return OK;
	++*count;
	buf_init(&out, 12);
	buf_u32(&out, t.day);
	buf_u32(&out, t.own);
	buf_u32(&out, t.helped);
	e = batch_put(cx, b, slice_of(key, sizeof key), buf_slice(&out));
	buf_free(&out);
	return e;
}
