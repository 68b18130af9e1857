/* Owns: the writer's side of the PDF profile: the small pieces whose exact form the reader in pdf.c demands. */
#include "formats/pdf.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

void pdf_begin_object(struct buf *b, uint32_t number)
{
	buf_decimal(b, number);
	buf_puts(b, " 0 obj\n");
}

void pdf_end_object(struct buf *b) { buf_puts(b, "\nendobj\n"); }

void pdf_put_reference(struct buf *b, uint32_t number)
{
	buf_decimal(b, number);
	buf_puts(b, " 0 R");
}

static bool is_printable_ascii(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 0x20 || s.p[i] > 0x7e)
			return false;
	}
	return true;
}

void pdf_put_utf16(struct buf *b, int32_t cp)
{
	uint32_t pair = (uint32_t)cp - 0x10000;
	uint8_t *at = buf_grow(b, cp > 0xFFFF ? 8 : 4);
	if (!at)
		return;
	if (cp > 0xFFFF) {
		hex_write_16((uint16_t)(0xD800 + (pair >> 10)), at);
		hex_write_16((uint16_t)(0xDC00 + (pair & 0x3FF)), at + 4);
	} else {
		hex_write_16((uint16_t)cp, at);
	}
}

void pdf_put_text(struct buf *b, struct slice utf8)
{
	if (is_printable_ascii(utf8)) {
		buf_putc(b, '(');
		for (size_t i = 0; i < utf8.n; i++) {
			if (strchr("()\\", utf8.p[i]))
				buf_putc(b, '\\');
			buf_putc(b, utf8.p[i]);
		}
		buf_putc(b, ')');
		return;
	}
	buf_puts(b, "<feff");
	for (size_t at = 0; at < utf8.n;) {
		int32_t c = text_next(utf8, &at);
		if (c < 0)
			b->failed = true;
		if (c < 0)
			return;
		pdf_put_utf16(b, c);
	}
	buf_putc(b, '>');
}

void pdf_put_date(struct buf *b, int64_t seconds)
{
	char t[21];
	instant_format(seconds, t);
	buf_puts(b, "(D:");
	buf_put(b, t, 4);
	for (int at = 5; at <= 17; at += 3)
		buf_put(b, t + at, 2);
	buf_puts(b, "Z)");
}

/* Two digits at `at` within 0..most, or -1. */
static int two_digits(struct slice s, size_t at, int most)
{
	if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
		return -1;
	int v = (s.p[at] - '0') * 10 + s.p[at + 1] - '0';
	return v <= most ? v : -1;
}

/* "Z" or "+08'00'" behind the seconds. */
static bool parse_offset(struct slice s, int64_t *seconds)
{
	if (slice_is(s, "Z")) {
		*seconds = 0;
		return true;
	}
	int hours = two_digits(s, 1, 14), minutes = two_digits(s, 4, 59);
	if (s.n != 7 || hours < 0 || minutes < 0 || s.p[3] != '\'' || s.p[6] != '\'' || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	*seconds = (s.p[0] == '-' ? -1 : 1) * (hours * INT64_C(3600) + minutes * INT64_C(60));
	return true;
}

bool pdf_parse_date(struct slice text, int64_t *out)
{
	if (text.n < 17 || !slice_starts(text, SLICE("D:")))
		return false;
	char day[11];
	snprintf(day, sizeof day, "%.4s-%.2s-%.2s", (const char *)text.p + 2, (const char *)text.p + 6, (const char *)text.p + 8);
	struct date date;
	int64_t offset;
	int hour = two_digits(text, 10, 23), minute = two_digits(text, 12, 59), second = two_digits(text, 14, 59);
	bool time = hour >= 0 && minute >= 0 && second >= 0;
	if (!time || !date_parse(slice_str(day), false, &date) || !parse_offset(slice_sub(text, 16, text.n), &offset))
		return false;
	*out = date_days(date) * 86400 + hour * INT64_C(3600) + minute * INT64_C(60) + second - offset;
	return true;
}

void pdf_format_byte_range(size_t a, size_t b, size_t c, char out[static PDF_BYTE_RANGE_SIZE + 1])
{
	snprintf(out, PDF_BYTE_RANGE_SIZE + 1, "[0 %-10zu %-10zu %-10zu]", a, b, c);
}

void pdf_put_signature(struct buf *b, const struct pdf_signature_form *form, size_t *range_at, size_t *contents_at)
{
	pdf_begin_object(b, form->number);
	buf_puts(b, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M");
	pdf_put_date(b, form->signed_at);
	buf_puts(b, "/Name");
	pdf_put_text(b, form->name);
	buf_puts(b, "/Reason");
	pdf_put_text(b, form->reason);
	buf_puts(b, "/Reference" PDF_DOCMDP_REFERENCE "/ByteRange");
	*range_at = b->n;
	buf_fill(b, ' ', PDF_BYTE_RANGE_SIZE);
	buf_puts(b, "/Contents");
	*contents_at = b->n;
	buf_putc(b, '<');
	buf_fill(b, '0', 2 * form->contents_size);
	buf_puts(b, ">>>");
	pdf_end_object(b);
}

void pdf_put_trailer(struct buf *b, const struct pdf_trailer *t)
{
	buf_puts(b, "xref\n0 ");
	buf_decimal(b, t->size);
	buf_puts(b, "\n0000000000 65535 f \n");
	for (uint32_t i = 1; i < t->size; i++) { /* by hand: this runs for every object of every document */
		char line[] = "0000000000 00000 n \n";
		uint32_t v = t->offsets[i];
		for (int k = 9; v; v /= 10)
			line[k--] = (char)('0' + v % 10);
		buf_put(b, line, 20);
	}
	char id[33];
	hex_format(slice_of(t->id, sizeof t->id), id);
	buf_printf(b, "trailer\n<</Size %u/Root %u 0 R/Info %u 0 R/ID[<%s><%s>]>>\nstartxref\n%zu\n%%%%EOF\n", t->size, t->root, t->info, id, id,
		t->xref_at);
}
