/* Owns: cinnabar-issuer's command line: its table, and the commands of one word that are about documents. */
#include "issuer/change.h"
#include "issuer/command.h"
#include "issuer/counter.h"
#include "issuer/making.h"
#include "issuer/publish.h"
#include "issuer/serve.h"
#include "issuer/show.h"
#include "issuer/words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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

static enum err do_reports(struct ctx *cx, struct cli *cli, struct desk *d)
{
	size_t count = 0;
	enum err e = show_reports(cx, d, cli->operand_count ? cli->operands[0] : NULL, cli_has(cli, "json"), &count);
	if (e == OK)
		fprintf(stderr, "%zu report%s\n", count, count == 1 ? "" : "s");
	return e;
}

static void tell_ready(const struct desk *d)
{
	fprintf(stderr, "cinnabar-issuer serve: ready on %s\n", conf_get(d->conf, "issuer.socket"));
}

static enum err do_serve(struct ctx *cx, struct cli *cli, struct desk *d)
{
	enum err e = command_sweep(cx, cli, d);
	if (e == OK)
		e = desk_file_stocks(cx, d);
	return e == OK ? serve_acts(cx, d, command_clock, tell_ready) : e;
}

static enum err do_binding_code(struct ctx *cx, struct cli *cli, struct desk *d) { return counter_code(cx, d, slice_str(cli->operands[0])); }

static int run_suspend(struct cli *cli) { return command_at_desk(cli, DESK_WRITE, do_suspend); }
static int run_reinstate(struct cli *cli) { return command_at_desk(cli, DESK_WRITE, do_reinstate); }
static int run_revoke(struct cli *cli) { return command_at_desk(cli, DESK_WRITE, do_revoke); }
static int run_mark(struct cli *cli) { return command_at_desk(cli, DESK_WRITE, do_mark); }
static int run_show(struct cli *cli) { return command_at_desk(cli, DESK_READ, do_show); }
static int run_reports(struct cli *cli) { return command_at_desk(cli, DESK_READ, do_reports); }
static int run_list(struct cli *cli) { return command_at_desk(cli, DESK_READ, do_list); }
static int run_export(struct cli *cli) { return command_at_desk(cli, DESK_READ, do_export); }
/* The running issuer writes the accounts it acts for: no officer's name. */
static int run_serve(struct cli *cli) { return command_as(cli, "", DESK_WRITE | DESK_DRAW | DESK_SEAL | DESK_LISTS, do_serve); }
static int run_audit(struct cli *cli) { return command_at_desk(cli, DESK_READ, do_audit); }
static int run_binding_code(struct cli *cli) { return command_at_desk(cli, DESK_WRITE, do_binding_code); }
static int run_publish(struct cli *cli) { return command_at_desk(cli, DESK_READ | DESK_LISTS, do_publish); }

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
	{ "import", "FILE.ndjson", "check records, one a line, keep them and issue their documents", import_options, 1, 1, making_import },
	{ "register", "FILE.ndjson", "check records, one a line, and keep them without issuing documents", register_options, 1, 1, making_register },
	{ "issue", "RECORD.json", "check one record and issue its document", issue_options, 1, 1, making_issue },
	{ "correct", "NUMBER RECORD.json", "issue the corrected successor; the old document becomes superseded", issue_options, 2, 2, making_correct },
	{ "show", "NUMBER", "one document", json_options, 1, 1, run_show },
	{ "list", "", "all documents", list_options, 0, 0, run_list },
	{ "export", "[NUMBER]", "the PDF as issued", export_options, 0, 1, run_export },
	{ "suspend", "NUMBER", "take a document out of force for the time being", change_options, 1, 1, run_suspend },
	{ "reinstate", "NUMBER", "put a suspended document back in force", change_options, 1, 1, run_reinstate },
	{ "revoke", "NUMBER", "take a document out of force for ever", change_options, 1, 1, run_revoke },
	{ "mark", "NUMBER", "say that an entry is being corrected; the document stays in force", mark_options, 1, 1, run_mark },
	{ "record", "show|correct [IDENTITY] [RECORD.json]", "a kept record as JSON; put it right, or mark it", record_options, 1, 3, words_record },
	{ "binding-code", "IDENTITY|NUMBER", "a code for the person of a record, to bind an account with", code_options, 1, 1, run_binding_code },
	{ "relative", "list|confirm|decline|accounts|end [REQUEST | IDENTITY [ACCOUNT]]", "who may act for somebody: the office's word", relative_options, 1, 3,
		words_relative },
	{ "application", "add|import FILE|update|show NUMBER", "applications and their steps, as the portal shows them", application_options, 1, 2,
		words_application },
	{ "publish", "", "sign and write status lists and trust list", publish_options, 0, 0, run_publish },
	{ "offices", "import FILE.ndjson|list", "take in the list of offices, one a line, or print it", offices_options, 1, 2, words_offices },
	{ "reports", "[CASE]", "what holders say is wrong with their records", json_options, 0, 1, run_reports },
	{ "serve", "", "answer the portal on a Unix socket (issuer.socket)", serve_options, 0, 0, run_serve },
	{ "audit", "", "who did what when; checks the chain", json_options, 0, 0, run_audit },
	{ 0 },
};

static int64_t clock_now(void) { return (int64_t)time(NULL); }

int main(int argc, char **argv)
{
	command_begin(clock_now);
	return cli_main(argc, argv, "turns the authority's records into sealed documents", commands);
}
