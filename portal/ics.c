/* Owns: writing iCalendar (ics.h). */
#include "portal/ics.h"

#include "base/text.h"

#define FOLD 75 /* bytes of a line without its CRLF (RFC 5545 3.1) */

/* A content line that is being written; one too long goes on in the next line behind a space. */
struct line {
	struct buf *b;
	size_t used;
};

static struct line begin(struct buf *b, const char *name)
{
	buf_puts(b, name);
	return (struct line){ b, strlen(name) };
}

static void end(struct line *l) { buf_puts(l->b, "\r\n"); }

/* Bytes that must stay together: one character, or an escape. */
static void put(struct line *l, const void *p, size_t n)
{
	if (l->used + n > FOLD) {
		buf_puts(l->b, "\r\n ");
		l->used = 1;
	}
	buf_put(l->b, p, n);
	l->used += n;
}

static void put_raw(struct line *l, struct slice s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t c = text_next(s, &at);
		if (c < 0)
			return;
		if (c >= 0x20 && c != 0x7f)
			put(l, s.p + from, at - from);
	}
}

/* TEXT (3.3.11): backslash, semicolon and comma escaped, line breaks as \n, no control characters. */
static void put_text(struct line *l, struct slice s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t c = text_next(s, &at);
		if (c < 0)
			return;
		if (c == '\n')
			put(l, "\\n", 2);
		else if (c == '\\' || c == ';' || c == ',')
			put(l, (const char[]){ '\\', (char)c }, 2);
		else if (c >= 0x20 && c != 0x7f)
			put(l, s.p + from, at - from);
	}
}

/* A quoted parameter value (3.2) holds no quote. */
static void put_quoted(struct line *l, struct slice s)
{
	put(l, "\"", 1);
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t c = text_next(s, &at);
		if (c < 0)
			break;
		if (c >= 0x20 && c != 0x7f && c != '"')
			put(l, s.p + from, at - from);
	}
	put(l, "\"", 1);
}

static void plain(struct buf *b, const char *text)
{
	buf_puts(b, text);
	buf_puts(b, "\r\n");
}

static void text_line(struct buf *b, const char *name, struct slice language, struct slice value)
{
	if (!value.n)
		return;
	struct line l = begin(b, name);
	if (language.n) {
		put(&l, ";LANGUAGE=", 10);
		put_raw(&l, language);
	}
	put(&l, ":", 1);
	put_text(&l, value);
	end(&l);
}

static void uri_line(struct buf *b, const char *name, struct slice value)
{
	if (!value.n)
		return;
	struct line l = begin(b, name);
	put_raw(&l, value);
	end(&l);
}

/* "DTSTART:20261122T123000Z" (3.3.5, form 2) */
static void time_line(struct buf *b, const char *name, int64_t instant)
{
	char text[21];
	instant_format(instant, text);
	buf_printf(b, "%s:%.4s%.2s%.2sT%.2s%.2s%.2sZ\r\n", name, text, text + 5, text + 8, text + 11, text + 14, text + 17);
}

static void put_alarm(struct buf *b, const char *trigger, struct slice summary)
{
	plain(b, "BEGIN:VALARM");
	plain(b, "ACTION:DISPLAY");
	buf_printf(b, "TRIGGER:%s\r\n", trigger);
	text_line(b, "DESCRIPTION", (struct slice){ 0 }, summary);
	plain(b, "END:VALARM");
}

void ics_write(struct buf *b, const struct ics_event *e)
{
	plain(b, "BEGIN:VCALENDAR");
	plain(b, "VERSION:2.0");
	plain(b, "PRODID:-//Cinnabar//Appointments//EN");
	plain(b, "CALSCALE:GREGORIAN");
	plain(b, e->cancelled ? "METHOD:CANCEL" : "METHOD:PUBLISH");
	plain(b, "BEGIN:VEVENT");
	uri_line(b, "UID:", e->uid);
	buf_printf(b, "SEQUENCE:%d\r\n", e->sequence);
	time_line(b, "DTSTAMP", e->stamp);
	time_line(b, "DTSTART", e->start);
	time_line(b, "DTEND", e->end);
	plain(b, e->cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
	struct line organizer = begin(b, "ORGANIZER;CN=");
	put_quoted(&organizer, e->organizer);
	put(&organizer, ":", 1);
	put_raw(&organizer, e->organizer_url);
	end(&organizer);
	text_line(b, "SUMMARY", e->language, e->summary);
	text_line(b, "LOCATION", e->place_language, e->location);
	text_line(b, "DESCRIPTION", e->language, e->description);
	uri_line(b, "URL:", e->url);
	if (e->placed)
		buf_printf(b, "GEO:%.6f;%.6f\r\n", e->latitude, e->longitude);
	plain(b, "TRANSP:OPAQUE");
	if (!e->cancelled) {
		put_alarm(b, "-P1D", e->summary);
		put_alarm(b, "-PT2H", e->summary);
	}
	plain(b, "END:VEVENT");
	plain(b, "END:VCALENDAR");
}
