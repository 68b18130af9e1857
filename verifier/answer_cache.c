/*
 * Owns: a table of encrypted answers in sets of four, of which the longest unused gives way. The end of the seal's text is its signature:
 * a few characters of it and the language give the place; SHA-256 over all of it and a secret of this cache gives the key, which is not
 * kept. The rest of the text is encrypted with the answer, and must be the same. What many answers have in common, and says nothing of
 * anybody, is kept once, as it is.
 */
#include "verifier/answer_cache.h"

#include "base/crypto.h"
#include "registry/documents.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SECRET 16
#define KEYED 102 /* characters of base32: the 64 bytes of the signature but for a few bits, which nobody knows who has not the seal */
#define WAYS 4
#define SETS (ANSWER_CACHE_SLOTS / WAYS)
#define USUAL_BYTES 1024 /* of what is kept */
#define HEADS 64 /* of all lists of findings, in two languages, that documents have in practice */

/* In front of the encrypted answer, and encrypted with it. */
struct opening {
	uint32_t rest;      /* bytes of the seal's text that follow, and of the text in all but KEYED */
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
	uint8_t secret[SECRET];
	uint64_t nonce; /* never the same twice: one seal's answers of today and tomorrow share a key */
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
	cipher_free(c->cipher);
	free(c);
}

/* The text in two parts. False: it is shorter than any seal. */
static bool cut(struct slice seal, struct slice *rest, struct slice *end)
{
	if (seal.n < 2 * KEYED)
		return false;
	*rest = slice_sub(seal, 0, seal.n - KEYED);
	*end = slice_sub(seal, seal.n - KEYED, seal.n);
	return true;
}

/*
 * By the text's last characters: quickly made, so that what is kept is on its way from memory while the key is made. Two texts may have
 * one tag, and even one key; what opens an answer is the whole text.
 */
static uint64_t tag_of(const struct answer_cache *c, struct slice seal, bool chinese)
{
	uint64_t end[2], secret[2];
	memcpy(end, seal.p + seal.n - sizeof end, sizeof end);
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

/* end: KEYED characters. The first half of the digest is the key. */
static void make_key(const struct answer_cache *c, struct slice end, bool chinese, uint8_t key[static 32])
{
	uint8_t text[SECRET + 1 + KEYED];
	memcpy(text, c->secret, SECRET);
	text[SECRET] = chinese;
	memcpy(text + SECRET + 1, end.p, KEYED);
	crypto_sha256(slice_of(text, sizeof text), key);
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
static bool open_kept(struct ctx *cx, const struct sources *s, uint64_t version, struct kept *k, const uint8_t key[static 32], struct slice rest,
	uint8_t *plain, struct kept_answer *out)
{
	struct opening o;
	size_t before = sizeof o + rest.n;
	if (before > k->n)
		return false;
	cipher_run(s->answers->cipher, key, k->nonce, slice_of(k->bytes, k->n), plain);
	memcpy(&o, plain, sizeof o);
	if (o.rest != rest.n || memcmp(plain + sizeof o, rest.p, rest.n) != 0 || !is_unchanged(cx, s, version, k, &o))
		return false;
	*out = (struct kept_answer){ (enum verdict_word)o.word, heads.list[o.head], plain + before, k->n - before };
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
	struct slice rest, end;
	uint8_t key[32];
	bool found = false;
	if (!c || !cut(seal, &rest, &end))
		return false;
	uint64_t tag = tag_of(c, seal, chinese);
	fetch(c->slots[tag % SETS], sizeof *c->slots);
	uint64_t version = s->version(cx, s->self);
	struct slot *slot = find_slot(c, tag);
	if (version && slot) {
		struct kept *k = slot->kept;
		fetch(k, USUAL_BYTES);
		make_key(c, end, chinese, key);
		k->used = ++c->finds;
		found = cx->now >= k->from && cx->now < k->until && open_kept(cx, s, version, k, key, rest, ctx_alloc_raw(cx, k->n + room), out);
		crypto_wipe(key, sizeof key);
	}
	s->done(s->self);
	return found;
}

static bool is_base32(uint8_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); }

/* All behind the '#', or all there is, is base32: then it is the seal, and its end the signature. Other spellings are judged anew each time. */
static bool ends_with_signature(struct slice seal)
{
	size_t n = seal.n;
	while (n && is_base32(seal.p[n - 1]))
		n--;
	return seal.n - n >= KEYED && (n == 0 || seal.p[n - 1] == '#');
}

static void put_kept(struct ctx *cx, struct answer_cache *c, struct slice seal, bool chinese, const struct opening *o, struct slice own, struct kept *k)
{
	uint8_t key[32], *plain = ctx_alloc_raw(cx, k->n);
	memcpy(plain, o, sizeof *o);
	memcpy(plain + sizeof *o, seal.p, o->rest);
	memcpy(plain + sizeof *o + o->rest, own.p, own.n);
	make_key(c, slice_sub(seal, o->rest, seal.n), chinese, key);
	cipher_run(c->cipher, key, k->nonce, slice_of(plain, k->n), k->bytes);
	crypto_wipe(key, sizeof key);
}

void answer_cache_keep(struct ctx *cx, const struct sources *s, struct slice seal, bool chinese, const struct answer *a,
	struct slice head, struct slice own)
{
	struct answer_cache *c = s->answers;
	struct slice rest, end;
	struct opening o = { .word = (uint8_t)a->verdict.word };
	if (!c || a->until <= cx->now || a->proof.number.n != sizeof o.number || !cut(seal, &rest, &end) || !ends_with_signature(seal))
		return;
	size_t place = place_of_head(head), n = sizeof o + rest.n + own.n;
	if (place == HEADS || n > ANSWER_CACHE_BYTES)
		return;
	o.head = (uint8_t)place;
	o.rest = (uint32_t)rest.n;
	memcpy(o.entry, a->basis.entry, sizeof o.entry);
	memcpy(o.number, a->proof.number.p, sizeof o.number);
	uint64_t tag = tag_of(c, seal, chinese);
	struct slot *slot = find_slot(c, tag);
	if (!slot)
		slot = longest_unused(c, tag);
	empty(slot);
	*slot = (struct slot){ tag, malloc(sizeof *slot->kept + n) };
	if (!slot->kept)
		abort();
	*slot->kept = (struct kept){ .nonce = ++c->nonce, .version = a->basis.version, .used = ++c->finds, .from = cx->now, .until = a->until, .n = n };
	put_kept(cx, c, seal, chinese, &o, own, slot->kept);
}
