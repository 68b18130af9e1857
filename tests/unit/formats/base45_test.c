/* Owns: tests of formats/base45.c: RFC 9285 sections 4.3, 4.4 and 6. */
#include "formats/base45.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
#include "tests/unit/check.h"

#include <string.h>

static void check_pair(struct slice bytes, struct slice text)
{
	struct buf b;
	buf_init(&b, 4096);
	base45_encode(&b, bytes);
	CHECK_SLICE(buf_slice(&b), text);
	CHECK_INT(b.n, base45_length(bytes.n));
	buf_reset(&b);
	CHECK(base45_decode(&b, text));
	CHECK_SLICE(buf_slice(&b), bytes);
	buf_free(&b);
}

static void check_refused(struct slice text)
{
	struct buf b;
	buf_init(&b, 4096);
	buf_puts(&b, "kept");
	CHECK(!base45_decode(&b, text));
	CHECK_TEXT(buf_slice(&b), "kept");
	CHECK(buf_ok(&b));
	buf_free(&b);
}

TEST(base45_rfc9285)
{
	check_pair(SLICE(""), SLICE(""));
	check_pair(SLICE("AB"), SLICE("BB8"));
	check_pair(SLICE("Hello!!"), SLICE("%69 VD92EX0"));
	check_pair(SLICE("base-45"), SLICE("UJCLQE7W581"));
	check_pair(SLICE("ietf!"), SLICE("QED8WEX0"));
	check_pair(SLICE("\xff\xff"), SLICE("FGW"));
	check_refused(SLICE("GGW")); /* 65536 */
	check_refused(SLICE(":::"));
}

TEST(base45_refuses)
{
	static const char *const lies[] = { "A", "AAAA", "a b", "bb8", "BB8a0", "U5U5", "V5", "::", ":A:", "BB8\n", "BB,",
		"BB_", "\xff\xff\xff" };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
		check_refused(slice_str(lies[i]));
	check_refused(SLICE("BB\0"));
	check_refused(SLICE("\0BB"));
	check_refused(slice_sub(SLICE("BB800"), 0, 4)); /* what stands behind the text is not read */
	check_pair(SLICE("\xff"), SLICE("U5")); /* 255: the highest last pair; "V5" above is 256 */
}

TEST(base45_keeps_to_the_maximum)
{
	struct buf b;
	buf_init(&b, 4);
	CHECK(!base45_decode(&b, SLICE("QED8WEX0")));
	CHECK_INT(b.n, 0);
	buf_free(&b);
}

TEST(base45_published_file)
{
	const char *folder = check_vectors();
	struct json *file = NULL;
	size_t cases = 0;
	if (!folder)
		skip();
	CHECK_OK(json_parse(cx, check_file(cx, ctx_printf(cx, "%s/base45/base45.json", folder)), &file));
	for (const struct json *pair = json_get(file, "valid")->first; pair; pair = pair->next, cases++) {
		uint8_t bytes[64];
		size_t n = 0;
		CHECK(hex_parse(pair->first->string, bytes, sizeof bytes, &n));
		check_pair(slice_of(bytes, n), pair->first->next->string);
	}
	for (const struct json *text = json_get(file, "invalid")->first; text; text = text->next, cases++)
		check_refused(text->string);
	CHECK(cases >= 13);
}
