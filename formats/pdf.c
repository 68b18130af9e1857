/*
 * Owns: the strict walk over a file of our PDF profile, from the first byte to the last, and what the objects must say together.
 * Where the walk cannot go on, a search still finds the signature, so that "ours but changed" can be told from "never ours".
 */
#include "formats/pdf.h"

#include "base/hex.h"
#include "formats/pdf_search.h"
#include "formats/pdf_syntax.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const rule_names[PDF_RULE_COUNT] = {
	[PDF_RULE_NONE] = "NONE",
#define RULE(name, clause, en, zh) [PDF_RULE_##name] = #name,
#include "formats/pdf_rules.def"
#undef RULE
};

const char *pdf_rule_name(enum pdf_rule rule) { return rule_names[(unsigned)rule < PDF_RULE_COUNT ? rule : PDF_RULE_NONE]; }

struct walk {
	struct pdf_syntax s;
	struct pdf_evidence *e;
	uint32_t last, highest;               /* number of the object read last, and the highest one */
	uint32_t signature;                   /* number of the signature object */
	uint32_t proof;                       /* number of the embedded file */
	uint32_t root, size;                  /* from the trailer and the xref table */
	bool proof_filtered;
	struct place {
		uint32_t at, body;            /* where an object begins, 0 = not there, and where its value begins */
	} places[LIMIT_PDF_OBJECTS + 1];      /* set up to `highest`: ours have far fewer than there is room for */
};

static struct place place_of(const struct walk *w, uint64_t number) { return number <= w->highest ? w->places[number] : (struct place){ 0 }; }

static void set_place(struct walk *w, uint32_t number, size_t at, size_t body)
{
	while (w->highest < number)
		w->places[++w->highest] = (struct place){ 0 };
	w->places[number] = (struct place){ (uint32_t)at, (uint32_t)body };
}

/* --- The signature dictionary --- */

/* Four numbers between [ and ], parted and followed by any number of spaces. */
static bool parse_byte_range(struct slice text, uint64_t range[static 4])
{
	size_t at = 1;
	if (text.n < 9 || text.p[0] != '[' || text.p[text.n - 1] != ']')
		return false;
	for (int i = 0; i < 4; i++) {
		size_t from = at;
		while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9')
			at++;
		if (!pdf_syntax_is_integer(slice_sub(text, from, at - from), &range[i]))
			return false;
		size_t spaces = at;
		while (text.p[at] == ' ')
			at++;
		if (i < 3 && at == spaces)
			return false;
	}
	return at == text.n - 1;
}

/* Keeps the two parts where they lie in the file, one behind the other. */
static void set_parts(struct pdf_evidence *e, struct slice file, const uint64_t range[static 4])
{
	bool first_inside = range[0] <= file.n && range[1] <= file.n - range[0];
	bool second_inside = range[2] <= file.n && range[3] <= file.n - range[2];
	if (!first_inside || !second_inside || range[2] < range[0] + range[1])
		return;
	e->before = slice_sub(file, range[0], range[1]);
	e->behind = slice_sub(file, range[2], range[3]);
}

static void read_byte_range(struct walk *w, struct slice value, struct slice contents)
{
	struct slice file = slice_of(w->s.base, w->s.n);
	uint64_t range[4];
	if (!parse_byte_range(value, range)) {
		PDF_BREAK(&w->s, BYTE_RANGE_FORM);
		return;
	}
	if (range[0] != 0)
		PDF_BREAK(&w->s, BYTE_RANGE_START);
	if (contents.n > 0) {
		size_t open = (size_t)(contents.p - file.p), behind = open + contents.n;
		if (range[0] + range[1] != open || range[2] != behind)
			PDF_BREAK(&w->s, BYTE_RANGE_GAP);
	}
	if (range[2] + range[3] != file.n)
		PDF_BREAK(&w->s, BYTE_RANGE_END);
	set_parts(w->e, file, range);
}

static bool is_string(struct slice v, char open, char close) { return v.n >= 2 && v.p[0] == open && v.p[v.n - 1] == close; }

static void read_contents(struct walk *w, struct slice value)
{
	if (!is_string(value, '<', '>')) {
		PDF_BREAK(&w->s, CONTENTS_FORM);
		return;
	}
	w->e->contents = slice_sub(value, 1, value.n - 2);
	if (!hex_is_lower(w->e->contents))
		PDF_BREAK(&w->s, CONTENTS_FORM);
}

static struct slice inside(struct slice value) { return value.n >= 2 ? slice_sub(value, 1, value.n - 2) : (struct slice){ 0 }; }

/* The dictionary just read is the signature: exactly these nine entries. */
static void read_signature(struct walk *w)
{
	static const char *const keys[] = { "Type", "Filter", "SubFilter", "M", "Name", "Reason", "Reference", "ByteRange", "Contents" };
	struct pdf_syntax *s = &w->s;
	bool good = s->entry_count == sizeof keys / sizeof *keys;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		good = good && pdf_syntax_get(s, keys[i]).n > 0;
	good = good && slice_is(pdf_syntax_get(s, "Type"), "/Sig") && slice_is(pdf_syntax_get(s, "Filter"), "/Adobe.PPKLite");
	if (!good || !slice_is(pdf_syntax_get(s, "SubFilter"), "/ETSI.CAdES.detached"))
		PDF_BREAK(s, SIGNATURE_KEYS);
	struct slice time = pdf_syntax_get(s, "M"), contents = pdf_syntax_get(s, "Contents");
	if (!is_string(time, '(', ')') || !pdf_parse_date(inside(time), &w->e->claimed_signed_at))
		PDF_BREAK(s, SIGNATURE_TIME);
	if (!pdf_syntax_same_but_space(pdf_syntax_get(s, "Reference"), PDF_DOCMDP_REFERENCE))
		PDF_BREAK(s, DOCMDP_FORM);
	w->e->claimed_name = inside(pdf_syntax_get(s, "Name"));
	w->e->claimed_reason = inside(pdf_syntax_get(s, "Reason"));
	w->e->has_signature = true;
	read_contents(w, contents);
	read_byte_range(w, pdf_syntax_get(s, "ByteRange"), contents);
}

/* --- The sequence of objects --- */

/* 7.3.8 as we write it: "stream\n", exactly /Length bytes, "\nendstream". False when no end can be found. */
static bool read_stream(struct walk *w, struct slice *bytes)
{
	static const char *const external[] = { "F", "FFilter", "FDecodeParms" };
	struct pdf_syntax *s = &w->s;
	uint64_t length = 0;
	size_t from = s->at;
	for (size_t i = 0; i < 3; i++) {
		if (pdf_syntax_get(s, external[i]).n > 0)
			PDF_BREAK(s, STREAM_EXTERNAL);
	}
	struct slice file = slice_of(s->base, s->n);
	if (pdf_syntax_is_integer(pdf_syntax_get(s, "Length"), &length) && length <= s->n - from) {
		s->at = from + length;
		*bytes = slice_sub(file, from, length);
		if (PDF_TAKE(s, "\nendstream\n"))
			return true;
		s->at = from;
	}
	PDF_BREAK(s, STREAM_LENGTH);
	size_t end = slice_find(file, SLICE("\nendstream\nendobj\n"), from);
	if (end == SIZE_MAX)
		return false;
	*bytes = slice_sub(file, from, end - from);
	s->at = end + strlen("\nendstream\n");
	return true;
}

static bool read_stream_object(struct walk *w)
{
	struct slice bytes = { 0 };
	bool is_proof = slice_is(pdf_syntax_get(&w->s, "Type"), "/EmbeddedFile");
	if (is_proof && (pdf_syntax_get(&w->s, "Filter").n > 0 || pdf_syntax_get(&w->s, "DecodeParms").n > 0))
		w->proof_filtered = true;
	if (!read_stream(w, &bytes))
		return false;
	if (is_proof && !w->e->claimed_proof.p) {
		w->e->claimed_proof = bytes;
		w->proof = w->s.object;
	}
	return true;
}

/* Value, perhaps a stream, "endobj". The number line has been taken. */
static bool read_body(struct walk *w)
{
	struct pdf_syntax *s = &w->s;
	bool dictionary = s->at + 1 < s->n && s->base[s->at] == '<' && s->base[s->at + 1] == '<';
	uint32_t signatures = s->byte_ranges.times;
	if (!(dictionary ? pdf_syntax_dictionary(s) : pdf_syntax_value(s)))
		return false;
	if (s->byte_ranges.times > signatures && dictionary && pdf_syntax_get(s, "ByteRange").p && w->signature == 0) {
		w->signature = s->object;
		read_signature(w);
	}
	pdf_syntax_space(s);
	if (dictionary && PDF_TAKE(s, "stream\n")) {
		if (!read_stream_object(w))
			return false;
	} else if (s->base[s->at - 1] != '\n') {
		PDF_BREAK(s, OBJECT_SYNTAX);
	}
	if (PDF_TAKE(s, "endobj\n"))
		return true;
	PDF_BREAK(s, OBJECT_SYNTAX);
	return false;
}

/* "N G obj\n"; false takes nothing. */
static bool take_header(struct pdf_syntax *s, uint64_t *number, uint64_t *generation)
{
	size_t from = s->at;
	if (pdf_syntax_integer(s, number) && PDF_TAKE(s, " ") && pdf_syntax_integer(s, generation) && PDF_TAKE(s, " obj\n"))
		return true;
	s->at = from;
	return false;
}

static bool read_object(struct walk *w, size_t from, uint64_t number, uint64_t generation)
{
	struct pdf_syntax *s = &w->s;
	if (generation != 0)
		PDF_BREAK(s, GENERATION);
	if (number == 0 || number > LIMIT_PDF_OBJECTS) {
		PDF_BREAK(s, OBJECT_NUMBER);
		number = 0;
	} else if (place_of(w, number).at != 0) {
		PDF_BREAK(s, OBJECT_TWICE);
	} else {
		set_place(w, (uint32_t)number, from, s->at);
	}
	s->object = w->last = (uint32_t)number;
	if (!read_body(w))
		return false;
	w->e->objects++;
	w->e->walked = s->at;
	return true;
}

/* White space and comments between objects are a gap that can be stepped over; anything else ends the walk. */
static bool skip_gap(struct pdf_syntax *s)
{
	size_t from = s->at;
	while (s->at < s->n && strchr(" \t\r\n\f%", s->base[s->at]) && s->base[s->at] != 0) {
		if (s->base[s->at] == '%') {
			while (s->at < s->n && s->base[s->at] != '\n' && s->base[s->at] != '\r')
				s->at++;
		} else {
			s->at++;
		}
	}
	if (s->at == from)
		PDF_BREAK(s, OBJECT_SYNTAX);
	else
		PDF_BREAK(s, OBJECT_GAP);
	return s->at > from;
}

static bool read_objects(struct walk *w)
{
	struct pdf_syntax *s = &w->s;
	uint64_t number, generation;
	while (s->at < s->n) {
		size_t from = s->at;
		if (PDF_TAKE(s, "xref\n")) {
			s->at = from;
			return true;
		}
		if (take_header(s, &number, &generation)) {
			if (w->e->objects == LIMIT_PDF_OBJECTS) {
				PDF_BREAK(s, LIMITS);
				return false;
			}
			if (!read_object(w, from, number, generation))
				return false;
		} else if (!skip_gap(s)) {
			return false;
		}
	}
	PDF_BREAK(s, END);
	return false;
}

/* --- Cross-reference table, trailer, end --- */

static void read_xref_entry(struct walk *w, uint32_t number)
{
	struct pdf_syntax *s = &w->s;
	char want[] = "0000000000 00000 n \n";
	uint32_t offset = place_of(w, number).at;
	for (uint32_t v = offset, k = 9; v; v /= 10)
		want[k--] = (char)('0' + v % 10);
	const uint8_t *line = s->base + s->at;
	if (offset == 0)
		PDF_BREAK(s, OBJECT_MISSING);
	else if (memcmp(line + 10, want + 10, 10) != 0)
		PDF_BREAK(s, XREF_FORM);
	else if (memcmp(line, want, 10) != 0)
		PDF_BREAK(s, XREF_OFFSET);
	s->at += 20;
}

static bool read_xref(struct walk *w)
{
	struct pdf_syntax *s = &w->s;
	uint64_t size = 0;
	if (!PDF_TAKE(s, "xref\n0 ") || !pdf_syntax_integer(s, &size) || size == 0 || !PDF_TAKE(s, "\n")) {
		PDF_BREAK(s, XREF_FORM);
		return false;
	}
	if (size > LIMIT_PDF_OBJECTS + 1 || size * 20 > s->n - s->at) {
		PDF_BREAK(s, XREF_COUNT);
		return false;
	}
	if (!PDF_TAKE(s, "0000000000 65535 f \n")) {
		PDF_BREAK(s, XREF_FORM);
		s->at += 20;
	}
	for (uint32_t i = 1; i < size; i++)
		read_xref_entry(w, i);
	w->size = (uint32_t)size;
	if (w->highest >= w->size)
		PDF_BREAK(s, XREF_COUNT);
	return true;
}

/* Two equal strings of 32 hex digits. */
static bool is_identifier(struct slice v)
{
	return v.n == 70 && v.p[0] == '[' && v.p[1] == '<' && v.p[34] == '>' && memcmp(v.p + 1, v.p + 35, 34) == 0 && v.p[69] == ']';
}

static void judge_trailer(struct walk *w)
{
	static const char *const own_rules[] = { "Prev", "XRefStm", "Encrypt" };
	struct pdf_syntax *s = &w->s;
	uint64_t size = 0;
	size_t others = 0;
	for (size_t i = 0; i < 3; i++)
		others += pdf_syntax_get(s, own_rules[i]).n > 0;
	w->root = pdf_syntax_reference(pdf_syntax_get(s, "Root"));
	bool good = s->entry_count == 4 + others && pdf_syntax_is_integer(pdf_syntax_get(s, "Size"), &size) && size == w->size && w->root != 0;
	if (!good || pdf_syntax_reference(pdf_syntax_get(s, "Info")) == 0 || !is_identifier(pdf_syntax_get(s, "ID")))
		PDF_BREAK(s, TRAILER_KEYS);
}

static bool read_trailer(struct walk *w, size_t xref_at)
{
	struct pdf_syntax *s = &w->s;
	uint64_t startxref = 0;
	s->object = 0;
	if (!PDF_TAKE(s, "trailer\n")) {
		PDF_BREAK(s, XREF_COUNT);
		return false;
	}
	if (!pdf_syntax_dictionary(s))
		return false;
	judge_trailer(w);
	if (!PDF_TAKE(s, "\nstartxref\n") || !pdf_syntax_integer(s, &startxref) || !PDF_TAKE(s, "\n%%EOF\n")) {
		PDF_BREAK(s, END);
		return false;
	}
	if (startxref != xref_at)
		PDF_BREAK(s, STARTXREF);
	return true;
}

static void read_end(struct pdf_syntax *s)
{
	struct slice rest = slice_of(s->base + s->at, s->n - s->at);
	if (rest.n == 0)
		return;
	if (slice_find(rest, SLICE(" obj"), 0) != SIZE_MAX || slice_find(rest, SLICE("startxref"), 0) != SIZE_MAX)
		PDF_BREAK(s, TWO_REVISIONS);
	else
		PDF_BREAK(s, TRAILING_BYTES);
	if (slice_find(rest, SLICE("/ByteRange"), 0) != SIZE_MAX)
		PDF_BREAK(s, SIGNATURE_TWICE);
}

/* --- What the objects say together --- */

/* Reads the dictionary that a value is, or refers to, once more; its entries are then in s->entries. */
static bool open_dictionary(struct walk *w, struct slice value)
{
	struct pdf_syntax *s = &w->s;
	uint32_t number = pdf_syntax_reference(value);
	s->entry_count = 0;
	if (number != 0)
		s->at = place_of(w, number).body;
	else if (value.p)
		s->at = (size_t)(value.p - s->base);
	else
		return false;
	return s->at != 0 && s->at + 1 < s->n && s->base[s->at] == '<' && s->base[s->at + 1] == '<' && pdf_syntax_dictionary(s);
}

static bool open_object(struct walk *w, uint32_t number)
{
	char text[20];
	int n = snprintf(text, sizeof text, "%u 0 R", number);
	return number != 0 && open_dictionary(w, slice_of(text, (size_t)n));
}

static void judge_field(struct walk *w, struct slice form)
{
	struct pdf_syntax *s = &w->s;
	bool good = s->fields.times == 1 && open_dictionary(w, form) && s->entry_count == 2 && slice_is(pdf_syntax_get(s, "SigFlags"), "3");
	struct slice fields = good ? pdf_syntax_get(s, "Fields") : (struct slice){ 0 };
	good = is_string(fields, '[', ']') && pdf_syntax_reference(pdf_syntax_trim(inside(fields))) == s->fields.object && s->fields.object != 0;
	good = good && open_object(w, s->fields.object) && slice_is(pdf_syntax_get(s, "FT"), "/Sig");
	if (!good || w->signature == 0 || pdf_syntax_reference(pdf_syntax_get(s, "V")) != w->signature)
		PDF_BREAK(s, FIELD_FORM);
}

static void judge_catalog(struct walk *w)
{
	struct pdf_syntax *s = &w->s;
	if (s->catalogs.times != 1 || s->catalogs.object != w->root)
		PDF_BREAK(s, ROOT);
	bool good = open_object(w, w->root);
	struct slice form = good ? pdf_syntax_get(s, "AcroForm") : (struct slice){ 0 };
	good = good && open_dictionary(w, pdf_syntax_get(s, "Perms")) && s->entry_count == 1 && w->signature != 0;
	if (!good || pdf_syntax_reference(pdf_syntax_get(s, "DocMDP")) != w->signature)
		PDF_BREAK(s, DOCMDP_FORM);
	judge_field(w, form);
}

static void judge_proof(struct walk *w)
{
	struct pdf_syntax *s = &w->s;
	if (!w->e->claimed_proof.p) {
		PDF_BREAK(s, PROOF_ABSENT);
		return;
	}
	if (s->embedded.times != 1 || s->file_links.times > 1) {
		PDF_BREAK(s, PROOF_TWICE);
		return;
	}
	bool good = !w->proof_filtered && s->file_links.times == 1 && open_dictionary(w, s->file_link);
	for (size_t i = 0; i < s->entry_count; i++)
		good = good && pdf_syntax_reference(s->entries[i].value) == w->proof;
	if (!good || s->entry_count == 0)
		PDF_BREAK(s, PROOF_FORM);
}

static void judge_references(struct walk *w)
{
	/* A number inside the table with no object is OBJECT_MISSING already. */
	if (w->s.highest_referred >= w->size)
		PDF_BREAK(&w->s, REFERENCE);
	for (uint32_t i = 1; i <= w->highest; i++) {
		bool referred = w->s.referred[i / 64] >> (i % 64) & 1;
		if (!referred && w->places[i].at != 0)
			PDF_BREAK(&w->s, OBJECT_ORPHAN);
	}
}

static void judge_whole(struct walk *w)
{
	struct pdf_syntax *s = &w->s;
	s->counting = false;
	if (w->signature == 0)
		PDF_BREAK(s, SIGNATURE_ABSENT);
	else if (w->signature != w->last)
		PDF_BREAK(s, SIGNATURE_NOT_LAST);
	if (s->byte_ranges.times > 1 || s->signatures.times > 1)
		PDF_BREAK(s, SIGNATURE_TWICE);
	if (s->pages.times != 1)
		PDF_BREAK(s, PAGE_COUNT);
	judge_references(w);
	judge_proof(w);
	judge_catalog(w);
}

/* --- When the walk fails --- */

static void search_signature(struct pdf_syntax *s, struct pdf_evidence *e, struct slice file)
{
	struct pdf_found found;
	pdf_search(file, &found);
	if (found.count == 0) {
		PDF_BREAK(s, SIGNATURE_ABSENT);
		return;
	}
	e->has_signature = e->found_by_search = true;
	if (found.count > 1)
		PDF_BREAK(s, SIGNATURE_TWICE);
	if (found.literal)
		PDF_BREAK(s, CONTENTS_FORM);
	e->contents = found.contents;
	e->contents_are_literal = found.literal;
	uint64_t range[4];
	if (parse_byte_range(found.range, range))
		set_parts(e, file, range);
}

/* --- The whole --- */

static void read_header(struct pdf_syntax *s)
{
	static const uint8_t want[10] = "%PDF-1.7\n%";
	bool good = s->n >= 15 && memcmp(s->base, want, sizeof want) == 0 && s->base[14] == '\n';
	for (size_t i = 10; good && i < 14; i++)
		good = s->base[i] >= 0x80;
	if (!good)
		PDF_BREAK(s, HEADER);
	s->at = s->n < 15 ? s->n : 15;
}

static void begin(struct walk *w, struct slice file, struct pdf_evidence *out)
{
	memset(&w->last, 0, offsetof(struct walk, places) + sizeof w->places[0] - offsetof(struct walk, last));
	pdf_syntax_start(&w->s, file);
	w->e = out;
}

static void walk(struct walk *w)
{
	struct pdf_syntax *s = &w->s;
	if (!read_objects(w))
		return;
	size_t xref_at = s->at;
	if (!read_xref(w) || !read_trailer(w, xref_at))
		return;
	read_end(s);
	judge_whole(w);
}

struct pdf_start {
	struct slice bytes;
	struct pdf_evidence evidence;
	struct walk walk;
};

struct pdf_start *pdf_start_new(struct slice beginning)
{
	struct pdf_start *start = calloc(1, sizeof *start);
	if (!start)
		abort();
	struct walk *w = &start->walk;
	start->bytes = beginning;
	begin(w, beginning, &start->evidence);
	read_header(&w->s);
	/* Objects up to the last byte: that no table follows is all that may be amiss. Nothing that was read depends on what comes behind. */
	bool whole = !read_objects(w) && w->s.at == beginning.n && !(w->s.broken & ~RULE_BIT(PDF_RULE_END));
	w->s.broken = 0;
	w->s.broken_at = 0;
	if (whole && w->e->objects && !w->signature && !w->proof)
		return start;
	pdf_start_free(start);
	return NULL;
}

void pdf_start_free(struct pdf_start *start) { free(start); }

static void resume(struct walk *w, const struct pdf_start *start, struct slice file, struct pdf_evidence *out)
{
	const struct walk *from = &start->walk;
	pdf_syntax_resume(&w->s, &from->s);
	memcpy(&w->last, &from->last, offsetof(struct walk, places) + (from->highest + 1) * sizeof from->places[0] - offsetof(struct walk, last));
	w->s.base = file.p;
	w->s.n = file.n;
	if (w->s.file_link.p)
		w->s.file_link.p = file.p + (w->s.file_link.p - start->bytes.p);
	w->e = out;
	out->objects = start->evidence.objects;
	out->walked = start->evidence.walked;
}

void pdf_read_from(struct slice file, const struct pdf_start *start, struct pdf_evidence *out)
{
	struct walk w;
	*out = (struct pdf_evidence){ 0 };
	if (start)
		resume(&w, start, file, out);
	else
		begin(&w, file, out);
	out->is_pdf = slice_find(slice_sub(file, 0, 1024), SLICE("%PDF-"), 0) != SIZE_MAX;
	if (!out->is_pdf) {
		PDF_BREAK(&w.s, HEADER);
	} else if (file.n > LIMIT_PDF_BYTES) {
		PDF_BREAK(&w.s, LIMITS);
	} else {
		out->looks_truncated = slice_find(slice_sub(file, file.n < 1024 ? 0 : file.n - 1024, 1024), SLICE("%%EOF"), 0) == SIZE_MAX;
		if (!start)
			read_header(&w.s);
		walk(&w);
		if (!out->has_signature)
			search_signature(&w.s, out, file);
	}
	out->broken = w.s.broken;
	out->broken_at = w.s.broken_at;
}

void pdf_read(struct slice file, struct pdf_evidence *out) { pdf_read_from(file, NULL, out); }
