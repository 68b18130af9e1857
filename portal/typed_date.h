/*
 * Owns: dates as people type them: "1985-03-14", "1985/3/14", "1985.03.14", "19850314", "1985年3月14日", full-width digits. Must never guess an
 * order other than year, month, day.
 */
#ifndef PORTAL_TYPED_DATE_H
#define PORTAL_TYPED_DATE_H

#include "base/text.h"

/* unknown_allowed: month and day may be 00. False for anything else than a whole date. */
bool typed_date(struct slice typed, bool unknown_allowed, struct date *out);
/* "1985-03-14" in cx. */
struct slice typed_date_text(struct ctx *cx, struct date d);

#endif
