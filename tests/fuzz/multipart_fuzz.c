/* Owns: fuzzing of form bodies. First line = Content-Type, rest = body; what parses must lie inside the body and not overlap. */
#include "http/multipart.h"
#include "http/urlform.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void inside(struct slice part, struct slice body)
{
	if (part.p && (part.p < body.p || part.n > body.n || (size_t)(part.p - body.p) > body.n - part.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct ctx cx;
	struct multipart m;
	struct urlform f;
	struct slice all = slice_of(p, n);
	ctx_init(&cx, 0);
	size_t line = slice_find(all, SLICE("\n"), 0);
	struct slice type = slice_sub(all, 0, line == SIZE_MAX ? n : line), body = slice_sub(all, line == SIZE_MAX ? n : line + 1, SIZE_MAX);
	if (multipart_parse(&cx, type, body, &m) == OK) {
		for (size_t i = 0; i < m.count; i++) {
			inside(m.parts[i].name, body);
			inside(m.parts[i].filename, body);
			inside(m.parts[i].content_type, body);
			inside(m.parts[i].data, body);
			if (m.parts[i].name.n == 0 || (i && m.parts[i].data.p <= m.parts[i - 1].data.p))
				abort();
		}
	} else if (m.count) {
		abort();
	}
	ctx_forgive(&cx);
	if (urlform_parse(&cx, all, &f) != OK && f.count)
		abort();
	ctx_free(&cx);
	return 0;
}
