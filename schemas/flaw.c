/* Owns: the list of flaws and their words. */
#include "schemas/flaw.h"

#include "base/limits.h"

#include <string.h>

static const struct {
	const char *reason, *text;
} words[FLAW_COUNT] = {
	{ "", "" },
#define X(code, reason, text) { reason, text },
#include "schemas/flaw.def"
#undef X
};

const char *flaw_reason(enum flaw_code code) { return words[code < FLAW_COUNT ? code : FLAW_NONE].reason; }
const char *flaw_text(enum flaw_code code) { return words[code < FLAW_COUNT ? code : FLAW_NONE].text; }

static bool is_known(const struct flaws *f, const char *pointer, enum flaw_code code)
{
	bool settled = f->settled != NULL;
	for (const struct flaw *old = f->first; old; old = old->next) {
		if (strcmp(old->field, pointer) == 0 && (settled || old->reason == words[code].reason))
			return true;
		settled = settled && old != f->settled;
	}
	return false;
}

void flaws_settle(struct flaws *f) { f->settled = f->last; }

static void add(struct flaws *f, const char *pointer, enum flaw_code code, const char *text)
{
	struct flaw *flaw = ctx_alloc(f->cx, sizeof *flaw);
	flaw->field = pointer;
	flaw->reason = words[code].reason;
	flaw->text = text;
	if (f->last)
		f->last->next = flaw;
	else
		f->first = flaw;
	f->last = flaw;
	f->count++;
}

static bool is_new(const struct flaws *f, const char *pointer, enum flaw_code code)
{
	return f->count < LIMIT_RECORD_FLAWS && !is_known(f, pointer, code);
}

void flaws_add(struct flaws *f, const char *pointer, enum flaw_code code)
{
	if (is_new(f, pointer, code))
		add(f, pointer, code, words[code].text);
}

void flaws_add_character(struct flaws *f, const char *pointer, enum flaw_code code, int32_t character)
{
	int stem = (int)strcspn(words[code].text, ".");
	if (is_new(f, pointer, code))
		add(f, pointer, code, ctx_printf(f->cx, "%.*s: U+%04X.", stem, words[code].text, (unsigned)character));
}

/* Member names come from strangers: cut to 64 bytes, and everything but printable ASCII becomes '?'. */
static void put_key(struct buf *b, struct slice key)
{
	for (size_t i = 0; i < key.n && i < 64; i++) {
		uint8_t c = key.p[i];
		if (c == '~' || c == '/')
			buf_puts(b, c == '~' ? "~0" : "~1");
		else
			buf_putc(b, c < 0x20 || c > 0x7e ? '?' : c);
	}
}

static void put_place(struct buf *b, const struct place *place)
{
	if (!place)
		return;
	put_place(b, place->up);
	buf_putc(b, '/');
	if (place->key.p)
		put_key(b, place->key);
	else
		buf_printf(b, "%zu", place->index);
}

void flaws_add_at(struct flaws *f, const struct place *place, enum flaw_code code)
{
	if (f->count >= LIMIT_RECORD_FLAWS)
		return;
	struct buf b;
	buf_init(&b, 4096);
	put_place(&b, place);
	flaws_add(f, ctx_string(f->cx, buf_slice(&b)), code);
	buf_free(&b);
}
