/*
 * Owns: names in machine-readable zones (ICAO Doc 9303-3 4.6 and section 6): Latin letters to A-Z, separators, truncation, and
 * whether a name field may stand for given names. Pure. Must never compare by sound or leave a component out unseen.
 */
#ifndef FORMATS_MRZ_NAME_H
#define FORMATS_MRZ_NAME_H

#include "base/buf.h"

#define MRZ_NAME_MAX 39

/* What a zone writes for a letter, first choice ("Ł" -> "L", "ß" -> "SS"); NULL for what is no Latin letter. Static. */
const char *mrz_letter(int32_t code_point);

/*
 * Writes exactly `width` (<= MRZ_NAME_MAX) characters and a NUL: SURNAME<<GIVEN<NAMES with filler, cut where it is too long so that
 * the last position holds a letter. First choice of the letter table (Ä = AE). False when there is no letter, or one without a row, or
 * no way to end with a letter: names of one letter each.
 */
bool mrz_name_write(struct slice surname, struct slice given, size_t width, char *out);
/*
 * True where the name field (with its filler) may stand for these names: any choice of the table (Ä = AE or A), whole where the
 * last position is filler, else each component cut and later ones left out.
 */
bool mrz_name_fits(struct slice surname, struct slice given, struct slice field);

#endif
