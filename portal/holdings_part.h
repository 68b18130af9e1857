/* Owns: parts of pages about records: a record with its photo, its state, what ends when, earlier records. */
#ifndef PORTAL_HOLDINGS_PART_H
#define PORTAL_HOLDINGS_PART_H

#include "portal/holdings.h"
#include "portal/visit.h"

/* "Under correction", with its case. Nothing when there is nothing to say. */
void holdings_part_state(struct visit *v, const struct holding *of);
/* What ends, soonest first, each with what to do and by when. Nothing without an end. True: something ends soon, and an appointment may be booked. */
bool holdings_part_deadlines(struct visit *v, const struct holdings *h);
/* The one sentence of a deadline: "Your residence permit lasts until ...". */
void holdings_part_deadline(struct visit *v, const struct deadline *d);
/* Photo and fields, as a record of this kind (an identity link also tells a passport or a card). */
void holdings_part_record(struct visit *v, const struct holding *of, enum kind kind);
/* Number, dates and authority of the card. */
void holdings_part_short_card(struct visit *v, const struct holding *of);
/* Records of the kind that a newer one has replaced, folded; for passports also the numbers that records tell. */
void holdings_part_earlier(struct visit *v, const struct holdings *h, enum kind kind);

#endif
