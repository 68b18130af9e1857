/* Owns: tests of portal/ics: the whole text against files, folding and escaping. */
#include "portal/ics.h"
#include "tests/unit/check.h"

static struct ics_event event(void)
{
	return (struct ics_event){ .uid = SLICE("0123456789AB@127.0.0.1"), .stamp = CHECK_NOW, .start = CHECK_NOW + 86400, .end = CHECK_NOW + 87600,
		.summary = SLICE("Visa extension; Sample Exit-Entry Office"), .location = SLICE("北京市朝阳区样本路1号, 1 Sample Road"),
		.description = SLICE("Bring: passport, photo\nBe there 10 minutes early."), .language = SLICE("en"), .place_language = SLICE("en"), .url = SLICE("http://127.0.0.1:8081/bookings/0123456789AB"),
		.organizer = SLICE("Specimen \"Immigration\" Administration"), .organizer_url = SLICE("http://127.0.0.1:8081"), .placed = true,
		.latitude = 39.92, .longitude = 116.44 };
}

static void same_as(struct ctx *cx, const struct ics_event *e, const char *name)
{
	struct buf b;
	buf_init(&b, 8192);
	ics_write(&b, e);
	CHECK(buf_ok(&b));
	CHECK_SLICE(buf_slice(&b), check_file(cx, ctx_printf(cx, "tests/vectors/ics/%s.want", name)));
	buf_free(&b);
}

TEST(ics_booked_moved_cancelled_are_one_event)
{
	struct ics_event e = event();
	same_as(cx, &e, "booked");
	e.sequence = 1;
	e.stamp += 60;
	e.start += 86400;
	e.end += 86400;
	same_as(cx, &e, "moved");
	e.sequence = 2;
	e.cancelled = true;
	same_as(cx, &e, "cancelled");
}

static void unfold(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (i + 2 < text.n && memcmp(text.p + i, "\r\n ", 3) == 0)
			i += 2;
		else
			buf_putc(out, text.p[i]);
	}
}

TEST(ics_folds_between_characters_only)
{
	struct buf b, long_text, plain;
	buf_init(&b, 65536);
	buf_init(&plain, 65536);
	buf_init(&long_text, 8192);
	for (int i = 0; i < 300; i++)
		buf_puts(&long_text, i % 7 ? "证" : "aé");
	struct ics_event e = event();
	e.description = buf_slice(&long_text);
	ics_write(&b, &e);
	size_t start = 0;
	struct slice text = buf_slice(&b);
	while (start < text.n) {
		size_t end = slice_find(text, SLICE("\r\n"), start);
		CHECK(end != SIZE_MAX);
		CHECK(end - start <= 75);
		CHECK((text.p[start] & 0xc0) != 0x80); /* never inside a character */
		start = end + 2;
	}
	unfold(&plain, text);
	CHECK(slice_find(buf_slice(&plain), buf_slice(&long_text), 0) != SIZE_MAX);
	buf_free(&b);
	buf_free(&plain);
	buf_free(&long_text);
}

TEST(lie_value_that_breaks_the_line)
{
	struct buf b;
	struct ics_event e = event();
	e.summary = SLICE("x\r\nATTENDEE:mailto:a@example.org\nEND:VEVENT");
	e.location = SLICE("\\;,\x01\x7f");
	e.organizer = SLICE("a\":mailto:b@example.org\r\nX:");
	e.url = SLICE("http://a/\r\nX-Y:1");
	buf_init(&b, 8192);
	ics_write(&b, &e);
	struct slice text = buf_slice(&b);
	CHECK(slice_find(text, SLICE("\r\nATTENDEE"), 0) == SIZE_MAX);
	CHECK(slice_find(text, SLICE("SUMMARY;LANGUAGE=en:x\\nATTENDEE:mailto:a@example.org\\nEND:VEVENT\r\n"), 0) != SIZE_MAX);
	CHECK(slice_find(text, SLICE("LOCATION;LANGUAGE=en:\\\\\\;\\,\r\n"), 0) != SIZE_MAX);
	CHECK(slice_find(text, SLICE("\r\nX"), 0) == SIZE_MAX);
	CHECK(slice_find(text, SLICE("CN=\"a:mailto:b@example.orgX:\":http"), 0) != SIZE_MAX);
	buf_free(&b);
}
