/* Mails: one head, one text, nothing that a subject could add. */
#include "notifier/mail.h"
#include "tests/unit/check.h"

static struct slice build(struct ctx *cx, const char *subject, const char *body)
{
	struct outbox_message m = { .to = SLICE("specimen@example.org"), .channel = SLICE("email"), .subject = slice_str(subject), .body = slice_str(body),
		.language = SLICE("zh"), .kind = SLICE("bind-code"), .made_at = CHECK_NOW };
	struct buf b;
	buf_init(&b, 100000);
	mail_build(&m, "noreply@immigration.example", "01773144000-0123456789abcdef0123.json", &b);
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

TEST(mail_is_what_the_standards_say)
{
	CHECK_TEXT(build(cx, "Your code", "Code: 1\nBye\n"), "From: <noreply@immigration.example>\r\nTo: <specimen@example.org>\r\n"
		"Subject: =?UTF-8?B?WW91ciBjb2Rl?=\r\nDate: Tue, 10 Mar 2026 12:00:00 +0000\r\n"
		"Message-ID: <01773144000-0123456789abcdef0123@immigration.example>\r\nAuto-Submitted: auto-generated\r\nContent-Language: zh\r\n"
		"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		"Q29kZTogMQ0KQnllDQo=\r\n");
}

/* No line over 76 characters; no character is cut between two encoded words. */
TEST(mail_lines_stay_short)
{
	struct slice m = build(cx, "样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本", "样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本\n");
	size_t words = 0;
	for (size_t at = 0; at < m.n;) {
		size_t end = slice_find(m, SLICE("\r\n"), at);
		CHECK(end != SIZE_MAX && end - at <= 76);
		at = end + 2;
	}
	for (size_t at = 0; (at = slice_find(m, SLICE("=?UTF-8?B?"), at)) != SIZE_MAX; at++) {
		words++;
		/* 39 bytes are 13 characters. */
		CHECK(slice_find(m, SLICE("?="), at + 10) - at - 10 <= 52);
	}
	CHECK_INT(words, 4);
}
