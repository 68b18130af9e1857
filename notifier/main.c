/* Owns: cinnabar-notifier's command line. */
#include "base/cli.h"
#include "base/log.h"
#include "notifier/round.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

static volatile int stop;

static void on_signal(int number __attribute__((unused))) { stop = 1; }

static enum smtp_result send_mail(void *self, const char *from, struct slice to, struct slice mail, char why[static 64])
{
	return smtp_send(self, from, to, mail, why);
}

static void take_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal }, ignore = { .sa_handler = SIG_IGN };
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

/* Rounds until a signal; a failing round is told and the next one tries again. */
static enum err run_rounds(struct ctx *cx, struct round *r, bool once, struct round_counts *counts)
{
	enum err e = OK;
	do {
		struct timespec second = { .tv_sec = 1 };
		ctx_reset(cx);
		cx->now = (int64_t)time(NULL);
		e = round_run(cx, r, &stop, counts);
		if (e != OK && !once)
			log_error(cx, "round");
		if (!once && !stop)
			nanosleep(&second, NULL);
	} while (!once && !stop);
	return once ? e : OK;
}

static int run(struct cli *cli, bool once)
{
	struct ctx cx;
	struct conf *conf = NULL;
	struct smtp *smtp = NULL;
	struct round *round = NULL;
	struct round_counts counts = { 0 };
	ctx_init(&cx, (int64_t)time(NULL));
	take_signals();
	enum err e = conf_load(&cx, cli_home(cli), conf_known, &conf);
	if (e == OK)
		e = smtp_open(&cx, conf, &smtp);
	if (e == OK)
		e = round_open(&cx, conf, send_mail, smtp, &round);
	if (e == OK && !once)
		fprintf(stderr, "%s: sending from %s\n", cli->program, conf_get(conf, "outbox.folder"));
	if (e == OK)
		e = run_rounds(&cx, round, once, &counts);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	if (e == OK && once) {
		printf("%zu sent, %zu waiting, %zu failed\n", counts.sent, counts.waiting, counts.failed);
		code = counts.waiting + counts.failed ? EXIT_NOT_VALID : 0;
	}
	round_close(round);
	smtp_close(smtp);
	conf_free(conf);
	ctx_free(&cx);
	return code;
}

static int run_serve(struct cli *cli) { return run(cli, false); }
static int run_once(struct cli *cli) { return run(cli, true); }

static const struct cli_option none[] = { { 0 } };
static const struct cli_command commands[] = {
	{ "serve", "", "send what waits in the outbox, until it is stopped", none, 0, 0, run_serve },
	{ "once", "", "send what is due now, and end", none, 0, 0, run_once },
	{ 0 },
};

int main(int argc, char **argv)
{
	return cli_main(argc, argv, "sends the messages that wait in the outbox", commands);
}
