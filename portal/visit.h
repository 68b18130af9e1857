/*
 * Owns: one request to the portal, as a page's handler sees it: who asks, for whom, in which language, what was typed, and the page being
 * written. Handlers never see a cookie, a header or the socket. Pages are built with portal/parts.h.
 */
#ifndef PORTAL_VISIT_H
#define PORTAL_VISIT_H

#include "http/html.h"
#include "http/server.h"
#include "http/urlform.h"
#include "portal/acts.h"
#include "portal/clerk.h"
#include "portal/csrf.h"
#include "portal/flow.h"
#include "registry/grants.h"

#define VISIT_PROBLEMS 16
#define VISIT_ARGS     3

/* Who may ask. GUEST: has a session for a half-done flow (registration ...) or is signed in. */
enum role { ROLE_NONE = 0, ROLE_ANYBODY, ROLE_GUEST, ROLE_SIGNED };

/* One thing wrong with what was typed: the field's name, and the key of a sentence. */
struct problem {
	const char *field, *key;
	struct slice value; /* for {1}, or absent */
};

struct visit {
	struct ctx *cx;
	struct clerk *w;                 /* registry snapshot, portal store, issuer: of this thread */
	const struct http_request *q;
	struct http_reply *r;
	const struct route *route;
	struct slice kept_query;          /* of a GET form: what was asked, percent-encoded; the switches of language and text size keep it */
	struct slice known_path;          /* q->path, where it is one of ours and holds nothing typed */
	enum language language;
	bool large;                       /* the visitor wants larger text */
	struct session session;           /* session.kind SESSION_NONE without one */
	bool unasked;                     /* refused before anybody looked who it is: the page says nothing of an account */
	bool session_ended;               /* a cookie came whose session is over: to be told on the next page */
	const char *account;              /* id of the account that is signed in, or NULL */
	char person[PERSON_SIZE + 1];     /* of {person} in the path, after its right was checked; "" without */
	unsigned rights;                  /* what the account may do for that person (enum grant_right) */
	bool own;                         /* the person is the account's own, not a relative's */
	bool voice;                       /* the account speaks for the person: its own, or a child's guardian */
	struct slice args[VISIT_ARGS];    /* {id} and {name} of the path, in order, without {person} */
	struct urlform form;              /* POST: what was typed */
	bool switched;                    /* POST by the language switch: show the form again, judge nothing */
	struct problem problems[VISIT_PROBLEMS];
	size_t problem_count;
	struct buf out;                   /* the page */
	struct html h;
	int status;                       /* of the page, 200 at first */
	char token[CSRF_TOKEN];           /* of the page's forms, once one was written */
	bool token_set;
};

typedef void visit_handler(struct visit *v);

/* A row of route.def. */
struct route {
	enum http_method method;
	const char *path;      /* "/p/{person}/visa", "/bookings/{id}": a {…} is one segment */
	enum role role;
	unsigned right;        /* with {person}: the grant's right that is needed */
	visit_handler *handler;
};
extern const struct route visit_routes[];
extern const size_t visit_route_count;
/* The route of a path, or NULL; *other_method tells that another method would find one. args and person are set on a match. */
const struct route *visit_route(enum http_method method, struct slice path, struct slice *person, struct slice args[static VISIT_ARGS], bool *other_method);

/* Answers one request: route, session, right, CSRF, form, handler, page headers. The one http_handler of all pages. */
void visit_run(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r);

/* What a person gets where the server itself refuses (too many requests, too much text, too slow): a page; programs keep the problem. An http_refusal. */
void visit_refusal(struct ctx *cx, void *worker, const struct http_request *q, struct http_reply *r);

/* Today where the authority is. */
struct date visit_today(const struct visit *v);

/* ---- what was typed ---- */

/* Value of a field without the spaces around it; absent when not sent. */
struct slice visit_typed(const struct visit *v, const char *field);
/* A checkbox, or a choice that was made. */
bool visit_chose(const struct visit *v, const char *field);
/* Notes a problem beside a field (NULL = the whole form). Later ones of the same field are dropped. */
void visit_problem(struct visit *v, const char *field, const char *key);
void visit_problem_with(struct visit *v, const char *field, const char *key, struct slice value);
/* Nothing is wrong with it, and it was sent to be acted on (not by the language switch). */
bool visit_is_fine(const struct visit *v);
/* The query's value of a name, decoded, in the arena; absent when not there. For what is not personal only. */
struct slice visit_query(const struct visit *v, const char *name);

/*
 * Logs an act for the person of the path, before it is done. False: it could not be written, the reply is the page of the error, and the act must
 * not be done. detail: a number or id, or absent.
 */
bool visit_act(struct visit *v, enum act_kind kind, struct slice detail);
/* The same for a person who does not stand in the path. own: the account is the person's own. */
bool visit_act_for(struct visit *v, const char *person, bool own, enum act_kind kind, struct slice detail);

/* ---- how it ends: each handler ends with one of these, or with a page (screen_close of parts.h) ---- */

/* 303 to a path of ours. `path` may be in the arena. */
void visit_go(struct visit *v, const char *path);
/* A page that says what happened: 403, 404, 405, 408, 409, 413, 419 (sent as 403), 429, 500, 503; any other reads like 409 or 503. */
void visit_refuse(struct visit *v, int status);
/* The page of an error: logs it and answers 503 (500 for bugs). */
void visit_failed(struct visit *v, const char *event);
/* A file to download or show: static content type; `name` for Content-Disposition or NULL. Never cached. */
void visit_file(struct visit *v, struct slice body, const char *content_type, const char *name);
/* The same, and the next page says in a green box what was done: the sentence [done.<what>] of the words. */
void visit_done(struct visit *v, const char *path, const char *what);
/* To the sign-in page, which says that the session has ended; its cookie goes. */
void visit_signed_out(struct visit *v, const char *path);
/* A Set-Cookie value of portal/session.h (new session, its end) for the reply; absent ones are passed over. */
void visit_cookie(struct visit *v, struct slice set_cookie);

/* The page in v->out becomes the reply: the last step of screen_close. */
void visit_page_done(struct visit *v);

/* ---- words ---- */

/* The sentence of a key in the visitor's language. Where it falls back to English the page marks it: say it with put_say. */
const char *word(const struct visit *v, const char *key);

#endif
