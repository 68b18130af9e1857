/*
 * Owns: signed notes (C2SP signed-note v1): a text with signature lines, both ways, and Ed25519 keys of notes (type 01) in their text
 * form. Pure: signing is a callback. Must never give out a text as good before note_verify has said so.
 */
#ifndef FORMATS_NOTE_H
#define FORMATS_NOTE_H

#include "base/buf.h"
#include "base/ctx.h"

#define NOTE_MAX_SIGNATURES 32 /* a verifier must take 16 (signed-note, "Format") */
#define NOTE_ED25519 64        /* bytes of an Ed25519 signature */

/* A key that notes are verified with. Name and id together say which one signed; the id is the start of a hash over name, type and key. */
struct note_key {
	struct slice name;
	uint32_t id;
	uint8_t key[32];
};

/* The key of this name; its id follows. ERR_NOTE_KEY: the name is empty, or holds a plus or a Unicode space, or is not UTF-8. */
must_use enum err note_key_make(struct ctx *cx, struct slice name, const uint8_t key[static 32], struct note_key *out);
/* "name+0123abcd+base64(01 || key)", and strictly back: lower-case hex, and the id must be that of name and key. ERR_NOTE_KEY. */
void note_key_encode(const struct note_key *key, struct buf *out);
must_use enum err note_key_parse(struct ctx *cx, struct slice text, struct note_key *out);

struct note_signature {
	struct slice name;
	uint32_t id;
	struct slice bytes; /* behind the id; at least one */
};

struct note {
	struct slice text;  /* with its last newline, without the blank line behind it */
	size_t count;
	struct note_signature signatures[NOTE_MAX_SIGNATURES];
};

/*
 * Strictly: UTF-8 without control characters but newline, a text, the last blank line, then one to NOTE_MAX_SIGNATURES signature lines
 * and nothing else. Nothing of it is believed yet. ERR_NOTE, ERR_LIMIT over LIMIT_NOTE_BYTES. Slices lie in bytes or in cx's arena.
 */
must_use enum err note_parse(struct ctx *cx, struct slice bytes, struct note *out);
/* Appends the note; of what note_parse gave, the same bytes. */
void note_encode(const struct note *note, struct buf *out);
/*
 * OK: at least one signature is by this key's name and id, and every such one holds over the text (RFC 8032). ERR_NOTE_UNSIGNED: none is.
 * ERR_NOTE_SIGNATURE: one does not hold. Signatures of other keys are not looked at.
 */
must_use enum err note_verify(struct ctx *cx, const struct note *note, const struct note_key *key);

/* Signs these bytes: Ed25519 over the text as it is. */
typedef enum err note_signer(struct ctx *cx, void *self, struct slice text, uint8_t signature[static NOTE_ED25519]);
/* Adds this key's signature; text and key name must be as note_parse wants them. What comes out has been verified. */
must_use enum err note_sign(struct ctx *cx, struct note *note, const struct note_key *key, note_signer *sign, void *self);

#endif
