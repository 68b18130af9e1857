/* Owns: the list of rules switched off in a mutant build. Empty in every other build. */
#include "formats/rule.h"

#ifdef CINNABAR_MUTANT
#include <stdlib.h>
#include <string.h>

bool rule_on(const char *name)
{
	static const char *list;
	if (!list)
		list = getenv("CINNABAR_RULE_OFF");
	if (!list)
		list = "";
	size_t n = strlen(name);
	for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',') {
		if (strcspn(at, ",") == n && strncmp(at, name, n) == 0)
			return false;
	}
	return true;
}
#endif
