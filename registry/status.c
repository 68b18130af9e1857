/* Owns: the walk over one list's indexes (document_code.h: i list index -> number, state) into an array of two-bit states. */
#include "registry/status.h"

#include "registry/document_code.h"

#include <string.h>

struct fill {
	uint8_t *bits;
	uint32_t taken;
	bool damaged;
};

static enum status_value bits_of(uint8_t state)
{
	switch (state) {
	case DOCUMENT_ISSUED: return STATUS_VALID;
	case DOCUMENT_SUSPENDED: return STATUS_SUSPENDED;
	default: return STATUS_INVALID;
	}
}

static bool set_bits(void *self, struct slice key, struct slice value)
{
	struct fill *f = self;
	struct rd r = rd_of(slice_sub(key, 5, key.n));
	uint32_t index = rd_u32(&r);
	f->damaged = !rd_end(&r) || index >= LIST_SIZE || value.n != DOCUMENT_NUMBER_SIZE + 1;
	if (f->damaged)
		return false;
	uint8_t *byte = &f->bits[index / 4];
	unsigned shift = index % 4 * 2, bits = bits_of(value.p[DOCUMENT_NUMBER_SIZE]);
	*byte = (uint8_t)((*byte & ~(3u << shift)) | (bits << shift));
	f->taken++;
	return true;
}

enum err status_build(struct ctx *cx, struct snapshot *v, uint32_t list, struct status_array *out)
{
	struct fill f = { .bits = ctx_alloc(cx, STATUS_LIST_BYTES) };
	*out = (struct status_array){ 0 };
	memset(f.bits, STATUS_INVALID * 0x55, STATUS_LIST_BYTES);
	struct key from = key_index(list, 0);
	from.n = 5;
	struct key to = key_behind(from);
	enum err e = snapshot_range(cx, v, key_slice(&from), key_slice(&to), set_bits, &f);
	if (e == OK && f.damaged)
		e = fail(cx, ERR_STORE_CORRUPT, "registry: an entry of status list %lu is damaged", (unsigned long)list);
	if (e != OK)
		return e;
	*out = (struct status_array){ .list = list, .bits = slice_of(f.bits, STATUS_LIST_BYTES), .as_of = cx->now,
		.version = snapshot_version(v), .taken = f.taken };
	return OK;
}

enum err status_lists(struct ctx *cx, struct snapshot *v, uint32_t *count)
{
	struct slice value = { 0 };
	*count = 0;
	enum err e = snapshot_get(cx, v, key_indexes, &value);
	if (e != OK || !value.p)
		return e;
	struct rd r = rd_of(value);
	uint64_t next = rd_u64(&r);
	if (r.failed || next == 0 || (next - 1) >> LIST_BITS >= UINT32_MAX)
		return fail(cx, ERR_STORE_CORRUPT, "registry: the pool of status indexes is damaged");
	*count = (uint32_t)((next - 1) >> LIST_BITS) + 1;
	return OK;
}
