/*
 * Owns: the commands that make documents or keep records: what their options say, the desk they need, how they end. The work itself is import.h.
 */
#ifndef ISSUER_MAKING_H
#define ISSUER_MAKING_H

#include "base/cli.h"

/* Each gives the exit code: 1 where records were refused, 5 where one could not be issued. */
int making_import(struct cli *cli);
int making_register(struct cli *cli);
int making_issue(struct cli *cli);
int making_correct(struct cli *cli);

#endif
