/*
 * Owns: the languages of the portal: tags, names, directions, and which one a visitor wants. All are complete but for
 * guidance and office names, which are English and Chinese.
 */
#ifndef PORTAL_LANGUAGE_H
#define PORTAL_LANGUAGE_H

#include "base/buf.h"

enum language { LANGUAGE_NONE = 0, LANGUAGE_EN, LANGUAGE_ZH, LANGUAGE_JA, LANGUAGE_KO, LANGUAGE_RU, LANGUAGE_FR, LANGUAGE_ES, LANGUAGE_AR, LANGUAGE_VI,
	LANGUAGE_TH, LANGUAGE_COUNT };

/* "en", "zh" ...: value of ?lang= and of the cookie. */
const char *language_code(enum language l);
/* BCP 47 tag for lang="", "zh-Hans" for Chinese. */
const char *language_tag(enum language l);
/* The language's own name, e.g. "العربية". */
const char *language_name(enum language l);
/* "rtl" for Arabic, else "ltr". */
const char *language_direction(enum language l);
/* LANGUAGE_NONE for anything else than a code. */
enum language language_parse(struct slice code);
/* The best of an Accept-Language header (RFC 9110 12.5.4); LANGUAGE_EN when it names none of ours. */
enum language language_wanted(struct slice accept_language);

#endif
