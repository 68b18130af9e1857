/* Owns: the field for a new password. */
#include "portal/new_password.h"

#include "portal/entrance.h"
#include "portal/parts.h"
#include "portal/password.h"

void new_password_field(struct visit *v)
{
	part_field(v, &(struct part_field){ .name = "new", .label = "password.new", .hint = "password.hint", .type = "password", .autocomplete = "new-password" });
}

bool new_password_take(struct visit *v, struct slice contact, char *phc)
{
	static const char *const keys[] = { [PASSWORD_TEXT] = "password.text", [PASSWORD_SHORT] = "password.short", [PASSWORD_LONG] = "password.long",
		[PASSWORD_COMMON] = "password.common", [PASSWORD_CONTEXT] = "password.context" };
	/* As typed: spaces at its ends belong to it. */
	struct slice typed = urlform_value(&v->form, "new");
	enum password_flaw flaw = password_judge(v->cx, typed, contact);
	if (flaw != PASSWORD_FINE)
		visit_problem(v, "new", keys[flaw]);
	if (!visit_is_fine(v))
		return false;
	enum err e = password_hash(v->cx, typed, phc);
	if (e == ERR_PASSWORD_BUSY)
		entrance_busy(v);
	else if (e != OK)
		visit_problem(v, NULL, "sign.busy");
	return e == OK;
}
