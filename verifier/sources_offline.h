/*
 * Owns: what a folder of published files knows, as sources: trust-list.cbor and status-<list>.cwt, as `cinnabar-issuer publish`
 * writes them. Each file is judged by its signature under the pinned root, so the folder may come from anywhere.
 */
#ifndef VERIFIER_SOURCES_OFFLINE_H
#define VERIFIER_SOURCES_OFFLINE_H

#include "verifier/sources.h"

struct offline;

/*
 * folder: the bundle. root: DER of the pinned root. own: path of a trust list at hand, or NULL; where it is newer than the bundle's, it counts.
 * Fails with one line when a file is missing, damaged or not signed by the authority.
 */
must_use enum err sources_offline_open(struct ctx *cx, const char *folder, struct slice root, const char *own, struct offline **out);
const struct sources *sources_offline(const struct offline *o);
void sources_offline_close(struct offline *o);

#endif
