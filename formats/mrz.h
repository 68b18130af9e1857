/*
 * Owns: machine-readable zones (ICAO Doc 9303 parts 3 to 7): TD1, TD2, TD3, MRV-A, MRV-B read with every check digit; TD3 and
 * visas written. Pure. Must never guess a century: dates stay YYMMDD as in the zone.
 */
#ifndef FORMATS_MRZ_H
#define FORMATS_MRZ_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/text.h"

enum mrz_kind { MRZ_NONE = 0, MRZ_TD1, MRZ_TD2, MRZ_TD3, MRZ_MRV_A, MRZ_MRV_B, MRZ_KIND_COUNT };

/* One zone as read. Texts are NUL-terminated, without trailing filler; inside them '<' stays. */
struct mrz {
	enum mrz_kind kind;
	char code[3];          /* document code: "P", "PP", "I", "V" ... */
	char state[4];         /* issuing state, "D" for Germany */
	char name[40];         /* whole name field: 30, 31 or 39 characters with its filler, for mrz_name_fits */
	char number[23];       /* document number; longer than 9 in TD1 and TD2 only */
	char nationality[4];
	char birth[7];         /* YYMMDD, unknown parts as "<<" */
	char expiry[7];
	char sex;              /* M F, or X where the zone has '<' */
	char optional[17];     /* personal number or other data of the last (TD1: middle) line */
	char optional1[17];    /* TD1 only: line 1 */
};

/* Check digit of 9303-3 4.9: weights 7-3-1, A = 10 ... Z = 35, '<' = 0, modulo 10. 0 for a foreign character. */
char mrz_check_digit(struct slice text);

/*
 * Lines joined by '\n', nothing behind the last. ERR_MRZ_FORM: number or length of lines, a foreign character, a field of the
 * wrong make; ERR_MRZ_DIGIT: a check digit (clause and field in the text).
 */
must_use enum err mrz_parse(struct ctx *cx, struct slice zone, struct mrz *out);

/* What a zone is written from. Names in Latin letters with any accents. */
struct mrz_input {
	enum mrz_kind kind;              /* MRZ_TD3, MRZ_MRV_A, MRZ_MRV_B */
	struct slice code, state;        /* "PP"; alpha-3 or "D" */
	struct slice surname, given;     /* given may be absent */
	struct slice number;             /* at most 9 of A-Z 0-9 */
	struct slice nationality;
	struct date birth, expiry;       /* unknown month or day of birth become "<<" */
	char sex;                        /* M F X */
	struct slice optional;           /* A-Z 0-9 <, may be absent */
};

/* Appends the lines joined by '\n'. ERR_MRZ_FORM when a field does not fit the zone. */
must_use enum err mrz_encode(struct ctx *cx, const struct mrz_input *in, struct buf *out);

#endif
