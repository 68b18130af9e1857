/*
 * Owns: what an officer's command needs at hand: configuration, registry, keys, trust list, schemas, fonts, stocks. Opened once,
 * shared read-only by the threads of an import. Only the parts a command names are opened.
 */
#ifndef ISSUER_DESK_H
#define ISSUER_DESK_H

#include "base/conf.h"
#include "keys/keyring.h"
#include "keys/trust_list.h"
#include "registry/documents.h"
#include "schemas/record.h"
#include "templates/fill.h"

/* What to open, as bits. DRAW: schemas, fonts and stocks. SEAL: the keys that seal documents. LISTS: those that sign lists. */
enum { DESK_READ = 1, DESK_WRITE = 2, DESK_DRAW = 4, DESK_SEAL = 8, DESK_LISTS = 16, DESK_CHECK = 32 };

struct desk {
	struct conf *conf;
	struct store *store;
	struct keyring *keys;
	struct trust *trust;
	struct schema_set *schemas;
	struct fonts *fonts;
	struct stock *stocks[KIND_COUNT];
	struct house_style style;
	char *printed_address;        /* where to check, as printed: verify.url and "/v" */
	struct slice authority;       /* issuer code of the seal */
	const char *verify_url;
	const char *operator;         /* who is said to act, for the audit */
	size_t contents_size;         /* bytes reserved for a CMS */
	int utc_offset;               /* minutes: setting authority.utc-offset */
	int64_t group, proof_days;    /* settings issuer.group and issuer.proof-days */
};

/* Fails with one line saying what is missing. `parts` is a set of DESK_ bits; passphrase_file may be NULL. */
must_use enum err desk_open(struct ctx *cx, const char *home, unsigned parts, const char *passphrase_file, const char *operator, struct desk **out);
void desk_close(struct desk *d);

/* Stocks drawn now that the registry or the trust list does not know yet are added to both. Needs WRITE, DRAW and LISTS. */
must_use enum err desk_file_stocks(struct ctx *cx, struct desk *d);

#endif
