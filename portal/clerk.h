/*
 * Owns: what one server thread, a clerk, needs to answer: a snapshot of the registry and one of the portal's store, the words, the files of the pages, the
 * issuer's socket. Shared things are in the hall and frozen before the server starts.
 */
#ifndef PORTAL_CLERK_H
#define PORTAL_CLERK_H

#include "base/conf.h"
#include "issuer/client.h"
#include "portal/acts.h"
#include "portal/appointments.h"
#include "portal/page_files.h"
#include "portal/guidance.h"
#include "portal/office_list.h"
#include "portal/passkey.h"
#include "portal/session.h"
#include "portal/throttle.h"
#include "portal/words.h"
#include "registry/store.h"

/* What all threads share. */
struct hall {
	const struct conf *conf;
	struct store *registry;        /* read only */
	struct store *store;           /* the portal's own, this process writes it alone */
	struct store *checks;          /* the verifier's uses of share codes, read only */
	struct sessions *sessions;
	struct throttle *throttle;
	struct passkey_party party;    /* who we are to passkeys */
	const char *outbox;            /* folder of messages to send */
	struct looks *looks;           /* of helpers, until the timer writes them */
	struct words *words;
	struct assets *assets;
	struct guidance *guidance;
	struct appointments *appointments;
	const char *url;               /* portal.url, without a path */
	int utc_offset;                /* minutes: clock of the authority, where days end */
	bool specimen;
};

struct clerk {
	const struct hall *hall;
	struct snapshot *registry;     /* renewed at the start of each request */
	struct snapshot *store;
	struct snapshot *checks;
	struct office_list *offices;   /* as of the last office_list_renew */
	struct client *issuer;         /* connection of this thread, made at the first question; see portal/asking.h */
};

/* NULL when a snapshot cannot be opened (logged). */
void *clerk_open(void *hall);
void clerk_close(void *worker);
/* Both snapshots see the newest commits. */
must_use enum err clerk_renew(struct ctx *cx, struct clerk *w);
/* After a write of this request: its own store is read as it is now. */
must_use enum err clerk_renew_store(struct ctx *cx, struct clerk *w);
/* Lets the pages of the stores go until the next request. */
void clerk_rest(struct clerk *w);

#endif
