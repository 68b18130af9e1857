/* AES in counter mode, in both ways that there are: published vectors, and each other. */
#include "base/crypto.c"

#include "tests/unit/check.h"

/* The way of processors without instructions of their own. */
static struct cipher *cipher_of_library(void)
{
	struct cipher *c = malloc(sizeof *c);
	if (!c)
		abort();
	c->aes = new_aes();
	return c;
}

static void check_published(struct cipher *c)
{
	/* The key of SP 800-38A, appendix F; counter blocks encrypted by `openssl enc -aes-128-ecb -nopad`. */
	static const uint8_t key[16] = { 0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c };
	uint8_t out[40], back[40], zeros[40] = { 0 };
	cipher_run(c, key, 0, slice_of(zeros, sizeof zeros), out);
	CHECK_HEX(slice_of(out, 32), "7df76b0c1ab899b33e42f047b91b546f57127d4034b1bebfaef466b9c7726fc6");
	cipher_run(c, key, UINT64_C(0x0102030405060708), slice_of(zeros, 16), out);
	CHECK_HEX(slice_of(out, 16), "5dc8d5a6af38131b4e8ba8855e92b30b");
	cipher_run(c, key, 5, slice_of("a text of forty bytes, give or take one.", 40), out);
	CHECK(memcmp(out, "a text of", 9) != 0);
	memcpy(back, out, sizeof back);
	cipher_run(c, key, 5, slice_of(back, sizeof back), back);
	CHECK(memcmp(back, "a text of forty bytes, give or take one.", 40) == 0);
	cipher_run(c, key, 5, slice_of(out, 0), out);
	cipher_free(c);
}

TEST(cipher_is_aes_in_counter_mode)
{
	check_published(cipher_new());
	check_published(cipher_of_library());
	cipher_free(NULL);
}

/* Every length around whole blocks and whole steps, random keys, nonces and texts; nothing written behind the end. */
TEST(cipher_is_the_same_in_both_ways)
{
	struct cipher *one = cipher_new(), *other = cipher_of_library();
	uint8_t key[16], in[600], a[sizeof in + 16], b[sizeof in + 16];
	uint64_t nonce = 0;
	for (size_t n = 0; n <= sizeof in; n++) {
		crypto_random(key, sizeof key);
		crypto_random(in, sizeof in);
		crypto_random(&nonce, sizeof nonce);
		memset(a, 0x5a, sizeof a);
		memset(b, 0x5a, sizeof b);
		cipher_run(one, key, nonce, slice_of(in, n), a);
		cipher_run(other, key, nonce, slice_of(in, n), b);
		CHECK_SLICE(slice_of(a, sizeof a), slice_of(b, sizeof b));
	}
	cipher_free(one);
	cipher_free(other);
}
