/*
 * Owns: UTF-8, Unicode normal form C, calendar dates and instants. The only user of utf8proc.
 * Must never read the clock or the locale.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"
#include "base/ctx.h"

/* Next code point at *at (advanced), or -1 where the bytes are not well-formed UTF-8 (RFC 3629). */
int32_t text_next_slowly(struct slice s, size_t *at); /* of text_next alone: all but ASCII */
static inline int32_t text_next(struct slice s, size_t *at)
{
	return *at < s.n && s.p[*at] < 0x80 ? s.p[(*at)++] : text_next_slowly(s, at);
}
/* Well-formed UTF-8 without NUL. */
bool text_is_utf8(struct slice s);
/* Number of code points; the input must be well formed. */
size_t text_length(struct slice s);
void text_put(struct buf *b, int32_t code_point);
/* True where s is already in NFC (UAX 15). */
bool text_is_nfc(struct slice s);
/* NFC copy in the arena. */
must_use enum err text_nfc(struct ctx *cx, struct slice s, struct slice *out);
/*
 * What a search compares: compatibility forms, case and combining marks taken away (UAX 15 NFKC, case folding), so that "Ürümqi" is
 * "urumqi" and full-width letters are plain ones. In the arena.
 */
must_use enum err text_fold(struct ctx *cx, struct slice s, struct slice *out);
/* Control, format, private-use, surrogate or unassigned: nothing a name may hold. */
bool text_is_plain(int32_t code_point);
/* Letter, mark, space, punctuation or joiner of any script: what names are written with; no digit, no symbol. */
bool text_is_name(int32_t code_point);

/* A mark that belongs to the character before it (Unicode categories Mn, Mc, Me), or a joiner. */
bool text_is_mark(int32_t code_point);

/* A calendar date; month and day may be 0 = unknown, day only known where month is. */
struct date {
	int year, month, day;
};

/* "YYYY-MM-DD"; with unknown_allowed also "YYYY-MM-00" and "YYYY-00-00". False when not such a date (ISO 8601, proleptic Gregorian, years 1000-9999). */
bool date_parse(struct slice text, bool unknown_allowed, struct date *out);
/* Writes "YYYY-MM-DD" and a NUL. */
void date_format(struct date d, char out[static 11]);
/* -1, 0, 1; unknown parts sort before known ones. */
int date_compare(struct date a, struct date b);
/* YYYYMMDD as one number, and back. */
uint32_t date_number(struct date d);
bool date_from_number(uint32_t number, bool unknown_allowed, struct date *out);
/* Days since 1970-01-01 of a complete date, and back. */
int64_t date_days(struct date d);
struct date date_from_days(int64_t days);
/* The date and the instant (UTC). instant_format writes "2026-11-22T12:30:00Z". instant_parse takes that form, or a date alone (midnight UTC). */
struct date date_of_instant(int64_t seconds);
void instant_format(int64_t seconds, char out[static 21]);
bool instant_parse(struct slice text, int64_t *out);
/*
 * Days where clocks run `utc_offset` minutes before those of UTC: the date there at an instant, and the first instant at which a date is over there.
 * Offsets are whole quarters of an hour from -12:00 to +14:00, written "+08:00"; "-00:00", which says that nobody knows (RFC 3339 4.3), is none.
 */
struct date date_at(int64_t seconds, int utc_offset);
int64_t date_over(struct date d, int utc_offset);
bool offset_parse(struct slice text, int *utc_offset);
void offset_format(int utc_offset, char out[static 7]);
/* As people type an instant: "2026-12-01T07:00:00+08:00", "2026-11-30T23:00:00Z", or a date alone, its first second where clocks run utc_offset. */
bool instant_typed(struct slice text, int utc_offset, int64_t *out);

#endif
