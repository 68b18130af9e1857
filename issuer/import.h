/*
 * Owns: many records into documents and into what the registry keeps: reader -> makers (threads) -> group commits -> acknowledgements. A
 * bad record is reported and stops nothing; the same record again issues nothing; a failing store stops the import with nothing half-issued.
 */
#ifndef ISSUER_IMPORT_H
#define ISSUER_IMPORT_H

#include "issuer/maker.h"
#include "issuer/tell.h"

struct import {
	struct making making;
	bool whole;                   /* the file is one record */
	bool records_only;            /* keep the records, issue nothing */
	bool dry_run;                 /* everything but numbers, signatures and the registry */
	int jobs;                     /* maker threads */
	size_t group;                 /* documents per commit */
	const char *out_folder;       /* where to put the PDFs, or NULL */
	int64_t (*clock)(void);
};

/* path: NDJSON or "-". Returns an error only when the import could not go on; refusals are counted in t. */
must_use enum err import_run(struct ctx *cx, const struct desk *d, const char *path, const struct import *options, struct tell *t);
/* From a signal handler: read no further, finish what was begun. */
void import_stop(void);

#endif
