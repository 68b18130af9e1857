/* Owns: the client's side of the issuer's socket. */
#include "issuer/client.h"

static const enum err refusals[] = { ERR_IPC, ERR_ISSUER_DOWN, ERR_ISSUER_SESSION, ERR_ISSUER_FORBIDDEN, ERR_ISSUER_THROTTLED, ERR_ISSUER_INPUT,
	ERR_ISSUER_CODE, ERR_ISSUER_CHALLENGE, ERR_ISSUER_MISSING, ERR_ISSUER_STATE, ERR_ISSUER_TROUBLE };

enum err client_refusal_named(struct slice name)
{
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		if (slice_is(name, err_name(refusals[i])))
			return refusals[i];
	}
	return ERR_ISSUER_TROUBLE;
}
