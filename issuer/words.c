/* Owns: what each second word does, and how many operands it takes (words.h). */
#include "issuer/words.h"

#include "issuer/command.h"
#include "issuer/connection.h"
#include "issuer/counter.h"
#include "issuer/directory.h"
#include "issuer/guardian.h"
#include "issuer/progress.h"

#include <stdio.h>
#include <string.h>

static enum err do_offices_import(struct ctx *cx, struct cli *cli, struct desk *d)
{
	struct directory_import i = { .whole = cli_has(cli, "replace"), .dry_run = cli_has(cli, "dry-run"), .json = cli_has(cli, "json") };
	enum err e = directory_import(cx, d, cli->operands[1], &i);
	if (e == OK && i.refused)
		return fail(cx, ERR_RECORD, "%zu of %zu offices refused: none is taken", i.refused, i.lines);
	if (e == OK)
		fprintf(stderr, "%zu offices: %zu added, %zu changed, %zu the same, %zu removed%s\n", i.lines, i.counts.added, i.counts.changed,
			i.counts.same, i.counts.removed, i.dry_run ? "; nothing written" : "");
	return e;
}

static enum err do_offices_list(struct ctx *cx, struct cli *cli, struct desk *d)
{
	size_t count = 0;
	enum err e = directory_list(cx, d, cli_has(cli, "json"), &count);
	if (e == OK)
		fprintf(stderr, "%zu office%s\n", count, count == 1 ? "" : "s");
	return e;
}

static enum err do_record_show(struct ctx *cx, struct cli *cli, struct desk *d)
{
	const char *person = cli_get(cli, "person");
	if ((person != NULL) == (cli->operand_count == 2))
		return fail(cx, ERR_USAGE, "give an identity such as visa:NUMBER, or --person ID");
	return person ? counter_show_person(cx, d, person) : counter_show(cx, d, slice_str(cli->operands[1]));
}

static enum err do_record_correct(struct ctx *cx, struct cli *cli, struct desk *d)
{
	struct slice identity = slice_str(cli->operands[1]);
	bool clear = cli_has(cli, "clear"), mark = cli_has(cli, "case");
	if (cli->operand_count == 3 ? clear || mark : clear == mark)
		return fail(cx, ERR_USAGE, "give the corrected RECORD.json, or --case CODE, or --clear");
	enum err e = cli->operand_count == 3 ? counter_correct(cx, d, identity, cli->operands[2]) :
		counter_mark(cx, d, identity, slice_str(cli_get(cli, "case")));
	if (e == OK)
		printf("%s: %s\n", cli->operands[1], mark ? "under correction" : clear ? "no longer under correction" : "corrected");
	return e;
}

static enum err do_relative_list(struct ctx *cx, struct cli *cli, struct desk *d)
{
	size_t count = 0;
	enum err e = guardian_list(cx, d, cli_has(cli, "json"), &count);
	if (e == OK)
		fprintf(stderr, "%zu request%s wait%s\n", count, count == 1 ? "" : "s", count == 1 ? "s" : "");
	return e;
}

static enum err do_relative_accounts(struct ctx *cx, struct cli *cli, struct desk *d)
{
	size_t count = 0;
	enum err e = connection_list(cx, d, slice_str(cli->operands[1]), cli_has(cli, "json"), &count);
	if (e == OK)
		fprintf(stderr, "%zu account%s\n", count, count == 1 ? "" : "s");
	return e;
}

static enum err do_relative_end(struct ctx *cx, struct cli *cli, struct desk *d)
{
	enum err e = connection_end(cx, d, slice_str(cli->operands[1]), slice_str(cli->operands[2]));
	if (e == OK)
		printf("%s: ended\n", cli->operands[2]);
	return e;
}

static enum err do_relative_confirm(struct ctx *cx, struct cli *cli, struct desk *d)
{
	enum err e = guardian_confirm(cx, d, cli->operands[1], cli_has(cli, "guardian"));
	if (e == OK)
		printf("%s: confirmed\n", cli->operands[1]);
	return e;
}

static enum err do_relative_decline(struct ctx *cx, struct cli *cli, struct desk *d)
{
	enum err e = guardian_decline(cx, d, cli->operands[1]);
	if (e == OK)
		printf("%s: declined\n", cli->operands[1]);
	return e;
}

static enum err do_application_add(struct ctx *cx, struct cli *cli, struct desk *d)
{
	enum err e = progress_add(cx, d, cli->operands[1]);
	if (e == OK)
		printf("%s: kept\n", cli->operands[1]);
	return e;
}

static enum err do_application_import(struct ctx *cx, struct cli *cli, struct desk *d)
{
	struct progress_import i = { .dry_run = cli_has(cli, "dry-run"), .json = cli_has(cli, "json"), .replace = cli_has(cli, "replace") };
	enum err e = progress_import(cx, d, cli->operands[1], &i);
	if (e == OK)
		fprintf(stderr, "%zu application%s, %zu refused%s\n", i.lines, i.lines == 1 ? "" : "s", i.refused, i.dry_run ? "; nothing written" : "");
	return e == OK && i.refused ? fail(cx, ERR_RECORD, "%zu of %zu applications refused; the others are kept", i.refused, i.lines) : e;
}

static enum err do_application_update(struct ctx *cx, struct cli *cli, struct desk *d)
{
	struct progress_step step = { cli_get(cli, "step"), cli_get(cli, "at"), cli_get(cli, "note-en"), cli_get(cli, "note-zh") };
	if (!step.step)
		return fail(cx, ERR_USAGE, "--step STEP is needed");
	enum err e = progress_update(cx, d, cli->operands[1], &step);
	if (e == OK)
		printf("%s: %s\n", cli->operands[1], step.step);
	return e;
}

static enum err do_application_show(struct ctx *cx, struct cli *cli, struct desk *d) { return progress_show(cx, d, cli->operands[1]); }

/* Commands of two words: the second, how many operands it takes with itself, and what it does. */
struct word {
	const char *name;
	int least, most;
	unsigned parts;
	desk_work *work;
};

/* The help's own line says what was wanted: no word fits. */
static enum err wrong_word(struct ctx *cx, struct cli *cli, struct desk *d)
{
	(void)d;
	return fail(cx, ERR_USAGE, "%s %s: no such command, or not with so many operands; `%s --help` shows them", cli->command, cli->operands[0], cli->command);
}

static int run_word(struct cli *cli, const struct word *words)
{
	for (; words->name; words++) {
		if (strcmp(cli->operands[0], words->name) == 0 && cli->operand_count >= words->least && cli->operand_count <= words->most)
			return command_at_desk(cli, words->parts, words->work);
	}
	return command_at_desk(cli, 0, wrong_word);
}

int words_record(struct cli *cli)
{
	static const struct word words[] = { { "show", 1, 2, DESK_READ, do_record_show },
		{ "correct", 2, 3, DESK_WRITE | DESK_CHECK, do_record_correct }, { 0 } };
	return run_word(cli, words);
}

int words_application(struct cli *cli)
{
	static const struct word words[] = { { "add", 2, 2, DESK_WRITE | DESK_CHECK, do_application_add },
		{ "update", 2, 2, DESK_WRITE | DESK_CHECK, do_application_update }, { "import", 2, 2, DESK_WRITE | DESK_CHECK, do_application_import },
		{ "show", 2, 2, DESK_READ, do_application_show }, { 0 } };
	return run_word(cli, words);
}

int words_relative(struct cli *cli)
{
	static const struct word words[] = { { "list", 1, 1, DESK_READ, do_relative_list }, { "confirm", 2, 2, DESK_WRITE, do_relative_confirm },
		{ "decline", 2, 2, DESK_WRITE, do_relative_decline }, { "accounts", 2, 2, DESK_READ, do_relative_accounts },
		{ "end", 3, 3, DESK_WRITE, do_relative_end }, { 0 } };
	return run_word(cli, words);
}

int words_offices(struct cli *cli)
{
	static const struct word words[] = { { "import", 2, 2, DESK_WRITE | DESK_CHECK, do_offices_import }, { "list", 1, 1, DESK_READ, do_offices_list }, { 0 } };
	return run_word(cli, words);
}
