/*
 * Owns: a table of encrypted answers in sets of four, of which the longest unused gives way. SHA-256 over a secret of this cache,
 * the language and the seal's text gives a name of 16 bytes, which is kept, and a key of 16 bytes, which is not. A right key shows in
 * zeros in front of the answer.
 */
#include "verifier/answer_cache.h"

#include "base/crypto.h"
#include "registry/documents.h"

#include <stdlib.h>
#include <string.h>

#define HALF 16
#define WAYS 4
#define SETS (ANSWER_CACHE_SLOTS / WAYS)

/* In front of the encrypted answer. */
struct opening {
	uint8_t zeros[HALF];
	uint8_t entry[32];
	uint8_t number[DOCUMENT_NUMBER_SIZE];
	uint8_t word;
};

struct slot {
	uint8_t name[HALF];
	uint64_t nonce, version, used; /* used: when, in finds */
	int64_t from, until;
	uint8_t *bytes; /* NULL = empty */
	size_t n;
};

struct answer_cache {
	uint8_t secret[HALF];
	uint64_t nonce; /* never the same twice: one seal's answers of today and tomorrow share a key */
	struct hash *hash;
	struct cipher *cipher;
	uint64_t finds;
	struct slot slots[SETS][WAYS];
};

struct answer_cache *answer_cache_new(void)
{
	struct answer_cache *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	crypto_random(c->secret, sizeof c->secret);
	c->hash = hash_new();
	c->cipher = cipher_new();
	return c;
}

static void empty(struct slot *s)
{
	free(s->bytes);
	*s = (struct slot){ 0 };
}

void answer_cache_clear(struct answer_cache *c)
{
	for (size_t i = 0; i < SETS * WAYS; i++)
		empty(&c->slots[i / WAYS][i % WAYS]);
}

void answer_cache_free(struct answer_cache *c)
{
	if (!c)
		return;
	answer_cache_clear(c);
	hash_free(c->hash);
	cipher_free(c->cipher);
	free(c);
}

struct place {
	uint8_t name[HALF], key[HALF];
};

/* The set this answer belongs to. */
static struct slot *find_place(struct answer_cache *c, struct slice seal, bool chinese, struct place *p)
{
	uint8_t digest[2 * HALF], language = chinese;
	hash_add(c->hash, slice_of(c->secret, HALF));
	hash_add(c->hash, slice_of(&language, 1));
	hash_add(c->hash, seal);
	hash_finish(c->hash, digest);
	memcpy(p->name, digest, HALF);
	memcpy(p->key, digest + HALF, HALF);
	crypto_wipe(digest, sizeof digest);
	return c->slots[((size_t)p->name[0] << 8 | p->name[1]) % SETS];
}

static struct slot *find_slot(struct slot *set, const struct place *p)
{
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].bytes && memcmp(set[i].name, p->name, HALF) == 0)
			return &set[i];
	}
	return NULL;
}

static struct slot *longest_unused(struct slot *set)
{
	struct slot *oldest = set;
	for (size_t i = 0; i < WAYS; i++) {
		if (!set[i].bytes)
			return &set[i];
		if (set[i].used < oldest->used)
			oldest = &set[i];
	}
	return oldest;
}

/* The registry as it is now still holds, of this document, what the answer was made from. */
static bool is_unchanged(struct ctx *cx, const struct sources *s, uint64_t version, struct slot *slot, const struct opening *o)
{
	uint8_t now[32];
	if (version == slot->version)
		return true;
	if (!s->entry(cx, s->self, slice_of(o->number, sizeof o->number), now) || memcmp(now, o->entry, sizeof now) != 0)
		return false;
	slot->version = version;
	return true;
}

static bool open_slot(struct ctx *cx, const struct sources *s, struct slot *slot, const struct place *p, size_t room,
	struct kept_answer *out)
{
	static const uint8_t zeros[HALF];
	struct opening o;
	uint64_t version = s->version(cx, s->self);
	if (version == 0)
		return false;
	uint8_t *plain = ctx_alloc_raw(cx, slot->n + room);
	cipher_run(s->answers->cipher, p->key, slot->nonce, slice_of(slot->bytes, slot->n), plain);
	memcpy(&o, plain, sizeof o);
	if (memcmp(o.zeros, zeros, HALF) != 0 || !is_unchanged(cx, s, version, slot, &o))
		return false;
	*out = (struct kept_answer){ (enum verdict_word)o.word, plain + sizeof o, slot->n - sizeof o };
	return true;
}

bool answer_cache_find(struct ctx *cx, const struct sources *s, struct slice seal, bool chinese, size_t room, struct kept_answer *out)
{
	struct place p;
	bool found = false;
	if (!s->answers)
		return false;
	struct slot *slot = find_slot(find_place(s->answers, seal, chinese, &p), &p);
	if (slot && cx->now >= slot->from && cx->now < slot->until) {
		slot->used = ++s->answers->finds;
		found = open_slot(cx, s, slot, &p, room, out);
		s->done(s->self);
	}
	crypto_wipe(&p, sizeof p);
	return found;
}

void answer_cache_keep(struct ctx *cx, const struct sources *s, struct slice seal, bool chinese, const struct answer *a,
	struct slice lasting)
{
	struct place p;
	struct opening o = { .word = (uint8_t)a->verdict.word };
	if (!s->answers || a->until <= cx->now || a->proof.number.n != sizeof o.number || lasting.n > ANSWER_CACHE_BYTES)
		return;
	struct answer_cache *c = s->answers;
	struct slot *set = find_place(c, seal, chinese, &p), *slot = find_slot(set, &p);
	size_t n = sizeof o + lasting.n;
	uint8_t *plain = ctx_alloc_raw(cx, n);
	memcpy(o.entry, a->basis.entry, sizeof o.entry);
	memcpy(o.number, a->proof.number.p, sizeof o.number);
	memcpy(plain, &o, sizeof o);
	memcpy(plain + sizeof o, lasting.p, lasting.n);
	if (!slot)
		slot = longest_unused(set);
	empty(slot);
	*slot = (struct slot){ .nonce = ++c->nonce, .version = a->basis.version, .used = ++c->finds, .from = cx->now, .until = a->until,
		.bytes = malloc(n), .n = n };
	if (!slot->bytes)
		abort();
	memcpy(slot->name, p.name, HALF);
	cipher_run(c->cipher, p.key, slot->nonce, slice_of(plain, n), slot->bytes);
	crypto_wipe(&p, sizeof p);
}
