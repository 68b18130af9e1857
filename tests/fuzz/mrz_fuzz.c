/* Fuzzes formats/mrz.c and mrz_name.c: a name that was written fits itself; a zone that was read holds its own name. */
#include "formats/mrz.h"
#include "formats/mrz_name.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* "SURNAME<<GIVEN<NAMES" as two names for people. */
static void check_field(const char *field)
{
	char text[MRZ_NAME_MAX + 1];
	struct slice whole = slice_str(field), surname, given;
	memcpy(text, field, whole.n + 1);
	size_t border = slice_find(whole, SLICE("<<"), 0);
	for (size_t i = 0; i < whole.n; i++)
		text[i] = text[i] == '<' ? ' ' : text[i];
	surname = slice_of(text, border == SIZE_MAX ? whole.n : border);
	given = border == SIZE_MAX ? (struct slice){ 0 } : slice_of(text + border, whole.n - border);
	/* A field with a gap inside an identifier stands for no name of ours. */
	struct slice rest = border == SIZE_MAX ? (struct slice){ 0 } : slice_sub(whole, border + 2, whole.n);
	while (rest.n && rest.p[rest.n - 1] == '<')
		rest.n--;
	if (rest.n == 0 || (rest.p[0] != '<' && slice_find(rest, SLICE("<<"), 0) == SIZE_MAX))
		PROMISE(mrz_name_fits(surname, given, whole));
}

/* More one-letter surnames than the zone can show: then even a legal cut cannot be recognised. */
static bool is_crowded(struct slice surname)
{
	size_t gaps = 0;
	for (size_t i = 0; i < surname.n; i++)
		gaps += surname.p[i] == ' ' || surname.p[i] == '-' || surname.p[i] >= 0xe2;
	return gaps > 12;
}

static void check_written(struct slice surname, struct slice given)
{
	char out[MRZ_NAME_MAX + 1];
	for (size_t width = 31; width <= MRZ_NAME_MAX; width += 8) {
		if (!mrz_name_write(surname, given, width, out))
			continue;
		PROMISE(strlen(out) == width && out[0] >= 'A' && out[0] <= 'Z');
		PROMISE(strspn(out, "ABCDEFGHIJKLMNOPQRSTUVWXYZ<") == width);
		PROMISE(is_crowded(surname) || mrz_name_fits(surname, given, slice_str(out)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice input = slice_of(data, n);
	struct ctx cx;
	struct mrz m;
	ctx_init(&cx, 1);
	if (mrz_parse(&cx, input, &m) == OK)
		check_field(m.name);
	size_t comma = slice_find(input, SLICE(","), 0);
	if (text_is_utf8(input) && n < 400)
		check_written(slice_sub(input, 0, comma == SIZE_MAX ? n : comma), comma == SIZE_MAX ? (struct slice){ 0 } : slice_sub(input, comma + 1, n));
	ctx_free(&cx);
	return 0;
}
