/* Owns: cinnabar-portal's command line. */
#include "base/cli.h"
#include "portal/officer.h"
#include "portal/sample.h"
#include "portal/serve.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int run_serve(struct cli *cli)
{
	struct ctx cx;
	struct conf *conf = NULL;
	ctx_init(&cx, (int64_t)time(NULL));
	enum err e = conf_load(&cx, cli_home(cli), conf_known, &conf);
	if (e == OK && cli_has(cli, "listen"))
		e = conf_set(&cx, conf, "portal.listen", cli_get(cli, "listen"));
	if (e == OK && cli_has(cli, "admin-listen"))
		e = conf_set(&cx, conf, "portal.admin-listen", cli_get(cli, "admin-listen"));
	if (e == OK)
		e = serve_portal(&cx, conf);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	conf_free(conf);
	ctx_free(&cx);
	return code;
}

static int run_sample(struct cli *cli)
{
	struct ctx cx;
	struct conf *conf = NULL;
	struct client_claim claim = { slice_str(cli_get(cli, "passport")), slice_str(cli_get(cli, "birth")), slice_str(cli_get(cli, "number")) };
	ctx_init(&cx, (int64_t)time(NULL));
	enum err e = conf_load(&cx, cli_home(cli), conf_known, &conf);
	if (e == OK && !(claim.passport_number.n && claim.birth_date.n && claim.number.n && cli_has(cli, "code")))
		e = fail(&cx, ERR_USAGE, "want --passport, --birth, --number and --code (from cinnabar-issuer binding-code)");
	if (e == OK)
		e = sample_make(&cx, conf, slice_str(cli->operands[0]), &claim, slice_str(cli_get(cli, "code")));
	if (e == OK)
		printf("%s %s\n", cli->operands[0], SAMPLE_PASSWORD);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	conf_free(conf);
	ctx_free(&cx);
	return code;
}

static enum err act_on_account(struct ctx *cx, const struct conf *conf, const struct cli *cli)
{
	const char *act = cli->operands[0], *id = cli->operand_count == 2 ? cli->operands[1] : NULL;
	if (!strcmp(act, "list") && !id)
		return officer_list(cx, conf, cli_has(cli, "json"));
	if (id && (!strcmp(act, "lock") || !strcmp(act, "unlock")))
		return officer_lock(cx, conf, id, !strcmp(act, "lock"));
	if (id && !strcmp(act, "recover"))
		return officer_recover(cx, conf, id);
	return fail(cx, ERR_USAGE, "account list, or account lock, unlock or recover with an ID");
}

static int run_account(struct cli *cli)
{
	struct ctx cx;
	struct conf *conf = NULL;
	ctx_init(&cx, (int64_t)time(NULL));
	enum err e = conf_load(&cx, cli_home(cli), conf_known, &conf);
	if (e == OK)
		e = act_on_account(&cx, conf, cli);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	conf_free(conf);
	ctx_free(&cx);
	return code;
}

static const struct cli_option sample_options[] = {
	{ "passport", "N", "passport number of the sample person", 0 },
	{ "birth", "DATE", "birth date of the sample person", 0 },
	{ "number", "N", "number of the visa, permit or card", 0 },
	{ "code", "C", "the counter's code", 0 },
	{ 0 },
};

static const struct cli_option account_options[] = { { "json", NULL, "one JSON object a line", 'j' }, { 0 } };
static const struct cli_option serve_options[] = {
	{ "listen", "ADDR:PORT", "public address (default: portal.listen)", 'a' },
	{ "admin-listen", "ADDR:PORT", "address of /metrics, /livez and /readyz", 0 },
	{ 0 },
};

static const struct cli_command commands[] = {
	{ "account", "list|lock ID|unlock ID|recover ID", "look at accounts, lock one, or print a code for who lost everything", account_options, 1, 2, run_account },
	{ "serve", "", "run the expats' portal", serve_options, 0, 0, run_serve },
	{ "sample", "CONTACT", "in a specimen home: make a sample account and connect it with a sample person", sample_options, 1, 1, run_sample },
	{ 0 },
};

int main(int argc, char **argv)
{
	return cli_main(argc, argv, "the expats' portal: appointments, progress, records, proofs", commands);
}
