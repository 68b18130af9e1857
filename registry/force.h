/*
 * Owns: whether the office took a kept record out of force: what officers said when they revoked a document made of it. Must never write.
 */
#ifndef REGISTRY_FORCE_H
#define REGISTRY_FORCE_H

#include "registry/documents.h"

/*
 * *stands: no document of this person was revoked as "deceased", and none of this record as "record-revoked" since the record last changed. An
 * identity link stands with its card and falls with it.
 */
must_use enum err force_stands(struct ctx *cx, struct snapshot *v, const char *person, struct slice identity, bool *stands);

#endif
