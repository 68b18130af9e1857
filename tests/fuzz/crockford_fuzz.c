/* Fuzzes formats/crockford.c: what is read is in plain form, and its plain form reads as itself. */
#include "formats/crockford.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char plain[CROCKFORD_MAX_DIGITS + 2], again[CROCKFORD_MAX_DIGITS + 2], grouped[CROCKFORD_MAX_DIGITS * 2];
	for (size_t digits = 10; digits <= 12; digits += 2) {
		if (!crockford_parse(slice_of(data, n), digits, plain)) {
			PROMISE(plain[0] == 0);
			continue;
		}
		PROMISE(strlen(plain) == digits + 1);
		crockford_group(plain, grouped);
		PROMISE(crockford_parse(slice_str(grouped), digits, again));
		PROMISE(!strcmp(plain, again));
	}
	return 0;
}
