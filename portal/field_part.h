/*
 * Owns: fields of records in a page: label and value of one field, and the kinds of institution, in the page's language. Used for what the
 * authority holds and for what a checker sees. Names of countries are in English or Chinese.
 */
#ifndef PORTAL_FIELD_PART_H
#define PORTAL_FIELD_PART_H

#include "base/text.h"
#include "portal/visit.h"
#include "schemas/kind.h"
#include "schemas/purpose.h"

/* The key of a field's label, [field.passport-number]; of what a coded value means, [coded.category-q1], or NULL; of an institution. In v->cx. */
const char *field_part_key(struct visit *v, enum field_id id);
const char *field_part_coded(struct visit *v, enum field_id id, struct slice value);
const char *field_part_institution(struct visit *v, const struct purpose *p);
void field_part_label(struct visit *v, enum field_id id);
/* The value with its words, names in their own script's tag. `masked` is told in words too. Text places only. */
void field_part_value(struct visit *v, enum field_id id, struct slice value, bool masked);
/* "14 March 1985" as <time>; with unknown parts as put_date. */
void field_part_date(struct visit *v, struct date d);
/* A row of a list (part_list_open); nothing where the value is absent. */
void field_part_row(struct visit *v, enum field_id id, struct slice value, bool masked);
/* All fields of a kind; value is indexed by field_id, masked has bits as in schemas/proof.h. */
void field_part_rows(struct visit *v, enum kind kind, const struct slice *value, uint64_t masked);
/* A person's name as the authority holds it: "SPECIMEN, ANNA MARIA". Text places only. */
void field_part_name(struct visit *v, struct slice surname, struct slice given);
/* A kind's title for people: [holdings.kind-visa] and so on. */
const char *field_part_kind(enum kind kind);

#endif
