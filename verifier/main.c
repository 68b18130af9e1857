/* Owns: cinnabar-verifier's command line: check one thing, serve, look at the configuration. */
#include "base/cli.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "verifier/home.h"
#include "verifier/report.h"
#include "verifier/serve.h"
#include "verifier/sources_live.h"
#include "verifier/sources_offline.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t clock_now(void) { return (int64_t)time(NULL); }

/* The opened half of the world that answers: a registry or a bundle. */
struct backing {
	struct trust *trust;
	struct store *store;
	struct live *live;
	struct offline *offline;
	const struct sources *sources;
};

/* own: the trust list of our home, or NULL. */
static enum err open_bundle(struct ctx *cx, const char *bundle, const char *root_file, const char *own, struct backing *b)
{
	struct slice root;
	enum err e = home_root(cx, root_file, &root);
	if (e == OK)
		e = sources_offline_open(cx, bundle, root, own, &b->offline);
	if (e == OK)
		b->sources = sources_offline(b->offline);
	return e;
}

static enum err open_registry(struct ctx *cx, const struct conf *conf, struct backing *b)
{
	enum err e = trust_load(cx, conf, &b->trust);
	if (e == OK)
		e = home_store(cx, conf, &b->store);
	if (e == OK)
		e = sources_live_open(cx, b->store, b->trust, &b->live);
	if (e == OK)
		b->sources = sources_live(b->live);
	return e;
}

/* With a root file of its own a bundle needs no home, and none is looked at. */
static enum err open_backing(struct ctx *cx, const struct cli *cli, struct conf **conf, struct backing *b)
{
	const char *bundle = cli_get(cli, "offline"), *root_file = cli_get(cli, "root");
	if (root_file && !bundle)
		return fail(cx, ERR_USAGE, "--root FILE goes with --offline BUNDLE");
	if (root_file)
		return open_bundle(cx, bundle, root_file, NULL, b);
	enum err e = conf_load(cx, cli_home(cli), conf_known, conf);
	if (e != OK)
		return e;
	return bundle ? open_bundle(cx, bundle, conf_path(cx, *conf, "trust.root"), conf_path(cx, *conf, "trust.list"), b) : open_registry(cx, *conf, b);
}

static void close_backing(struct backing *b)
{
	sources_offline_close(b->offline);
	sources_live_close(b->live);
	if (b->store)
		store_close(b->store);
	trust_free(b->trust);
}

/* Exactly one question: a file, a seal, or number with code. */
static enum err read_question(struct ctx *cx, const struct cli *cli, struct buf *file, struct question *q)
{
	const char *seal = cli_get(cli, "seal"), *number = cli_get(cli, "number"), *code = cli_get(cli, "code");
	int questions = (cli->operand_count > 0) + (seal != NULL) + (number != NULL || code != NULL);
	if (questions != 1 || !number != !code)
		return fail(cx, ERR_USAGE, "give one thing to check: FILE.pdf, or --seal TEXT, or --number N with --code C");
	if (seal) {
		*q = (struct question){ .kind = QUESTION_SEAL, .seal = slice_str(seal) };
		return OK;
	}
	if (number) {
		*q = (struct question){ .kind = QUESTION_CODE, .number = slice_str(number), .code = slice_str(code) };
		return OK;
	}
	enum err e = file_read(cx, cli->operands[0], file);
	if (e == ERR_LIMIT) {
		/* Too long a file is an answer about the file, not a failure of ours: the pipeline says so by the length alone. */
		ctx_forgive(cx);
		buf_reset(file);
		buf_fill(file, 0, LIMIT_PDF_BYTES + 1);
		e = OK;
	}
	*q = (struct question){ .kind = QUESTION_PDF, .pdf = buf_slice(file) };
	return e;
}

/* The instant to judge at; the trust list itself is opened at the wall clock, and says by which clock a day begins. */
static enum err read_instant(struct ctx *cx, const struct cli *cli, int utc_offset, int64_t *at)
{
	const char *text = cli_get(cli, "at");
	*at = cx->now;
	if (text && !instant_typed(slice_str(text), utc_offset, at))
		return fail(cx, ERR_USAGE, "--at: want 2026-03-10T12:00:00Z, 2026-03-10T20:00:00+08:00 or 2026-03-10");
	return OK;
}

static int print_answer(const struct cli *cli, const struct answer *a)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	const char *language = cli_get(cli, "lang");
	bool chinese = language && strcmp(language, "zh") == 0;
	if (cli_has(cli, "json")) {
		report_json(a, chinese, &out);
		buf_putc(&out, '\n');
	} else {
		report_text(a, chinese, &out);
	}
	fwrite(out.p, 1, out.n, stdout); /* cli_main tells a failure */
	buf_free(&out);
	return report_exit_code(a->verdict.word);
}

static int run_check(struct cli *cli)
{
	struct ctx cx;
	struct conf *conf = NULL;
	struct backing backing = { 0 };
	struct question question = { 0 };
	struct answer answer;
	struct buf file;
	buf_init(&file, LIMIT_PDF_BYTES + 1);
	ctx_init(&cx, clock_now());
	int64_t at = 0;
	enum err e = read_instant(&cx, cli, 0, &at); /* a wrong one is told before anything is opened */
	const char *language = cli_get(cli, "lang");
	if (e == OK && language && strcmp(language, "zh") != 0 && strcmp(language, "en") != 0)
		e = fail(&cx, ERR_USAGE, "--lang: want en or zh");
	if (e == OK)
		e = read_question(&cx, cli, &file, &question);
	if (e == OK)
		e = open_backing(&cx, cli, &conf, &backing);
	if (e == OK)
		e = read_instant(&cx, cli, backing.sources->trust->utc_offset, &at);
	cx.now = at;
	if (e == OK)
		e = verify(&cx, backing.sources, &question, &answer);
	int code = e == OK ? print_answer(cli, &answer) : cli_fail(cli, &cx);
	close_backing(&backing);
	conf_free(conf);
	buf_free(&file);
	ctx_free(&cx);
	return code;
}

static int run_serve(struct cli *cli)
{
	struct ctx cx;
	struct conf *conf = NULL;
	ctx_init(&cx, clock_now());
	enum err e = conf_load(&cx, cli_home(cli), conf_known, &conf);
	if (e == OK && cli_has(cli, "listen"))
		e = conf_set(&cx, conf, "verifier.listen", cli_get(cli, "listen"));
	if (e == OK && cli_has(cli, "admin-listen"))
		e = conf_set(&cx, conf, "verifier.admin-listen", cli_get(cli, "admin-listen"));
	if (e == OK)
		e = serve_run(&cx, conf);
	int code = e == OK ? 0 : cli_fail(cli, &cx);
	conf_free(conf);
	ctx_free(&cx);
	return code;
}

static const struct cli_option check_options[] = {
	{ "seal", "TEXT", "check a scanned or typed seal (QR) instead of a file", 's' },
	{ "number", "N", "document number, together with --code", 'n' },
	{ "code", "C", "verification code", 'c' },
	{ "json", NULL, "answer as JSON", 'j' },
	{ "at", "TIME", "judge as of this instant (2026-03-10T12:00:00Z, 2026-03-10T20:00:00+08:00, or a date)", 't' },
	{ "offline", "BUNDLE", "use a folder of published files instead of the registry", 'o' },
	{ "root", "FILE", "with --offline: the pinned root certificate; no home is needed", 'r' },
	{ "lang", "en|zh", "language of the sentences", 'l' },
	{ 0 },
};

static const struct cli_option serve_options[] = {
	{ "listen", "ADDR:PORT", "public address (default: verifier.listen)", 'a' },
	{ "admin-listen", "ADDR:PORT", "address of /metrics, /livez and /readyz", 0 },
	{ 0 },
};

static const struct cli_command commands[] = {
	{ "check", "[FILE.pdf]", "judge one document and say why", check_options, 0, 1, run_check },
	{ "serve", "", "run the public verification server", serve_options, 0, 0, run_serve },
	{ 0 },
};

int main(int argc, char **argv)
{
	return cli_main(argc, argv, "checks the authority's documents", commands);
}
