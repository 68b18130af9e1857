/* HMAC against published values; base64url as strict as it says. */
#include "base/crypto.h"
#include "tests/unit/check.h"

TEST(crypto_hmac_published)
{
	uint8_t mac[32], key[20];
	memset(key, 0x0b, sizeof key);
	crypto_hmac_sha256(slice_of(key, 20), SLICE("Hi There"), mac); /* RFC 4231 4.2 */
	CHECK_HEX(slice_of(mac, 32), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	crypto_hmac_sha1(slice_of(key, 20), SLICE("Hi There"), mac); /* RFC 2202 3 */
	CHECK_HEX(slice_of(mac, 20), "b617318655057264e28bc0b6fb378c8ef146be00");
	crypto_hmac_sha256(SLICE("Jefe"), SLICE("what do ya want for nothing?"), mac); /* RFC 4231 4.3 */
	CHECK_HEX(slice_of(mac, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(crypto_base64url_strict)
{
	struct buf b;
	buf_init(&b, 64);
	base64url_encode(&b, SLICE("\xfb\xff\xfe\x01"));
	CHECK_TEXT(buf_slice(&b), "-__-AQ");
	buf_reset(&b);
	CHECK(base64url_decode(&b, SLICE("-__-AQ")));
	CHECK_HEX(buf_slice(&b), "fbfffe01");
	static const char *const lies[] = { "+__-AQ", "-__-AQ==", "-__-AR", "A", "-__-A", "AA AA", "AA\n" };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		buf_reset(&b);
		CHECK(!base64url_decode(&b, slice_str(lies[i])));
	}
	buf_free(&b);
}
