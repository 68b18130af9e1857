/*
 * Owns: which script a text is written in, as a language tag for pages and screen readers. A guess from the first letter: names come in any
 * script and nobody states which. Must never name a language: the script is all that can be seen.
 */
#ifndef BASE_SCRIPT_H
#define BASE_SCRIPT_H

#include "base/buf.h"

/* BCP 47 tag of an undetermined language in the script of the text's first letter ("und-Arab"); "und" when no letter is known. Static. */
const char *script_tag(struct slice text);

#endif
