/* Fuzzes the intake of offices: whatever JSON comes, it is refused with flaws or gives an office whose calendar always answers. */
#include "base/limits.h"
#include "schemas/flaw.h"
#include "schemas/office.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_calendar(const struct office *o)
{
	int64_t at = 1773144000, change = 0;
	for (int i = 0; i < 50; i++, at += 37 * 3600) {
		int minute = 0;
		bool open = office_is_open(o, at, &change);
		struct date day = office_local(o, at, &minute);
		PROMISE(minute >= 0 && minute < 1440 && office_instant(o, day, minute) <= at && at - office_instant(o, day, minute) < 60);
		PROMISE(change == 0 || change > at);
		PROMISE(!open || change);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct schema_set *schemas;
	const struct office *office = NULL, *again = NULL;
	struct flaw *flaws = NULL;
	struct ctx cx;
	ctx_init(&cx, 1773144000);
	if (!schemas)
		PROMISE(schema_set_load(&cx, "", &schemas) == OK);
	enum err e = office_check(&cx, schemas, slice_of(data, n), &office, &flaws);
	PROMISE((e == ERR_RECORD) == (flaws != NULL) && (e == OK) == (office != NULL));
	for (const struct flaw *f = flaws; f; f = f->next)
		PROMISE(f->text[0] && f->reason[0] && strlen(f->field) < 4096);
	if (e == OK) {
		PROMISE(office_load(&cx, slice_of(data, n), &again) == OK && slice_eq(again->id, office->id));
		check_calendar(office);
	}
	ctx_free(&cx);
	return 0;
}
