/* Owns: the strict tokens and values of PDF (ISO 32000-1 7.2 and 7.3) and the list of names that never occur in our files. */
#include "formats/pdf_syntax.h"

#include "base/hex.h"

#include <string.h>

enum { OTHER = 0, SPACE, DELIMITER, REGULAR, DIGIT, ESCAPE };

/* 7.2.2 narrowed: white space is space and line feed; names and keywords are printable ASCII. */
static const uint8_t classes[256] = {
	[' '] = SPACE, ['\n'] = SPACE,
	['('] = DELIMITER, [')'] = DELIMITER, ['<'] = DELIMITER, ['>'] = DELIMITER, ['['] = DELIMITER, [']'] = DELIMITER,
	['{'] = DELIMITER, ['}'] = DELIMITER, ['/'] = DELIMITER, ['%'] = DELIMITER,
	['!' ... '"'] = REGULAR, ['#'] = ESCAPE, ['$'] = REGULAR, ['&' ... '\''] = REGULAR, ['*' ... '.'] = REGULAR,
	['0' ... '9'] = DIGIT, [':' ... ';'] = REGULAR, ['='] = REGULAR, ['?' ... 'Z'] = REGULAR,
	['\\'] = REGULAR, ['^' ... 'z'] = REGULAR, ['|'] = REGULAR, ['~'] = REGULAR,
};

/* Names that never occur, in rows by length, each with the rule it breaks. */
struct forbidden {
	const char *name;
	enum pdf_rule rule;
	const char *rule_name;
};

#define LONGEST_FORBIDDEN 15
#define NEVER(name, rule) { name, PDF_RULE_##rule, "PDF_" #rule }
static const struct forbidden forbidden[LONGEST_FORBIDDEN + 1][8] = {
	[2] = { NEVER("JS", ACTIVE_CONTENT), NEVER("AA", ACTIVE_CONTENT), NEVER("3D", ACTIVE_CONTENT) },
	[3] = { NEVER("URI", ACTIVE_CONTENT), NEVER("XFA", ACTIVE_CONTENT) },
	[4] = { NEVER("Hide", ACTIVE_CONTENT), NEVER("XRef", OBJECT_STREAM), NEVER("Prev", TRAILER_PREV) },
	[5] = { NEVER("GoToR", ACTIVE_CONTENT), NEVER("GoToE", ACTIVE_CONTENT), NEVER("Movie", ACTIVE_CONTENT),
		NEVER("Sound", ACTIVE_CONTENT), NEVER("Named", ACTIVE_CONTENT) },
	[6] = { NEVER("Launch", ACTIVE_CONTENT), NEVER("Thread", ACTIVE_CONTENT), NEVER("ObjStm", OBJECT_STREAM) },
	[7] = { NEVER("Encrypt", ENCRYPTED), NEVER("XRefStm", OBJECT_STREAM) },
	[9] = { NEVER("RichMedia", ACTIVE_CONTENT), NEVER("Rendition", ACTIVE_CONTENT), NEVER("ResetForm", ACTIVE_CONTENT) },
	[10] = { NEVER("JavaScript", ACTIVE_CONTENT), NEVER("OpenAction", ACTIVE_CONTENT), NEVER("SubmitForm", ACTIVE_CONTENT),
		NEVER("ImportData", ACTIVE_CONTENT), NEVER("Collection", ACTIVE_CONTENT), NEVER("GoTo3DView", ACTIVE_CONTENT) },
	[11] = { NEVER("SetOCGState", ACTIVE_CONTENT) },
	[12] = { NEVER("OCProperties", ACTIVE_CONTENT) },
	[15] = { NEVER("NeedAppearances", ACTIVE_CONTENT) },
};

void pdf_syntax_start(struct pdf_syntax *s, struct slice file)
{
	memset(s, 0, offsetof(struct pdf_syntax, entries));
	s->entry_count = 0;
	s->depth = 0;
	s->base = file.p;
	s->n = file.n;
	s->counting = true;
}

void pdf_syntax_resume(struct pdf_syntax *s, const struct pdf_syntax *from)
{
	memcpy(s, from, offsetof(struct pdf_syntax, entries));
	s->entry_count = 0;
	s->depth = 0;
}

void pdf_syntax_break(struct pdf_syntax *s, enum pdf_rule rule, const char *name)
{
	if (!RULE_ON(name))
		return;
	(void)name;
	if (s->broken == 0)
		s->broken_at = s->at;
	s->broken |= RULE_BIT(rule);
}

static int peek(const struct pdf_syntax *s) { return s->at < s->n ? s->base[s->at] : -1; }
static unsigned class_at(const struct pdf_syntax *s, size_t at) { return at < s->n ? classes[s->base[at]] : OTHER; }

/* A number, name or keyword ends at white space, a delimiter or the end of the bytes. */
static bool ends_here(const struct pdf_syntax *s)
{
	unsigned class = class_at(s, s->at);
	return s->at == s->n || class == SPACE || class == DELIMITER;
}

static bool refuse(struct pdf_syntax *s)
{
	PDF_BREAK(s, OBJECT_SYNTAX);
	return false;
}

bool pdf_syntax_take(struct pdf_syntax *s, struct slice text)
{
	if (text.n > s->n - s->at || memcmp(s->base + s->at, text.p, text.n) != 0)
		return false;
	s->at += text.n;
	return true;
}

void pdf_syntax_space(struct pdf_syntax *s)
{
	while (class_at(s, s->at) == SPACE)
		s->at++;
}

bool pdf_syntax_integer(struct pdf_syntax *s, uint64_t *out)
{
	size_t from = s->at, to = from;
	uint64_t v = 0;
	while (to - from < 11 && class_at(s, to) == DIGIT)
		v = v * 10 + (uint64_t)(s->base[to++] - '0');
	if (to == from || to - from > 10 || (to - from > 1 && s->base[from] == '0'))
		return false;
	s->at = to;
	*out = v;
	return true;
}

bool pdf_syntax_is_integer(struct slice text, uint64_t *out)
{
	struct pdf_syntax s;
	s.base = text.p;
	s.n = text.n;
	s.at = 0;
	return text.n > 0 && pdf_syntax_integer(&s, out) && s.at == s.n;
}

uint32_t pdf_syntax_reference(struct slice text)
{
	uint64_t number = 0;
	bool good = text.n > 4 && memcmp(text.p + text.n - 4, " 0 R", 4) == 0 && pdf_syntax_is_integer(slice_sub(text, 0, text.n - 4), &number);
	return good && number <= LIMIT_PDF_OBJECTS ? (uint32_t)number : 0;
}

/* Behind the digits of an integer: " G R"? Gives the generation and takes it, or -1 and takes nothing. */
static int64_t take_rest_of_reference(struct pdf_syntax *s)
{
	size_t at = s->at + 1;
	int64_t generation = 0;
	if (peek(s) != ' ')
		return -1;
	while (class_at(s, at) == DIGIT && at - s->at <= 5)
		generation = generation * 10 + s->base[at++] - '0';
	if (at == s->at + 1 || s->n - at < 2 || s->base[at] != ' ' || s->base[at + 1] != 'R')
		return -1;
	size_t from = s->at;
	s->at = at + 2;
	if (ends_here(s))
		return generation;
	s->at = from;
	return -1;
}

static void note_reference(struct pdf_syntax *s, uint64_t number, int64_t generation)
{
	if (generation != 0)
		PDF_BREAK(s, GENERATION);
	if (number == 0 || number > LIMIT_PDF_OBJECTS) {
		PDF_BREAK(s, REFERENCE);
		return;
	}
	s->referred[number / 64] |= UINT64_C(1) << (number % 64);
	if (number > s->highest_referred)
		s->highest_referred = (uint32_t)number;
}

static bool read_number(struct pdf_syntax *s)
{
	size_t from = s->at, digits = 0;
	uint64_t v = 0;
	s->at += s->base[from] == '-';
	for (; class_at(s, s->at) == DIGIT; digits++)
		v = v * 10 + (uint64_t)(s->base[s->at++] - '0');
	if (digits == s->at - from && digits > 0 && digits <= 10) {
		int64_t generation = take_rest_of_reference(s);
		if (generation >= 0) {
			note_reference(s, v, generation);
			return s->base[from] != '0' || digits == 1 || refuse(s);
		}
	}
	if (peek(s) == '.') {
		s->at++;
		for (; class_at(s, s->at) == DIGIT; digits++)
			s->at++;
	}
	return (digits > 0 && ends_here(s)) || refuse(s);
}

static void judge_name(struct pdf_syntax *s, struct slice name)
{
	const struct forbidden *row = forbidden[name.n <= LONGEST_FORBIDDEN ? name.n : 0];
	for (; row->name; row++) {
		if (memcmp(row->name, name.p, name.n) == 0)
			pdf_syntax_break(s, row->rule, row->rule_name);
	}
}

static bool read_name(struct pdf_syntax *s, struct slice *name)
{
	size_t from = ++s->at;
	unsigned class = class_at(s, s->at);
	bool escape = false;
	for (; class >= REGULAR; class = class_at(s, ++s->at))
		escape |= class == ESCAPE;
	*name = slice_of(s->base + from, s->at - from);
	if (name->n == 0 || !ends_here(s))
		return refuse(s);
	/* The one escape we write: a media type holds a slash, and PDF/A-3 wants the attachment's. */
	if (escape && !slice_is(*name, "application#2Fjson"))
		PDF_BREAK(s, NAME_ESCAPE);
	judge_name(s, *name);
	return true;
}

static bool read_literal(struct pdf_syntax *s)
{
	size_t open = 0;
	while (s->at < s->n) {
		switch (s->base[s->at++]) {
		case '\\':
			s->at += s->at < s->n;
			break;
		case '(':
			open++;
			break;
		case ')':
			if (--open == 0)
				return true;
			break;
		default:
			break;
		}
	}
	return refuse(s);
}

static bool read_hex(struct pdf_syntax *s)
{
	size_t from = ++s->at, n = hex_span(slice_of(s->base + from, s->n - from));
	s->at += n;
	return (n % 2 == 0 && PDF_TAKE(s, ">")) || refuse(s);
}

static bool read_array(struct pdf_syntax *s)
{
	s->at++;
	for (;;) {
		pdf_syntax_space(s);
		if (peek(s) == ']') {
			s->at++;
			return true;
		}
		if (!pdf_syntax_value(s))
			return false;
	}
}

static void count(const struct pdf_syntax *s, struct pdf_count *c)
{
	c->times++;
	c->object = s->object;
}

static void note_type(struct pdf_syntax *s, struct slice type)
{
	if (slice_is(type, "/Page"))
		count(s, &s->pages);
	else if (slice_is(type, "/Catalog"))
		count(s, &s->catalogs);
	else if (slice_is(type, "/Sig"))
		count(s, &s->signatures);
	else if (slice_is(type, "/EmbeddedFile"))
		count(s, &s->embedded);
}

static void note_entry(struct pdf_syntax *s, struct pdf_entry entry)
{
	switch (entry.key.n) {
	case 2:
		if (memcmp(entry.key.p, "FT", 2) == 0)
			count(s, &s->fields);
		if (memcmp(entry.key.p, "EF", 2) == 0) {
			count(s, &s->file_links);
			s->file_link = entry.value;
		}
		break;
	case 4:
		if (memcmp(entry.key.p, "Type", 4) == 0)
			note_type(s, entry.value);
		break;
	case 9:
		if (memcmp(entry.key.p, "ByteRange", 9) == 0)
			count(s, &s->byte_ranges);
		break;
	default:
		break;
	}
}

/* seen is a filter with a bit for a rough likeness of each key so far: only a set bit calls for comparing. */
static bool is_double(const struct pdf_syntax *s, size_t from, struct slice key, uint64_t *seen)
{
	uint64_t bit = UINT64_C(1) << ((key.n * 7 + key.p[0] * 3u + key.p[key.n - 1]) % 64);
	bool maybe = (*seen & bit) != 0;
	*seen |= bit;
	for (size_t i = from; maybe && i < s->entry_count; i++) {
		if (slice_eq(s->entries[i].key, key))
			return true;
	}
	return false;
}

static bool read_entry(struct pdf_syntax *s, size_t from, uint64_t *seen)
{
	struct slice key;
	if (peek(s) != '/')
		return refuse(s);
	if (!read_name(s, &key))
		return false;
	if (is_double(s, from, key, seen))
		PDF_BREAK(s, KEY_TWICE);
	if (s->entry_count == LIMIT_PDF_ENTRIES || s->entry_count - from == LIMIT_PDF_KEYS) {
		PDF_BREAK(s, LIMITS);
		return false;
	}
	size_t mine = s->entry_count++;
	s->entries[mine].key = key;
	pdf_syntax_space(s);
	size_t value_at = s->at;
	if (!pdf_syntax_value(s))
		return false;
	s->entries[mine].value = slice_of(s->base + value_at, s->at - value_at);
	if (s->counting)
		note_entry(s, s->entries[mine]);
	return true;
}

/* Leaves the entries on the stack for the one who asked; nested ones are taken off by pdf_syntax_value. */
static bool read_dictionary(struct pdf_syntax *s)
{
	size_t from = s->entry_count;
	uint64_t seen = 0;
	s->at += 2;
	for (;;) {
		pdf_syntax_space(s);
		if (PDF_TAKE(s, ">>"))
			return true;
		if (!read_entry(s, from, &seen))
			return false;
	}
}

static bool read_container(struct pdf_syntax *s)
{
	if (s->depth == LIMIT_PDF_DEPTH) {
		PDF_BREAK(s, LIMITS);
		return false;
	}
	size_t entries = s->entry_count;
	s->depth++;
	bool good = peek(s) == '[' ? read_array(s) : read_dictionary(s);
	s->depth--;
	s->entry_count = entries;
	return good;
}

bool pdf_syntax_value(struct pdf_syntax *s)
{
	struct slice name;
	int c = peek(s);
	switch (c) {
	case '[':
		return read_container(s);
	case '<':
		return s->at + 1 < s->n && s->base[s->at + 1] == '<' ? read_container(s) : read_hex(s);
	case '(':
		return read_literal(s);
	case '/':
		return read_name(s, &name);
	case '-':
	case '.':
	case '0' ... '9':
		return read_number(s);
	default:
		return ((PDF_TAKE(s, "true") || PDF_TAKE(s, "false") || PDF_TAKE(s, "null")) && ends_here(s)) || refuse(s);
	}
}

bool pdf_syntax_dictionary(struct pdf_syntax *s)
{
	s->entry_count = 0;
	s->depth = 1;
	bool good = s->at + 1 < s->n && s->base[s->at] == '<' && s->base[s->at + 1] == '<' ? read_dictionary(s) : refuse(s);
	s->depth = 0;
	return good;
}

struct slice pdf_syntax_get(const struct pdf_syntax *s, const char *key)
{
	for (size_t i = 0; i < s->entry_count; i++) {
		if (slice_is(s->entries[i].key, key))
			return s->entries[i].value;
	}
	return (struct slice){ 0 };
}

bool pdf_syntax_same_but_space(struct slice a, const char *b)
{
	size_t i = 0;
	for (; *b; b++) {
		if (*b == ' ')
			continue;
		while (i < a.n && (a.p[i] == ' ' || a.p[i] == '\n'))
			i++;
		if (i == a.n || a.p[i++] != (uint8_t)*b)
			return false;
	}
	return i == a.n;
}

struct slice pdf_syntax_trim(struct slice s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\n'))
		s = slice_sub(s, 1, s.n - 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\n'))
		s.n--;
	return s;
}
