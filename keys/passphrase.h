/*
 * Owns: where the passphrase of the keys comes from: a file, the environment or the terminal. Never argv, which every process may read.
 */
#ifndef KEYS_PASSPHRASE_H
#define KEYS_PASSPHRASE_H

#include "base/ctx.h"

#define PASSPHRASE_LEAST 12 /* characters of a passphrase for new keys */

/*
 * From file when not NULL (one line; a regular file that others cannot read or write), else CINNABAR_PASSPHRASE, else a prompt on the terminal,
 * asked twice when `confirm`. out is filled with wiping memory: end it with buf_wipe. ERR_PASSPHRASE.
 */
must_use enum err passphrase_get(struct ctx *cx, const char *file, bool confirm, struct buf *out);
/* Long enough for new keys: PASSPHRASE_LEAST characters and not one character alone. ERR_PASSPHRASE. */
must_use enum err passphrase_check(struct ctx *cx, struct slice passphrase);

#endif
