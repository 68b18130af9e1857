/*
 * Owns: the trust list of a home being changed, together with the key files that change with it: one change at a time under a lock, the old
 * list opened, the new one signed, opened again and only then put in place. A crash leaves the old state or the new one. Private half.
 */
#ifndef KEYS_RENEWAL_H
#define KEYS_RENEWAL_H

#include "keys/trust_list.h"

/* A change under way. `next` is a copy to be edited; its arrays live in cx and have room for all that the limits allow. */
struct renewal {
	const struct conf *conf;
	int lock;
	struct trust *old; /* NULL for the first list of a home */
	struct trust next;
};

/* Locks the home against other changes (waits), finishes what a crash interrupted, opens the list. End with renewal_end, also after a failure. */
must_use enum err renewal_begin(struct ctx *cx, const struct conf *conf, struct renewal *r);
/*
 * Signs next as the list that follows: sequence + 1, issued now, next_update after trust.days, authority names, verify host and offset from UTC
 * from the configuration. The result is opened as a verifier would before it is appended to out.
 */
must_use enum err renewal_sign(struct ctx *cx, struct renewal *r, const struct signer *signer, struct buf *out);
/* renewal_sign, and the file in place. */
must_use enum err renewal_commit(struct ctx *cx, struct renewal *r, const struct signer *signer);
void renewal_end(struct renewal *r);

/* The authority's code of today's configuration; borrowed. */
must_use enum err renewal_authority(struct ctx *cx, const struct conf *conf, struct slice *code);

/*
 * For the issuer: the list gets the stocks that it lacks; it is signed again only if there are any, if it is half way to stale, or if
 * authority.utc-offset is not what it says. *changed says so; may be NULL.
 */
must_use enum err renewal_add_stocks(struct ctx *cx, const struct conf *conf, const struct signer *signer, const struct trusted_stock *stocks,
	size_t count, bool *changed);

/* The journal. Steps of a change that touches key files: <role>.key.next and <role>.pem.next, then trust-list.next, which is the commit; then settle. */
#define RENEWAL_JOURNAL "trust-list.next"
/* Finishes a committed change, or drops an uncommitted one. The home must be locked. */
must_use enum err renewal_settle(struct ctx *cx, const struct conf *conf);
/* Removes the files of a folder that have `part` in their names ("" = all). */
void renewal_sweep(struct ctx *cx, const char *folder, const char *part);
/* Lock of a home for changes of keys and trust; waits for others. Closing fd unlocks. */
must_use enum err renewal_lock(struct ctx *cx, const struct conf *conf, int *fd);

#endif
