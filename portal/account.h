/*
 * Owns: the accounts of the portal: who may sign in, by which contact, with which factors. An account holds no record of a person;
 * what it may see stands in registry/grants. Must never keep a password, a code or a contact where a key or a log line shows it.
 */
#ifndef PORTAL_ACCOUNT_H
#define PORTAL_ACCOUNT_H

#include "base/ctx.h"
#include "registry/store.h"

#define ACCOUNT_ID       12 /* random Crockford characters; not secret */
#define ACCOUNT_PASSKEYS 8  /* of one account */
#define RECOVERY_CODES   10 /* of one set */
#define LANGUAGE_SIZE    8  /* "zh", "pt-BR", with NUL */

enum account_state { ACCOUNT_NONE = 0, ACCOUNT_OPEN, ACCOUNT_LOCKED, ACCOUNT_CLOSED };
enum contact_kind { CONTACT_NONE = 0, CONTACT_EMAIL, CONTACT_PHONE };

/* One registered authenticator (WebAuthn). Slices live in the arena of whoever read the account. */
struct account_passkey {
	struct slice id;           /* credential id, at most 255 bytes */
	struct slice key;          /* 64 bytes: x and y of the P-256 point */
	struct slice label;        /* what the person calls it */
	uint32_t counter;          /* signCount last seen */
	int64_t added, used;       /* used 0 = never */
};

struct account {
	char id[ACCOUNT_ID + 1];
	enum account_state state;
	enum contact_kind contact_kind;
	struct slice contact;      /* normalised: "anna@example.org", "+8613800000000" */
	struct slice password;     /* argon2id PHC string; absent while the account waits for a new one (recovery) */
	char language[LANGUAGE_SIZE];
	int64_t created, verified; /* verified: when the contact proved itself */
	int64_t password_changed, signed_in; /* 0 = never; signed_in is the last but the present one */
	struct slice totp;         /* 20 bytes; absent = none */
	int64_t totp_step;         /* last step taken: none is taken twice */
	uint8_t recovery[RECOVERY_CODES][32]; /* SHA-256 of codes not used yet */
	size_t recovery_count;
	uint8_t counter[32];       /* SHA-256 of a code that the counter printed, while counter_until is in the future */
	int64_t counter_until;
	struct account_passkey passkeys[ACCOUNT_PASSKEYS];
	size_t passkey_count;
	struct slice stored;       /* the bytes this was read from: what account_write compares with */
};

/*
 * An e-mail address (lower case, one @, a domain with a dot) or a phone number (digits with spaces, hyphens and brackets; E.164 with
 * '+'; eleven digits that begin with 1 are Chinese, +86). CONTACT_NONE when it is neither. *out lives in cx.
 */
enum contact_kind contact_normalise(struct ctx *cx, struct slice typed, struct slice *out);
/* "a***@example.org", "*** 0000": enough to recognise, for pages. In cx. */
struct slice contact_mask(struct ctx *cx, enum contact_kind kind, struct slice contact);

/* By id. state ACCOUNT_NONE when there is none. Slices live in cx. ERR_STORE_CORRUPT. */
must_use enum err account_find(struct ctx *cx, struct snapshot *v, const char *id, struct account *out);
/* By normalised contact; the index holds keyed hashes only. */
must_use enum err account_find_contact(struct ctx *cx, struct snapshot *v, struct slice contact, struct account *out);
/* By the credential id of a passkey (discoverable sign-in). */
must_use enum err account_find_passkey(struct ctx *cx, struct snapshot *v, struct slice credential, struct account *out);

/* A new account: fills id, created, state OPEN; a->contact, password, language are the caller's. ERR_ACCOUNT_TWICE: the contact has one. */
must_use enum err account_create(struct ctx *cx, struct batch *b, struct account *a);
/*
 * Writes the account back with its indexes. ERR_STORE_CHANGED when it changed since it was read (another device at the same time);
 * ERR_ACCOUNT_TWICE when its new contact or passkey belongs to another one. a->stored is renewed.
 */
must_use enum err account_write(struct ctx *cx, struct batch *b, struct account *a);
/* Forgets contact, password and factors; the id stays, so that the audit of the past can be read. */
must_use enum err account_close(struct ctx *cx, struct batch *b, struct account *a);

typedef bool account_each(void *self, const struct account *a);
/* All accounts in the order of their ids. */
must_use enum err account_range(struct ctx *cx, struct snapshot *v, account_each *each, void *self);

#endif
