/* Owns: tests of the table of purposes: letters a code can begin with, masks that a proof takes. */
#include "schemas/purpose.h"

#include "formats/crockford.h"
#include "schemas/proof.h"
#include "tests/unit/check.h"

#include <string.h>

TEST(purpose_letters_begin_a_code_and_are_told_apart)
{
	size_t count = 0;
	for (const struct purpose *p; (p = purpose_at(count)); count++) {
		CHECK(strchr("ABCDEFGHJKMNPQRSTVWXYZ", p->letter) && p->letter);
		CHECK(purpose_of(p->letter) == p);
		CHECK(purpose_parse(slice_str(p->key)) == p);
	}
	CHECK(count >= 5);
	CHECK(!purpose_of('I') && !purpose_of(0) && !purpose_parse(SLICE("")));
}

TEST(purpose_masks_only_what_may_be_masked)
{
	for (size_t i = 0; purpose_at(i); i++) {
		for (int kind = KIND_NONE; kind < KIND_COUNT; kind++)
			CHECK_INT(purpose_at(i)->masked[kind] & ~proof_maskable((enum kind)kind), 0);
	}
}
