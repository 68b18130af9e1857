/*
 * Owns: the PDF profile of our documents: the strict reader and the writer's small pieces, so that both share one place. The reader
 * walks the whole file once, in linear time. It must never inflate a stream, render, or follow references beyond the few it names.
 * Profile: header; objects "N 0 obj\n...\nendobj\n" back to back; the signature last; one xref table; trailer; end of file.
 */
#ifndef FORMATS_PDF_H
#define FORMATS_PDF_H

#include "base/buf.h"
#include "formats/rule.h"

enum pdf_rule {
	PDF_RULE_NONE = 0,
#define RULE(name, clause, en, zh) PDF_RULE_##name,
#include "formats/pdf_rules.def"
#undef RULE
	PDF_RULE_COUNT
};

/* Stable name ("XREF_OFFSET") of a rule, or "NONE". */
const char *pdf_rule_name(enum pdf_rule rule);

/* --- Reading --- */

/* What a file claims. Slices point into the file; absent = not found. */
struct pdf_evidence {
	rule_set broken;             /* bits of enum pdf_rule; 0 = the file follows the profile to the last byte */
	size_t broken_at;            /* about where in the file the first broken rule was noticed */
	bool is_pdf;                 /* "%PDF-" stands within the first 1024 bytes; without it nothing else is filled */
	bool has_signature;          /* some /ByteRange is there, in the right place or found by search */
	bool looks_truncated;        /* no %%EOF within the last 1024 bytes: a cut download is not a forgery */
	bool found_by_search;        /* the walk did not reach the signature: ranges and contents come from a search */
	struct slice before, behind; /* the two parts of the file that ByteRange names; both absent when it is unusable */
	struct slice contents;       /* what stands between < and > of /Contents: hex digits */
	bool contents_are_literal;   /* found by search: what stands between ( and ) instead, escapes and all */
	struct slice claimed_proof;  /* bytes of the only /EmbeddedFile stream: the proof JSON */
	struct slice claimed_name, claimed_reason; /* /Name and /Reason of the signature, between their parentheses */
	int64_t claimed_signed_at;   /* /M as seconds since 1970, 0 when it cannot be read */
	uint32_t objects;            /* objects walked */
	size_t walked;               /* end of the last object that could be read in sequence */
};

/* Reads a file of at most LIMIT_PDF_BYTES (more breaks LIMITS). Never fails: what is wrong is in out->broken. */
void pdf_read(struct slice file, struct pdf_evidence *out);

/*
 * What reading comes to at the end of a beginning that many files share (a stock): kept, so that a file which begins with the same bytes is
 * walked from there. NULL when the bytes are not whole objects of the profile, or hold the signature or the proof. Borrows the bytes.
 */
struct pdf_start;
struct pdf_start *pdf_start_new(struct slice beginning);
void pdf_start_free(struct pdf_start *start);
/* As pdf_read, for a file whose first bytes are those of `start` (the caller has compared them); NULL: from the first byte on. */
void pdf_read_from(struct slice file, const struct pdf_start *start, struct pdf_evidence *out);

/* --- Writing: the exact forms that the reader demands --- */

/* "%PDF-1.7\n%" and four high bytes and a line feed; libharu writes the same. */
#define PDF_HEADER "%PDF-1.7\n%\xb7\xbe\xad\xaa\n"
/* /Reference of the signature: certified, no changes allowed (12.8.2.2). */
#define PDF_DOCMDP_REFERENCE "[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
/* White space between tokens of an object is space and line feed only; no comments, no tabs, no carriage returns. */

/* "N 0 obj\n" and "\nendobj\n". */
void pdf_begin_object(struct buf *b, uint32_t number);
void pdf_end_object(struct buf *b);
/* "N 0 R". */
void pdf_put_reference(struct buf *b, uint32_t number);
/* A text string (ISO 32000-1 7.9.2.2) with its delimiters: a literal for printable ASCII, else UTF-16BE as lower-case hex. */
void pdf_put_text(struct buf *b, struct slice utf8);
/* One character of such a string, U+0000 to U+10FFFF: four or eight digits. */
void pdf_put_utf16(struct buf *b, int32_t cp);
/* "(D:20260310120000Z)": always UTC (7.9.4). */
void pdf_put_date(struct buf *b, int64_t seconds);
/* The inside of it, back to seconds; also takes an offset such as +08'00'. False when it is not such a date. */
bool pdf_parse_date(struct slice text, int64_t *out);

/*
 * The whole signature object, number line to endobj; it must be the last object. The ByteRange is blank until the text of
 * pdf_format_byte_range is copied over it; /Contents is contents_size zero bytes as hex.
 * *contents_at gets the offset in b of '<', *range_at that of '[' of /ByteRange.
 */
struct pdf_signature_form {
	uint32_t number;             /* object number */
	int64_t signed_at;           /* /M */
	struct slice name, reason;   /* UTF-8 */
	size_t contents_size;        /* bytes, from cms_room */
};
void pdf_put_signature(struct buf *b, const struct pdf_signature_form *form, size_t *range_at, size_t *contents_at);

/* "[0 a b c]", each number ten wide and padded by spaces: PDF_BYTE_RANGE_SIZE characters. */
#define PDF_BYTE_RANGE_SIZE 36
void pdf_format_byte_range(size_t a, size_t b, size_t c, char out[static PDF_BYTE_RANGE_SIZE + 1]);

/*
 * "xref\n0 SIZE\n", its entries, "trailer\n<</Size SIZE/Root R 0 R/Info I 0 R/ID[<id><id>]>>\nstartxref\nOFFSET\n%%EOF\n".
 * offsets[1..size-1] are offsets in the file, offsets[0] is ignored; xref_at is the offset in the file of the table itself.
 */
struct pdf_trailer {
	const uint32_t *offsets;
	uint32_t size;
	uint32_t root, info;
	uint8_t id[16];
	size_t xref_at;
};
void pdf_put_trailer(struct buf *b, const struct pdf_trailer *t);

#endif
