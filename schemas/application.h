/*
 * Owns: an application under way as typed values: its steps, who acts next, when one may ask. Read from JSON after schema and rules have
 * accepted it. Must never hold words for people: the pages have those.
 */
#ifndef SCHEMAS_APPLICATION_H
#define SCHEMAS_APPLICATION_H

#include "schemas/office.h"

enum application_step { STEP_NONE = 0, STEP_FILED, STEP_ACCEPTED, STEP_DOCUMENTS_NEEDED, STEP_DOCUMENTS_RECEIVED, STEP_INTERVIEW, STEP_REVIEW,
	STEP_GRANTED, STEP_REFUSED, STEP_READY, STEP_COLLECTED, STEP_WITHDRAWN, STEP_COUNT };
enum application_actor { ACTOR_NONE = 0, ACTOR_AUTHORITY, ACTOR_APPLICANT };
enum application_result { RESULT_NONE = 0, RESULT_GRANTED, RESULT_REFUSED, RESULT_WITHDRAWN };

struct application_event {
	enum application_step step;
	struct date at;
	enum application_actor by;
	struct slice note_en, note_zh;   /* absent where there is none */
};

struct application {
	struct slice number;
	enum service service;
	struct slice office;             /* id */
	struct slice passport_number, birth_date, nationality; /* whose it is */
	const struct application_event *events; /* oldest first; the first is the filing */
	size_t event_count;
	int usual_days;                  /* working days; 0 = those of the office */
	struct date ask_after;           /* year 0 = after the usual days */
	enum application_actor next;     /* who acts next; ACTOR_NONE when it has ended */
	enum application_result result;
};

/* "filed" ...; "" and STEP_NONE for anything else. */
const char *application_step_name(enum application_step step);
enum application_step application_step_parse(struct slice name);
/* Who acts after this step, who takes it as a rule, and whether it ends the application. */
enum application_actor application_next(enum application_step step);
enum application_actor application_taker(enum application_step step);
bool application_ends(enum application_step step);

/*
 * JSON text of one application -> typed, as record_check does. office: the one it names, or NULL when there is no such office (a flaw). Results
 * live in cx's arena. cx->now is the day of "not in the future".
 */
typedef enum err application_office(struct ctx *cx, void *self, struct slice id, const struct office **out);
must_use enum err application_check(struct ctx *cx, const struct schema_set *schemas, struct slice json, application_office *find, void *self,
	const struct application **out, struct flaw **flaws);
/* An application that was checked before it was kept (registry/applications.h). ERR_RECORD or ERR_JSON when the memory is damaged. */
must_use enum err application_load(struct ctx *cx, struct slice json, const struct application **out);

/* Usual working days: its own, else the office's for the service; 0 when neither is known. office may be NULL. */
int application_usual_days(const struct application *a, const struct office *office);
/* The day from which the applicant may ask: stated, or that many working days of the office behind the filing; year 0 when nothing is known. */
struct date application_ask_after(const struct application *a, const struct office *office);
/* The last event. */
const struct application_event *application_last(const struct application *a);

#endif
