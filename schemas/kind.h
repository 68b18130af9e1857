/*
 * Owns: the kinds of records and documents and their fields, as data: keys, labels in English and Chinese, what may be masked,
 * and the words for coded values. Adding a kind is adding rows here. Must never hold layout.
 */
#ifndef SCHEMAS_KIND_H
#define SCHEMAS_KIND_H

#include "base/buf.h"

enum kind { KIND_NONE = 0, KIND_VISA, KIND_PR_CARD, KIND_PASSPORT, KIND_IDENTITY_LINK, KIND_COUNT };

enum field_id {
	FIELD_NONE = 0,
	FIELD_SURNAME, FIELD_GIVEN, FIELD_NATIVE, FIELD_BIRTH, FIELD_SEX, FIELD_NATIONALITY,         /* holder */
	FIELD_NUMBER, FIELD_TYPE, FIELD_CATEGORY, FIELD_ENTRIES, FIELD_ENTER_BEFORE, FIELD_DAYS,      /* visa or permit */
	FIELD_ISSUED, FIELD_EXPIRES, FIELD_PLACE, FIELD_AUTHORITY, FIELD_REMARKS,
	FIELD_CARD_NUMBER, FIELD_CARD_ISSUED, FIELD_CARD_EXPIRES,                                     /* PR card */
	FIELD_PASSPORT_NUMBER, FIELD_PASSPORT_STATE, FIELD_PASSPORT_ISSUED, FIELD_PASSPORT_EXPIRES,   /* passport */
	FIELD_EARLIER_PASSPORTS, FIELD_MRZ,
	FIELD_COUNT
};

struct field {
	enum field_id id;
	const char *key;                 /* JSON key of the shown value, e.g. "surname" */
	const char *label_en, *label_zh;
	bool maskable;
};

/* "visa", "pr-card", "passport", "identity-link"; KIND_NONE for anything else. Title: what stands on top of the paper. */
const char *kind_name(enum kind kind);
enum kind kind_parse(struct slice name);
const char *kind_title_en(enum kind kind);
const char *kind_title_zh(enum kind kind);
/* Fields of a kind in printing order, ended by FIELD_NONE. */
const enum field_id *kind_fields(enum kind kind);
bool kind_has(enum kind kind, enum field_id id);
/* Row of a field (an empty one for FIELD_NONE), and the field of a JSON key (FIELD_NONE when there is none). */
const struct field *field_of(enum field_id id);
enum field_id field_parse(struct slice key);
/* Its value is a date, perhaps with unknown parts. */
bool field_is_date(enum field_id id);
/* Words beside a coded value ("M" -> "male" / "男", category "Z" -> "work" / "工作", entries "0" -> "multiple" / "多次",
 * nationality "UTO" -> "Utopia" / "乌托邦"); NULL where the value speaks for itself or is masked. */
const char *field_words_en(enum field_id id, struct slice value);
const char *field_words_zh(enum field_id id, struct slice value);

#endif
