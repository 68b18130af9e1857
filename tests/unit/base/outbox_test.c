/* Messages that wait: whole, private, in order; what could carry a second header or address is refused. */
#include "base/file.h"
#include "base/limits.h"
#include "base/outbox.h"
#include "tests/unit/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

static struct outbox_message message(void)
{
	return (struct outbox_message){ .to = SLICE("specimen@example.org"), .channel = SLICE("email"), .subject = SLICE("您的验证码"), .body = SLICE("Code: 1\n"),
		.language = SLICE("zh"), .kind = SLICE("bind-code") };
}

static size_t files_in(const char *folder)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	if (d)
		closedir(d);
	return n;
}

static const char *fresh(struct ctx *cx)
{
	return ctx_printf(cx, "%s/box", check_scratch(cx));
}

TEST(outbox_gives_back_what_was_put_oldest_first)
{
	const char *box = fresh(cx);
	struct outbox_names names;
	struct outbox_message m = message(), got;
	struct stat st;
	for (int i = 0; i < 3; i++) {
		m.made_at = 2000 - 100 * i;
		CHECK_OK(outbox_put(cx, box, &m));
	}
	CHECK_OK(outbox_list(cx, box, 10, &names));
	CHECK_INT(names.count, 3);
	CHECK_OK(outbox_read(cx, box, names.name[0], &got));
	CHECK_INT(got.made_at, 1800);
	CHECK_TEXT(got.to, "specimen@example.org");
	CHECK_TEXT(got.subject, "您的验证码");
	CHECK_TEXT(got.body, "Code: 1\n");
	CHECK_TEXT(got.kind, "bind-code");
	CHECK_INT(stat(ctx_printf(cx, "%s/%s", box, names.name[0]), &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK_INT(stat(box, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0700);
	/* Fewer than there are: the oldest. */
	CHECK_OK(outbox_list(cx, box, 1, &names));
	CHECK_INT(names.count, 1);
	CHECK_OK(outbox_read(cx, box, names.name[0], &got));
	CHECK_INT(got.made_at, 1800);
	CHECK_OK(outbox_remove(cx, box, names.name[0]));
	CHECK_OK(outbox_remove(cx, box, names.name[0]));
	CHECK_OK(outbox_list(cx, box, 10, &names));
	CHECK_INT(names.count, 2);
	CHECK_OK(outbox_set_aside(cx, box, names.name[0], "failed"));
	CHECK_OK(outbox_list(cx, box, 10, &names));
	CHECK_INT(names.count, 1);
	CHECK_INT(files_in(ctx_printf(cx, "%s/failed", box)), 1);
}

TEST(outbox_pretends_without_a_trace)
{
	const char *box = fresh(cx);
	struct outbox_names names;
	struct outbox_message m = message();
	for (int i = 0; i < 5; i++)
		CHECK_OK(outbox_pretend(cx, box, &m));
	CHECK_OK(outbox_list(cx, box, 10, &names));
	CHECK_INT(names.count, 0);
	CHECK_INT(files_in(box), 0);
}

TEST(outbox_refuses_what_no_mail_may_carry)
{
	static const char *const addresses[] = { "", "a@example.org\nBcc: b@example.org", "a@example.org,b@example.org", "a b@example.org", "<a@example.org>",
		"-oQ/tmp@example.org" };
	const char *box = fresh(cx);
	struct outbox_message m;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		m = message();
		m.to = slice_str(addresses[i]);
		CHECK_ERR(outbox_put(cx, box, &m), ERR_MESSAGE);
	}
	m = message();
	m.subject = SLICE("a\r\nBcc: b@example.org");
	CHECK_ERR(outbox_put(cx, box, &m), ERR_MESSAGE);
	m = message();
	m.subject = SLICE("\xff");
	CHECK_ERR(outbox_put(cx, box, &m), ERR_MESSAGE);
	m = message();
	m.body = SLICE("a\0b");
	CHECK_ERR(outbox_put(cx, box, &m), ERR_MESSAGE);
	m = message();
	m.channel = SLICE("pigeon");
	CHECK_ERR(outbox_put(cx, box, &m), ERR_MESSAGE);
	m = message();
	m.kind = SLICE("../x");
	CHECK_ERR(outbox_put(cx, box, &m), ERR_MESSAGE);
	m = message();
	m.body = (struct slice){ 0 };
	CHECK_ERR(outbox_put(cx, box, &m), ERR_MESSAGE);
	CHECK_INT(files_in(box), 0);
}

TEST(outbox_reads_messages_alone)
{
	const char *box = fresh(cx);
	struct outbox_message m = message(), got;
	struct outbox_names names;
	const char *name = "00000001000-0123456789abcdef0123.json";
	CHECK_OK(outbox_put(cx, box, &m));
	CHECK_OK(file_write(cx, ctx_printf(cx, "%s/notes.json", box), SLICE("{}"), 0600));
	CHECK_OK(file_write(cx, ctx_printf(cx, "%s/%s.AbCdEf", box, name), SLICE("half"), 0600));
	CHECK_OK(outbox_list(cx, box, 10, &names));
	CHECK_INT(names.count, 1);
	CHECK_OK(file_write(cx, ctx_printf(cx, "%s/%s", box, name), SLICE("{\"to\":\"a@example.org\"}"), 0600));
	CHECK_ERR(outbox_read(cx, box, name, &got), ERR_MESSAGE);
	CHECK_ERR(outbox_read(cx, box, "../outbox/x.json", &got), ERR_MESSAGE);
	CHECK_OK(outbox_list(cx, ctx_printf(cx, "%s/none", box), 10, &names));
	CHECK_INT(names.count, 0);
	/* Half a file goes when whoever wrote it is surely gone. */
	cx->now = 10000;
	struct utimbuf old = { 5000, 5000 };
	utime(ctx_printf(cx, "%s/%s.AbCdEf", box, name), &old);
	outbox_tidy(cx, box);
	CHECK(!file_exists(ctx_printf(cx, "%s/%s.AbCdEf", box, name)));
	CHECK(file_exists(ctx_printf(cx, "%s/%s", box, name)));
}
