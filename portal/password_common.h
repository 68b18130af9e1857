/* Owns: the list of passwords that are tried first everywhere. Pure. */
#ifndef PORTAL_PASSWORD_COMMON_H
#define PORTAL_PASSWORD_COMMON_H

#include "base/buf.h"

/*
 * lower: in lower case. True when it stands on the list, alone or with figures and signs before or behind ("Passw0rd!2024"), when it is one short
 * piece again and again, or a run along the alphabet, the figures or a keyboard.
 */
bool password_is_common(struct slice lower);
/* The same reading of look-alikes (0 for o, @ for a ...) on both sides: does `lower` consist of `word` with at most three other characters? */
bool password_is_made_of(struct slice lower, struct slice word);

#endif
