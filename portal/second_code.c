/* Owns: using up an app's code or a recovery code. */
#include "portal/second_code.h"

#include "base/crypto.h"
#include "portal/entrance.h"
#include "portal/notify.h"
#include "portal/totp.h"

/* Takes the code out of the set; false when it is not there. */
static bool use_recovery(struct account *a, struct slice typed)
{
	uint8_t digest[32];
	size_t found = a->recovery_count;
	if (!recovery_digest(typed, digest))
		return false;
	for (size_t i = 0; i < a->recovery_count; i++) {
		if (crypto_equal(slice_of(a->recovery[i], 32), slice_of(digest, 32)))
			found = i;
	}
	if (found == a->recovery_count)
		return false;
	a->recovery_count--;
	memmove(a->recovery[found], a->recovery[a->recovery_count], 32);
	return true;
}

enum err second_code_take(struct visit *v, struct account *a, struct slice typed, enum second_kind *out)
{
	enum second_kind kind = SECOND_WRONG;
	*out = SECOND_WRONG;
	if (a->totp.n && totp_check(a->totp, typed, v->cx->now, a->totp_step, &a->totp_step))
		kind = SECOND_APP;
	else if (use_recovery(a, typed))
		kind = SECOND_RECOVERY;
	enum err e = kind == SECOND_WRONG ? OK : entrance_save(v, a);
	if (e != OK)
		return e;
	if (kind == SECOND_RECOVERY)
		notify_account(v, a, "security");
	*out = kind;
	return OK;
}
