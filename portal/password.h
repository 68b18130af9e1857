/*
 * Owns: passwords (ASVS 5.0 V6.2): which ones are taken, and their argon2id hashes (RFC 9106) as PHC strings. The only user of libsodium.
 * At most so many are hashed at once and so many wait, so that a flood of sign-ins starves no page. Must never keep or log one.
 */
#ifndef PORTAL_PASSWORD_H
#define PORTAL_PASSWORD_H

#include "base/ctx.h"

#define PASSWORD_LEAST 8   /* code points */
#define PASSWORD_MOST  128
#define PASSWORD_PHC   128 /* bytes of a hash, with NUL */

enum password_flaw { PASSWORD_FINE = 0, PASSWORD_TEXT, PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_COMMON, PASSWORD_CONTEXT };

/*
 * Judges a new password; no rule of composition. TEXT: not UTF-8, or control characters. COMMON: on the list of the most used ones (alone, or with
 * figures and signs around it), one character again and again, a run of the keyboard. CONTEXT: made of our name or of this contact.
 */
enum password_flaw password_judge(struct ctx *cx, struct slice password, struct slice contact);

/* Once, before threads: how many hash at once and how many may wait for it. Makes the hash that stands in for accounts that do not exist. */
must_use enum err password_open(struct ctx *cx, int at_once, int waiting);
/* ERR_PASSWORD_BUSY: too many wait; answer 503 with Retry-After. NFC first, so that every keyboard gives the same. */
must_use enum err password_hash(struct ctx *cx, struct slice password, char phc[static PASSWORD_PHC]);
/*
 * True in *same when the password opens the hash. phc absent (no such account, or one without a password): the same work, and false.
 * ERR_PASSWORD_BUSY as above.
 */
must_use enum err password_check(struct ctx *cx, struct slice password, struct slice phc, bool *same);
/* Made with less work than today's: hash it again while the password is at hand. */
bool password_is_old(struct slice phc);

#endif
