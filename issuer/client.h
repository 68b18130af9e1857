/*
 * Owns: asking the issuer over its Unix socket, one typed function an act. Stands alone on base/: whoever links it gets no key and no
 * way to write the registry. One client serves one thread at a time; it connects when first used and again after the issuer went away.
 */
#ifndef ISSUER_CLIENT_H
#define ISSUER_CLIENT_H

#include "base/conf.h"

#define CLIENT_ID       12 /* characters of a person's, an account's or a request's id */
#define CLIENT_NUMBER   11 /* characters of a document number, without grouping */
#define CLIENT_SHARE    12 /* characters of a share code */
#define CLIENT_SHARE_ID 8

/* Who asks. Every act names the account and the SHA-256 of its session's id; `person` says whose records it is about. */
struct client_caller {
	const char *account;
	uint8_t session[32];
	const char *person;           /* NULL where the act is about nobody yet (session, binding, asking a relative) */
	const char *language;         /* "en", "zh" ... of messages that are sent on the way; NULL = "en" */
};

/* Rights on a person's records, as bits (enum grant_right of registry/grants.h). A person's own account has all of them. */
enum { CLIENT_MAY_VIEW = 1, CLIENT_MAY_BOOK = 2, CLIENT_MAY_DOWNLOAD = 4, CLIENT_MAY_SHARE = 8 };

/*
 * What a refusal says beside its error, after a failed call:
 *   ERR_ISSUER_DOWN        not reached, or no answer in time: what was asked may have happened (ask again with the same token)
 *   ERR_ISSUER_SESSION     the session is ended, or was opened for another account
 *   ERR_ISSUER_FORBIDDEN   no active grant with the right that the act needs
 *   ERR_ISSUER_THROTTLED   too often; `wait` seconds; `field` "proofs": the day's proofs of this person are made
 *   ERR_ISSUER_INPUT       `field` names the argument that does not fit ("recipient", "mask", "proof_days", "until" ...)
 *   ERR_ISSUER_CODE        wrong code; `tries` are left
 *   ERR_ISSUER_CHALLENGE   no code is waited for any more (expired, used, or tried too often): begin again
 *   ERR_ISSUER_MISSING     the person has no such record, document, share, request or helper
 *   ERR_ISSUER_STATE       what it is about is in a state that does not allow it (revoked, frozen, ended ...)
 *   ERR_ISSUER_TROUBLE     the issuer could not work (disk, keys); its log says why
 */
struct client_refusal {
	char field[24];
	int64_t wait;
	int tries;
};

struct client;

/* Reads issuer.socket of the configuration; connects at the first call. Never fails. */
struct client *client_open(const struct conf *conf);
void client_close(struct client *c);
/* Of the last call; zeros when it succeeded. */
const struct client_refusal *client_refused(const struct client *c);

/* The error of a name in an answer ("ISSUER_CODE"); ERR_ISSUER_TROUBLE for any other. */
must_use enum err client_refusal_named(struct slice name);

/* ---- sessions ---- */

/*
 * From now on the session acts for this account. For sign-in; the same again is fine. The issuer forgets when it restarts: the other
 * functions open the session again by themselves then. A session that was ended, or belongs to another account: ERR_ISSUER_SESSION.
 */
must_use enum err client_session_open(struct ctx *cx, struct client *c, const struct client_caller *who);
/* For sign-out, and for every session an account ends elsewhere. */
must_use enum err client_session_end(struct ctx *cx, struct client *c, const struct client_caller *who);

/* ---- binding an account to a person's records ---- */

/* What somebody types to say who they are. number: of the visa, permit or PR card. All as typed; spaces and case are forgiven. */
struct client_claim {
	struct slice passport_number, birth_date, number;
};

/* A running challenge. The same for people the authority knows and does not know. */
struct client_challenge {
	char id[CLIENT_ID + 1];
	int64_t expires;              /* seconds since 1970 */
	int tries;
};

/*
 * When the claim is right, a code goes to the contact on the record; the answer never tells. The code is bound to account and session.
 * A new one ends the one before. Fields at fault: "passport_number", "birth_date", "number" (form only).
 */
must_use enum err client_bind_begin(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_claim *claim,
	struct client_challenge *out);
/*
 * The typed code. OK: the account now holds all rights on the person (a grant, on disk): its own person, or of a child as a guardian until it is of
 * age. ERR_ISSUER_CODE, ERR_ISSUER_CHALLENGE; ERR_ISSUER_STATE with field "own" (the account is another person's own) or "persons" (it acts for too many).
 */
must_use enum err client_bind_finish(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice challenge, struct slice code,
	char person[static CLIENT_ID + 1]);
/* The same in one step with a code that the counter printed. A wrong claim and a wrong code give the same ERR_ISSUER_CODE. */
must_use enum err client_bind_counter(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_claim *claim,
	struct slice code, char person[static CLIENT_ID + 1]);

/* ---- proofs ---- */

/* What proof is wanted. Slices may be absent where not said. */
struct client_wish {
	struct slice kind;            /* "visa" "pr-card" "passport" "identity-link" */
	struct slice identity;        /* identity of the record ("visa:EV1234567"); absent = the current one of its kind; always absent for identity-link */
	struct slice recipient, purpose; /* one line of at most LIMIT_PROOF_OPTION characters each */
	struct slice mask;            /* keys of schemas/kind.c separated by commas */
	int proof_days;               /* 0 = issuer.proof-days */
	struct slice token;           /* random, of the form that is posted: issuing twice with one token gives one document */
};

/* A proof that is not made yet, as a checker will see it. JSON objects in cx's arena. */
struct client_preview {
	struct slice proof;           /* as attached to the PDF (schemas/proof.h), number and status are zeros */
	struct slice paper;           /* the verifier's "document" for the PDF: {"kind","fields","masked","recipient"?,...} as README tells for /v1/verify */
	struct slice seal;            /* the same for the QR code: names may be shortened, some fields are not in it */
	struct slice typed;           /* the same for the number and code typed: numbers are shortened to four characters */
	bool has_photo;               /* the page for a PDF shows the photo on the record */
};

/* Needs CLIENT_MAY_VIEW. Fields at fault: those of the wish. */
must_use enum err client_preview(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_wish *wish,
	struct client_preview *out);

/* A document that is issued and on disk: fill and stock are in the registry now. */
struct client_document {
	char number[CLIENT_NUMBER + 1];
	bool same;                    /* it was there already: the same wish with the same token */
};

/* Needs CLIENT_MAY_DOWNLOAD, as do the next three. */
must_use enum err client_issue(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_wish *wish,
	struct client_document *out);
/* A new document with the options of an old one, from the record of today; the old one becomes superseded. token as in the wish. */
must_use enum err client_renew(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice number, struct slice token,
	struct client_document *out);
/* Out of force for ever. For the person's own account, and a child's guardian. */
must_use enum err client_withdraw(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice number);
/*
 * The record and its live documents become "under correction"; officers see field and text. field: a key of schemas/kind.c, or "other". text: at
 * most LIMIT_NOTE characters. out_case gets the case code to quote. A record under correction keeps its case.
 */
must_use enum err client_report_error(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice identity, struct slice field,
	struct slice text, char out_case[static CLIENT_ID + 1]);

/* ---- relatives and friends ---- */

/* What a helper asks for. */
struct client_help {
	struct client_claim claim;    /* whose */
	unsigned rights;              /* CLIENT_MAY_ bits, at least one */
	int64_t until;                /* last instant; 0 = open */
	struct slice label;           /* what the helper calls the relation, one line of at most LIMIT_LABEL characters */
	bool guardian;                /* of a child: only the office can confirm, the rights end at the 18th birthday */
};

/*
 * Asks. When the claim is right the relative sees the request in their own account, and (unless guardian) a code goes to the contact on their
 * record. The answer never tells: keep the request's id, and tell the asker nothing but "asked" until a grant is active.
 */
must_use enum err client_relative_ask(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_help *help,
	struct client_challenge *out);
/* The relative handed the code on: the grant becomes active. As client_bind_finish. */
must_use enum err client_relative_finish(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice request, struct slice code,
	char person[static CLIENT_ID + 1]);
/*
 * The person's own account says yes or no to the helper's account. Only an own binding may. request: the id of what the person was shown; a yes to a
 * request that was changed meanwhile is ERR_ISSUER_STATE.
 */
must_use enum err client_relative_answer(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice helper, struct slice request,
	bool yes);
/*
 * Ends at once. The person's own account ends a helper's, or another own one (but one made with a code of the mail none of the counter:
 * ERR_ISSUER_STATE), or any account its own (then `account` is who->account).
 */
must_use enum err client_grant_end(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice account);

/* ---- sharing ---- (CLIENT_MAY_SHARE) */

struct client_share_wish {
	char purpose;                 /* letter of schemas/purpose.h, first character of the code */
	struct slice kinds;           /* kinds of records shown, separated by commas */
	int64_t until;                /* last instant; at most LIMIT_SHARE_DAYS from now */
	int uses;                     /* 0 = no limit */
};

struct client_share {
	char code[CLIENT_SHARE + 1];  /* told once: the registry keeps its digest */
	char id[CLIENT_SHARE_ID + 1];
};

must_use enum err client_share_make(struct ctx *cx, struct client *c, const struct client_caller *who, const struct client_share_wish *wish,
	struct client_share *out);
must_use enum err client_share_end(struct ctx *cx, struct client *c, const struct client_caller *who, struct slice id);
/* While frozen no share code of the person opens anything. To thaw is for the person's own account, and a child's guardian. */
must_use enum err client_freeze(struct ctx *cx, struct client *c, const struct client_caller *who, bool frozen);

#endif
