/* Owns: command-line parsing and help from tables. */
#include "base/cli.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS 32

static const struct cli_option common[] = {
	{ "home", "DIR", "folder with keys, registry and configuration (default: CINNABAR_HOME, else var)", 'H' },
	{ "help", NULL, "this text", 'h' },
};

struct parsed {
	struct cli cli; /* first member: what commands see */
	const struct cli_command *row;
	const char *home;
	const char *values[MAX_OPTIONS];
};

static size_t option_count(const struct cli_command *c)
{
	size_t n = 0;
	while (c->options && c->options[n].name)
		n++;
	return n;
}

/* The rest of a line that begins at column `at`, broken at spaces so that it fits a terminal. */
static void print_help(FILE *f, int at, const char *help)
{
	enum { WIDTH = 80 };
	while ((int)strlen(help) > WIDTH - at) {
		int n = WIDTH - at;
		while (n > 0 && help[n] != ' ')
			n--;
		if (n == 0)
			break;
		fprintf(f, "%.*s\n%*s", n, help, at, "");
		help += n + 1;
	}
	fprintf(f, "%s\n", help);
}

static void print_option(FILE *f, const struct cli_option *o)
{
	char left[64];
	snprintf(left, sizeof left, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	if (o->letter)
		fprintf(f, "  -%c, %-26s ", o->letter, left);
	else
		fprintf(f, "      %-26s ", left);
	print_help(f, 33, o->help);
}

static void print_command(FILE *f, const char *program, const struct cli_command *c)
{
	fprintf(f, "usage: %s %s [options]%s%s\n%s\n\n", program, c->name, c->operands[0] ? " " : "", c->operands, c->help);
	for (size_t i = 0; i < option_count(c); i++)
		print_option(f, &c->options[i]);
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		print_option(f, &common[i]);
}

static void print_program(FILE *f, const char *program, const char *about, const struct cli_command *commands)
{
	fprintf(f, "%s: %s\n\nusage: %s COMMAND [options]\n\n", program, about, program);
	for (const struct cli_command *c = commands; c->name; c++) {
		fprintf(f, "  %-12s ", c->name);
		print_help(f, 15, c->help);
	}
	fprintf(f, "\n`%s COMMAND --help` tells more.\n"
		"Exit codes: 0 valid or done, 1 not valid, 2 usage or input, 3 unreadable,\n4 undecided, 5 internal.\n", program);
}

static int usage(const struct parsed *p, const char *what, const char *detail)
{
	fprintf(stderr, "%s %s: %s%s; try `%s %s --help`\n", p->cli.program, p->cli.command, what, detail, p->cli.program, p->cli.command);
	return EXIT_USAGE;
}

static void build_getopt(const struct cli_command *c, struct option *longs, char *shorts)
{
	size_t n = option_count(c);
	*shorts++ = ':';
	for (size_t i = 0; i < n + 2; i++) {
		const struct cli_option *o = i < n ? &c->options[i] : &common[i - n];
		longs[i] = (struct option){ .name = o->name, .has_arg = o->arg ? required_argument : no_argument, .val = 1000 + (int)i };
		if (o->letter) {
			*shorts++ = o->letter;
			if (o->arg)
				*shorts++ = ':';
		}
	}
	*shorts = 0;
}

static int index_of_letter(const struct cli_command *c, int letter)
{
	size_t n = option_count(c);
	for (size_t i = 0; i < n + 2; i++) {
		const struct cli_option *o = i < n ? &c->options[i] : &common[i - n];
		if (o->letter == letter)
			return (int)i;
	}
	return -1;
}

/*
 * getopt takes any unambiguous beginning of a name: "--passphrase SECRET" would read a file of that name and print it. Names
 * are therefore compared whole before it looks. NULL, or the name that no option has.
 */
static const char *unknown_name(const struct cli_command *c, const struct option *longs, int argc, char **argv)
{
	size_t n = option_count(c) + 2;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--", 2) != 0)
			continue;
		char *equals = strchr(argv[i], '=');
		size_t length = equals ? (size_t)(equals - argv[i] - 2) : strlen(argv[i]) - 2, at = 0;
		while (at < n && !(strlen(longs[at].name) == length && strncmp(longs[at].name, argv[i] + 2, length) == 0))
			at++;
		if (at == n) {
			if (equals)
				*equals = 0;
			return argv[i];
		}
	}
	return NULL;
}

/* Returns -1 to go on, else the exit code. */
static int parse_options(struct parsed *p, int argc, char **argv)
{
	struct option longs[MAX_OPTIONS + 3] = { 0 };
	char shorts[2 * MAX_OPTIONS + 8];
	int n = (int)option_count(p->row);
	build_getopt(p->row, longs, shorts);
	opterr = 0;
	optind = 1;
	const char *unknown = unknown_name(p->row, longs, argc, argv);
	if (unknown)
		return usage(p, "unknown option: ", unknown);
	int got;
	while ((got = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (got == ':' || got == '?')
			return usage(p, got == ':' ? "option wants an argument: " : "unknown option: ", argv[optind - 1]);
		int i = got >= 1000 ? got - 1000 : index_of_letter(p->row, got);
		if (i == n + 1) {
			print_command(stdout, p->cli.program, p->row);
			return 0;
		}
		const char **slot = i == n ? &p->home : &p->values[i];
		if (*slot)
			return usage(p, "option given twice: --", longs[i].name);
		*slot = optarg ? optarg : "";
	}
	p->cli.operands = argv + optind;
	p->cli.operand_count = argc - optind;
	if (p->cli.operand_count < p->row->least)
		return usage(p, "missing ", p->row->operands);
	if (p->row->most >= 0 && p->cli.operand_count > p->row->most)
		return usage(p, "one argument too many: ", p->cli.operands[p->row->most]);
	return -1;
}

/* The home may be named before the command too: it goes behind it, where all options are read. */
static void put_command_first(int argc, char **argv)
{
	int words = 0;
	if (argc > 1 && strncmp(argv[1], "--home=", 7) == 0)
		words = 1;
	else if (argc > 1 && (strcmp(argv[1], "--home") == 0 || strcmp(argv[1], "-H") == 0))
		words = 2;
	if (words == 0 || words + 1 >= argc)
		return;
	char *command = argv[words + 1];
	memmove(argv + 2, argv + 1, (size_t)words * sizeof *argv);
	argv[1] = command;
}

int cli_main(int argc, char **argv, const char *about, const struct cli_command *commands)
{
	const char *slash = argc ? strrchr(argv[0], '/') : NULL;
	const char *program = slash ? slash + 1 : argc ? argv[0] : "cinnabar";
	put_command_first(argc, argv);
	const char *name = argc > 1 ? argv[1] : "--help";
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		print_program(argc > 1 ? stdout : stderr, program, about, commands);
		return argc > 1 ? 0 : EXIT_USAGE;
	}
	if (strcmp(name, "--version") == 0) {
		printf("%s 1.0\n", program);
		return 0;
	}
	const struct cli_command *row = commands;
	while (row->name && strcmp(row->name, name) != 0)
		row++;
	if (!row->name) {
		fprintf(stderr, "%s: %s \"%s\"; try `%s --help`\n", program, *name == '-' ? "a command goes before" : "unknown command", name, program);
		return EXIT_USAGE;
	}
	struct parsed p = { .cli = { .program = program, .command = row->name, .values = NULL }, .row = row };
	p.cli.values = p.values;
	int code = option_count(row) > MAX_OPTIONS ? EXIT_INTERNAL : parse_options(&p, argc - 1, argv + 1);
	if (code < 0)
		code = row->run(&p.cli);
	/* What was to be told and was not (a full disk) must not look done: a verification code is told once. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && code != EXIT_INTERNAL) {
		fprintf(stderr, "%s %s: standard output cannot be written\n", program, row->name);
		code = EXIT_INTERNAL;
	}
	return code;
}

const char *cli_get(const struct cli *cli, const char *name)
{
	const struct parsed *p = (const struct parsed *)cli;
	for (size_t i = 0; i < option_count(p->row); i++) {
		if (strcmp(p->row->options[i].name, name) == 0)
			return p->values[i];
	}
	abort(); /* a command asks for an option that its table lacks */
}

bool cli_has(const struct cli *cli, const char *name) { return cli_get(cli, name) != NULL; }

const char *cli_home(const struct cli *cli)
{
	const char *home = ((const struct parsed *)cli)->home;
	if (!home)
		home = getenv("CINNABAR_HOME");
	return home && *home ? home : "var";
}

int cli_fail(const struct cli *cli, const struct ctx *cx)
{
	fprintf(stderr, "%s %s: %s\n", cli->program, cli->command, cx->text[0] ? cx->text : err_text(cx->err));
	switch (err_class(cx->err)) {
	case ERR_CLASS_INPUT:
	case ERR_CLASS_LIMIT:
	case ERR_CLASS_KEY:
		return EXIT_USAGE;
	default:
		return EXIT_INTERNAL;
	}
}
