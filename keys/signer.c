/* Owns: the names of the key roles. */
#include "keys/signer.h"

static const char *const names[ROLE_COUNT] = {
	[ROLE_NONE] = "none",
	[ROLE_ROOT] = "root",
	[ROLE_ISSUING_CA] = "issuing-ca",
	[ROLE_PDF_SEAL] = "pdf-seal",
	[ROLE_QR_SEAL] = "qr-seal",
	[ROLE_STATUS_LIST] = "status-list",
	[ROLE_TRUST_LIST] = "trust-list",
};

const char *key_role_name(enum key_role role) { return (unsigned)role < ROLE_COUNT ? names[role] : "none"; }

enum key_role key_role_parse(struct slice name)
{
	for (enum key_role role = ROLE_ROOT; role < ROLE_COUNT; role++) {
		if (slice_is(name, names[role]))
			return role;
	}
	return ROLE_NONE;
}
