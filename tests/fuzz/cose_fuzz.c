/* Fuzzes formats/cose.c: an accepted token is built again from its parts, byte for byte. */
#include "base/crypto.h"
#include "formats/cose.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static enum err canned(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	const struct cose_sign1 *parsed = self;
	(void)cx;
	PROMISE(!memcmp(digest, parsed->digest, 32));
	memcpy(rs, parsed->signature, 64);
	return OK;
}

static void check_form(struct slice token, enum cose_tag tag)
{
	struct ctx cx;
	struct cose_sign1 parsed;
	struct buf b;
	ctx_init(&cx, 1);
	buf_init(&b, token.n);
	if (cose_parse(&cx, token, tag, &parsed) == OK) {
		PROMISE(parsed.kid.n == COSE_KID_BYTES && p256_is_low_s(parsed.signature));
		/* -9 is read but never written; a tag 61 likewise. */
		bool is_ours = parsed.protected_header.n > 2 && parsed.protected_header.p[2] == 0x26 && tag != COSE_TAGGED_ANY;
		if (is_ours) {
			PROMISE(cose_build(&cx, parsed.kid, parsed.type, parsed.payload, tag, canned, &parsed, &b) == OK);
			PROMISE(slice_eq(buf_slice(&b), token));
		}
	}
	buf_free(&b);
	ctx_free(&cx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	check_form(slice_of(data, n), COSE_UNTAGGED);
	check_form(slice_of(data, n), COSE_TAGGED_18);
	check_form(slice_of(data, n), COSE_TAGGED_ANY);
	return 0;
}
