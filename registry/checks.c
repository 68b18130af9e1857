/* Owns: uses of share codes in the verifier's store. */
#include "registry/checks.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define SHARE_KEY (1 + PERSON_SIZE + SHARE_ID)
#define ENTRY_KEY (SHARE_KEY + 4)

static bool is_id(const char *id, size_t size)
{
	return id && strlen(id) == size && strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == size;
}

static bool key_of(char table, const char *person, const char *share, uint8_t key[static SHARE_KEY])
{
	if (!is_id(person, PERSON_SIZE) || !is_id(share, SHARE_ID))
		return false;
	key[0] = (uint8_t)table;
	memcpy(key + 1, person, PERSON_SIZE);
	memcpy(key + 1 + PERSON_SIZE, share, SHARE_ID);
	return true;
}

static enum err read_count(struct ctx *cx, struct slice value, uint32_t *out)
{
	struct rd r = rd_of(value);
	*out = 0;
	if (!value.p)
		return OK;
	*out = rd_u32(&r);
	return rd_end(&r) ? OK : fail(cx, ERR_STORE_CORRUPT, "checks: a count is damaged");
}

static enum err put_u32(struct ctx *cx, struct batch *b, const uint8_t *key, size_t n, uint32_t v)
{
	uint8_t value[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };
	return batch_put(cx, b, slice_of(key, n), slice_of(value, sizeof value));
}

static enum err put_entry(struct ctx *cx, struct batch *b, const struct share *s, struct slice organisation, uint32_t number)
{
	uint8_t key[ENTRY_KEY];
	struct buf value;
	(void)key_of('U', share_counted(s), s->id, key);
	for (size_t i = 0; i < 4; i++)
		key[SHARE_KEY + i] = (uint8_t)(number >> (24 - 8 * i));
	buf_init(&value, 2048);
	struct json_out o = json_out(&value);
	json_begin(&o, NULL, '{');
	json_put_int(&o, "at", cx->now);
	json_put_text(&o, "purpose", slice_of(&s->purpose, 1));
	json_put_text(&o, "organisation", organisation);
	json_end(&o, '}');
	enum err e = batch_put(cx, b, slice_of(key, sizeof key), buf_slice(&value));
	buf_free(&value);
	return e;
}

enum err checks_use(struct ctx *cx, struct batch *b, const struct share *s, struct slice organisation, bool *opened, uint32_t *used)
{
	uint8_t key[SHARE_KEY];
	struct slice value = { 0 };
	*opened = false;
	if (!key_of('N', share_counted(s), s->id, key) || !organisation.n || !text_is_utf8(organisation) || text_length(organisation) > LIMIT_ORGANISATION)
		return fail(cx, ERR_SHARE, "a use of a share code wants a share and an organisation of at most %d characters", LIMIT_ORGANISATION);
	enum err e = batch_get(cx, b, slice_of(key, sizeof key), &value);
	if (e == OK)
		e = read_count(cx, value, used);
	if (e != OK || (s->uses && *used >= s->uses))
		return e;
	++*used;
	e = put_u32(cx, b, key, sizeof key, *used);
	if (e == OK)
		e = put_entry(cx, b, s, organisation, *used);
	*opened = e == OK;
	return e;
}

enum err checks_count(struct ctx *cx, struct snapshot *v, const char *person, const char *share, uint32_t *used)
{
	uint8_t key[SHARE_KEY];
	struct slice value = { 0 };
	*used = 0;
	if (!key_of('N', person, share, key))
		return OK;
	enum err e = snapshot_get(cx, v, slice_of(key, sizeof key), &value);
	return e == OK ? read_count(cx, value, used) : e;
}

struct walk {
	struct ctx *cx;
	check_each *each;
	void *self;
	enum err e;
};

static bool on_entry(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct check_entry entry = { 0 };
	struct json *o = NULL;
	const struct json *at = json_parse(w->cx, value, &o) == OK ? json_get(o, "at") : NULL;
	struct slice purpose = json_text(o, "purpose");
	entry.organisation = json_text(o, "organisation");
	if (key.n != ENTRY_KEY || !at || at->type != JSON_IS_INTEGER || purpose.n != 1 || !entry.organisation.p) {
		w->e = fail(w->cx, ERR_STORE_CORRUPT, "checks: an entry is damaged");
		return false;
	}
	struct rd r = rd_of(slice_sub(key, SHARE_KEY, 4));
	memcpy(entry.share, key.p + 1 + PERSON_SIZE, SHARE_ID);
	entry.number = rd_u32(&r);
	entry.at = at->integer;
	entry.purpose = (char)purpose.p[0];
	return w->each(w->self, &entry);
}

enum err checks_of(struct ctx *cx, struct snapshot *v, const char *person, const char *share, check_each *each, void *self)
{
	struct walk w = { cx, each, self, OK };
	uint8_t from[SHARE_KEY] = { 'U' }, to[SHARE_KEY];
	size_t n = share ? SHARE_KEY : 1 + PERSON_SIZE;
	if (!is_id(person, PERSON_SIZE) || (share && !is_id(share, SHARE_ID)))
		return OK;
	memcpy(from + 1, person, PERSON_SIZE);
	if (share)
		memcpy(from + 1 + PERSON_SIZE, share, SHARE_ID);
	memcpy(to, from, n);
	to[n - 1]++; /* the last character of an id is no 0xff */
	enum err e = snapshot_range(cx, v, slice_of(from, n), slice_of(to, n), on_entry, &w);
	return e == OK ? w.e : e;
}
