/*
 * Owns: what the authority holds about a person, read from the registry: each record as shown values, which is the current one of its kind, what
 * ends when and by which day to act. Must never write, nor keep anything beyond the request.
 */
#ifndef PORTAL_HOLDINGS_H
#define PORTAL_HOLDINGS_H

#include "registry/records.h"
#include "schemas/proof.h"

#define HOLDINGS_MAX  64 /* records of one person that are shown: thirty years of permits and passports */
#define DEADLINES_MAX 8

struct holding {
	enum kind kind;
	struct slice identity;             /* "visa:EV1234567" */
	const struct record *record;
	struct slice value[FIELD_COUNT];   /* shown text by field_id, nothing masked; absent = not stated */
	struct date issued;
	bool current;                      /* the newest of its kind */
	bool stands;                       /* the office has not taken it out of force (registry/force.h); told of current ones */
	bool under_correction;
	struct slice correction;           /* case code, or absent */
	int64_t kept_at, changed_at;
};

struct holdings {
	struct holding *all;               /* by kind, then newest first */
	size_t count;
};

/* All of the person's records, in cx's arena (texts may point into the snapshot). More than HOLDINGS_MAX: the rest is left out. */
must_use enum err holdings_read(struct ctx *cx, struct snapshot *registry, const char *person, struct holdings *out);
/* The current record of a kind, NULL without one. */
const struct holding *holdings_current(const struct holdings *h, enum kind kind);
/* The record that tells the card (its own, else the identity link), and the passport. NULL without one. */
const struct holding *holdings_card(const struct holdings *h);
const struct holding *holdings_passport(const struct holdings *h);
/* A proof of this kind can be made: the record is there and stands; for an identity link, or card and passport do. */
bool holdings_can_prove(const struct holdings *h, enum kind kind);
/* What masking these fields (bits as in proof.h) leaves of the kind's values, as a checker sees them. *masked gets what really became hidden. */
void holdings_masked(struct ctx *cx, enum kind kind, const struct slice value[static FIELD_COUNT], uint64_t mask, struct slice out[static FIELD_COUNT],
	uint64_t *masked);
/* Values of a proof of the kind, from the current records: an identity link that no record states is put together. False: cannot be proven. */
bool holdings_values(const struct holdings *h, enum kind kind, struct slice out[static FIELD_COUNT]);

enum ending { ENDING_NONE = 0, ENDING_ENTRY, ENDING_STAY, ENDING_STAY_PERMIT, ENDING_RESIDENCE, ENDING_CARD, ENDING_PASSPORT, ENDING_COUNT };

/* One thing that ends. */
struct deadline {
	enum ending what;
	const struct holding *of;
	struct date ends;                  /* last day */
	struct date act_by;                /* last day to apply; year 0 where there is nothing to apply for here */
	int days;                          /* from today to `ends`; below 0: it is over */
	bool soon;                         /* within the time of reminders, or over */
	bool outlives_passport;            /* a permit or card that ends after the passport in which its holder is known */
};

/* What ends, soonest first, of the current records that stand. Returns how many. */
size_t holdings_deadlines(const struct holdings *h, struct date today, struct deadline out[static DEADLINES_MAX]);

#endif
