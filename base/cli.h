/*
 * Owns: the shape of a command line: subcommands and options from tables, help text, exit codes.
 */
#ifndef BASE_CLI_H
#define BASE_CLI_H

#include "base/ctx.h"

/* Exit codes of every program. */
enum { EXIT_VALID = 0, EXIT_NOT_VALID = 1, EXIT_USAGE = 2, EXIT_UNREADABLE = 3, EXIT_UNDECIDED = 4, EXIT_INTERNAL = 5 };

struct cli_option {
	const char *name;  /* long name without dashes */
	const char *arg;   /* name of the argument for help, NULL for a flag */
	const char *help;
	char letter;       /* short form or 0 */
};

/* What was given: values by option index (NULL = not given, flags get ""), then the operands. */
struct cli {
	const char *program, *command;
	const char **values;
	char **operands;
	int operand_count;
};

struct cli_command {
	const char *name, *operands, *help;
	const struct cli_option *options; /* ends with a NULL name; every command also takes --home and --help */
	int least, most;                  /* number of operands; most -1 = no limit */
	int (*run)(struct cli *cli);      /* returns the exit code */
};

/* Finds the command, parses its options, runs it. Usage errors print one line to stderr and return EXIT_USAGE. */
int cli_main(int argc, char **argv, const char *about, const struct cli_command *commands);
/* Value of an option of the running command, or NULL. */
const char *cli_get(const struct cli *cli, const char *name);
bool cli_has(const struct cli *cli, const char *name);
/* --home, else CINNABAR_HOME, else "var". */
const char *cli_home(const struct cli *cli);
/* Prints "program: text" of the first error to stderr and gives the exit code of its class (input 2, system 5 ...). */
int cli_fail(const struct cli *cli, const struct ctx *cx);

#endif
