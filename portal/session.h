/*
 * Owns: sessions (ASVS 5.0 V7): a random cookie, its SHA-256 in the store, last-seen in memory. What half-done forms keep in them is flow.h, the
 * tokens against forged requests csrf.h. One `struct sessions` serves all threads. Must never write on a GET, nor keep a cookie's value.
 */
#ifndef PORTAL_SESSION_H
#define PORTAL_SESSION_H

#include "base/conf.h"
#include "base/ctx.h"
#include "portal/account.h"
#include "registry/store.h"

#define SESSIONS_OF_ACCOUNT 20 /* the oldest ends when there is one more */
#define HANDLE_SIZE 17    /* public name of a session in its owner's list: 16 hex digits and NUL */

enum session_kind { SESSION_NONE = 0, SESSION_GUEST, SESSION_SIGNED };
/* What the signed-in person has shown; a rise of it makes a new cookie. */
enum session_level { LEVEL_NONE = 0, LEVEL_PASSWORD, LEVEL_SECOND };

struct session {
	enum session_kind kind;         /* SESSION_NONE: no cookie, or one that opens nothing (any more) */
	uint8_t digest[32];             /* SHA-256 of the cookie: the key in the store, and what the issuer knows it by */
	char account[ACCOUNT_ID + 1];   /* of a signed-in one */
	enum session_level level;
	int64_t made, seen, until;      /* until: absolute end, whatever is done */
	int64_t proved;                 /* when a password or passkey was last shown: what matters asks again after some minutes */
	char device[64];                /* "Firefox, Windows": from the sign-in, for the owner's list */
};

struct session_policy {
	int64_t idle, absolute, guest;  /* seconds: signed-in without a request, in all; guests without a request */
	bool secure;                    /* Secure cookies with the __Host- prefix */
};

struct sessions;

/* portal.idle-minutes; 12 h; 30 min; secure when TLS is on or portal.url is https. */
must_use enum err session_policy_load(struct ctx *cx, const struct conf *conf, struct session_policy *out);
/* Makes the server's key in the store on the first start. `store` is open for writing and outlives the result. */
must_use enum err sessions_open(struct ctx *cx, struct store *store, const struct session_policy *policy, struct sessions **out);
void sessions_close(struct sessions *all);
/* Writes what was seen since the last time and removes what has ended; for a timer, about every 30 s. */
must_use enum err sessions_tend(struct ctx *cx, struct sessions *all);

/* The session of a Cookie header (absent = none), marked as seen now. Any thread; no write. */
must_use enum err session_find(struct ctx *cx, struct sessions *all, struct snapshot *v, struct slice cookies, struct session *out);

/* The next four give the value for Set-Cookie, in cx. They write (own batch): POST handlers only. */
must_use enum err session_begin_guest(struct ctx *cx, struct sessions *all, struct session *out, struct slice *set_cookie);
/* Signs in, or rises: always a new cookie; `old` (NULL or any kind) ends, its flow slots move along when it was a guest's or the same account's. */
must_use enum err session_begin_signed(struct ctx *cx, struct sessions *all, const struct session *old, const char *account,
	enum session_level level, const char *device, struct session *out, struct slice *set_cookie);
must_use enum err session_end(struct ctx *cx, struct sessions *all, const struct session *s, struct slice *set_cookie);
/* The password was shown again: no new right, so the cookie stays. */
must_use enum err session_prove(struct ctx *cx, struct sessions *all, struct session *s);

/* All open sessions of an account, oldest first. */
typedef bool session_each(void *self, const struct session *s);
must_use enum err session_range(struct ctx *cx, struct sessions *all, struct snapshot *v, const char *account, session_each *each, void *self);
void session_handle(const struct session *s, char out[static HANDLE_SIZE]);
/* Which were ended: the issuer must be told. */
struct session_ended {
	size_t count;
	uint8_t digests[SESSIONS_OF_ACCOUNT + 1][32];
};
/* Ends one of the account's sessions by its handle, or (handle NULL) all but `keep` (NULL: all). */
must_use enum err session_end_of(struct ctx *cx, struct sessions *all, const char *account, const char *handle, const struct session *keep,
	struct session_ended *out);

/* HMAC-SHA256 under the server's key, for indexes and one-time codes; `use` keeps the uses apart. */
void sessions_mac(const struct sessions *all, const char *use, struct slice data, uint8_t out[static 32]);
/* Whether a session was shown that is none any more: it ended, was ended elsewhere, or is forged. `found` is what session_find gave. */
bool session_was_shown(const struct sessions *all, struct slice cookies, const struct session *found);
/* Set-Cookie that takes such a session's cookie away: it is told once that it ended. Texts in cx. */
struct slice session_forget(struct ctx *cx, const struct sessions *all);

#endif
