/* Merkle trees: published roots and proofs, every small tree against the definition, and every lie about them. */
#include "formats/merkle.h"

#include "base/crypto.h"
#include "base/json.h"
#include "tests/unit/check.h"

#define MANY 40

/* A tree that is kept as its leaves alone. */
struct leaves {
	uint64_t size;
	uint8_t hash[MANY][MERKLE_HASH];
	size_t asked;
};

/* RFC 9162 2.1.1, word for word: MTH of n leaves. */
static void definition(const uint8_t (*leaf)[MERKLE_HASH], size_t n, uint8_t out[static MERKLE_HASH])
{
	uint8_t left[MERKLE_HASH], right[MERKLE_HASH];
	size_t k = 1;
	if (n == 0) {
		crypto_sha256(SLICE(""), out);
		return;
	}
	if (n == 1) {
		memcpy(out, leaf[0], MERKLE_HASH);
		return;
	}
	while (2 * k < n)
		k *= 2;
	definition(leaf, k, left);
	definition(leaf + k, n - k, right);
	merkle_node(left, right, out);
}

static enum err read_leaves(struct ctx *cx, void *self, unsigned level, uint64_t index, uint8_t out[static MERKLE_HASH])
{
	struct leaves *l = self;
	uint64_t first = index << level;
	l->asked++;
	if (level > 6 || first + (UINT64_C(1) << level) > l->size)
		return fail(cx, ERR_BUG, "asked for what is not there");
	definition(l->hash + first, (size_t)1 << level, out);
	return OK;
}

static struct leaves some_leaves(void)
{
	struct leaves l = { .size = MANY };
	for (uint8_t i = 0; i < MANY; i++)
		merkle_leaf(slice_of(&i, 1), l.hash[i]);
	return l;
}

/* The tree that tests of certificate transparency have used from the beginning. */
static const struct slice classic[8] = { SLICE(""), SLICE("\0"), SLICE("\x10"), SLICE("\x20\x21"), SLICE("\x30\x31"), SLICE("\x40\x41\x42\x43"),
	SLICE("\x50\x51\x52\x53\x54\x55\x56\x57"), SLICE("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f") };

TEST(merkle_classic_roots)
{
	static const char *const roots[] = { "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" };
	struct merkle_peaks p = { 0 };
	for (size_t n = 0; n <= 8; n++) {
		uint8_t root[MERKLE_HASH], leaf[MERKLE_HASH];
		merkle_root(&p, root);
		CHECK_HEX(slice_of(root, sizeof root), roots[n]);
		if (n == 8)
			break;
		merkle_leaf(classic[n], leaf);
		CHECK(merkle_grow(&p, leaf));
	}
}

static struct leaves classic_leaves(void)
{
	struct leaves l = { .size = 8 };
	for (size_t i = 0; i < 8; i++)
		merkle_leaf(classic[i], l.hash[i]);
	return l;
}

TEST(merkle_classic_consistency)
{
	static const struct { uint64_t first, second; const char *hashes[4]; } cases[] = {
		{ 1, 1, { NULL } },
		{ 1, 8, { "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4", NULL } },
		{ 6, 8, { "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", NULL } },
		{ 2, 5, { "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
			NULL } },
	};
	struct leaves l = classic_leaves();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct merkle_proof p;
		size_t n = 0;
		CHECK_OK(merkle_prove_consistency(cx, cases[i].first, cases[i].second, read_leaves, &l, &p));
		for (; cases[i].hashes[n]; n++)
			CHECK_HEX(slice_of(p.hash[n], MERKLE_HASH), cases[i].hashes[n]);
		CHECK_INT(p.count, n);
	}
}

TEST(merkle_root_is_the_definition)
{
	struct leaves l = some_leaves();
	struct merkle_peaks p = { 0 };
	for (size_t n = 0; n <= MANY; n++) {
		uint8_t want[MERKLE_HASH], grown[MERKLE_HASH], got[MERKLE_HASH];
		definition(l.hash, n, want);
		merkle_root(&p, grown);
		CHECK_OK(merkle_read_root(cx, n, read_leaves, &l, got));
		CHECK(memcmp(want, grown, MERKLE_HASH) == 0 && memcmp(want, got, MERKLE_HASH) == 0);
		if (n < MANY)
			CHECK(merkle_grow(&p, l.hash[n]));
	}
}

/* Every way a good proof can be spoilt: a bit, a hash too few or too many, two exchanged, the other way round. */
static size_t spoilt(struct merkle_proof *p, size_t way)
{
	uint8_t kept[MERKLE_HASH];
	if (way < p->count) {
		p->hash[way][way % MERKLE_HASH] ^= 1;
	} else if (way == p->count && p->count) {
		p->count--;
	} else if (way == p->count + 1) {
		memset(p->hash[p->count++], 0, MERKLE_HASH);
	} else if (way == p->count + 2) {
		memmove(p->hash + 1, p->hash, p->count++ * MERKLE_HASH);
	} else if (way == p->count + 3 && p->count > 1) {
		memcpy(kept, p->hash[0], MERKLE_HASH);
		memcpy(p->hash[0], p->hash[1], MERKLE_HASH);
		memcpy(p->hash[1], kept, MERKLE_HASH);
	} else {
		return 0;
	}
	return 1;
}

TEST(merkle_inclusion_of_every_leaf_of_every_small_tree)
{
	struct leaves l = some_leaves();
	for (uint64_t n = 1; n <= MANY; n++) {
		uint8_t root[MERKLE_HASH];
		definition(l.hash, n, root);
		for (uint64_t i = 0; i < n; i++) {
			struct merkle_proof p, bad;
			CHECK_OK(merkle_prove_inclusion(cx, i, n, read_leaves, &l, &p));
			CHECK(merkle_has_leaf(l.hash[i], i, n, &p, root));
			for (uint64_t other = 0; other <= n + 1; other++)
				CHECK(other == i || !merkle_has_leaf(l.hash[i], other, n, &p, root));
			CHECK(!merkle_has_leaf(l.hash[(i + 1) % MANY], i, n, &p, root));
			CHECK(!merkle_has_leaf(root, 0, 1, &p, root) || n == 1);
			for (size_t way = 0; way < p.count + 4; way++) {
				bad = p;
				CHECK(!spoilt(&bad, way) || !merkle_has_leaf(l.hash[i], i, n, &bad, root));
			}
			root[3] ^= 4;
			CHECK(!merkle_has_leaf(l.hash[i], i, n, &p, root));
			root[3] ^= 4;
		}
	}
}

TEST(merkle_consistency_of_every_pair_of_small_trees)
{
	struct leaves l = some_leaves();
	uint8_t roots[MANY + 1][MERKLE_HASH];
	for (size_t n = 0; n <= MANY; n++)
		definition(l.hash, n, roots[n]);
	for (uint64_t n = 1; n <= MANY; n++) {
		for (uint64_t m = 1; m <= n; m++) {
			struct merkle_proof p, bad;
			CHECK_OK(merkle_prove_consistency(cx, m, n, read_leaves, &l, &p));
			CHECK((p.count == 0) == (m == n));
			CHECK(merkle_has_grown(m, roots[m], n, roots[n], &p));
			CHECK(!merkle_has_grown(m, roots[m - 1], n, roots[n], &p) && !merkle_has_grown(m, roots[m], n, roots[n - 1], &p));
			CHECK(!merkle_has_grown(m - 1, roots[m - 1], n, roots[n], &p));
			CHECK(!merkle_has_grown(0, roots[0], n, roots[n], &p));
			CHECK(m == n || !merkle_has_grown(n, roots[n], m, roots[m], &p));
			for (size_t way = 0; way < p.count + 4; way++) {
				bad = p;
				CHECK(!spoilt(&bad, way) || !merkle_has_grown(m, roots[m], n, roots[n], &bad));
			}
		}
	}
}

static struct merkle_proof proof_of(size_t n, const uint8_t *const hashes[])
{
	struct merkle_proof p = { 0 };
	for (size_t i = 0; i < n; i++)
		CHECK(merkle_proof_add(&p, slice_of(hashes[i], MERKLE_HASH)));
	return p;
}

/* Hashes that lead to the root, but of a tree of another size than is said. */
TEST(merkle_size_must_be_that_of_the_root)
{
	struct leaves l = some_leaves();
	uint8_t two[MERKLE_HASH], three[MERKLE_HASH], four[MERKLE_HASH], above3[MERKLE_HASH], above4[MERKLE_HASH], right[MERKLE_HASH];
	definition(l.hash, 2, two);
	definition(l.hash, 3, three);
	definition(l.hash, 4, four);
	merkle_node(l.hash[2], l.hash[3], right);
	/* The right leaf of two, said to be the only one. */
	struct merkle_proof p = proof_of(1, (const uint8_t *const[]){ l.hash[0] });
	CHECK(merkle_has_leaf(l.hash[1], 1, 2, &p, two));
	CHECK(!merkle_has_leaf(l.hash[1], 0, 1, &p, two));
	/* Two trees that hang under one more node. */
	p = proof_of(3, (const uint8_t *const[]){ l.hash[2], l.hash[3], two });
	CHECK(merkle_has_grown(3, three, 4, four, &p));
	CHECK(merkle_proof_add(&p, slice_of(right, MERKLE_HASH)));
	merkle_node(right, three, above3);
	merkle_node(right, four, above4);
	CHECK(!merkle_has_grown(3, above3, 4, above4, &p));
	/* One that has grown to two, said to be four. */
	p = proof_of(1, (const uint8_t *const[]){ l.hash[1] });
	CHECK(merkle_has_grown(1, l.hash[0], 2, two, &p));
	CHECK(!merkle_has_grown(1, l.hash[0], 4, two, &p));
	/* One that has shrunk. */
	p = proof_of(2, (const uint8_t *const[]){ l.hash[0], l.hash[1] });
	CHECK(!merkle_has_grown(3, l.hash[0], 2, two, &p));
}

TEST(merkle_nothing_is_proved_of_the_empty_tree)
{
	struct merkle_proof p = { 0 };
	struct leaves l = some_leaves();
	uint8_t empty[MERKLE_HASH];
	merkle_empty(empty);
	CHECK(!merkle_has_grown(0, empty, 0, empty, &p));
	CHECK(!merkle_has_grown(0, empty, 1, l.hash[0], &p));
	CHECK(!merkle_has_leaf(empty, 0, 0, &p, empty));
	CHECK_ERR(merkle_prove_consistency(cx, 0, 8, read_leaves, &l, &p), ERR_MERKLE);
	CHECK_ERR(merkle_prove_consistency(cx, 9, 8, read_leaves, &l, &p), ERR_MERKLE);
	CHECK_ERR(merkle_prove_inclusion(cx, 8, 8, read_leaves, &l, &p), ERR_MERKLE);
	CHECK_ERR(merkle_prove_inclusion(cx, 0, 0, read_leaves, &l, &p), ERR_MERKLE);
}

/* A tree of equal leaves: a subtree's root depends on its height alone, so that the largest can be asked about. */
static enum err read_equal(struct ctx *cx, void *self, unsigned level, uint64_t index, uint8_t out[static MERKLE_HASH])
{
	const uint8_t (*levels)[MERKLE_HASH] = self;
	(void)index;
	if (level > 62)
		return fail(cx, ERR_BUG, "level %u", level);
	memcpy(out, levels[level], MERKLE_HASH);
	return OK;
}

TEST(merkle_largest_trees)
{
	uint8_t levels[63][MERKLE_HASH], root[MERKLE_HASH], old[MERKLE_HASH];
	static const uint64_t sizes[] = { MERKLE_MAX_SIZE, MERKLE_MAX_SIZE - 1, MERKLE_MAX_SIZE / 2 + 1, (UINT64_C(1) << 32) + 5, UINT64_C(0x2aaaaaaaaaaaaaaa) };
	struct merkle_proof p;
	merkle_leaf(SLICE("x"), levels[0]);
	for (size_t i = 1; i < 63; i++)
		merkle_node(levels[i - 1], levels[i - 1], levels[i]);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		uint64_t n = sizes[i];
		const uint64_t places[] = { 0, 1, n / 3, n / 2, n - 2, n - 1 };
		CHECK_OK(merkle_read_root(cx, n, read_equal, levels, root));
		for (size_t j = 0; j < sizeof places / sizeof *places; j++) {
			CHECK_OK(merkle_prove_inclusion(cx, places[j], n, read_equal, levels, &p));
			CHECK(merkle_has_leaf(levels[0], places[j], n, &p, root));
			CHECK_OK(merkle_read_root(cx, places[j] + 1, read_equal, levels, old));
			CHECK_OK(merkle_prove_consistency(cx, places[j] + 1, n, read_equal, levels, &p));
			CHECK(merkle_has_grown(places[j] + 1, old, n, root, &p));
		}
	}
	CHECK_ERR(merkle_read_root(cx, MERKLE_MAX_SIZE + 1, read_equal, levels, root), ERR_MERKLE);
	CHECK_ERR(merkle_prove_inclusion(cx, 0, MERKLE_MAX_SIZE + 1, read_equal, levels, &p), ERR_MERKLE);
	CHECK_ERR(merkle_prove_consistency(cx, 1, MERKLE_MAX_SIZE + 1, read_equal, levels, &p), ERR_MERKLE);
	CHECK(!merkle_has_leaf(levels[0], 0, UINT64_MAX, &p, root) && !merkle_has_leaf(levels[0], UINT64_MAX, 0, &p, root));
	CHECK(!merkle_has_grown(1, levels[0], UINT64_MAX, root, &p));
	static struct merkle_peaks full = { .size = MERKLE_MAX_SIZE };
	CHECK(!merkle_grow(&full, levels[0]) && full.size == MERKLE_MAX_SIZE);
}

static enum err read_fails(struct ctx *cx, void *self, unsigned level, uint64_t index, uint8_t out[static MERKLE_HASH])
{
	(void)self, (void)level, (void)index;
	memset(out, 0, MERKLE_HASH);
	return fail(cx, ERR_STORE_IO, "no disk");
}

TEST(merkle_hands_on_what_the_store_says)
{
	struct merkle_proof p;
	uint8_t root[MERKLE_HASH];
	CHECK_ERR(merkle_read_root(cx, 5, read_fails, NULL, root), ERR_STORE_IO);
	CHECK_ERR(merkle_prove_inclusion(cx, 2, 5, read_fails, NULL, &p), ERR_STORE_IO);
	CHECK_ERR(merkle_prove_consistency(cx, 3, 5, read_fails, NULL, &p), ERR_STORE_IO);
}

TEST(merkle_proof_takes_whole_hashes_up_to_its_maximum)
{
	static const uint8_t hash[MERKLE_HASH + 1];
	struct merkle_proof p = { 0 };
	CHECK(!merkle_proof_add(&p, slice_of(hash, MERKLE_HASH - 1)) && !merkle_proof_add(&p, slice_of(hash, MERKLE_HASH + 1)));
	CHECK(!merkle_proof_add(&p, (struct slice){ 0 }));
	for (size_t i = 0; i < MERKLE_MAX_PROOF; i++)
		CHECK(merkle_proof_add(&p, slice_of(hash, MERKLE_HASH)));
	CHECK(!merkle_proof_add(&p, slice_of(hash, MERKLE_HASH)));
}

/* ---- published cases ---- */

/* A member as bytes of one hash; false for any other length. */
static bool take_hash(const struct json *v, uint8_t out[static MERKLE_HASH])
{
	struct buf b;
	buf_init(&b, 4096);
	bool good = v && v->type == JSON_IS_STRING && base64_decode(&b, v->string) && b.n == MERKLE_HASH;
	if (good)
		memcpy(out, b.p, MERKLE_HASH);
	buf_free(&b);
	return good;
}

/* Their numbers go up to 2^64 - 1; what does not fit into 63 bits is no size of ours. */
static bool take_number(const struct json *v, uint64_t *out)
{
	if (!v || v->type != JSON_IS_INTEGER || v->integer < 0)
		return false;
	*out = (uint64_t)v->integer;
	return true;
}

static size_t seen, good;

static void published(struct ctx *cx, const char *path, const char *stem)
{
	struct slice text = check_file(cx, path);
	struct json *v = NULL;
	struct merkle_proof p = { 0 };
	uint8_t root[MERKLE_HASH], leaf[MERKLE_HASH], hash[MERKLE_HASH];
	uint64_t index = 0, size = 0;
	/* 2^64 - 1 is no integer of this reader: such a number is left out of the text, and refused. */
	size_t huge = slice_find(text, SLICE("18446744073709551615"), 0);
	bool accepted = huge == SIZE_MAX;
	if (!accepted)
		text = slice_str(ctx_printf(cx, "%.*snull%.*s", (int)huge, text.p, SLICE_FMT(slice_sub(text, huge + 20, text.n))));
	CHECK_OK(json_parse(cx, text, &v));
	accepted = accepted && take_number(json_get(v, "leafIdx"), &index) && take_number(json_get(v, "treeSize"), &size);
	accepted = take_hash(json_get(v, "root"), root) && take_hash(json_get(v, "leafHash"), leaf) && accepted;
	const struct json *proof = json_get(v, "proof");
	for (const struct json *one = proof ? proof->first : NULL; one; one = one->next)
		accepted = take_hash(one, hash) && merkle_proof_add(&p, slice_of(hash, MERKLE_HASH)) && accepted;
	accepted = accepted && merkle_has_leaf(leaf, index, size, &p, root);
	if (accepted == json_get(v, "wantErr")->boolean)
		print_message("# %s\n", stem);
	CHECK(accepted != json_get(v, "wantErr")->boolean);
	seen++;
	good += accepted;
}

TEST(merkle_published_inclusion)
{
	static const char *const folders[] = { "0", "1", "2", "3", "4", "additional/0", "additional/1", "additional/2", "additional/3", "single-entry" };
	if (!check_vectors())
		skip();
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		CHECK(check_folder(cx, ctx_printf(cx, "%s/merkle/inclusion/%s", check_vectors(), folders[i]), ".json", published) > 0);
	print_message("# merkle: %zu cases, %zu accepted\n", seen, good);
	CHECK(seen > 90 && good >= 6);
}
