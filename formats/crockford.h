/*
 * Owns: Crockford base32 for document numbers and verification codes: 5 bits a character, alphabet without I L O U, one check
 * character (ISO/IEC 7064 hybrid system, modulus 33,32), forgiving reading. Must never tell numbers apart by case or spacing.
 */
#ifndef FORMATS_CROCKFORD_H
#define FORMATS_CROCKFORD_H

#include "base/buf.h"

#define CROCKFORD_MAX_DIGITS 12 /* 60 bits fit the number */

/* Writes `digits` characters for the low 5*digits bits (digits <= 12), then the check character and a NUL: digits + 2 bytes. */
void crockford_format(uint64_t bits, size_t digits, char *out);
/* Value 0 to 31 of a character of the alphabet, upper case; -1 for any other. */
int crockford_value(char c);
/*
 * Reads what a person typed: any case, spaces, hyphens, dashes and dots ignored, O=0, I=L=1, full-width forms (U+FF10...)
 * accepted. Writes digits + 1 characters and a NUL. False (out is ""): wrong length, foreign character, wrong check character.
 */
bool crockford_parse(struct slice typed, size_t digits, char *out);
/* "7K3QD9XW2M4" -> "7K3Q-D9XW-2M4": groups of four for people. out holds n + n/4 + 1 bytes. */
void crockford_group(const char *plain, char *out);

#endif
