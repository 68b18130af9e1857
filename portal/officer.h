/*
 * Owns: what officers do with accounts on the command line: look, lock, unlock, and print the code that lets somebody in who lost everything. The portal
 * may run meanwhile.
 */
#ifndef PORTAL_OFFICER_H
#define PORTAL_OFFICER_H

#include "base/conf.h"

#define OFFICER_CODE_HOURS 24

/* One line an account on standard output: id, state, created, contact (masked), second factors; as JSON lines with `json`. */
must_use enum err officer_list(struct ctx *cx, const struct conf *conf, bool json);
/* Locked: all sessions end, nobody gets in by any way. Unlocked: as before. ERR_ACCOUNT: no such account, or it is closed. */
must_use enum err officer_lock(struct ctx *cx, const struct conf *conf, const char *id, bool locked);
/* Prints a code for /recover/code: valid for OFFICER_CODE_HOURS, once; it also takes the place of the second factor, so look at the passport first. */
must_use enum err officer_recover(struct ctx *cx, const struct conf *conf, const char *id);

#endif
