/* Owns: naming helpers. */
#include "portal/helper_part.h"

#include "portal/field_part.h"
#include "portal/parts.h"
#include "registry/records.h"

#include <string.h>

static bool take_own(void *self, const struct grant *g)
{
	char *person = self;
	if (grant_is_own(g) && g->state == GRANT_ACTIVE && !person[0])
		memcpy(person, g->person, sizeof g->person);
	return true;
}

enum err helper_part_own(struct visit *v, const char *account, char person[static PERSON_SIZE + 1])
{
	person[0] = 0;
	return grants_of_account(v->cx, v->w->registry, account, take_own, person);
}

void helper_part_contact(struct visit *v, const char *account)
{
	struct account a;
	if (account_find(v->cx, v->w->store, account, &a) == OK && a.state != ACCOUNT_NONE && a.contact.n)
		put_foreign(v, contact_mask(v->cx, a.contact_kind, a.contact), "zxx");
	else
		put_say(v, "relatives.unknown-helper");
	ctx_forgive(v->cx);
}

/* Who a helper is, to the person helped: the name on the helper's own records, else the masked contact of the account. */
void helper_part_name(struct visit *v, const char *account)
{
	char own[PERSON_SIZE + 1];
	struct person_name name = { 0 };
	bool found = false;
	enum err e = helper_part_own(v, account, own);
	if (e == OK && own[0])
		e = person_name(v->cx, v->w->registry, own, &found, &name);
	if (e == OK && found) {
		field_part_name(v, name.surname, name.given);
		return;
	}
	ctx_forgive(v->cx);
	helper_part_contact(v, account);
}
