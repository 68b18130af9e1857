/* Owns: the lines of C2SP tlog-checkpoint, "Note text". Must never accept two spellings of one checkpoint. */
#include "formats/checkpoint.h"

#include "base/crypto.h"

#include <string.h>

static enum err malformed(struct ctx *cx, const char *what) { return fail(cx, ERR_CHECKPOINT, "tlog-checkpoint, Note text: %s", what); }

/* The next line without its newline; empty where none is left. */
static struct slice take_line(struct slice *rest)
{
	size_t end = slice_find(*rest, SLICE("\n"), 0);
	struct slice line = end == SIZE_MAX ? slice_sub(*rest, 0, 0) : slice_sub(*rest, 0, end);
	*rest = slice_sub(*rest, end == SIZE_MAX ? rest->n : end + 1, rest->n);
	return line;
}

static bool parse_size(struct slice digits, uint64_t *out)
{
	uint64_t v = 0;
	/* 2^62 has 19 digits. */
	if (digits.n == 0 || digits.n > 19 || (digits.n > 1 && digits.p[0] == '0'))
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(digits.p[i] - '0');
	}
	*out = v;
	return v <= MERKLE_MAX_SIZE;
}

static bool parse_root(struct slice text, uint8_t out[static MERKLE_HASH])
{
	struct buf b;
	buf_init(&b, MERKLE_HASH);
	bool good = base64_decode(&b, text) && b.n == MERKLE_HASH;
	if (good)
		memcpy(out, b.p, MERKLE_HASH);
	buf_free(&b);
	return good;
}

enum err checkpoint_parse(struct ctx *cx, struct slice text, struct checkpoint *out)
{
	struct checkpoint c = { 0 };
	struct slice rest = text;
	uint8_t empty[MERKLE_HASH];
	if (text.n == 0 || text.p[text.n - 1] != '\n')
		return malformed(cx, "every line ends with a newline");
	c.origin = take_line(&rest);
	if (c.origin.n == 0)
		return malformed(cx, "the origin is empty");
	if (!parse_size(take_line(&rest), &c.size))
		return malformed(cx, "the size is not a decimal number without leading zeros, at most 2^62");
	if (!parse_root(take_line(&rest), c.root))
		return malformed(cx, "the root is not base64 of 32 bytes");
	merkle_empty(empty);
	if (c.size == 0 && memcmp(c.root, empty, sizeof empty) != 0)
		return malformed(cx, "a tree without entries has another root");
	if (rest.n)
		c.extensions = rest;
	while (rest.n) {
		if (take_line(&rest).n == 0)
			return malformed(cx, "an extension line is empty");
	}
	*out = c;
	return OK;
}

enum err checkpoint_encode(struct ctx *cx, const struct checkpoint *c, struct buf *out)
{
	size_t start = out->n;
	struct checkpoint again;
	buf_put_slice(out, c->origin);
	buf_printf(out, "\n%llu\n", (unsigned long long)c->size);
	base64_encode(out, slice_of(c->root, sizeof c->root));
	buf_putc(out, '\n');
	buf_put_slice(out, c->extensions);
	if (!buf_ok(out))
		return fail(cx, ERR_LIMIT, "checkpoint does not fit into %zu bytes", out->max);
	/* Reading it back keeps every rule in one place. */
	enum err e = checkpoint_parse(cx, slice_of(out->p + start, out->n - start), &again);
	if (e == OK && !(slice_eq(again.origin, c->origin) && slice_eq(again.extensions, c->extensions)))
		e = malformed(cx, "the origin is more than one line");
	return e;
}

enum err checkpoint_open(struct ctx *cx, struct slice bytes, const struct note_key *log, struct checkpoint *out)
{
	struct note note;
	enum err e = note_parse(cx, bytes, &note);
	if (e == OK)
		e = note_verify(cx, &note, log);
	if (e == OK)
		e = checkpoint_parse(cx, note.text, out);
	if (e == OK && !slice_eq(out->origin, log->name))
		e = fail(cx, ERR_CHECKPOINT, "tlog-checkpoint, Signatures: the origin is not the name of the log's key");
	return e;
}
