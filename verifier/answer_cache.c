/*
 * Owns: a table of encrypted answers in sets of four, of which the longest unused gives way. A few characters of the seal's text and
 * the language give the place. SHA-256 over all of it and a secret of this cache gives the key, which is not kept; a right key shows in
 * zeros in front of the answer. What many answers have in common, and says nothing of anybody, is kept once, as it is.
 */
#include "verifier/answer_cache.h"

#include "base/crypto.h"
#include "registry/documents.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define HALF 16
#define WAYS 4
#define SETS (ANSWER_CACHE_SLOTS / WAYS)
#define USUAL_BYTES 640 /* of a kept answer */
#define HEADS 64 /* of all lists of findings, in two languages, that documents have in practice */

/* In front of the encrypted answer, and encrypted with it. */
struct opening {
	uint8_t zeros[HALF];
	uint8_t entry[32];
	uint8_t number[DOCUMENT_NUMBER_SIZE];
	uint8_t word, head; /* head: its place in heads */
};

/* One for all caches, and for ever: a reply may still be under way when its cache is freed. Who has the place of a head may read it without the lock. */
static struct {
	pthread_mutex_t lock;
	size_t count;
	struct slice list[HEADS];
} heads = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* The place of a head; HEADS when there is no room for one more. */
static size_t place_of_head(struct slice head)
{
	size_t i = 0;
	pthread_mutex_lock(&heads.lock);
	while (i < heads.count && !slice_eq(heads.list[i], head))
		i++;
	if (i == heads.count && i < HEADS) {
		uint8_t *copy = malloc(head.n + 1);
		if (!copy)
			abort();
		memcpy(copy, head.p, head.n);
		heads.list[heads.count++] = slice_of(copy, head.n);
	}
	pthread_mutex_unlock(&heads.lock);
	return i;
}

struct kept {
	uint64_t nonce, version, used; /* used: when, in finds */
	int64_t from, until;
	size_t n;
	uint8_t bytes[]; /* encrypted */
};

struct slot {
	uint64_t tag;
	struct kept *kept; /* NULL = empty */
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
	free(s->kept);
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

/*
 * By the text's last characters, where the signature stands: quickly made, so that what is kept is on its way from memory while the key is made.
 * Two texts may have one tag; they never have one key.
 */
static uint64_t tag_of(const struct answer_cache *c, struct slice seal, bool chinese)
{
	uint64_t end[2] = { 0 }, secret[2];
	size_t n = seal.n < sizeof end ? seal.n : sizeof end;
	if (n)
		memcpy(end, seal.p + seal.n - n, n);
	memcpy(secret, c->secret, sizeof secret);
	unsigned __int128 m = (unsigned __int128)(end[0] ^ secret[0]) * ((end[1] ^ secret[1]) + 2 * seal.n + chinese);
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static struct slot *find_slot(struct answer_cache *c, uint64_t tag)
{
	struct slot *set = c->slots[tag % SETS];
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].kept && set[i].tag == tag)
			return &set[i];
	}
	return NULL;
}

static struct slot *longest_unused(struct answer_cache *c, uint64_t tag)
{
	struct slot *set = c->slots[tag % SETS], *oldest = set;
	for (size_t i = 0; i < WAYS; i++) {
		if (!set[i].kept)
			return &set[i];
		if (set[i].kept->used < oldest->kept->used)
			oldest = &set[i];
	}
	return oldest;
}

/* The first half of a digest is the key. */
static void make_key(struct answer_cache *c, struct slice seal, bool chinese, uint8_t key[static 2 * HALF])
{
	uint8_t language = chinese;
	hash_add(c->hash, slice_of(c->secret, HALF));
	hash_add(c->hash, slice_of(&language, 1));
	hash_add(c->hash, seal);
	hash_finish(c->hash, key);
}

/* The registry as it is now still holds, of this document, what the answer was made from. */
static bool is_unchanged(struct ctx *cx, const struct sources *s, uint64_t version, struct kept *k, const struct opening *o)
{
	uint8_t now[32];
	if (version == k->version)
		return true;
	if (!s->entry(cx, s->self, slice_of(o->number, sizeof o->number), now) || memcmp(now, o->entry, sizeof now) != 0)
		return false;
	k->version = version;
	return true;
}

/* plain has room for all that is kept. */
static bool open_kept(struct ctx *cx, const struct sources *s, uint64_t version, struct kept *k, const uint8_t key[static HALF], uint8_t *plain,
	struct kept_answer *out)
{
	static const uint8_t zeros[HALF];
	struct opening o;
	cipher_run(s->answers->cipher, key, k->nonce, slice_of(k->bytes, k->n), plain);
	memcpy(&o, plain, sizeof o);
	if (memcmp(o.zeros, zeros, HALF) != 0 || !is_unchanged(cx, s, version, k, &o))
		return false;
	*out = (struct kept_answer){ (enum verdict_word)o.word, heads.list[o.head], plain + sizeof o, k->n - sizeof o };
	return true;
}

/* Asks the memory for what will be read soon. */
static void fetch(const void *p, size_t n)
{
	for (size_t at = 0; at < n; at += 64)
		__builtin_prefetch((const uint8_t *)p + at);
}

bool answer_cache_find(struct ctx *cx, const struct sources *s, struct slice seal, bool chinese, size_t room, struct kept_answer *out)
{
	struct answer_cache *c = s->answers;
	uint8_t key[2 * HALF];
	bool found = false;
	if (!c)
		return false;
	uint64_t tag = tag_of(c, seal, chinese);
	fetch(c->slots[tag % SETS], sizeof *c->slots);
	uint64_t version = s->version(cx, s->self);
	struct slot *slot = find_slot(c, tag);
	if (version && slot) {
		struct kept *k = slot->kept;
		fetch(k, USUAL_BYTES);
		make_key(c, seal, chinese, key);
		k->used = ++c->finds;
		found = cx->now >= k->from && cx->now < k->until && open_kept(cx, s, version, k, key, ctx_alloc_raw(cx, k->n + room), out);
		crypto_wipe(key, sizeof key);
	}
	s->done(s->self);
	return found;
}

void answer_cache_keep(struct ctx *cx, const struct sources *s, struct slice seal, bool chinese, const struct answer *a,
	struct slice head, struct slice own)
{
	uint8_t key[2 * HALF];
	struct opening o = { .word = (uint8_t)a->verdict.word };
	if (!s->answers || a->until <= cx->now || a->proof.number.n != sizeof o.number || head.n + own.n > ANSWER_CACHE_BYTES)
		return;
	struct answer_cache *c = s->answers;
	size_t at = place_of_head(head), n = sizeof o + own.n;
	if (at == HEADS)
		return;
	o.head = (uint8_t)at;
	uint8_t *plain = ctx_alloc_raw(cx, n);
	memcpy(o.entry, a->basis.entry, sizeof o.entry);
	memcpy(o.number, a->proof.number.p, sizeof o.number);
	memcpy(plain, &o, sizeof o);
	memcpy(plain + sizeof o, own.p, own.n);
	uint64_t tag = tag_of(c, seal, chinese);
	struct slot *slot = find_slot(c, tag);
	if (!slot)
		slot = longest_unused(c, tag);
	empty(slot);
	*slot = (struct slot){ tag, malloc(sizeof *slot->kept + n) };
	if (!slot->kept)
		abort();
	*slot->kept = (struct kept){ .nonce = ++c->nonce, .version = a->basis.version, .used = ++c->finds, .from = cx->now, .until = a->until, .n = n };
	make_key(c, seal, chinese, key);
	cipher_run(c->cipher, key, slot->kept->nonce, slice_of(plain, n), slot->kept->bytes);
	crypto_wipe(key, sizeof key);
}
