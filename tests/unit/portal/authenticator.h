/* Owns: an authenticator made for tests: signs what it is told, true or not. */
#ifndef TESTS_UNIT_PORTAL_AUTHENTICATOR_H
#define TESTS_UNIT_PORTAL_AUTHENTICATOR_H

#include "portal/passkey.h"

struct authenticator;
struct authenticator *authenticator_new(void);
void authenticator_free(struct authenticator *a);

/* What the next answer says; what is absent is told truly. */
struct answer_wish {
	const char *challenge, *origin, *party;
	const char *type;       /* NULL: the right one */
	int flags;              /* 0: present and verified */
	uint32_t counter;
	bool self;              /* registration: packed, signed by the key itself */
	bool wrong_signature;
	bool cross_origin;
};
struct passkey_answer authenticator_register(struct ctx *cx, struct authenticator *a, const struct answer_wish *w);
struct passkey_answer authenticator_assert(struct ctx *cx, struct authenticator *a, const struct answer_wish *w);

#endif
