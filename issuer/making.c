/* Owns: options into an import, and its outcome into an exit code (making.h). */
#include "issuer/making.h"

#include "base/file.h"
#include "base/limits.h"
#include "issuer/change.h"
#include "issuer/command.h"
#include "issuer/import.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_signal(int number __attribute__((unused))) { import_stop(); }

static const char *mask_words(struct ctx *cx, uint64_t maskable)
{
	const char *words = "";
	for (int id = FIELD_NONE + 1; id < FIELD_COUNT; id++) {
		if (maskable & PROOF_BIT(id))
			words = ctx_printf(cx, "%s %s", words, field_of((enum field_id)id)->key);
	}
	return words;
}

/* "number,passport_number": each key must be maskable in some kind; each kind then takes its own. */
static enum err read_mask(struct ctx *cx, const char *text, uint64_t *mask)
{
	uint64_t maskable = 0;
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
		maskable |= proof_maskable((enum kind)kind);
	struct slice rest = slice_str(text);
	while (rest.n) {
		size_t comma = slice_find(rest, SLICE(","), 0);
		struct slice key = slice_sub(rest, 0, comma);
		enum field_id field = field_parse(key);
		if (field == FIELD_NONE || !(maskable >> field & 1))
			return fail(cx, ERR_USAGE, "--mask: \"%.*s\" is none of%s", SLICE_FMT(slice_sub(key, 0, 40)), mask_words(cx, maskable));
		*mask |= PROOF_BIT(field);
		rest = comma == SIZE_MAX ? (struct slice){ 0 } : slice_sub(rest, comma + 1, rest.n);
	}
	return OK;
}

static enum err read_line(struct ctx *cx, const struct cli *cli, const char *name, struct slice *out)
{
	*out = slice_str(cli_get(cli, name));
	if (proof_is_line(*out))
		return OK;
	return fail(cx, ERR_USAGE, "--%s: want one line of at most %d printable characters (NFC), without spaces around it", name, LIMIT_PROOF_OPTION);
}

/* What does not depend on the home: a wrong option is refused before anything is opened. days -1 = issuer.proof-days. */
static enum err read_making(struct ctx *cx, const struct cli *cli, struct making *out)
{
	long days = -1;
	enum err e = command_number(cx, "proof-days", cli_get(cli, "proof-days"), 1, LIMIT_PROOF_DAYS, &days);
	if (e == OK && cli_has(cli, "mask"))
		e = read_mask(cx, cli_get(cli, "mask"), &out->mask);
	if (e == OK)
		e = read_line(cx, cli, "recipient", &out->recipient);
	if (e == OK)
		e = read_line(cx, cli, "purpose", &out->purpose);
	out->proof_days = (int)days;
	return e;
}

/* What `import`, `issue`, `correct` and `register` have in common. */
struct job {
	const char *path;
	struct slice replaces;        /* number of the document that is corrected, or absent */
	bool whole, records_only;
};

/* A dry run signs nothing and writes nothing: it needs no key, and a home whose registry is not made yet knows no document. */
static enum err open_dry(struct ctx *cx, const struct cli *cli, unsigned parts, struct desk **d)
{
	if (!file_exists(cli_home(cli)))
		return fail(cx, ERR_CONF, "home folder %s: No such file or directory", cli_home(cli));
	enum err e = desk_open(cx, cli_home(cli), DESK_READ | parts, NULL, "", d);
	if (e != ERR_STORE_MISSING)
		return e;
	ctx_forgive(cx);
	return desk_open(cx, cli_home(cli), parts, NULL, "", d);
}

static enum err keep_records(struct ctx *cx, const struct cli *cli, const struct job *job, struct tell *tell)
{
	struct desk *d = NULL;
	struct import import = { .records_only = true, .clock = command_clock, .dry_run = cli_has(cli, "dry-run") };
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	enum err e = command_number(cx, "jobs", cli_get(cli, "jobs"), 1, 64, &jobs);
	if (e == OK)
		e = import.dry_run ? open_dry(cx, cli, DESK_CHECK, &d)
				   : desk_open(cx, cli_home(cli), DESK_WRITE | DESK_CHECK, NULL, command_operator(cli), &d);
	if (e == OK) {
		import.jobs = (int)jobs;
		import.group = (size_t)d->group;
		e = import_run(cx, d, job->path, &import, tell);
	}
	desk_close(d);
	return e;
}

/* Not each record's fault: told once, and before anything is made. */
static enum err check_printable(struct ctx *cx, const struct desk *d, const struct making *making)
{
	const struct { const char *name; struct slice text; } lines[] = { { "recipient", making->recipient }, { "purpose", making->purpose } };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		int32_t character = fonts_missing(d->fonts, lines[i].text);
		if (character)
			return fail(cx, ERR_USAGE, "--%s: no font can print the character U+%04X", lines[i].name, (unsigned)character);
	}
	return OK;
}

static enum err run_making(struct ctx *cx, const struct cli *cli, const struct job *job, struct tell *tell)
{
	struct desk *d = NULL;
	bool whole = job->whole;
	struct import import = { .making = { .series = true }, .whole = whole, .clock = command_clock, .out_folder = cli_get(cli, "out"),
		.dry_run = cli_has(cli, "dry-run") };
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned parts = DESK_WRITE | DESK_DRAW | DESK_SEAL | DESK_LISTS;
	enum err e = command_number(cx, "jobs", whole ? NULL : cli_get(cli, "jobs"), 1, 64, &jobs);
	if (e == OK)
		e = read_making(cx, cli, &import.making);
	if (e == OK && job->replaces.p)
		e = change_number(cx, job->replaces, &import.making.replaces);
	if (e == OK)
		e = import.dry_run ? open_dry(cx, cli, DESK_DRAW, &d)
				   : desk_open(cx, cli_home(cli), parts, cli_get(cli, "passphrase-file"), command_operator(cli), &d);
	if (e == OK)
		e = check_printable(cx, d, &import.making);
	if (e == OK && import.making.proof_days < 0)
		import.making.proof_days = (int)d->proof_days;
	if (e == OK && !import.dry_run)
		e = command_sweep(cx, cli, d);
	if (e == OK && !import.dry_run)
		e = desk_file_stocks(cx, d);
	if (e == OK) {
		import.jobs = whole ? 1 : (int)jobs;
		import.group = whole ? 1 : (size_t)d->group;
		e = import_run(cx, d, job->path, &import, tell);
	}
	desk_close(d);
	return e;
}

/* A terminal that knows how to clear a line. */
static bool can_draw(void)
{
	const char *term = getenv("TERM");
	return isatty(2) && term && *term && strcmp(term, "dumb") != 0;
}

/* A terminal that is closed ends an import as Ctrl-C does; under nohup it goes on. */
static void take_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal }, before = { .sa_handler = SIG_DFL };
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, NULL, &before);
	if (before.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
}

static int run(struct cli *cli, const struct job *job)
{
	struct ctx cx;
	struct tell tell = { .json = cli_has(cli, "json"), .clock = command_clock, .started = command_clock() };
	tell.bar = !tell.json && !job->whole && can_draw();
	take_signals();
	ctx_init(&cx, command_clock());
	enum err e = job->records_only ? keep_records(&cx, cli, job, &tell) : run_making(&cx, cli, job, &tell);
	if (tell.done || e == OK)
		tell_end(&tell);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	if (e == OK && tell.counts[OUTCOME_REFUSED] + tell.counts[OUTCOME_VOID] + tell.counts[OUTCOME_FAILED])
		code = tell.counts[OUTCOME_VOID] + tell.counts[OUTCOME_FAILED] ? EXIT_INTERNAL : EXIT_NOT_VALID;
	ctx_free(&cx);
	return code;
}

int making_import(struct cli *cli) { return run(cli, &(struct job){ .path = cli->operands[0] }); }
int making_register(struct cli *cli) { return run(cli, &(struct job){ .path = cli->operands[0], .records_only = true }); }
int making_issue(struct cli *cli) { return run(cli, &(struct job){ .path = cli->operands[0], .whole = true }); }

int making_correct(struct cli *cli)
{
	return run(cli, &(struct job){ .path = cli->operands[1], .replaces = slice_str(cli->operands[0]), .whole = true });
}
