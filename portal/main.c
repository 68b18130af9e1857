/* Owns: cinnabar-portal's command line. */
#include "base/cli.h"
#include "portal/serve.h"

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

static const struct cli_option serve_options[] = {
	{ "listen", "ADDR:PORT", "public address (default: portal.listen)", 'a' },
	{ "admin-listen", "ADDR:PORT", "address of /metrics, /livez and /readyz", 0 },
	{ 0 },
};

static const struct cli_command commands[] = {
	{ "serve", "", "run the expats' portal", serve_options, 0, 0, run_serve },
	{ 0 },
};

int main(int argc, char **argv)
{
	return cli_main(argc, argv, "the expats' portal: appointments, progress, records, proofs", commands);
}
