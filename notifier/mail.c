/* Owns: writing mails. */
#include "notifier/mail.h"

#include "base/crypto.h"
#include "base/text.h"

#include <string.h>

#define WORD_BYTES 39 /* of text in one encoded word: with the field's name a line of at most 76 characters (RFC 2047 2) */
#define LINE_BYTES 57 /* of a body in one line of 76 characters (RFC 2045 6.8) */

/* RFC 2047: words of whole characters, folded. */
static void put_subject(struct buf *out, struct slice text)
{
	buf_puts(out, "Subject:");
	for (size_t at = 0; at < text.n;) {
		size_t end = at, next = at;
		while (next < text.n && text_next(text, &next) >= 0 && next - at <= WORD_BYTES)
			end = next;
		if (end == at)
			break;
		buf_puts(out, at ? "\r\n =?UTF-8?B?" : " =?UTF-8?B?");
		base64_encode(out, slice_sub(text, at, end - at));
		buf_puts(out, "?=");
		at = end;
	}
	buf_puts(out, "\r\n");
}

/* RFC 5322 3.3, in UTC. 1970-01-01 was a Thursday. */
static void put_date(struct buf *out, int64_t at)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct date d = date_of_instant(at);
	int64_t second = at % 86400;
	buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[at / 86400 % 7], d.day, months[d.month - 1], d.year, (int)(second / 3600),
		(int)(second / 60 % 60), (int)(second % 60));
}

static void put_body(struct buf *out, struct slice body)
{
	for (size_t at = 0; at < body.n; at += LINE_BYTES) {
		base64_encode(out, slice_sub(body, at, LINE_BYTES));
		buf_puts(out, "\r\n");
	}
}

void mail_build(const struct outbox_message *m, const char *from, const char *name, struct buf *out)
{
	const char *domain = strrchr(from, '@');
	struct buf lines;
	buf_printf(out, "From: <%s>\r\nTo: <%.*s>\r\n", from, SLICE_FMT(m->to));
	put_subject(out, m->subject);
	put_date(out, m->made_at);
	buf_printf(out, "Message-ID: <%.*s@%s>\r\n", (int)strcspn(name, "."), name, domain ? domain + 1 : "localhost");
	buf_printf(out, "Auto-Submitted: auto-generated\r\nContent-Language: %.*s\r\n", SLICE_FMT(m->language));
	buf_puts(out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	/* Lines of a text end in CRLF, also inside base64 (RFC 2046 4.1.1). */
	buf_init(&lines, 2 * m->body.n + 2);
	for (size_t i = 0; i < m->body.n; i++) {
		if (m->body.p[i] == '\n')
			buf_putc(&lines, '\r');
		buf_putc(&lines, m->body.p[i]);
	}
	put_body(out, buf_slice(&lines));
	buf_wipe(&lines);
}
