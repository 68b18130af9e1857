/*
 * Owns: every change of a document: reserve, issue, void, suspend, revoke, supersede, sweep. Each function judges first and
 * writes afterwards. The state stands twice, in the entry and at its status index; both are written in one batch here only.
 */
#include "registry/documents.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "formats/crockford.h"
#include "registry/audit.h"
#include "registry/document_code.h"

#include <string.h>

#define NUMBER_TRIES  64   /* 50 random bits: with 10 million documents one try in 100 million meets a taken number */
#define INDEX_BLOCK   512  /* indexes shuffled together */
#define SWEEP_BATCH   1000

/* ---- reading inside a batch ---- */

/* The entry is copied first: what batch_get returns dies with the next write. */
static enum err load(struct ctx *cx, struct batch *b, struct slice number, struct document *out)
{
	char plain[DOCUMENT_NUMBER_SIZE + 1];
	struct slice entry = { 0 };
	enum err e = document_number(cx, number, plain);
	if (e != OK)
		return e;
	struct key k = key_document(plain);
	e = batch_get(cx, b, key_slice(&k), &entry);
	if (e != OK)
		return e;
	if (!entry.p)
		return fail(cx, ERR_DOCUMENT_MISSING, "no document has this number");
	return document_decode(cx, slice_str(plain), ctx_copy(cx, entry), out);
}

static enum err refuse(struct ctx *cx, const struct document *d, const char *wish)
{
	if (strcmp(document_state_name(d->state), wish) == 0)
		return fail(cx, ERR_DOCUMENT_STATE, "the document is %s already", wish);
	if (strcmp(wish, document_state_name(DOCUMENT_ISSUED)) == 0)
		return fail(cx, ERR_DOCUMENT_STATE, "the document is %s and cannot be put in force", document_state_name(d->state));
	return fail(cx, ERR_DOCUMENT_STATE, "the document is %s and cannot become %s", document_state_name(d->state), wish);
}

/* ---- writing ---- */

static enum err save(struct ctx *cx, struct batch *b, const struct document *d)
{
	struct slice entry = { 0 };
	enum err e = document_encode(cx, d, &entry);
	if (e != OK)
		return e;
	struct key k = key_document(d->number);
	e = batch_put(cx, b, key_slice(&k), entry);
	if (e != OK)
		return e;
	uint8_t place[DOCUMENT_NUMBER_SIZE + 1];
	memcpy(place, d->number, DOCUMENT_NUMBER_SIZE);
	place[DOCUMENT_NUMBER_SIZE] = (uint8_t)d->state;
	k = key_index(d->list, d->index);
	return batch_put(cx, b, key_slice(&k), slice_of(place, sizeof place));
}

static void set_state(struct ctx *cx, struct document *d, enum document_state to, const char *reason)
{
	/* A mark leaves the state, and a reservation is not a state anybody may ask about. */
	if (d->state != to && d->state != DOCUMENT_RESERVED)
		d->history = document_history(cx, d, cx->now);
	d->state = to;
	d->changed_at = cx->now;
	d->reason = slice_str(reason);
	if (!document_is_live(d))
		d->under_correction = false;
}

/* ---- reserving ---- */

/* The indexes of one block that nobody has yet, and where the next block starts. */
struct pool {
	uint64_t next;
	size_t left;
	uint16_t offsets[INDEX_BLOCK];
};

static enum err load_pool(struct ctx *cx, struct batch *b, struct pool *pool)
{
	struct slice value = { 0 };
	*pool = (struct pool){ 0 };
	enum err e = batch_get(cx, b, key_indexes, &value);
	if (e != OK || !value.p)
		return e;
	struct rd r = rd_of(value);
	pool->next = rd_u64(&r);
	while (!r.failed && rd_left(&r) && pool->left < INDEX_BLOCK)
		pool->offsets[pool->left++] = rd_u16(&r);
	return rd_end(&r) ? OK : fail(cx, ERR_STORE_CORRUPT, "registry: the pool of status indexes is damaged");
}

static enum err save_pool(struct ctx *cx, struct batch *b, const struct pool *pool)
{
	struct buf v;
	buf_init(&v, 8 + 2 * INDEX_BLOCK);
	buf_u64(&v, pool->next);
	for (size_t i = 0; i < pool->left; i++)
		buf_u16(&v, pool->offsets[i]);
	enum err e = batch_put(cx, b, key_indexes, buf_slice(&v));
	buf_free(&v);
	return e;
}

/* A fresh block in random order (Fisher and Yates); 64 random bits make the remainder's bias immeasurable. */
static void fill_pool(struct pool *pool)
{
	uint64_t random[INDEX_BLOCK];
	crypto_random(random, sizeof random);
	for (size_t i = 0; i < INDEX_BLOCK; i++) {
		size_t j = (size_t)(random[i] % (i + 1));
		pool->offsets[i] = pool->offsets[j];
		pool->offsets[j] = (uint16_t)i;
	}
	pool->left = INDEX_BLOCK;
	pool->next += INDEX_BLOCK;
}

static enum err take_index(struct ctx *cx, struct pool *pool, struct reservation *r)
{
	if (pool->left == 0)
		fill_pool(pool);
	uint64_t place = pool->next - INDEX_BLOCK + pool->offsets[--pool->left];
	if (place >> LIST_BITS > UINT32_MAX)
		return fail(cx, ERR_LIMIT, "registry: every status list is full");
	r->list = (uint32_t)(place >> LIST_BITS);
	r->index = (uint32_t)(place & (LIST_SIZE - 1));
	return OK;
}

static enum err take_number(struct ctx *cx, struct batch *b, struct reservation *r)
{
	for (int i = 0; i < NUMBER_TRIES; i++) {
		uint64_t bits = 0;
		struct slice present = { 0 };
		crypto_random(&bits, sizeof bits);
		crockford_format(bits & ((UINT64_C(1) << 50) - 1), DOCUMENT_NUMBER_SIZE - 1, r->number);
		struct key k = key_document(r->number);
		enum err e = batch_get(cx, b, key_slice(&k), &present);
		if (e != OK || !present.p)
			return e;
	}
	return fail(cx, ERR_CRYPTO, "registry: %d random numbers in a row were taken; the random generator repeats itself", NUMBER_TRIES);
}

static enum err reserve_one(struct ctx *cx, struct batch *b, struct pool *pool, struct slice owner, struct reservation *r)
{
	struct slice present = { 0 };
	enum err e = take_number(cx, b, r);
	if (e == OK)
		e = take_index(cx, pool, r);
	if (e != OK)
		return e;
	struct key k = key_index(r->list, r->index);
	e = batch_get(cx, b, key_slice(&k), &present);
	if (e == OK && present.p)
		e = fail(cx, ERR_STORE_CORRUPT, "registry: a status index from the pool is taken already");
	struct document d = { .state = DOCUMENT_RESERVED, .list = r->list, .index = r->index, .changed_at = cx->now };
	memcpy(d.number, r->number, sizeof d.number);
	if (e == OK)
		e = save(cx, b, &d);
	k = key_open(r->number);
	return e != OK ? e : batch_put(cx, b, key_slice(&k), owner);
}

enum err documents_reserve(struct ctx *cx, struct batch *b, size_t count, struct reservation *out)
{
	struct pool pool;
	if (count == 0 || count > LIMIT_RESERVE)
		return fail(cx, ERR_LIMIT, "registry: %zu numbers wanted at once, 1 to %d", count, LIMIT_RESERVE);
	if (!batch_has_room(b))
		return fail(cx, ERR_STORE_FULL, "registry: no room for new documents; make room on its disk (suspend and revoke still work)");
	struct buf owner;
	buf_init(&owner, 8);
	buf_u64(&owner, batch_writer(b));
	enum err e = load_pool(cx, b, &pool);
	for (size_t i = 0; e == OK && i < count; i++)
		e = reserve_one(cx, b, &pool, buf_slice(&owner), &out[i]);
	buf_free(&owner);
	return e != OK ? e : save_pool(cx, b, &pool);
}

/* ---- issuing ---- */

enum err documents_put_stock(struct ctx *cx, struct batch *b, const uint8_t digest[static 32], struct slice stock)
{
	struct key k = key_stock(digest);
	struct slice present = { 0 };
	enum err e = batch_get(cx, b, key_slice(&k), &present);
	if (e != OK || present.p)
		return e;
	uint8_t real[32];
	crypto_sha256(stock, real);
	if (stock.n == 0 || memcmp(real, digest, 32))
		return fail(cx, ERR_DOCUMENT_FIELD, "registry: the stock is not what its digest says");
	return batch_put(cx, b, key_slice(&k), stock);
}

struct live {
	struct ctx *cx;
	struct batch *b;
	const char *allowed;   /* this one may be live: the new document replaces it */
	bool ended_too, found;
	enum err e;
};

static bool find_live(void *self, struct slice key, struct slice value)
{
	struct live *l = self;
	struct document d;
	(void)value;
	l->e = load(l->cx, l->b, key_record_number(key), &d);
	if (l->e == OK && (l->ended_too || document_is_live(&d)) && strcmp(d.number, l->allowed))
		l->found = true;
	return l->e == OK && !l->found;
}

static enum err check_once(struct ctx *cx, struct batch *b, const struct document *d, bool ended_too)
{
	struct live l = { .cx = cx, .b = b, .allowed = d->predecessor, .ended_too = ended_too };
	struct key from = key_record(d->identity, d->content, NULL), to = key_behind(from);
	enum err e = batch_range(cx, b, key_slice(&from), key_slice(&to), find_live, &l);
	if (e == OK)
		e = l.e;
	return e == OK && l.found ? fail(cx, ERR_DOCUMENT_TWICE, "the same record with the same content and options is already issued") : e;
}

static enum err check_issue(struct ctx *cx, struct batch *b, const struct document *d, struct slice fill)
{
	struct document held, old;
	struct slice stock = { 0 };
	enum err e = load(cx, b, slice_str(d->number), &held);
	if (e != OK)
		return e;
	if (held.state != DOCUMENT_RESERVED)
		return refuse(cx, &held, "issued");
	if (held.list != d->list || held.index != d->index)
		return fail(cx, ERR_DOCUMENT_FIELD, "document entry: the status index is not the reserved one");
	if (d->identity.n == 0 || d->identity.n > LIMIT_IDENTITY || fill.n == 0)
		return fail(cx, ERR_DOCUMENT_FIELD, "document entry: identity or fill is empty or too long");
	if ((uint64_t)d->proof_at + d->proof_size > fill.n)
		return fail(cx, ERR_DOCUMENT_FIELD, "document entry: the proof stands outside the fill");
	struct key k = key_stock(d->stock);
	e = batch_get(cx, b, key_slice(&k), &stock);
	if (e == OK && !stock.p)
		e = fail(cx, ERR_DOCUMENT_FIELD, "document entry: its stock is not in the registry");
	if (e == OK && d->predecessor[0])
		e = load(cx, b, slice_str(d->predecessor), &old);
	if (e == OK && d->predecessor[0] && !document_is_live(&old))
		e = refuse(cx, &old, "superseded");
	return e == OK ? check_once(cx, b, d, false) : e;
}

enum err documents_check_new(struct ctx *cx, struct batch *b, const struct document *d) { return check_once(cx, b, d, true); }

static bool has_series(const struct document *d)
{
	static const uint8_t none[32];
	return memcmp(d->series, none, sizeof none) != 0;
}

/* The live document of d's series, if any. */
static enum err load_series(struct ctx *cx, struct batch *b, const struct document *d, bool *lives, bool *same, struct document *out)
{
	struct key k = key_series(d->identity, d->series);
	struct slice value = { 0 };
	*lives = *same = false;
	enum err e = has_series(d) ? batch_get(cx, b, key_slice(&k), &value) : OK;
	if (e != OK || !value.p)
		return e;
	if (value.n != DOCUMENT_NUMBER_SIZE + 32)
		return fail(cx, ERR_STORE_CORRUPT, "registry: the entry of a series is damaged");
	*same = memcmp(value.p + DOCUMENT_NUMBER_SIZE, d->says, 32) == 0;
	e = load(cx, b, ctx_copy(cx, slice_sub(value, 0, DOCUMENT_NUMBER_SIZE)), out);
	*lives = e == OK && document_is_live(out);
	return e;
}

enum err documents_follow(struct ctx *cx, struct batch *b, struct document *d)
{
	struct document newest;
	bool lives = false, same = false;
	enum err e = d->predecessor[0] ? OK : load_series(cx, b, d, &lives, &same, &newest);
	if (e != OK || !lives)
		return e;
	if (same)
		return fail(cx, ERR_DOCUMENT_TWICE, "the same record with the same content and options is already issued");
	if (newest.state != DOCUMENT_ISSUED)
		return refuse(cx, &newest, "superseded by an import");
	memcpy(d->predecessor, newest.number, sizeof d->predecessor);
	return OK;
}

/* Judged before anything is written: whether d will be the newest of its series. */
static enum err leads_series(struct ctx *cx, struct batch *b, const struct document *d, bool *leads)
{
	struct document newest;
	bool lives = false, same = false;
	enum err e = load_series(cx, b, d, &lives, &same, &newest);
	*leads = e == OK && has_series(d) && (!lives || strcmp(newest.number, d->predecessor) == 0);
	return e;
}

static enum err put_series(struct ctx *cx, struct batch *b, const struct document *d)
{
	uint8_t value[DOCUMENT_NUMBER_SIZE + 32];
	struct key k = key_series(d->identity, d->series);
	memcpy(value, d->number, DOCUMENT_NUMBER_SIZE);
	memcpy(value + DOCUMENT_NUMBER_SIZE, d->says, 32);
	return batch_put(cx, b, key_slice(&k), slice_of(value, sizeof value));
}

enum err documents_issue(struct ctx *cx, struct batch *b, const struct document *d, struct slice fill)
{
	bool leads = false;
	enum err e = check_issue(cx, b, d, fill);
	if (e == OK)
		e = leads_series(cx, b, d, &leads);
	if (e != OK)
		return e;
	struct document issued = *d;
	issued.state = DOCUMENT_RESERVED;
	issued.history = (struct slice){ 0 };
	set_state(cx, &issued, DOCUMENT_ISSUED, NULL);
	issued.issued_at = d->issued_at ? d->issued_at : cx->now;
	memset(issued.successor, 0, sizeof issued.successor);
	memset(issued.predecessor, 0, sizeof issued.predecessor);
	e = save(cx, b, &issued);
	struct key k = key_fill(d->number);
	if (e == OK)
		e = batch_put(cx, b, key_slice(&k), fill);
	k = key_record(d->identity, d->content, d->number);
	if (e == OK)
		e = batch_put(cx, b, key_slice(&k), SLICE(""));
	k = key_open(d->number);
	if (e == OK)
		e = batch_delete(cx, b, key_slice(&k));
	if (e == OK && leads)
		e = put_series(cx, b, d);
	if (e == OK && d->predecessor[0])
		e = documents_link(cx, b, slice_str(d->predecessor), slice_str(d->number));
	return e;
}

/* ---- changing ---- */

enum err documents_void(struct ctx *cx, struct batch *b, struct slice number, const char *reason)
{
	struct document d;
	enum err e = load(cx, b, number, &d);
	if (e != OK)
		return e;
	if (d.state != DOCUMENT_RESERVED)
		return refuse(cx, &d, "made void");
	set_state(cx, &d, DOCUMENT_VOID, reason);
	e = save(cx, b, &d);
	struct key k = key_open(d.number);
	return e != OK ? e : batch_delete(cx, b, key_slice(&k));
}

static bool may_change(enum document_state from, enum document_state to)
{
	switch (to) {
	case DOCUMENT_SUSPENDED: return from == DOCUMENT_ISSUED;
	case DOCUMENT_ISSUED: return from == DOCUMENT_SUSPENDED;
	case DOCUMENT_REVOKED: return from == DOCUMENT_ISSUED || from == DOCUMENT_SUSPENDED;
	default: return false;
	}
}

enum err documents_change(struct ctx *cx, struct batch *b, struct slice number, enum document_state to, const char *reason)
{
	struct document d;
	enum err e = load(cx, b, number, &d);
	if (e != OK)
		return e;
	if (!may_change(d.state, to))
		return refuse(cx, &d, document_state_name(to));
	set_state(cx, &d, to, reason);
	return save(cx, b, &d);
}

enum err documents_mark(struct ctx *cx, struct batch *b, struct slice number, bool under_correction, const char *reason)
{
	struct document d;
	enum err e = load(cx, b, number, &d);
	if (e != OK)
		return e;
	if (!document_is_live(&d))
		return refuse(cx, &d, "under correction");
	set_state(cx, &d, d.state, reason);
	d.under_correction = under_correction;
	return save(cx, b, &d);
}

enum err documents_link(struct ctx *cx, struct batch *b, struct slice old_number, struct slice successor)
{
	struct document old, next;
	enum err e = load(cx, b, old_number, &old);
	if (e == OK)
		e = load(cx, b, successor, &next);
	if (e != OK)
		return e;
	if (old.state == DOCUMENT_SUPERSEDED && !strcmp(old.successor, next.number) && !strcmp(next.predecessor, old.number))
		return OK;
	if (!document_is_live(&old))
		return refuse(cx, &old, "superseded");
	if (next.state != DOCUMENT_ISSUED || next.predecessor[0] || !strcmp(old.number, next.number))
		return refuse(cx, &next, "the successor of another");
	set_state(cx, &old, DOCUMENT_SUPERSEDED, "corrected");
	memcpy(old.successor, next.number, sizeof old.successor);
	memcpy(next.predecessor, old.number, sizeof next.predecessor);
	e = save(cx, b, &old);
	return e != OK ? e : save(cx, b, &next);
}

/* ---- the sweep ---- */

struct leftovers {
	const struct batch *b;
	bool damaged;
	size_t count;
	char numbers[SWEEP_BATCH][DOCUMENT_NUMBER_SIZE];
};

static bool collect(void *self, struct slice key, struct slice value)
{
	struct leftovers *l = self;
	struct rd r = rd_of(value);
	/* Older versions named no owner; they write alone, so while we write none of them lives. */
	uint64_t owner = value.n ? rd_u64(&r) : 0;
	l->damaged = key.n != 1 + DOCUMENT_NUMBER_SIZE || !rd_end(&r);
	if (!l->damaged && !(owner && batch_writer_lives(l->b, owner)))
		memcpy(l->numbers[l->count++], key.p + 1, DOCUMENT_NUMBER_SIZE);
	return !l->damaged && l->count < SWEEP_BATCH;
}

static enum err void_all(struct ctx *cx, struct batch *b, const struct leftovers *l)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < l->count; i++) {
		struct slice number = slice_of(l->numbers[i], DOCUMENT_NUMBER_SIZE);
		struct audit_entry entry = { .operation = SLICE("sweep"), .number = number, .operator_name = SLICE("registry"),
			.reason = SLICE("unfinished") };
		e = documents_void(cx, b, number, "unfinished");
		if (e == OK)
			e = audit_append(cx, b, &entry);
	}
	return e;
}

static enum err sweep_some(struct ctx *cx, struct store *s, size_t *count)
{
	struct leftovers *l = ctx_alloc(cx, sizeof *l);
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	l->b = b;
	if (e == OK)
		e = batch_range(cx, b, SLICE("o"), SLICE("p"), collect, l);
	if (e == OK && l->damaged)
		e = fail(cx, ERR_STORE_CORRUPT, "registry: the journal of reservations is damaged");
	if (e == OK)
		e = void_all(cx, b, l);
	*count = l->count;
	if (e == OK && l->count)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

enum err documents_sweep(struct ctx *cx, struct store *s, size_t *voided)
{
	size_t count = SWEEP_BATCH;
	*voided = 0;
	while (count == SWEEP_BATCH) {
		enum err e = sweep_some(cx, s, &count);
		if (e != OK)
			return e;
		*voided += count;
	}
	return OK;
}
