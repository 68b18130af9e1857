/* Owns: the names and texts of errors, expanded from err.def. */
#include "base/err.h"

#include <stddef.h>

struct err_entry {
	const char *name, *text;
	enum err_class class;
};

static const struct err_entry entries[ERR_COUNT] = {
	[OK] = { "OK", "no error", ERR_CLASS_NONE },
#define X(name, class, text) [ERR_##name] = { #name, text, ERR_CLASS_##class },
#include "base/err.def"
#undef X
};

static const struct err_entry *entry(enum err code)
{
	return (unsigned)code < ERR_COUNT ? &entries[code] : &entries[ERR_BUG];
}

const char *err_name(enum err code) { return entry(code)->name; }
const char *err_text(enum err code) { return entry(code)->text; }
enum err_class err_class(enum err code) { return entry(code)->class; }
