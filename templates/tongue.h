/*
 * Owns: which language a text in another script is read out in (ISO 14289-1 7.2; tags of BCP 47). English is the language of
 * the document: Latin letters, digits and signs ask for nothing.
 */
#ifndef TEMPLATES_TONGUE_H
#define TEMPLATES_TONGUE_H

#include "base/buf.h"

/* The language most often written in the script of this letter; NULL for Latin and what is no letter. */
const char *tongue_of(int32_t cp);
/* The one language of a whole name, told by its letters and the holder's state (alpha-3); NULL for Latin letters and for several languages. */
const char *tongue_of_name(struct slice name, struct slice state);

#endif
