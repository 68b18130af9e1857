/*
 * Asks a running issuer as the portal does, through issuer/client.h, or with raw frames that lie. For tests and benchmarks.
 * usage: ask_issuer HOME raw                                        a JSON question a line on standard input, an answer a line
 *        ask_issuer HOME ACCOUNT SESSION PERSON|- LANGUAGE ACT ...  one act; its result as "key=value" lines, or "error=NAME ..." and code 1
 *        ask_issuer HOME ACCOUNT SESSION PERSON LANGUAGE load THREADS COUNT KIND    COUNT proofs from THREADS at once, milliseconds
 */
#include "base/crypto.h"
#include "base/hex.h"
#include "base/ipc.h"
#include "base/json.h"
#include "base/limits.h"
#include "issuer/client.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct conf *conf;

static int64_t microseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- raw frames ---- */

static int ask_raw(struct ctx *cx)
{
	char *line = NULL;
	size_t size = 0;
	int fd = -1;
	for (ssize_t n; (n = getline(&line, &size, stdin)) > 0;) {
		struct buf answer;
		buf_init(&answer, LIMIT_IPC_BYTES);
		n -= line[n - 1] == '\n';
		ctx_forgive(cx);
		enum err e = fd < 0 ? ipc_connect(cx, conf_path(cx, conf, "issuer.socket"), 5000, &fd) : OK;
		if (e == OK)
			e = ipc_ask(cx, fd, slice_of(line, (size_t)n), 5000, &answer);
		if (e == OK) {
			printf("%.*s\n", SLICE_FMT(buf_slice(&answer)));
		} else {
			printf("{\"ok\":false,\"error\":\"%s\"}\n", err_name(e));
			fd = -1;
		}
		buf_free(&answer);
	}
	free(line);
	return 0;
}

/* ---- one act ---- */

struct asked {
	struct ctx *cx;
	struct client *client;
	struct client_caller who;
	char **args;                  /* ended by NULL */
};

static struct slice arg(const struct asked *a, int i)
{
	for (int k = 0; k <= i; k++) {
		if (!a->args[k])
			return (struct slice){ 0 };
	}
	return strcmp(a->args[i], "-") == 0 ? (struct slice){ 0 } : slice_str(a->args[i]);
}

static long long arg_number(const struct asked *a, int i)
{
	struct slice s = arg(a, i);
	return s.p ? strtoll((const char *)s.p, NULL, 10) : 0;
}

static struct client_claim claim_at(const struct asked *a, int i)
{
	return (struct client_claim){ .passport_number = arg(a, i), .birth_date = arg(a, i + 1), .number = arg(a, i + 2) };
}

static struct client_wish wish_at(const struct asked *a)
{
	return (struct client_wish){ .kind = arg(a, 0), .identity = arg(a, 1), .recipient = arg(a, 2), .purpose = arg(a, 3), .mask = arg(a, 4),
		.proof_days = (int)arg_number(a, 5), .token = arg(a, 6) };
}

static enum err tell(enum err e, const char *key, const char *value)
{
	if (e == OK)
		printf("%s=%s\n", key, value);
	return e;
}

static enum err tell_challenge(enum err e, const struct client_challenge *c)
{
	if (e == OK)
		printf("challenge=%s\nexpires=%lld\ntries=%d\n", c->id, (long long)c->expires, c->tries);
	return e;
}

static enum err tell_document(enum err e, const struct client_document *d)
{
	if (e == OK)
		printf("document=%s\nsame=%d\n", d->number, d->same);
	return e;
}

static enum err ask_binding(const struct asked *a, const char *act)
{
	char person[CLIENT_ID + 1];
	struct client_challenge c;
	struct client_claim claim;
	if (strcmp(act, "bind-begin") == 0) {
		claim = claim_at(a, 0);
		return tell_challenge(client_bind_begin(a->cx, a->client, &a->who, &claim, &c), &c);
	}
	if (strcmp(act, "bind-finish") == 0)
		return tell(client_bind_finish(a->cx, a->client, &a->who, arg(a, 0), arg(a, 1), person), "person", person);
	if (strcmp(act, "relative-finish") == 0)
		return tell(client_relative_finish(a->cx, a->client, &a->who, arg(a, 0), arg(a, 1), person), "person", person);
	claim = claim_at(a, 0);
	return tell(client_bind_counter(a->cx, a->client, &a->who, &claim, arg(a, 3), person), "person", person);
}

static enum err ask_preview(const struct asked *a)
{
	struct client_wish w = wish_at(a);
	struct client_preview p;
	enum err e = client_preview(a->cx, a->client, &a->who, &w, &p);
	if (e == OK)
		printf("proof=%.*s\npaper=%.*s\nseal=%.*s\ntyped=%.*s\nphoto=%d\n", SLICE_FMT(p.proof), SLICE_FMT(p.paper), SLICE_FMT(p.seal), SLICE_FMT(p.typed),
			p.has_photo);
	return e;
}

static enum err ask_holder(const struct asked *a, const char *act)
{
	struct client_document d;
	char case_code[CLIENT_ID + 1];
	struct client_wish w = wish_at(a);
	if (strcmp(act, "preview") == 0)
		return ask_preview(a);
	if (strcmp(act, "issue") == 0)
		return tell_document(client_issue(a->cx, a->client, &a->who, &w, &d), &d);
	if (strcmp(act, "renew") == 0)
		return tell_document(client_renew(a->cx, a->client, &a->who, arg(a, 0), arg(a, 1), &d), &d);
	if (strcmp(act, "withdraw") == 0)
		return client_withdraw(a->cx, a->client, &a->who, arg(a, 0));
	return tell(client_report_error(a->cx, a->client, &a->who, arg(a, 0), arg(a, 1), arg(a, 2), case_code), "case", case_code);
}

static enum err ask_relative(const struct asked *a, const char *act)
{
	struct client_challenge c;
	struct client_help h = { .claim = claim_at(a, 0), .rights = (unsigned)arg_number(a, 3), .until = arg_number(a, 4), .label = arg(a, 5),
		.guardian = slice_is(arg(a, 6), "guardian") };
	if (strcmp(act, "relative-ask") == 0)
		return tell_challenge(client_relative_ask(a->cx, a->client, &a->who, &h, &c), &c);
	if (strcmp(act, "relative-answer") == 0)
		return client_relative_answer(a->cx, a->client, &a->who, arg(a, 0), arg(a, 2), slice_is(arg(a, 1), "yes"));
	return client_grant_end(a->cx, a->client, &a->who, arg(a, 0));
}

static enum err ask_sharing(const struct asked *a, const char *act)
{
	struct client_share s;
	struct slice letter = arg(a, 0);
	struct client_share_wish w = { .purpose = letter.n ? (char)letter.p[0] : 0, .kinds = arg(a, 1), .until = arg_number(a, 2), .uses = (int)arg_number(a, 3) };
	if (strcmp(act, "freeze") == 0)
		return client_freeze(a->cx, a->client, &a->who, slice_is(letter, "on"));
	if (strcmp(act, "share-end") == 0)
		return client_share_end(a->cx, a->client, &a->who, letter);
	enum err e = client_share_make(a->cx, a->client, &a->who, &w, &s);
	return tell(e, "code", s.code) == OK ? tell(e, "id", s.id) : e;
}

static enum err ask(const struct asked *a, const char *act)
{
	static const char *const binding[] = { "bind-begin", "bind-finish", "bind-counter", "relative-finish" };
	static const char *const holder[] = { "preview", "issue", "renew", "withdraw", "report-error" };
	static const char *const relative[] = { "relative-ask", "relative-answer", "grant-end" };
	static const char *const sharing[] = { "share-make", "share-end", "freeze" };
	if (strcmp(act, "session-open") == 0)
		return client_session_open(a->cx, a->client, &a->who);
	if (strcmp(act, "session-end") == 0)
		return client_session_end(a->cx, a->client, &a->who);
	for (size_t i = 0; i < sizeof binding / sizeof *binding; i++) {
		if (strcmp(act, binding[i]) == 0)
			return ask_binding(a, act);
	}
	for (size_t i = 0; i < sizeof holder / sizeof *holder; i++) {
		if (strcmp(act, holder[i]) == 0)
			return ask_holder(a, act);
	}
	for (size_t i = 0; i < sizeof relative / sizeof *relative; i++) {
		if (strcmp(act, relative[i]) == 0)
			return ask_relative(a, act);
	}
	for (size_t i = 0; i < sizeof sharing / sizeof *sharing; i++) {
		if (strcmp(act, sharing[i]) == 0)
			return ask_sharing(a, act);
	}
	return fail(a->cx, ERR_USAGE, "no such act");
}

static int ask_one(struct asked *a, const char *act)
{
	enum err e = ask(a, act);
	const struct client_refusal *r = client_refused(a->client);
	if (e != OK)
		printf("error=%s\nfield=%s\nwait=%lld\ntries=%d\n", err_name(e), r->field, (long long)r->wait, r->tries);
	return e != OK;
}

/* ---- load ---- */

struct load {
	const struct asked *asked;
	size_t count, failed;
	int64_t *took;
};

static void *issue_many(void *self)
{
	struct load *l = self;
	struct ctx cx;
	struct client *client = client_open(conf);
	ctx_init(&cx, 0);
	for (size_t i = 0; i < l->count; i++) {
		char token[17];
		uint8_t random[8];
		struct client_document d;
		crypto_random(random, sizeof random);
		hex_format(slice_of(random, sizeof random), token);
		struct client_wish w = { .kind = arg(l->asked, 2), .recipient = SLICE("Specimen Bank"), .token = slice_str(token) };
		ctx_reset(&cx);
		int64_t began = microseconds();
		l->failed += client_issue(&cx, client, &l->asked->who, &w, &d) != OK;
		l->took[i] = microseconds() - began;
	}
	client_close(client);
	ctx_free(&cx);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int run_load(const struct asked *a)
{
	enum { MOST = 64 };
	size_t threads = (size_t)arg_number(a, 0), each = threads ? (size_t)arg_number(a, 1) / threads : 0, total = threads * each, failed = 0;
	pthread_t t[MOST];
	struct load load[MOST];
	if (threads == 0 || threads > MOST || each == 0)
		return 2;
	int64_t *took = calloc(total, sizeof *took), began = microseconds();
	for (size_t i = 0; i < threads; i++) {
		load[i] = (struct load){ .asked = a, .count = each, .took = took + i * each };
		pthread_create(&t[i], NULL, issue_many, &load[i]);
	}
	for (size_t i = 0; i < threads; i++) {
		pthread_join(t[i], NULL);
		failed += load[i].failed;
	}
	int64_t all = microseconds() - began;
	qsort(took, total, sizeof *took, by_size);
	printf("proofs=%zu failed=%zu per_s=%.0f p50_ms=%.1f p99_ms=%.1f max_ms=%.1f\n", total, failed, (double)total * 1e6 / (double)all,
		(double)took[total / 2] / 1000, (double)took[total * 99 / 100] / 1000, (double)took[total - 1] / 1000);
	free(took);
	return failed != 0;
}

int main(int argc, char **argv)
{
	struct ctx cx;
	struct conf *loaded = NULL;
	int code = 2;
	ctx_init(&cx, 0);
	if (argc < 3 || conf_load(&cx, argv[1], conf_known, &loaded) != OK) {
		fprintf(stderr, "ask_issuer: %s\n", argc < 3 ? "usage: see tests/tools/ask_issuer.c" : cx.text);
		return 2;
	}
	conf = loaded;
	if (strcmp(argv[2], "raw") == 0) {
		code = ask_raw(&cx);
	} else if (argc > 6) {
		struct asked a = { .cx = &cx, .client = client_open(conf), .args = argv + 7,
			.who = { .account = argv[2], .person = strcmp(argv[4], "-") ? argv[4] : NULL, .language = argv[5] } };
		crypto_sha256(slice_str(argv[3]), a.who.session);
		code = strcmp(argv[6], "load") == 0 ? run_load(&a) : ask_one(&a, argv[6]);
		client_close(a.client);
	}
	conf_free(loaded);
	ctx_free(&cx);
	return code;
}
