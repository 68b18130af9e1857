/*
 * Owns: what every command of cinnabar-issuer begins with: the clock, the officer's name for the audit, a desk that is open for one piece of work.
 */
#ifndef ISSUER_COMMAND_H
#define ISSUER_COMMAND_H

#include "base/cli.h"
#include "issuer/desk.h"

/* Once, by main, which alone asks the machine for the time; and seconds since 1970 by that clock. */
void command_begin(int64_t (*clock)(void));
int64_t command_clock(void);
/* --operator, else CINNABAR_OPERATOR, else USER, else "unknown". */
const char *command_operator(const struct cli *cli);
/* A whole number of an option; *out stays where text is NULL. ERR_USAGE names the bounds. */
must_use enum err command_number(struct ctx *cx, const char *name, const char *text, long low, long high, long *out);
/* Numbers that an interrupted run left reserved become void; says how many. */
must_use enum err command_sweep(struct ctx *cx, const struct cli *cli, const struct desk *d);

typedef enum err desk_work(struct ctx *cx, struct cli *cli, struct desk *d);
/* Opens a desk with these parts (enum of desk.h), does one thing, closes it; the exit code. What writes is noted under the officer's name. */
int command_at_desk(struct cli *cli, unsigned parts, desk_work *work);
/* The same under another name. */
int command_as(struct cli *cli, const char *operator_name, unsigned parts, desk_work *work);

#endif
