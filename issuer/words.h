/*
 * Owns: the commands of two words, which are about records, people, applications and offices instead of documents.
 */
#ifndef ISSUER_WORDS_H
#define ISSUER_WORDS_H

#include "base/cli.h"

/* The second word is the first operand; each gives the exit code. */
int words_record(struct cli *cli);
int words_application(struct cli *cli);
int words_relative(struct cli *cli);
int words_offices(struct cli *cli);

#endif
