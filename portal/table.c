/* Owns: building keys and choosing the reader (table.h). */
#include "portal/table.h"

#define TEXT_MAX 64

struct table_key table_key(enum table t) { return (struct table_key){ .p = { 'b', (uint8_t)t }, .n = 2 }; }

struct table_key table_bytes(struct table_key k, struct slice bytes)
{
	size_t n = bytes.n < TABLE_KEY - k.n ? bytes.n : TABLE_KEY - k.n;
	if (n)
		memcpy(k.p + k.n, bytes.p, n);
	k.n += n;
	return k;
}

struct table_key table_u8(struct table_key k, unsigned v)
{
	uint8_t byte = (uint8_t)v;
	return table_bytes(k, slice_of(&byte, 1));
}

struct table_key table_text(struct table_key k, struct slice text) { return table_u8(table_bytes(k, slice_sub(text, 0, TEXT_MAX)), 0); }

static struct table_key number(struct table_key k, uint64_t v, size_t n)
{
	for (size_t i = n; i-- > 0;)
		k = table_u8(k, (unsigned)(v >> (8 * i)) & 0xff);
	return k;
}

struct table_key table_u32(struct table_key k, uint32_t v) { return number(k, v, 4); }
struct table_key table_u64(struct table_key k, int64_t v) { return number(k, (uint64_t)v, 8); }

struct table_key table_behind(struct table_key k)
{
	while (k.n > 0 && k.p[k.n - 1] == 0xff)
		k.n--;
	if (k.n > 0)
		k.p[k.n - 1]++;
	return k;
}

enum err source_get(struct ctx *cx, struct source s, const struct table_key *k, struct slice *value)
{
	return s.b ? batch_get(cx, s.b, table_slice(k), value) : snapshot_get(cx, s.v, table_slice(k), value);
}

enum err source_range(struct ctx *cx, struct source s, const struct table_key *from, const struct table_key *to, store_each *each, void *self)
{
	if (s.b)
		return batch_range(cx, s.b, table_slice(from), table_slice(to), each, self);
	return snapshot_range(cx, s.v, table_slice(from), table_slice(to), each, self);
}

enum err table_put(struct ctx *cx, struct batch *b, const struct table_key *k, struct slice value) { return batch_put(cx, b, table_slice(k), value); }
enum err table_delete(struct ctx *cx, struct batch *b, const struct table_key *k) { return batch_delete(cx, b, table_slice(k)); }
