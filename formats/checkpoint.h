/*
 * Owns: checkpoints of transparency logs (C2SP tlog-checkpoint): origin, size and root of a Merkle tree as the text of a signed note, both
 * ways. Pure. Must never give out anything of a checkpoint before its log's signature held.
 */
#ifndef FORMATS_CHECKPOINT_H
#define FORMATS_CHECKPOINT_H

#include "formats/merkle.h"
#include "formats/note.h"

struct checkpoint {
	struct slice origin;        /* names the log: one line, the name of its key */
	uint64_t size;              /* entries of the tree, at most MERKLE_MAX_SIZE */
	uint8_t root[MERKLE_HASH];
	struct slice extensions;    /* further lines, each with its newline; absent in all we write */
};

/* Appends the note's text. ERR_CHECKPOINT for one that checkpoint_parse would refuse; out then holds nothing usable. */
must_use enum err checkpoint_encode(struct ctx *cx, const struct checkpoint *c, struct buf *out);
/*
 * The text of a note whose signature held, strictly back: three lines or more, none empty, a decimal size without leading zeros, base64
 * of 32 bytes; the root of no entries is that of no entries. ERR_CHECKPOINT. Slices lie in the text.
 */
must_use enum err checkpoint_parse(struct ctx *cx, struct slice text, struct checkpoint *out);
/* Whole: the note (ERR_NOTE), the log's signature (ERR_NOTE_UNSIGNED, ERR_NOTE_SIGNATURE), then the text; the origin is the key's name. */
must_use enum err checkpoint_open(struct ctx *cx, struct slice note, const struct note_key *log, struct checkpoint *out);

#endif
