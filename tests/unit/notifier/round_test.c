/* Rounds: nothing is lost, nothing that was taken is sent again, one bad message holds nobody up. */
#include "base/file.h"
#include "base/log.h"
#include "notifier/round.h"
#include "base/outbox.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A mail server that answers as it is told, and counts. */
struct server {
	enum smtp_result answer;
	const char *refused;  /* recipient who is refused for good */
	size_t asked;
	char last[64];
};

static enum smtp_result take(void *self, const char *from, struct slice to, struct slice mail, char why[static 64])
{
	struct server *s = self;
	s->asked++;
	memcpy(s->last, to.p, to.n);
	s->last[to.n] = 0;
	CHECK(strcmp(from, "noreply@immigration.example") == 0 && mail.n > 100);
	memcpy(why, "test", 5);
	return s->refused && slice_is(to, s->refused) ? SMTP_NEVER : s->answer;
}

struct place {
	const char *home;
	const char *box;
	struct conf *conf;
	struct server server;
	struct round *round;
	int stop;
};

static void begin(struct ctx *cx, struct place *p)
{
	*p = (struct place){ .home = check_scratch(cx), .server = { .answer = SMTP_SENT } };
	log_set(LOG_ERROR, open("/dev/null", O_WRONLY | O_CLOEXEC));
	CHECK_OK(conf_load(cx, p->home, conf_known, &p->conf));
	CHECK_OK(conf_set(cx, p->conf, "notifier.from", "noreply@immigration.example"));
	p->box = outbox_folder(cx, p->conf);
	CHECK_OK(round_open(cx, p->conf, take, &p->server, &p->round));
}

static void end(struct place *p)
{
	round_close(p->round);
	conf_free(p->conf);
}

static void put(struct ctx *cx, const struct place *p, const char *to, const char *channel, int64_t made_at, int64_t not_before)
{
	struct outbox_message m = { .to = slice_str(to), .channel = slice_str(channel), .subject = SLICE("s"), .body = SLICE("b\n"), .language = SLICE("en"),
		.kind = SLICE("test"), .made_at = made_at, .not_before = not_before };
	CHECK_OK(outbox_put(cx, p->box, &m));
}

static void check_round(struct ctx *cx, struct place *p, size_t sent, size_t waiting, size_t failed)
{
	struct round_counts c;
	CHECK_OK(round_run(cx, p->round, &p->stop, &c));
	CHECK_INT(c.sent, sent);
	CHECK_INT(c.waiting, waiting);
	CHECK_INT(c.failed, failed);
}

static size_t left(struct ctx *cx, const char *folder)
{
	struct outbox_names names;
	CHECK_OK(outbox_list(cx, folder, 100, &names));
	return names.count;
}

TEST(round_sends_oldest_first_and_once)
{
	struct place p;
	begin(cx, &p);
	put(cx, &p, "second@example.org", "email", cx->now - 10, 0);
	put(cx, &p, "first@example.org", "email", cx->now - 20, 0);
	check_round(cx, &p, 2, 0, 0);
	CHECK(strcmp(p.server.last, "second@example.org") == 0);
	check_round(cx, &p, 0, 0, 0);
	CHECK_INT(p.server.asked, 2);
	CHECK_INT(left(cx, p.box), 0);
	end(&p);
}

TEST(round_waits_longer_each_time_and_loses_nothing)
{
	struct place p;
	begin(cx, &p);
	p.server.answer = SMTP_LATER;
	put(cx, &p, "a@example.org", "email", cx->now, 0);
	check_round(cx, &p, 0, 1, 0);
	cx->now += 9;
	check_round(cx, &p, 0, 1, 0);
	CHECK_INT(p.server.asked, 1);
	cx->now += 1;
	check_round(cx, &p, 0, 1, 0);
	CHECK_INT(p.server.asked, 2);
	cx->now += 29;
	check_round(cx, &p, 0, 1, 0);
	CHECK_INT(p.server.asked, 2);
	p.server.answer = SMTP_SENT;
	cx->now += 1;
	check_round(cx, &p, 1, 0, 0);
	CHECK_INT(left(cx, p.box), 0);
	end(&p);
}

TEST(round_without_a_server_asks_once_for_all)
{
	struct place p;
	begin(cx, &p);
	p.server.answer = SMTP_DOWN;
	put(cx, &p, "a@example.org", "email", cx->now, 0);
	put(cx, &p, "b@example.org", "email", cx->now, 0);
	check_round(cx, &p, 0, 1, 0);
	CHECK_INT(p.server.asked, 1);
	check_round(cx, &p, 0, 0, 0);
	CHECK_INT(p.server.asked, 1);
	p.server.answer = SMTP_SENT;
	cx->now += 10;
	check_round(cx, &p, 2, 0, 0);
	end(&p);
}

TEST(round_puts_the_refused_and_the_damaged_aside_alone)
{
	struct place p;
	begin(cx, &p);
	p.server.refused = "gone@example.org";
	put(cx, &p, "gone@example.org", "email", cx->now - 5, 0);
	put(cx, &p, "here@example.org", "email", cx->now, 0);
	CHECK_OK(file_write(cx, ctx_printf(cx, "%s/00000000001-0123456789abcdef0123.json", p.box), SLICE("no message"), 0600));
	check_round(cx, &p, 1, 0, 2);
	CHECK_INT(left(cx, p.box), 0);
	CHECK_INT(left(cx, ctx_printf(cx, "%s/failed", p.box)), 2);
	end(&p);
}

TEST(round_gives_up_in_the_end)
{
	struct place p;
	begin(cx, &p);
	p.server.answer = SMTP_LATER;
	put(cx, &p, "a@example.org", "email", cx->now - 72 * 3600 - 1, 0);
	check_round(cx, &p, 0, 0, 1);
	CHECK_INT(left(cx, ctx_printf(cx, "%s/failed", p.box)), 1);
	end(&p);
}

TEST(round_leaves_the_time_and_other_channels_alone)
{
	struct place p;
	begin(cx, &p);
	put(cx, &p, "a@example.org", "email", cx->now, cx->now + 60);
	put(cx, &p, "+8610000000000", "sms", cx->now, 0);
	check_round(cx, &p, 0, 1, 0);
	CHECK_INT(p.server.asked, 0);
	CHECK_INT(left(cx, ctx_printf(cx, "%s/sms", p.box)), 1);
	cx->now += 60;
	check_round(cx, &p, 1, 0, 0);
	end(&p);
}

/* What the server has taken is never sent again, though its file will not go. */
TEST(round_does_not_send_twice_what_cannot_be_removed)
{
	struct place p;
	struct outbox_names names;
	begin(cx, &p);
	put(cx, &p, "a@example.org", "email", cx->now, 0);
	CHECK_OK(outbox_list(cx, p.box, 10, &names));
	/* Root can be kept from removing a file only where the file system knows how. */
	const char *path = ctx_printf(cx, "%s/%s", p.box, names.name[0]);
	if (geteuid() == 0 && system(ctx_printf(cx, "chattr +i %s 2>/dev/null", path)) != 0) {
		end(&p);
		return;
	}
	if (geteuid() != 0)
		CHECK_INT(chmod(p.box, 0500), 0);
	check_round(cx, &p, 1, 0, 0);
	cx->now += 7200;
	check_round(cx, &p, 0, 0, 0);
	CHECK_INT(p.server.asked, 1);
	CHECK_INT(left(cx, p.box), 1);
	if (geteuid() == 0)
		CHECK_INT(system(ctx_printf(cx, "chattr -i %s", path)), 0);
	else
		CHECK_INT(chmod(p.box, 0700), 0);
	check_round(cx, &p, 0, 0, 0);
	CHECK_INT(left(cx, p.box), 0);
	CHECK_INT(p.server.asked, 1);
	end(&p);
}

TEST(round_two_notifiers_do_not_share_a_folder)
{
	struct place p;
	struct round *second = NULL;
	begin(cx, &p);
	CHECK_ERR(round_open(cx, p.conf, take, &p.server, &second), ERR_STORE_BUSY);
	end(&p);
}

TEST(round_wants_one_sender)
{
	static const char *const wrong[] = { "", "nobody", "a@example.org, b@example.org", "Office <a@example.org>", "a@example.org\nBcc: b@example.org" };
	struct place p;
	struct round *second = NULL;
	begin(cx, &p);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK_OK(conf_set(cx, p.conf, "notifier.from", wrong[i]));
		CHECK_ERR(round_open(cx, p.conf, take, &p.server, &second), ERR_CONF);
	}
	end(&p);
}
