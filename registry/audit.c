/* Owns: the hash-chained audit record. Key 'a' + seq; value CBOR; "m/audit" holds the count and the last digest. */
#include "registry/audit.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/cbor.h"

#include <string.h>

#define ENTRY_MAX 512
#define NUMBER_MAX 32

static const struct slice head_key = { (const uint8_t *)"m/audit", 7 };

struct seq_key {
	uint8_t p[9];
};

static struct seq_key key_of(uint64_t seq)
{
	struct seq_key k = { { 'a' } };
	for (size_t i = 0; i < 8; i++)
		k.p[1 + i] = (uint8_t)(seq >> (56 - 8 * i));
	return k;
}

/* The digest covers the key too: an entry moved to another place does not fit there. */
static void digest_of(struct slice key, struct slice value, uint8_t out[static 32])
{
	struct hash *h = hash_new();
	hash_add(h, key);
	hash_add(h, value);
	hash_finish(h, out);
	hash_free(h);
}

static enum err parse_head(struct ctx *cx, struct slice value, struct audit_head *out)
{
	*out = (struct audit_head){ 0 };
	if (!value.p)
		return OK;
	struct rd r = rd_of(value);
	out->count = rd_u64(&r);
	struct slice digest = rd_take(&r, 32);
	if (!rd_end(&r))
		return fail(cx, ERR_AUDIT_BROKEN, "audit record: its head is damaged");
	memcpy(out->digest, digest.p, 32);
	return OK;
}

static bool is_code(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' || s.p[i] == '_' || s.p[i] == '.'))
			return false;
	}
	return s.n <= LIMIT_REASON;
}

static enum err check_entry(struct ctx *cx, const struct audit_entry *e)
{
	if (e->operation.n == 0 || !is_code(e->operation) || !is_code(e->reason))
		return fail(cx, ERR_DOCUMENT_FIELD, "audit record: operation and reason are codes of a-z 0-9 - _ . up to %d characters", LIMIT_REASON);
	if (e->number.n > NUMBER_MAX || !text_is_utf8(e->number))
		return fail(cx, ERR_DOCUMENT_FIELD, "audit record: document number out of its range");
	if (e->operator_name.n == 0 || e->operator_name.n > LIMIT_OPERATOR || !text_is_utf8(e->operator_name))
		return fail(cx, ERR_DOCUMENT_FIELD, "audit record: operator's name is empty, not UTF-8 or over %d bytes", LIMIT_OPERATOR);
	return OK;
}

static struct slice encode(struct ctx *cx, const struct audit_entry *e)
{
	struct buf b;
	buf_init(&b, ENTRY_MAX);
	cbor_put_array(&b, 6);
	cbor_put_int(&b, e->at);
	cbor_put_text(&b, e->operation);
	cbor_put_text(&b, e->number);
	cbor_put_text(&b, e->operator_name);
	cbor_put_text(&b, e->reason);
	cbor_put_bytes(&b, slice_of(e->previous, 32));
	struct slice out = buf_ok(&b) ? ctx_copy(cx, buf_slice(&b)) : (struct slice){ 0 };
	buf_free(&b);
	return out;
}

static bool decode(struct ctx *cx, struct slice key, struct slice value, struct audit_entry *e)
{
	*e = (struct audit_entry){ 0 };
	struct rd k = rd_of(slice_sub(key, 1, key.n));
	e->seq = rd_u64(&k);
	if (!rd_end(&k) || cbor_check(cx, value) != OK) {
		ctx_forgive(cx);
		return false;
	}
	struct cbor_rd r = cbor_rd(value);
	if (cbor_get_array(&r) != 6)
		return false;
	e->at = cbor_get_int(&r);
	e->operation = cbor_get_text(&r);
	e->number = cbor_get_text(&r);
	e->operator_name = cbor_get_text(&r);
	e->reason = cbor_get_text(&r);
	struct slice previous = cbor_get_bytes(&r);
	if (!cbor_end(&r) || previous.n != 32)
		return false;
	memcpy(e->previous, previous.p, 32);
	return true;
}

enum err audit_append(struct ctx *cx, struct batch *b, const struct audit_entry *entry)
{
	struct slice value = { 0 };
	struct audit_head head;
	enum err e = check_entry(cx, entry);
	if (e == OK)
		e = batch_get(cx, b, head_key, &value);
	if (e == OK)
		e = parse_head(cx, value, &head);
	if (e != OK)
		return e;
	struct audit_entry full = *entry;
	full.at = cx->now;
	memcpy(full.previous, head.digest, 32);
	value = encode(cx, &full);
	struct seq_key key = key_of(head.count);
	digest_of(slice_of(key.p, sizeof key.p), value, head.digest);
	e = batch_compare_put(cx, b, slice_of(key.p, sizeof key.p), (struct slice){ 0 }, value);
	if (e == ERR_STORE_CHANGED) {
		ctx_forgive(cx);
		return fail(cx, ERR_AUDIT_BROKEN, "audit record: an entry stands behind its head");
	}
	if (e != OK)
		return e;
	struct buf packed;
	buf_init(&packed, 40);
	buf_u64(&packed, head.count + 1);
	buf_put(&packed, head.digest, 32);
	e = batch_put(cx, b, head_key, buf_slice(&packed));
	buf_free(&packed);
	return e;
}

enum err audit_head(struct ctx *cx, struct snapshot *v, struct audit_head *out)
{
	struct slice value = { 0 };
	*out = (struct audit_head){ 0 };
	enum err e = snapshot_get(cx, v, head_key, &value);
	return e != OK ? e : parse_head(cx, value, out);
}

struct chain {
	struct ctx *cx;
	const struct audit_head *known;
	struct audit_head at;         /* what was walked so far */
	enum err e;
};

static bool follow(void *self, struct slice key, struct slice value)
{
	struct chain *c = self;
	struct audit_entry entry;
	if (!decode(c->cx, key, value, &entry))
		c->e = fail(c->cx, ERR_AUDIT_BROKEN, "audit record: entry %llu is damaged", (unsigned long long)c->at.count);
	else if (entry.seq != c->at.count)
		c->e = fail(c->cx, ERR_AUDIT_BROKEN, "audit record: entry %llu is missing", (unsigned long long)c->at.count);
	else if (memcmp(entry.previous, c->at.digest, 32))
		c->e = fail(c->cx, ERR_AUDIT_BROKEN, "audit record: entry %llu does not follow the one before it", (unsigned long long)entry.seq);
	if (c->e != OK)
		return false;
	digest_of(key, value, c->at.digest);
	c->at.count++;
	if (c->known && c->known->count == c->at.count && memcmp(c->known->digest, c->at.digest, 32))
		c->e = fail(c->cx, ERR_AUDIT_BROKEN, "audit record: entry %llu is not the one seen earlier", (unsigned long long)entry.seq);
	return c->e == OK;
}

enum err audit_check(struct ctx *cx, struct snapshot *v, const struct audit_head *known, struct audit_head *out)
{
	struct chain c = { .cx = cx, .known = known };
	struct audit_head head;
	*out = c.at;
	enum err e = snapshot_range(cx, v, SLICE("a"), SLICE("b"), follow, &c);
	if (e == OK)
		e = c.e;
	if (e == OK)
		e = audit_head(cx, v, &head);
	if (e != OK)
		return e;
	if (head.count != c.at.count || memcmp(head.digest, c.at.digest, 32))
		return fail(cx, ERR_AUDIT_BROKEN, "audit record: its head tells of %llu entries, %llu are there or the last one differs",
			(unsigned long long)head.count, (unsigned long long)c.at.count);
	if (known && known->count > c.at.count)
		return fail(cx, ERR_AUDIT_BROKEN, "audit record: %llu entries, %llu were seen earlier: it was cut", (unsigned long long)c.at.count,
			(unsigned long long)known->count);
	*out = c.at;
	return OK;
}

struct audit_walk {
	struct ctx *cx;
	audit_each *each;
	void *self;
	enum err e;
};

static bool walk(void *self, struct slice key, struct slice value)
{
	struct audit_walk *w = self;
	struct audit_entry entry;
	if (!decode(w->cx, key, value, &entry)) {
		w->e = fail(w->cx, ERR_AUDIT_BROKEN, "audit record: an entry is damaged");
		return false;
	}
	return w->each(w->self, &entry);
}

enum err audit_range(struct ctx *cx, struct snapshot *v, uint64_t seq, audit_each *each, void *self)
{
	struct audit_walk w = { .cx = cx, .each = each, .self = self };
	struct seq_key from = key_of(seq);
	enum err e = snapshot_range(cx, v, slice_of(from.p, sizeof from.p), SLICE("b"), walk, &w);
	return e != OK ? e : w.e;
}
