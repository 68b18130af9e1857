/*
 * Owns: where the files of guidance come from: those built into the program, or a folder. Private to guidance.c.
 */
#ifndef PORTAL_GUIDANCE_FILES_H
#define PORTAL_GUIDANCE_FILES_H

#include "base/ctx.h"

struct guidance_file {
	const char *name;            /* "visa-extension.2026-03-01.en.md" */
	struct slice text;
	struct guidance_file *next;
};

/* folder "" = built in. In no particular order; lives in memory's arena. ERR_FILE_READ, ERR_LIMIT. */
must_use enum err guidance_files(struct ctx *memory, const char *folder, struct guidance_file **out);

#endif
