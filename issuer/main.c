/* Owns: cinnabar-issuer's command line: one function a command, each opening the desk it needs. */
#include "base/cli.h"
#include "base/file.h"
#include "base/limits.h"
#include "issuer/change.h"
#include "issuer/connection.h"
#include "issuer/counter.h"
#include "issuer/directory.h"
#include "issuer/guardian.h"
#include "issuer/import.h"
#include "issuer/progress.h"
#include "issuer/publish.h"
#include "issuer/serve.h"
#include "issuer/show.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_now(void) { return (int64_t)time(NULL); }

static void on_signal(int number __attribute__((unused))) { import_stop(); }

static const char *operator_name(const struct cli *cli)
{
	const char *name = cli_get(cli, "operator");
	if (!name)
		name = getenv("CINNABAR_OPERATOR");
	if (!name)
		name = getenv("USER");
	return name && *name ? name : "unknown";
}

static enum err read_number(struct ctx *cx, const char *name, const char *text, long low, long high, long *out)
{
	char *end = NULL;
	if (!text)
		return OK;
	*out = strtol(text, &end, 10);
	if (end == text || *end || *out < low || *out > high)
		return fail(cx, ERR_USAGE, "--%s: want a whole number from %ld to %ld", name, low, high);
	return OK;
}

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
	return fail(cx, ERR_USAGE, "--%s: want one line of at most %d printable characters (NFC)", name, LIMIT_PROOF_OPTION);
}

/* What does not depend on the home: a wrong option is refused before anything is opened. days -1 = issuer.proof-days. */
static enum err read_making(struct ctx *cx, const struct cli *cli, struct making *out)
{
	long days = -1;
	enum err e = read_number(cx, "proof-days", cli_get(cli, "proof-days"), 1, LIMIT_PROOF_DAYS, &days);
	if (e == OK && cli_has(cli, "mask"))
		e = read_mask(cx, cli_get(cli, "mask"), &out->mask);
	if (e == OK)
		e = read_line(cx, cli, "recipient", &out->recipient);
	if (e == OK)
		e = read_line(cx, cli, "purpose", &out->purpose);
	out->proof_days = (int)days;
	return e;
}

static enum err sweep(struct ctx *cx, const struct cli *cli, const struct desk *d)
{
	size_t voided = 0;
	enum err e = documents_sweep(cx, d->store, &voided);
	if (e == OK && voided)
		fprintf(stderr, "%s: %zu number%s left over by an interrupted run %s void now\n", cli->program, voided, voided == 1 ? "" : "s", voided == 1 ? "is" : "are");
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
	struct import import = { .records_only = true, .clock = clock_now, .dry_run = cli_has(cli, "dry-run") };
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	enum err e = read_number(cx, "jobs", cli_get(cli, "jobs"), 1, 64, &jobs);
	if (e == OK)
		e = import.dry_run ? open_dry(cx, cli, DESK_CHECK, &d)
				   : desk_open(cx, cli_home(cli), DESK_WRITE | DESK_CHECK, NULL, operator_name(cli), &d);
	if (e == OK) {
		import.jobs = (int)jobs;
		import.group = (size_t)d->group;
		e = import_run(cx, d, job->path, &import, tell);
	}
	desk_close(d);
	return e;
}

static enum err run_making(struct ctx *cx, const struct cli *cli, const struct job *job, struct tell *tell)
{
	struct desk *d = NULL;
	bool whole = job->whole;
	struct import import = { .making = { .series = true }, .whole = whole, .clock = clock_now, .out_folder = cli_get(cli, "out"),
		.dry_run = cli_has(cli, "dry-run") };
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned parts = DESK_WRITE | DESK_DRAW | DESK_SEAL | DESK_LISTS;
	enum err e = read_number(cx, "jobs", whole ? NULL : cli_get(cli, "jobs"), 1, 64, &jobs);
	if (e == OK)
		e = read_making(cx, cli, &import.making);
	if (e == OK && job->replaces.p)
		e = change_number(cx, job->replaces, &import.making.replaces);
	if (e == OK)
		e = import.dry_run ? open_dry(cx, cli, DESK_DRAW, &d)
				   : desk_open(cx, cli_home(cli), parts, cli_get(cli, "passphrase-file"), operator_name(cli), &d);
	if (e == OK && import.making.proof_days < 0)
		import.making.proof_days = (int)d->proof_days;
	if (e == OK && !import.dry_run)
		e = sweep(cx, cli, d);
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

static int making(struct cli *cli, const struct job *job)
{
	struct ctx cx;
	struct tell tell = { .json = cli_has(cli, "json"), .clock = clock_now, .started = clock_now() };
	struct sigaction action = { .sa_handler = on_signal };
	tell.bar = !tell.json && !job->whole && can_draw();
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	ctx_init(&cx, clock_now());
	enum err e = job->records_only ? keep_records(&cx, cli, job, &tell) : run_making(&cx, cli, job, &tell);
	if (tell.done || e == OK)
		tell_end(&tell);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	if (e == OK && tell.counts[OUTCOME_REFUSED] + tell.counts[OUTCOME_VOID] + tell.counts[OUTCOME_FAILED])
		code = tell.counts[OUTCOME_VOID] + tell.counts[OUTCOME_FAILED] ? EXIT_INTERNAL : EXIT_NOT_VALID;
	ctx_free(&cx);
	return code;
}

static int run_import(struct cli *cli) { return making(cli, &(struct job){ .path = cli->operands[0] }); }
static int run_register(struct cli *cli) { return making(cli, &(struct job){ .path = cli->operands[0], .records_only = true }); }
static int run_issue(struct cli *cli) { return making(cli, &(struct job){ .path = cli->operands[0], .whole = true }); }

static int run_correct(struct cli *cli)
{
	return making(cli, &(struct job){ .path = cli->operands[1], .replaces = slice_str(cli->operands[0]), .whole = true });
}

/* Opens a desk, does one thing, closes it. */
typedef enum err desk_work(struct ctx *cx, struct cli *cli, struct desk *d);

static desk_work do_serve;

static int at_desk(struct cli *cli, unsigned parts, desk_work *work)
{
	struct ctx cx;
	struct desk *d = NULL;
	ctx_init(&cx, clock_now());
	const char *passphrase = parts & (DESK_SEAL | DESK_LISTS) ? cli_get(cli, "passphrase-file") : NULL;
	/* The running issuer writes the accounts it acts for. */
	bool names_officer = parts & DESK_WRITE && work != do_serve;
	enum err e = desk_open(&cx, cli_home(cli), parts, passphrase, names_officer ? operator_name(cli) : "", &d);
	if (e == OK)
		e = work(&cx, cli, d);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	if (e == ERR_RECORD)
		code = EXIT_NOT_VALID;
	desk_close(d);
	ctx_free(&cx);
	return code;
}

static enum err change_to(struct ctx *cx, struct cli *cli, struct desk *d, enum document_state to, const char *fallback)
{
	const char *reason = cli_get(cli, "reason");
	enum err e = change_state(cx, d, slice_str(cli->operands[0]), to, reason ? reason : fallback);
	if (e == OK)
		printf("%s: %s; publish to tell the outside\n", cli->operands[0], document_state_name(to));
	return e;
}

static enum err do_suspend(struct ctx *cx, struct cli *cli, struct desk *d) { return change_to(cx, cli, d, DOCUMENT_SUSPENDED, "under-review"); }
static enum err do_reinstate(struct ctx *cx, struct cli *cli, struct desk *d) { return change_to(cx, cli, d, DOCUMENT_ISSUED, "review-closed"); }
static enum err do_revoke(struct ctx *cx, struct cli *cli, struct desk *d) { return change_to(cx, cli, d, DOCUMENT_REVOKED, NULL); }

static enum err do_mark(struct ctx *cx, struct cli *cli, struct desk *d)
{
	bool clear = cli_has(cli, "clear");
	enum err e = change_mark(cx, d, slice_str(cli->operands[0]), !clear);
	if (e == OK)
		printf("%s: %s\n", cli->operands[0], clear ? "no longer under correction" : "under correction");
	return e;
}

static enum err do_show(struct ctx *cx, struct cli *cli, struct desk *d)
{
	return show_document(cx, d, slice_str(cli->operands[0]), cli_has(cli, "json"));
}

static enum err do_list(struct ctx *cx, struct cli *cli, struct desk *d)
{
	const char *state_name = cli_get(cli, "state"), *kind = cli_get(cli, "kind");
	enum document_state state = DOCUMENT_NONE;
	size_t count = 0;
	for (int s = DOCUMENT_RESERVED; state_name && s <= DOCUMENT_VOID; s++) {
		if (strcmp(state_name, document_state_name((enum document_state)s)) == 0)
			state = (enum document_state)s;
	}
	if (state_name && !state)
		return fail(cx, ERR_USAGE, "--state: want reserved, issued, suspended, revoked, superseded or void");
	if (kind && kind_parse(slice_str(kind)) == KIND_NONE)
		return fail(cx, ERR_USAGE, "--kind: want visa, pr-card, passport or identity-link");
	enum err e = show_list(cx, d, state, kind ? kind_parse(slice_str(kind)) : KIND_NONE, cli_has(cli, "json"), &count);
	if (e == OK)
		fprintf(stderr, "%zu document%s\n", count, count == 1 ? "" : "s");
	return e;
}

static enum err do_export(struct ctx *cx, struct cli *cli, struct desk *d)
{
	const char *out = cli_get(cli, "out");
	size_t count = 0;
	if (!out)
		return fail(cx, ERR_USAGE, "-o FILE (or a folder with --all) is needed");
	if (cli_has(cli, "all") == (cli->operand_count > 0))
		return fail(cx, ERR_USAGE, "give a number, or --all");
	if (cli->operand_count)
		return show_export(cx, d, slice_str(cli->operands[0]), out, cli_has(cli, "force"));
	enum err e = show_export_all(cx, d, out, &count);
	if (e == OK)
		fprintf(stderr, "%zu file%s in %s\n", count, count == 1 ? "" : "s", out);
	return e;
}

static enum err do_publish(struct ctx *cx, struct cli *cli, struct desk *d)
{
	struct published_counts counts;
	enum err e = publish_all(cx, d, cli_get(cli, "out"), &counts);
	if (e == OK)
		printf("published %u status list%s, the trust list and the root certificate, %zu bytes\n", counts.lists, counts.lists == 1 ? "" : "s", counts.bytes);
	return e;
}

static enum err do_audit(struct ctx *cx, struct cli *cli, struct desk *d)
{
	size_t count = 0;
	char head[65];
	enum err e = show_audit(cx, d, cli_has(cli, "json"), &count, head);
	if (e == OK)
		fprintf(stderr, "%zu entr%s, chain unbroken, head %s\n", count, count == 1 ? "y" : "ies", head);
	return e;
}

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

static void tell_ready(const struct desk *d)
{
	fprintf(stderr, "cinnabar-issuer serve: ready on %s\n", conf_get(d->conf, "issuer.socket"));
}

static enum err do_serve(struct ctx *cx, struct cli *cli, struct desk *d)
{
	enum err e = sweep(cx, cli, d);
	if (e == OK)
		e = desk_file_stocks(cx, d);
	return e == OK ? serve_acts(cx, d, clock_now, tell_ready) : e;
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

static enum err do_binding_code(struct ctx *cx, struct cli *cli, struct desk *d) { return counter_code(cx, d, slice_str(cli->operands[0])); }

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

static int run_suspend(struct cli *cli) { return at_desk(cli, DESK_WRITE, do_suspend); }
static int run_reinstate(struct cli *cli) { return at_desk(cli, DESK_WRITE, do_reinstate); }
static int run_revoke(struct cli *cli) { return at_desk(cli, DESK_WRITE, do_revoke); }
static int run_mark(struct cli *cli) { return at_desk(cli, DESK_WRITE, do_mark); }
static int run_show(struct cli *cli) { return at_desk(cli, DESK_READ, do_show); }
static int run_list(struct cli *cli) { return at_desk(cli, DESK_READ, do_list); }
static int run_export(struct cli *cli) { return at_desk(cli, DESK_READ, do_export); }
static enum err do_reports(struct ctx *cx, struct cli *cli, struct desk *d)
{
	size_t count = 0;
	enum err e = show_reports(cx, d, cli->operand_count ? cli->operands[0] : NULL, cli_has(cli, "json"), &count);
	if (e == OK)
		fprintf(stderr, "%zu report%s\n", count, count == 1 ? "" : "s");
	return e;
}

static int run_reports(struct cli *cli) { return at_desk(cli, DESK_READ, do_reports); }
static int run_serve(struct cli *cli) { return at_desk(cli, DESK_WRITE | DESK_DRAW | DESK_SEAL | DESK_LISTS, do_serve); }
static int run_audit(struct cli *cli) { return at_desk(cli, DESK_READ, do_audit); }
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
			return at_desk(cli, words->parts, words->work);
	}
	return at_desk(cli, 0, wrong_word);
}

static int run_record(struct cli *cli)
{
	static const struct word words[] = { { "show", 1, 2, DESK_READ, do_record_show },
		{ "correct", 2, 3, DESK_WRITE | DESK_CHECK, do_record_correct }, { 0 } };
	return run_word(cli, words);
}

static int run_application(struct cli *cli)
{
	static const struct word words[] = { { "add", 2, 2, DESK_WRITE | DESK_CHECK, do_application_add },
		{ "update", 2, 2, DESK_WRITE | DESK_CHECK, do_application_update }, { "import", 2, 2, DESK_WRITE | DESK_CHECK, do_application_import },
		{ "show", 2, 2, DESK_READ, do_application_show }, { 0 } };
	return run_word(cli, words);
}

static int run_relative(struct cli *cli)
{
	static const struct word words[] = { { "list", 1, 1, DESK_READ, do_relative_list }, { "confirm", 2, 2, DESK_WRITE, do_relative_confirm },
		{ "decline", 2, 2, DESK_WRITE, do_relative_decline }, { "accounts", 2, 2, DESK_READ, do_relative_accounts },
		{ "end", 3, 3, DESK_WRITE, do_relative_end }, { 0 } };
	return run_word(cli, words);
}

static int run_offices(struct cli *cli)
{
	static const struct word words[] = { { "import", 2, 2, DESK_WRITE | DESK_CHECK, do_offices_import }, { "list", 1, 1, DESK_READ, do_offices_list }, { 0 } };
	return run_word(cli, words);
}

static int run_binding_code(struct cli *cli) { return at_desk(cli, DESK_WRITE, do_binding_code); }
static int run_publish(struct cli *cli) { return at_desk(cli, DESK_READ | DESK_LISTS, do_publish); }

#define PASSPHRASE_OPTION { "passphrase-file", "FILE", "passphrase of the keys (else CINNABAR_PASSPHRASE, else asked)", 'p' }
#define OPERATOR_OPTION { "operator", "NAME", "who acts, for the audit (default: CINNABAR_OPERATOR, else USER)", 0 }
#define JSON_OPTION { "json", NULL, "one JSON object a line", 'j' }
#define MAKING_OPTIONS \
	{ "recipient", "TEXT", "institution the proof is made for", 'r' }, { "purpose", "TEXT", "what the proof is made for", 'u' }, \
	{ "proof-days", "N", "days the proof may be relied on (default: issuer.proof-days)", 'd' }, \
	{ "mask", "FIELDS", "fields to mask, separated by commas (number,passport_number ...)", 'm' }, \
	{ "out", "DIR", "also put the PDFs here", 'o' }, { "dry-run", NULL, "check everything, issue nothing", 'n' }, \
	JSON_OPTION, PASSPHRASE_OPTION, OPERATOR_OPTION

static const struct cli_option import_options[] = { MAKING_OPTIONS, { "jobs", "N", "threads (default: one per core)", 0 }, { 0 } };
static const struct cli_option register_options[] = { { "dry-run", NULL, "check everything, keep nothing", 'n' }, JSON_OPTION, OPERATOR_OPTION,
	{ "jobs", "N", "threads (default: one per core)", 0 }, { 0 } };
static const struct cli_option issue_options[] = { MAKING_OPTIONS, { 0 } };
static const struct cli_option change_options[] = { { "reason", "CODE", "why: a code from a list (a wrong one prints the list)", 'r' },
	OPERATOR_OPTION, { 0 } };
static const struct cli_option mark_options[] = { { "clear", NULL, "the correction is done", 'c' }, OPERATOR_OPTION, { 0 } };
static const struct cli_option json_options[] = { JSON_OPTION, { 0 } };
static const struct cli_option list_options[] = { { "state", "STATE", "only these", 's' }, { "kind", "KIND", "only these", 'k' }, JSON_OPTION, { 0 } };
static const struct cli_option export_options[] = { { "out", "FILE", "where to (\"-\" = standard output); with --all a folder", 'o' },
	{ "all", NULL, "every document", 'a' }, { "force", NULL, "replace a file that exists", 'f' }, { 0 } };
static const struct cli_option offices_options[] = { { "replace", NULL, "the file is the whole list: offices it does not name are removed", 0 },
	{ "dry-run", NULL, "check everything, write nothing", 'n' }, JSON_OPTION, OPERATOR_OPTION, { 0 } };
static const struct cli_option record_options[] = { { "person", "ID", "show: all records of this person", 0 },
	{ "case", "CODE", "correct: the record is under correction in this case", 0 }, { "clear", NULL, "correct: it is no longer", 'c' }, OPERATOR_OPTION, { 0 } };
static const struct cli_option code_options[] = { OPERATOR_OPTION, { 0 } };
static const struct cli_option relative_options[] = { { "guardian", NULL, "confirm: of a child, until the 18th birthday at most", 'g' }, JSON_OPTION,
	OPERATOR_OPTION, { 0 } };
static const struct cli_option application_options[] = { { "step", "STEP", "update: what happened (a wrong one prints the list)", 's' },
	{ "at", "DATE", "update: when (default: today at the office)", 't' }, { "note-en", "TEXT", "update: what the applicant should know, in English", 0 },
	{ "note-zh", "TEXT", "update: the same in Chinese", 0 }, { "dry-run", NULL, "import: check everything, write nothing", 'n' },
	{ "replace", NULL, "import: also where kept steps go or change, or the applicant does", 0 }, JSON_OPTION, OPERATOR_OPTION, { 0 } };
static const struct cli_option publish_options[] = { { "out", "DIR", "folder (default: publish.folder)", 'o' }, PASSPHRASE_OPTION, { 0 } };

static const struct cli_option serve_options[] = { PASSPHRASE_OPTION, { 0 } };

static const struct cli_command commands[] = {
	{ "import", "FILE.ndjson", "check records, one a line, keep them and issue their documents", import_options, 1, 1, run_import },
	{ "register", "FILE.ndjson", "check records, one a line, and keep them without issuing documents", register_options, 1, 1, run_register },
	{ "issue", "RECORD.json", "check one record and issue its document", issue_options, 1, 1, run_issue },
	{ "correct", "NUMBER RECORD.json", "issue the corrected successor; the old document becomes superseded", issue_options, 2, 2, run_correct },
	{ "show", "NUMBER", "one document", json_options, 1, 1, run_show },
	{ "list", "", "all documents", list_options, 0, 0, run_list },
	{ "export", "[NUMBER]", "the PDF as issued", export_options, 0, 1, run_export },
	{ "suspend", "NUMBER", "take a document out of force for the time being", change_options, 1, 1, run_suspend },
	{ "reinstate", "NUMBER", "put a suspended document back in force", change_options, 1, 1, run_reinstate },
	{ "revoke", "NUMBER", "take a document out of force for ever", change_options, 1, 1, run_revoke },
	{ "mark", "NUMBER", "say that an entry is being corrected; the document stays in force", mark_options, 1, 1, run_mark },
	{ "record", "show|correct [IDENTITY] [RECORD.json]", "a kept record as JSON; put it right, or mark it", record_options, 1, 3, run_record },
	{ "binding-code", "IDENTITY|NUMBER", "a code for the person of a record, to bind an account with", code_options, 1, 1, run_binding_code },
	{ "relative", "list|confirm|decline|accounts|end [REQUEST | IDENTITY [ACCOUNT]]", "who may act for somebody: the office's word", relative_options, 1, 3,
		run_relative },
	{ "application", "add|import FILE|update|show NUMBER", "applications and their steps, as the portal shows them", application_options, 1, 2,
		run_application },
	{ "publish", "", "sign and write status lists and trust list", publish_options, 0, 0, run_publish },
	{ "offices", "import FILE.ndjson|list", "take in the list of offices, one a line, or print it", offices_options, 1, 2, run_offices },
	{ "reports", "[CASE]", "what holders say is wrong with their records", json_options, 0, 1, run_reports },
	{ "serve", "", "answer the portal on a Unix socket (issuer.socket)", serve_options, 0, 0, run_serve },
	{ "audit", "", "who did what when; checks the chain", json_options, 0, 0, run_audit },
	{ 0 },
};

int main(int argc, char **argv)
{
	return cli_main(argc, argv, "turns the authority's records into sealed documents", commands);
}
