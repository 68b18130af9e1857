/*
 * Owns: the text rules of C2SP signed-note v1 and the signatures of type 01 (Ed25519). One note has one spelling here. Must never
 * verify anything but the bytes as received.
 */
#include "formats/note.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define TYPE_ED25519 1
#define DASH SLICE("\xe2\x80\x94 ") /* em dash, space */

/* White_Space of Unicode (UAX 44). */
static bool is_space(int32_t c)
{
	return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
		c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_name(struct slice name)
{
	for (size_t at = 0; at < name.n;) {
		int32_t c = text_next(name, &at);
		if (c < 0x20 || c == '+' || is_space(c))
			return false;
	}
	return name.n > 0;
}

/* ---- keys ---- */

enum err note_key_make(struct ctx *cx, struct slice name, const uint8_t key[static 32], struct note_key *out)
{
	static const uint8_t head[2] = { '\n', TYPE_ED25519 };
	uint8_t digest[32];
	if (!is_name(name))
		return fail(cx, ERR_NOTE_KEY, "signed-note, Format: a key name is not empty and holds no plus and no space");
	struct hash *h = hash_new();
	hash_add(h, name);
	hash_add(h, slice_of(head, sizeof head));
	hash_add(h, slice_of(key, 32));
	hash_finish(h, digest);
	hash_free(h);
	out->name = name;
	out->id = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
	memmove(out->key, key, 32);
	return OK;
}

void note_key_encode(const struct note_key *key, struct buf *out)
{
	uint8_t typed[33] = { TYPE_ED25519 };
	memcpy(typed + 1, key->key, 32);
	buf_put_slice(out, key->name);
	buf_printf(out, "+%08x+", key->id);
	base64_encode(out, slice_of(typed, sizeof typed));
}

enum err note_key_parse(struct ctx *cx, struct slice text, struct note_key *out)
{
	/* A name holds no plus; base64 does. */
	size_t first = slice_find(text, SLICE("+"), 0);
	struct slice name = slice_sub(text, 0, first), rest = slice_sub(text, first == SIZE_MAX ? text.n : first + 1, text.n);
	size_t second = slice_find(rest, SLICE("+"), 0);
	struct buf typed, again;
	buf_init(&typed, 33);
	buf_init(&again, text.n + 1);
	enum err e = OK;
	if (second == SIZE_MAX || !base64_decode(&typed, slice_sub(rest, second + 1, rest.n)) || typed.n != 33 || typed.p[0] != TYPE_ED25519)
		e = fail(cx, ERR_NOTE_KEY, "signed-note: want name+id+base64 of the byte 01 and an Ed25519 key");
	if (e == OK)
		e = note_key_make(cx, name, typed.p + 1, out);
	if (e == OK) {
		note_key_encode(out, &again);
		/* Another id, or the same in other letters. */
		if (!slice_eq(buf_slice(&again), text))
			e = fail(cx, ERR_NOTE_KEY, "signed-note, Ed25519 signatures: the key id is not that of name and key");
	}
	buf_free(&typed);
	buf_free(&again);
	return e;
}

/* ---- text ---- */

static bool is_note_text(struct slice s)
{
	for (size_t at = 0; at < s.n;) {
		int32_t c = text_next(s, &at);
		if (c < 0x20 && c != '\n')
			return false;
	}
	return true;
}

static enum err malformed(struct ctx *cx, const char *what) { return fail(cx, ERR_NOTE, "signed-note, Format: %s", what); }

/* One line without its newline. */
static enum err parse_signature(struct ctx *cx, struct slice line, struct note_signature *out)
{
	if (!slice_starts(line, DASH))
		return malformed(cx, "behind the last blank line stand signature lines alone");
	line = slice_sub(line, DASH.n, line.n);
	size_t space = slice_find(line, SLICE(" "), 0);
	out->name = slice_sub(line, 0, space);
	if (space == SIZE_MAX || !is_name(out->name))
		return malformed(cx, "a signature line without a key name");
	struct buf b;
	buf_init(&b, LIMIT_NOTE_BYTES);
	bool decoded = base64_decode(&b, slice_sub(line, space + 1, line.n));
	struct slice whole = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	if (!decoded || whole.n < 5)
		return malformed(cx, "a signature is not base64 of a key id and something");
	struct rd r = rd_of(whole);
	out->id = rd_u32(&r);
	out->bytes = rd_take(&r, whole.n - 4);
	return OK;
}

enum err note_parse(struct ctx *cx, struct slice bytes, struct note *out)
{
	*out = (struct note){ 0 };
	if (bytes.n > LIMIT_NOTE_BYTES)
		return fail(cx, ERR_LIMIT, "signed-note: longer than %d bytes", LIMIT_NOTE_BYTES);
	if (!is_note_text(bytes))
		return malformed(cx, "not UTF-8, or a control character");
	size_t blank = slice_find_last(bytes, SLICE("\n\n"));
	if (blank == SIZE_MAX || bytes.p[bytes.n - 1] != '\n')
		return malformed(cx, "no text, no blank line behind it, or no newline at the end");
	out->text = slice_sub(bytes, 0, blank + 1);
	struct slice lines = slice_sub(bytes, blank + 2, bytes.n);
	if (lines.n == 0)
		return malformed(cx, "no signature");
	while (lines.n) {
		if (out->count == NOTE_MAX_SIGNATURES)
			return malformed(cx, "more signatures than are looked at");
		size_t end = slice_find(lines, SLICE("\n"), 0);
		enum err e = parse_signature(cx, slice_sub(lines, 0, end), &out->signatures[out->count]);
		if (e != OK)
			return e;
		out->count++;
		lines = slice_sub(lines, end + 1, lines.n);
	}
	return OK;
}

void note_encode(const struct note *note, struct buf *out)
{
	buf_put_slice(out, note->text);
	buf_putc(out, '\n');
	for (size_t i = 0; i < note->count; i++) {
		const struct note_signature *s = &note->signatures[i];
		struct buf whole;
		buf_init(&whole, 4 + s->bytes.n);
		buf_u32(&whole, s->id);
		buf_put_slice(&whole, s->bytes);
		buf_put_slice(out, DASH);
		buf_put_slice(out, s->name);
		buf_putc(out, ' ');
		base64_encode(out, buf_slice(&whole));
		buf_putc(out, '\n');
		buf_free(&whole);
	}
}

/* ---- signatures ---- */

enum err note_verify(struct ctx *cx, const struct note *note, const struct note_key *key)
{
	size_t good = 0;
	for (size_t i = 0; i < note->count; i++) {
		const struct note_signature *s = &note->signatures[i];
		if (s->id != key->id || !slice_eq(s->name, key->name))
			continue;
		if (s->bytes.n != NOTE_ED25519 || !ed25519_verify(key->key, note->text, s->bytes.p))
			return fail(cx, ERR_NOTE_SIGNATURE, "signed-note, Signatures: a signature of a known key does not hold");
		good++;
	}
	return good ? OK : fail(cx, ERR_NOTE_UNSIGNED, "signed-note, Signatures: no signature of the key that is wanted");
}

enum err note_sign(struct ctx *cx, struct note *note, const struct note_key *key, note_signer *sign, void *self)
{
	uint8_t signature[NOTE_ED25519];
	struct note read_back;
	struct buf b;
	if (note->count == NOTE_MAX_SIGNATURES)
		return malformed(cx, "no room for one more signature");
	enum err e = sign(cx, self, note->text, signature);
	if (e != OK)
		return e;
	note->signatures[note->count++] = (struct note_signature){ key->name, key->id, ctx_copy(cx, slice_of(signature, sizeof signature)) };
	/* Reading it back keeps the text rules in one place, and no wrong signature leaves. */
	buf_init(&b, LIMIT_NOTE_BYTES);
	note_encode(note, &b);
	e = buf_ok(&b) ? note_parse(cx, buf_slice(&b), &read_back) : fail(cx, ERR_LIMIT, "signed-note: longer than %d bytes", LIMIT_NOTE_BYTES);
	if (e == OK && !slice_eq(read_back.text, note->text))
		e = malformed(cx, "the text does not end with a newline");
	if (e == OK)
		e = note_verify(cx, &read_back, key);
	buf_free(&b);
	if (e != OK)
		note->count--;
	return e;
}
