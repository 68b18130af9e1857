/*
 * Owns: opening a share code: what a holder lets an institution see of the records as they are now. Unknown, ended, used up, frozen codes, a
 * wrong birth date and too many tries all get the one answer "closed". Must never show a record before the use is counted on disk.
 */
#ifndef VERIFIER_SHARE_H
#define VERIFIER_SHARE_H

#include "registry/checks.h"
#include "schemas/proof.h"
#include "schemas/purpose.h"
#include "verifier/tries.h"

#define SHARE_RECORDS 4

/* As typed: spaces, case and look-alikes are forgiven. */
struct share_question {
	struct slice code, birth_date, organisation;
};

/* Revoked: the office took the record out of force (registry/force.h); it goes before expired. */
enum share_state { SHARE_REVOKED = 0, SHARE_EXPIRED, SHARE_IN_FORCE, SHARE_STATES };

/* One record as the purpose may see it. */
struct shared_record {
	struct proof proof;           /* number, recipient and status are absent: it is no document */
	enum share_state state;
	bool under_correction;
	int64_t changed_at;           /* when the authority last changed it */
};

struct share_answer {
	bool open;
	const struct purpose *purpose;
	struct shared_record records[SHARE_RECORDS];
	size_t count;
	struct slice photo;           /* JPEG, copied into cx, or absent */
	int64_t until;
	int utc_offset;               /* minutes: of the days that end */
	uint32_t uses, used;          /* uses 0 = without limit */
};

/* Field at fault for a page to mark ("code", "birth_date", "organisation"), NULL when all can be read. Judges form alone. */
const char *share_flaw(const struct share_question *q);
/*
 * registry: a snapshot; checks: the verifier's own store; cx->now is the instant, utc_offset (minutes) is of the days that end. The birth date may have
 * unknown parts ("1985-00-00").
 */
must_use enum err share_open(struct ctx *cx, struct snapshot *registry, struct store *checks, struct tries *tries, const struct share_question *q,
	int utc_offset, struct share_answer *out);
/* {"result":"open","purpose","until","uses"?,"used","checked_at","records":[{"kind","state","under_correction","changed_at","fields","masked"}]}, or closed. */
void share_json(const struct share_answer *a, int64_t now, struct buf *out);

#endif
