/* Owns: the beginning and end of a command (command.h). */
#include "issuer/command.h"

#include <stdio.h>
#include <stdlib.h>

static int64_t (*clock_of_program)(void);

void command_begin(int64_t (*clock)(void)) { clock_of_program = clock; }
int64_t command_clock(void) { return clock_of_program(); }

const char *command_operator(const struct cli *cli)
{
	const char *name = cli_get(cli, "operator");
	if (!name)
		name = getenv("CINNABAR_OPERATOR");
	if (!name)
		name = getenv("USER");
	return name && *name ? name : "unknown";
}

enum err command_number(struct ctx *cx, const char *name, const char *text, long low, long high, long *out)
{
	char *end = NULL;
	if (!text)
		return OK;
	*out = strtol(text, &end, 10);
	if (end == text || *end || *out < low || *out > high)
		return fail(cx, ERR_USAGE, "--%s: want a whole number from %ld to %ld", name, low, high);
	return OK;
}

enum err command_sweep(struct ctx *cx, const struct cli *cli, const struct desk *d)
{
	size_t voided = 0;
	enum err e = documents_sweep(cx, d->store, &voided);
	if (e == OK && voided)
		fprintf(stderr, "%s: %zu number%s left over by an interrupted run %s void now\n", cli->program, voided, voided == 1 ? "" : "s", voided == 1 ? "is" : "are");
	return e;
}

int command_as(struct cli *cli, const char *operator_name, unsigned parts, desk_work *work)
{
	struct ctx cx;
	struct desk *d = NULL;
	ctx_init(&cx, command_clock());
	const char *passphrase = parts & (DESK_SEAL | DESK_LISTS) ? cli_get(cli, "passphrase-file") : NULL;
	enum err e = desk_open(&cx, cli_home(cli), parts, passphrase, operator_name, &d);
	if (e == OK)
		e = work(&cx, cli, d);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	if (e == ERR_RECORD)
		code = EXIT_NOT_VALID;
	desk_close(d);
	ctx_free(&cx);
	return code;
}

int command_at_desk(struct cli *cli, unsigned parts, desk_work *work)
{
	return command_as(cli, parts & DESK_WRITE ? command_operator(cli) : "", parts, work);
}
