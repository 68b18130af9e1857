/*
 * Owns: the list of offices as an officer handles it: a file of offices into the registry, and what the registry has. Must never
 * write half a list: one refused line, and nothing is written.
 */
#ifndef ISSUER_DIRECTORY_H
#define ISSUER_DIRECTORY_H

#include "issuer/desk.h"
#include "registry/offices.h"

/* What an import was told: options in, numbers out. */
struct directory_import {
	bool whole;      /* offices that the file does not name are removed */
	bool dry_run, json;
	size_t lines, refused;
	struct offices_counts counts;
};

/*
 * One office a line (NDJSON), "-" is standard input. Refused lines are printed with their flaws. OK when the file could be read,
 * whatever was in it: refused says how many lines were not taken. Needs DESK_WRITE and DESK_CHECK.
 */
must_use enum err directory_import(struct ctx *cx, const struct desk *d, const char *path, struct directory_import *i);
/* A line each to standard output: id, province, city, name, last confirmed; or the JSON as kept. Needs DESK_READ. */
must_use enum err directory_list(struct ctx *cx, const struct desk *d, bool json, size_t *count);

#endif
