/*
 * Owns: one request of the portal while it is answered, and what every act may use. An act reads the question, judges, changes the registry
 * through the scribe, and puts members into the answer. Must never log or answer more than it was asked for.
 */
#ifndef ISSUER_ACT_H
#define ISSUER_ACT_H

#include "base/json.h"
#include "issuer/callers.h"
#include "issuer/maker.h"
#include "issuer/pace.h"
#include "issuer/scribe.h"
#include "registry/audit.h"
#include "registry/grants.h"

/* What all acts share; one a process. */
struct act_room {
	struct desk *desk;
	struct scribe *scribe;
	struct callers *callers;
	struct pace *pace;
	const char *outbox;           /* folder */
	int64_t rate, bind_rate, proofs; /* settings issuer.rate, issuer.bind-rate and issuer.proofs-per-day */
};

/* One request; belongs to one thread. */
struct act {
	struct ctx *cx;
	const struct act_room *room;
	struct maker *maker;
	struct snapshot *view;        /* renewed when the act began */
	const struct json *question;
	const char *name;
	char account[ACCOUNT_SIZE + 1], person[PERSON_SIZE + 1]; /* person "" where the act is about nobody yet */
	uint8_t session[32];
	struct grant grant;           /* of the account on the person, where there is one */
	const char *language;         /* of letters: letter_language */
	const char *operator_name;    /* "account:ID for person:ID" */
	struct json_out *out;
	const char *field;            /* of a refusal: as client.h tells */
	int64_t wait;
	int tries;
	bool unknown_session;
};

typedef enum err act_run(struct act *a);

/* Acts by name in acts.def: X(NAME, function, RIGHT needed on the person; RIGHT_NONE: no person). */
#define X(name, function, right) must_use enum err function(struct act *a);
#include "issuer/acts.def"
#undef X

/* One thread's tools for answering. */
struct act_desk {
	const struct act_room *room;
	struct ctx cx;
	struct maker *maker;
	struct snapshot *view;
};

/* Answers one question; whatever comes, `answer` is one JSON object. now: the instant. */
void act_answer(struct act_desk *desk, struct slice question, int64_t now, struct buf *answer);

/* The account speaks for the person: its own, or the guardian of a child. What cannot be taken back is for these alone. */
bool act_is_voice(const struct act *a);
/* Refuses an argument. */
must_use enum err act_misfit(struct act *a, const char *field);
/* Too often: fails when pace_take gives a wait. */
must_use enum err act_throttle(struct act *a, const char *what, struct slice whom, int64_t most, int64_t seconds);
/* Members of the question; absent, 0 and false where they are not there or of another type. */
struct slice act_text(const struct act *a, const char *key);
int64_t act_int(const struct act *a, const char *key);
bool act_bool(const struct act *a, const char *key);
/* Twelve random Crockford characters. */
void act_new_id(char out[static PERSON_SIZE + 1]);
bool act_is_id(struct slice s);
/* One line of plain text of at most `most` characters; empty fits. */
bool act_is_line(struct slice text, size_t most);
/* An entry of the audit record in the batch. number may be absent. */
must_use enum err act_note(struct ctx *cx, struct batch *b, const struct act *a, const char *operation, struct slice number, const char *reason);

#endif
