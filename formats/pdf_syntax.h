/*
 * Owns: the ordinary syntax of PDF objects (ISO 32000-1 7.3), read strictly: names, numbers, strings, arrays, dictionaries,
 * references. Notes in passing what the profile counts anywhere in a file. Must never look inside a stream or follow a reference.
 */
#ifndef FORMATS_PDF_SYNTAX_H
#define FORMATS_PDF_SYNTAX_H

#include "base/limits.h"
#include "formats/pdf.h"

/* One entry of a dictionary: key without its slash, value as it stands in the file. */
struct pdf_entry {
	struct slice key, value;
};

/* How often something stands in the file at any depth, and in which object it stood last. */
struct pdf_count {
	uint32_t times, object;
};

/* A place in a file and all that was noticed up to it. */
struct pdf_syntax {
	const uint8_t *base;
	size_t n, at;
	rule_set broken;
	size_t broken_at;
	uint32_t object;                           /* number of the object being read, 0 in the trailer */
	bool counting;                             /* off when something is read a second time */
	struct pdf_count catalogs, pages, byte_ranges, signatures, fields, embedded, file_links;
	struct slice file_link;                    /* value of the last /EF */
	uint64_t referred[LIMIT_PDF_OBJECTS / 64 + 1]; /* object numbers that something refers to */
	uint32_t highest_referred;
	struct pdf_entry entries[LIMIT_PDF_ENTRIES];   /* stack: a dictionary's own entries stand behind those of the ones around it */
	size_t entry_count;
	int depth;
};

/* Stands at the first byte; nothing is broken yet. `file` is borrowed. */
void pdf_syntax_start(struct pdf_syntax *s, struct slice file);
/* Stands between two objects, where `from` stood: all but the entries of a dictionary. */
void pdf_syntax_resume(struct pdf_syntax *s, const struct pdf_syntax *from);
/* Notes that a rule is broken here. */
void pdf_syntax_break(struct pdf_syntax *s, enum pdf_rule rule, const char *name);
#define PDF_BREAK(s, rule) pdf_syntax_break((s), PDF_RULE_##rule, "PDF_" #rule)

/* Takes exactly this text if it stands here. */
bool pdf_syntax_take(struct pdf_syntax *s, struct slice text);
#define PDF_TAKE(s, lit) pdf_syntax_take((s), SLICE(lit))
/* Skips spaces and line feeds. */
void pdf_syntax_space(struct pdf_syntax *s);
/* Takes a plain unsigned integer of at most ten digits, without leading zeros; false takes nothing. */
bool pdf_syntax_integer(struct pdf_syntax *s, uint64_t *out);
/* The same of a whole slice. */
bool pdf_syntax_is_integer(struct slice text, uint64_t *out);
/* "N 0 R" of a whole slice; 0 when it is not. */
uint32_t pdf_syntax_reference(struct slice text);

/* Takes one value of any kind. False: OBJECT_SYNTAX or LIMITS is noted and reading cannot go on. */
bool pdf_syntax_value(struct pdf_syntax *s);
/* Takes a dictionary; its entries are s->entries[0..entry_count) until the next call. */
bool pdf_syntax_dictionary(struct pdf_syntax *s);
/* Value of a key among s->entries, or absent. */
struct slice pdf_syntax_get(const struct pdf_syntax *s, const char *key);
/* Without white space at either end. */
struct slice pdf_syntax_trim(struct slice s);
/* True when a, with its white space left out, is b with its white space left out. */
bool pdf_syntax_same_but_space(struct slice a, const char *b);

#endif
