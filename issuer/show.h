/* Owns: what the registry holds, for officers: one document, a list, a file, the audit record. Reading only. */
#ifndef ISSUER_SHOW_H
#define ISSUER_SHOW_H

#include "issuer/desk.h"

/* One document to standard output. ERR_DOCUMENT_MISSING. */
must_use enum err show_document(struct ctx *cx, const struct desk *d, struct slice number, bool json);
/*
 * All documents, those of a state or kind where given (DOCUMENT_NONE, KIND_NONE = all); *count gets how many. Reserved and void numbers
 * are among them in JSON, and where their state is asked for.
 */
must_use enum err show_list(struct ctx *cx, const struct desk *d, enum document_state state, enum kind kind, bool json, size_t *count);
/* The file as issued, into path ("-" = standard output). A file that exists is replaced only with `force`. */
must_use enum err show_export(struct ctx *cx, const struct desk *d, struct slice number, const char *path, bool force);
/* Every document that has a file into folder/<number>.pdf. */
must_use enum err show_export_all(struct ctx *cx, const struct desk *d, const char *folder, size_t *count);
/*
 * The audit record, oldest first, after its chain was checked. head gets the digest of the last entry as hex: kept elsewhere, it shows
 * later whether the record was cut or written anew.
 */
must_use enum err show_audit(struct ctx *cx, const struct desk *d, bool json, size_t *count, char head[static 65]);

/* What holders say is wrong with their records: of one case, or (NULL) all. For officers' eyes. */
must_use enum err show_reports(struct ctx *cx, const struct desk *d, const char *case_code, bool json, size_t *count);

#endif
