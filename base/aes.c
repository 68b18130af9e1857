/* Owns: AES-128 (FIPS 197) in counter mode (SP 800-38A 6.5) for x86-64: instructions that take the same time for every key and text. */
#include "base/aes.h"

#ifdef __x86_64__

#include "base/crypto.h"

#include <immintrin.h>
#include <string.h>

#define WITH_AES __attribute__((target("aes,ssse3")))
#define AHEAD 8 /* blocks under way at once: an instruction takes several turns, and each turn can begin another */
#define STEP (AHEAD * 16)
/* Unrolled, so that the blocks stay in registers. */
#define EACH_BLOCK(i) _Pragma("GCC unroll 8") for (size_t i = 0; i < AHEAD; i++)

bool aes_there(void) { return __builtin_cpu_supports("aes") && __builtin_cpu_supports("ssse3"); }

/* FIPS 197 5.2: the next round key from the last one and its last word, turned, substituted and with the round's constant in it. */
WITH_AES static __m128i next_key(__m128i key, __m128i word)
{
	for (int i = 0; i < 3; i++)
		key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
	return _mm_xor_si128(key, _mm_shuffle_epi32(word, 0xff));
}

WITH_AES static void expand(const uint8_t key[static 16], __m128i k[static 11])
{
	k[0] = _mm_loadu_si128((const __m128i_u *)(const void *)key);
	/* The constants stand in the instructions themselves. */
#define NEXT(i, constant) k[i] = next_key(k[(i) - 1], _mm_aeskeygenassist_si128(k[(i) - 1], constant))
	NEXT(1, 0x01);
	NEXT(2, 0x02);
	NEXT(3, 0x04);
	NEXT(4, 0x08);
	NEXT(5, 0x10);
	NEXT(6, 0x20);
	NEXT(7, 0x40);
	NEXT(8, 0x80);
	NEXT(9, 0x1b);
	NEXT(10, 0x36);
#undef NEXT
}

/* FIPS 197 5.1 for the blocks first, first + 1 ... behind the nonce, and their sum with the text. */
WITH_AES static void step(const __m128i k[static 11], uint64_t nonce, uint64_t first, const uint8_t in[static STEP], uint8_t out[static STEP])
{
	__m128i b[AHEAD];
	EACH_BLOCK(i) {
		__m128i counter = _mm_set_epi64x((int64_t)__builtin_bswap64(first + i), (int64_t)__builtin_bswap64(nonce));
		b[i] = _mm_xor_si128(counter, k[0]);
	}
	for (size_t round = 1; round < 10; round++) {
		EACH_BLOCK(i)
			b[i] = _mm_aesenc_si128(b[i], k[round]);
	}
	EACH_BLOCK(i) {
		__m128i text = _mm_loadu_si128((const __m128i_u *)(const void *)(in + 16 * i));
		_mm_storeu_si128((__m128i_u *)(void *)(out + 16 * i), _mm_xor_si128(text, _mm_aesenclast_si128(b[i], k[10])));
	}
}

void aes_run(const uint8_t key[static 16], uint64_t nonce, struct slice in, uint8_t *out)
{
	__m128i k[11];
	uint8_t last[STEP] = { 0 };
	size_t at = 0;
	expand(key, k);
	for (; in.n - at >= STEP; at += STEP)
		step(k, nonce, at / 16, in.p + at, out + at);
	if (at < in.n) {
		memcpy(last, in.p + at, in.n - at);
		step(k, nonce, at / 16, last, last);
		memcpy(out + at, last, in.n - at);
	}
	crypto_wipe(k, sizeof k);
}

#else

bool aes_there(void) { return false; }

void aes_run(const uint8_t key[static 16], uint64_t nonce, struct slice in, uint8_t *out)
{
	(void)key;
	(void)nonce;
	(void)in;
	(void)out;
}

#endif
