/*
 * Owns: the code that proves that a contact is somebody's: made, sent, typed, counted; kept in a flow slot of the session that asked for it. Ten
 * minutes, five tries. Known and unknown contacts look and last the same.
 */
#ifndef PORTAL_CONTACT_CODE_H
#define PORTAL_CONTACT_CODE_H

#include "portal/notify.h"

/* What opened the flow: the code of the message, or in its place a code from paper (portal/recover_page.c). */
enum contact_code_by { BY_MESSAGE = 0, BY_RECOVERY, BY_COUNTER };

struct contact_code {
	enum contact_kind kind;
	struct slice contact;
	char account[ACCOUNT_ID + 1];  /* whom it is about, where that is settled; "" */
	uint8_t digest[32];            /* keyed, of session and code; of nothing where nobody was sent one */
	int64_t tries, expires;
	int64_t by;                    /* what was typed right (enum contact_code_by) */
	bool confirmed;                /* typed right; what comes next may be done until `expires` */
};

/* Who gets what. */
enum contact_code_how {
	CONTACT_CODE_SENT,             /* the code goes out, in the message `what` */
	CONTACT_CODE_NOTE,             /* a note goes out in its place: no code opens this flow */
	CONTACT_CODE_NOBODY            /* nothing goes out, in the same time */
};
/* Begins the flow `name`, with a guest session where there is none; the message is in v's language. kind, contact, account are the caller's. */
must_use enum err contact_code_begin(struct visit *v, const char *name, struct contact_code *c, enum contact_code_how how, const char *what);
/* The flow's state; kind CONTACT_NONE when there is none, or its time is over. */
must_use enum err contact_code_read(struct visit *v, const char *name, struct contact_code *out);
enum contact_code_answer { CODE_GONE = 0, CODE_WRONG, CODE_RIGHT };
/* One try. RIGHT: confirmed is set and kept. GONE: no tries left, or no such flow. */
must_use enum err contact_code_try(struct visit *v, const char *name, struct slice typed, struct contact_code *c, enum contact_code_answer *out);

/* Opened by something else than the message's code. */
must_use enum err contact_code_confirm(struct visit *v, const char *name, struct contact_code *c, enum contact_code_by by);

#endif
