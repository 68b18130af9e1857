/* Fuzzes formats/note.c and its keys: an accepted note, and an accepted key, is written again byte for byte. */
#include "formats/note.h"
#include "tests/fuzz/fuzz.h"

static void fuzz_key(struct ctx *cx, struct slice text, struct buf *b)
{
	struct note_key key;
	if (note_key_parse(cx, text, &key) == OK) {
		note_key_encode(&key, b);
		PROMISE(slice_eq(buf_slice(b), text));
	}
	ctx_forgive(cx);
	buf_reset(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct note note;
	struct buf b;
	struct slice text = slice_of(data, n);
	ctx_init(&cx, 1);
	buf_init(&b, n);
	fuzz_key(&cx, text, &b);
	if (note_parse(&cx, text, &note) == OK) {
		note_encode(&note, &b);
		PROMISE(slice_eq(buf_slice(&b), text));
		PROMISE(note.count > 0 && note.text.n > 0 && note.text.p[note.text.n - 1] == '\n');
		struct note_key key = { .name = note.signatures[0].name, .id = note.signatures[0].id };
		PROMISE(note_verify(&cx, &note, &key) != ERR_NOTE_UNSIGNED);
	}
	buf_free(&b);
	ctx_free(&cx);
	return 0;
}
