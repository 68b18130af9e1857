/* Owns: the import's threads and what passes between them. */
#include "issuer/import.h"

#include "base/file.h"
#include "base/limits.h"
#include "issuer/commit.h"
#include "issuer/intake.h"
#include "issuer/queue.h"
#include "issuer/turns.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define QUEUE_SIZE 256
#define RESULTS_AT_ONCE 16
#define MAX_JOBS 64
#define PIPE_FIRST 16 /* numbers reserved for a file of unknown length before any was used */
#define MANY 1000 /* records from which on a table of the seal keys saves more time than making it takes */
#define IDLE_MILLISECONDS 5 /* a group is committed when nothing has come for this long */

static volatile sig_atomic_t stop;

void import_stop(void) { stop = 1; }

/* One record on its way: text in, fate out. */
struct piece {
	size_t line, place;           /* place among the records, from 0 */
	struct turns *turns;
	struct turn *turn;            /* held until its fate is on disk and told */
	bool too_long, broken;        /* longer than the limit; not JSON */
	struct buf text, flaws;
	enum outcome outcome;
	enum kind kind;
	struct reservation reservation;
	char same[DOCUMENT_NUMBER_SIZE + 1], follows[DOCUMENT_NUMBER_SIZE + 1];
	size_t same_line, follows_line; /* dry run: the same, of a document that an earlier line would make */
	bool old_file;                /* what it was issued as has ended since: nothing newer is overwritten */
	struct made *made;
	struct filing *filing;
};

struct run {
	const struct desk *desk;
	const struct import *options;
	struct intake *intake;
	struct tell *tell;
	struct queue *pieces, *results;
	struct pool *pool;
	struct turns *turns;
	atomic_int makers;            /* still working */
	size_t reserved;              /* reservations asked for so far */
	struct committing *group;
	struct piece **grouped;
	size_t group_count;
};

static void piece_free(struct piece *p)
{
	if (!p)
		return;
	buf_free(&p->text);
	buf_free(&p->flaws);
	made_free(p->made);
	filing_free(p->filing);
	turns_end(p->turns, p->turn);
	free(p);
}

static sigset_t ending_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

/* The one thread that takes signals: it may be waiting for a pipe, and must wake. */
static void *read_records(void *self)
{
	struct run *run = self;
	bool going = true;
	size_t place = 0;
	sigset_t ending = ending_signals();
	pthread_sigmask(SIG_UNBLOCK, &ending, NULL);
	while (going && !stop) {
		struct piece *p = calloc(1, sizeof *p);
		if (!p)
			abort();
		p->turns = run->turns;
		p->place = place++;
		buf_init(&p->text, LIMIT_JSON_BYTES);
		buf_init(&p->flaws, LIMIT_JSON_BYTES);
		going = intake_next(run->intake, &p->text, &p->line, &p->too_long) && queue_push(run->pieces, p);
		if (!going)
			piece_free(p);
	}
	queue_close(run->pieces);
	return NULL;
}

static void refuse(struct ctx *cx, struct piece *p, enum outcome outcome, const char *field)
{
	p->outcome = outcome;
	tell_failure(cx, field, &p->flaws);
}

/* True when the record may go on to be made. */
static bool check_piece(struct ctx *cx, const struct run *run, struct piece *p, struct checked *checked)
{
	struct flaw *flaws = NULL;
	int32_t character = 0;
	enum field_id field = FIELD_NONE;
	if (p->too_long) {
		(void)fail(cx, ERR_LIMIT, "record is longer than %d bytes", LIMIT_JSON_BYTES);
		refuse(cx, p, OUTCOME_REFUSED, "");
		return false;
	}
	enum err e = record_check(cx, run->desk->schemas, buf_slice(&p->text), checked, &flaws);
	if (e == ERR_RECORD && flaws) {
		p->outcome = OUTCOME_REFUSED;
		tell_flaws(flaws, &p->flaws);
		return false;
	}
	if (e != OK) {
		p->broken = e == ERR_JSON;
		refuse(cx, p, OUTCOME_REFUSED, "");
		return false;
	}
	p->kind = checked->record->kind;
	if (!run->options->records_only && maker_missing_glyph(cx, run->desk, *checked, &run->options->making, &character, &field)) {
		(void)fail(cx, ERR_GLYPH, "no font can print the character U+%04X", (unsigned)character);
		refuse(cx, p, OUTCOME_REFUSED, maker_place_of(cx, p->kind, field));
		return false;
	}
	return true;
}

struct same {
	const uint8_t *content;
	bool ended_too;               /* a document that was revoked or superseded counts as well */
	bool lives;
	char *number;
};

static bool look_for_same(void *self, const struct document *d)
{
	struct same *s = self;
	bool live = document_is_live(d);
	if (memcmp(d->content, s->content, 32) != 0 || !(live || s->ended_too))
		return true;
	memcpy(s->number, d->number, sizeof d->number);
	s->lives = live;
	return !live;
}

/*
 * The document that this record has already. A file that is imported again must not bring back what was revoked or corrected since; an officer
 * who issues one record means it.
 */
static enum err find_same(struct ctx *cx, struct snapshot *v, struct slice identity, const uint8_t content[static 32], bool ended_too,
	char number[static DOCUMENT_NUMBER_SIZE + 1], bool *lives)
{
	struct same same = { .content = content, .ended_too = ended_too, .number = number };
	number[0] = 0;
	enum err e = snapshot_renew(cx, v);
	if (e == OK)
		e = documents_of(cx, v, identity, look_for_same, &same);
	snapshot_reset(v);
	*lives = same.lives;
	return e;
}

/* A successor stands for the same kind of document as the one it replaces, and that one must still be in force or suspended. */
static enum err check_replaced(struct ctx *cx, struct snapshot *v, struct slice number, enum kind kind)
{
	struct document old;
	bool found = false;
	enum err e = snapshot_renew(cx, v);
	if (e == OK)
		e = documents_find(cx, v, number, &found, &old);
	if (e == OK && !found)
		e = fail(cx, ERR_DOCUMENT_MISSING, "there is no document with this number");
	if (e == OK && !document_is_live(&old))
		e = fail(cx, ERR_DOCUMENT_STATE, "the document is %s: no successor can take its place", document_state_name(old.state));
	if (e == OK && old.kind != (int)kind)
		e = fail(cx, ERR_DOCUMENT_STATE, "the document is a %s and cannot be replaced by a %s", kind_name((enum kind)old.kind), kind_name(kind));
	snapshot_reset(v);
	return e;
}

/*
 * Two genuine papers of one record must not contradict each other: a changed record takes the place of what was made of it with the same options. What an
 * officer has halted is not replaced by the way.
 */
static enum err find_newest(struct ctx *cx, struct snapshot *v, const struct record *record, const struct making *making, struct piece *p)
{
	uint8_t series[32], says[32];
	struct document newest;
	bool found = false, same = false;
	maker_series(record->kind, making, series);
	maker_says(record, making, says);
	enum err e = snapshot_renew(cx, v);
	if (e == OK)
		e = documents_series(cx, v, record->identity, series, says, &found, &same, &newest);
	if (e == OK && found && !same && newest.state != DOCUMENT_ISSUED)
		e = fail(cx, ERR_DOCUMENT_STATE, "the record has changed, and its document %s is %s: `reinstate`, `revoke` or `correct` it first", newest.number,
			document_state_name(newest.state));
	if (e == OK && found)
		memcpy(same ? p->same : p->follows, newest.number, sizeof p->same);
	snapshot_reset(v);
	return e;
}

static void look_back(struct piece *p, const uint8_t content[static 32])
{
	memcpy(p->turn->content, content, 32);
	for (const struct turn *x = p->turn->before; x; x = x->before) {
		if (x->issues && memcmp(x->content, content, 32) == 0)
			p->same_line = x->line;
		if (x->issues && !p->follows_line)
			p->follows_line = x->line;
	}
	p->turn->issues = !p->same[0] && !p->same_line;
}

/* Sets p->same, or p->follows. v is NULL where there is no registry yet. */
static enum err look_up(struct ctx *cx, const struct run *run, struct snapshot *v, const struct record *record, const uint8_t content[static 32],
	struct piece *p)
{
	const struct import *o = run->options;
	bool lives = false;
	if (!v)
		return o->making.replaces.p ? fail(cx, ERR_DOCUMENT_MISSING, "there is no document with this number") : OK;
	enum err e = find_same(cx, v, record->identity, content, !o->whole, p->same, &lives);
	p->old_file = p->same[0] && !lives;
	if (e != OK || p->same[0])
		return e;
	return o->making.replaces.p ? check_replaced(cx, v, o->making.replaces, p->kind) : find_newest(cx, v, record, &o->making, p);
}

/* What stands already, and what lines before this one would have done to it. False: refused, or it failed. */
static bool find_standing(struct ctx *cx, const struct run *run, struct snapshot *v, const struct record *record, struct piece *p)
{
	uint8_t content[32];
	maker_content(record, &run->options->making, content);
	enum err e = look_up(cx, run, v, record, content, p);
	if (e == OK && run->options->dry_run)
		look_back(p, content);
	if (e != OK)
		refuse(cx, p, err_class(e) == ERR_CLASS_INPUT ? OUTCOME_REFUSED : OUTCOME_FAILED, "");
	return e == OK;
}

/* True when a document is to be made of the record: it has none yet, and one is wanted. */
static bool is_to_make(struct ctx *cx, const struct run *run, struct snapshot *v, struct checked checked, struct piece *p)
{
	const struct import *o = run->options;
	if (o->records_only) {
		p->outcome = o->dry_run ? OUTCOME_WOULD_KEEP : OUTCOME_KEPT;
		return false;
	}
	if (!find_standing(cx, run, v, checked.record, p))
		return false;
	bool same = p->same[0] || p->same_line;
	if (same || o->dry_run)
		p->outcome = same ? OUTCOME_SAME : OUTCOME_WOULD_ISSUE;
	return !same && !o->dry_run;
}

static void tell_stopped(struct ctx *cx, struct piece *p)
{
	(void)fail(cx, ERR_STOPPED, "the import stopped before this record");
	buf_reset(&p->flaws);
	refuse(cx, p, OUTCOME_FAILED, "");
}

static void make_piece(struct ctx *cx, struct run *run, struct maker *maker, struct snapshot *v, struct piece *p)
{
	struct checked checked = { 0 };
	struct making making = run->options->making;
	bool good = check_piece(cx, run, p, &checked);
	if (!turns_take(run->turns, p->place, p->line, good ? checked.record->identity : (struct slice){ 0 }, &p->turn)) {
		tell_stopped(cx, p);
		return;
	}
	if (!good)
		return;
	/* An earlier line of the same record may have taken its time. */
	cx->now = run->options->clock();
	bool make = is_to_make(cx, run, v, checked, p);
	bool keep = make || p->outcome == OUTCOME_KEPT || p->outcome == OUTCOME_SAME;
	if (keep && !run->options->dry_run)
		p->filing = filing_new(cx, checked, run->options->records_only);
	if (!make)
		return;
	if (!pool_take(run->pool, &p->reservation)) {
		tell_stopped(cx, p);
		return;
	}
	making.follows = slice_str(p->follows[0] ? p->follows : NULL);
	enum err e = maker_make(cx, maker, checked, &making, &p->reservation, &p->made);
	if (e == OK) {
		p->outcome = OUTCOME_ISSUED;
	} else if (e == ERR_REVIEW) {
		/* The number stands on a signed file that exists somewhere in memory: it is never used again. */
		refuse(cx, p, OUTCOME_VOID, "");
	} else {
		pool_give(run->pool, &p->reservation);
		refuse(cx, p, err_class(e) == ERR_CLASS_INPUT || err_class(e) == ERR_CLASS_LIMIT ? OUTCOME_REFUSED : OUTCOME_FAILED, "");
	}
}

static void *make_documents(void *self)
{
	struct run *run = self;
	struct ctx cx;
	struct snapshot *v = NULL;
	struct piece *p;
	struct maker *maker = run->options->dry_run || run->options->records_only ? NULL : maker_new(run->desk);
	ctx_init(&cx, run->options->clock());
	/* A dry run may come before there is any registry. */
	enum err open = run->desk->store ? snapshot_open(&cx, run->desk->store, &v) : OK;
	while ((p = queue_pop(run->pieces, -1)) != NULL) {
		if (open == OK) {
			ctx_reset(&cx);
			cx.now = run->options->clock();
			make_piece(&cx, run, maker, v, p);
			buf_free(&p->text);
		} else {
			(void)turns_take(run->turns, p->place, p->line, (struct slice){ 0 }, &p->turn);
			refuse(&cx, p, OUTCOME_FAILED, "");
		}
		if (!queue_push(run->results, p))
			piece_free(p);
	}
	snapshot_close(v);
	maker_free(maker);
	ctx_free(&cx);
	if (atomic_fetch_sub(&run->makers, 1) == 1)
		queue_close(run->results);
	return NULL;
}

static enum err write_file(struct ctx *cx, const struct run *run, const struct made *m)
{
	struct buf file;
	buf_init(&file, 4 << 20);
	buf_put_slice(&file, stock_bytes(run->desk->stocks[m->kind]));
	buf_put_slice(&file, buf_slice(&m->fill));
	enum err e = buf_ok(&file) ? file_write(cx, ctx_printf(cx, "%s/%s.pdf", run->options->out_folder, m->document.number), buf_slice(&file), 0640)
				   : fail(cx, ERR_LIMIT, "the document is too large to export");
	buf_free(&file);
	return e;
}

static void tell_piece(struct run *run, const struct piece *p)
{
	struct fate f = { .line = p->line, .outcome = p->outcome, .kind = p->kind, .flaws = p->flaws.n ? buf_slice(&p->flaws) : (struct slice){ 0 } };
	if (p->outcome == OUTCOME_ISSUED) {
		f.number = p->made->document.number;
		f.code = p->made->code;
		f.replaces = p->made->document.predecessor;
	} else if (p->outcome == OUTCOME_SAME) {
		f.number = p->same[0] ? p->same : NULL;
		f.same_line = p->same[0] ? 0 : p->same_line;
	} else if (p->outcome == OUTCOME_WOULD_ISSUE) {
		f.replaces = p->follows_line ? "" : run->options->making.replaces.p ? (const char *)run->options->making.replaces.p : p->follows;
		f.replaces_line = p->follows_line;
	}
	run->tell->broken_lines += p->broken && !run->options->whole;
	tell_fate(run->tell, &f);
}

/* How many reservations the next commit should add. Of a pipe nobody knows the end: hardly more become void than were used. */
static size_t wanted_reservations(struct run *run, bool *urgent)
{
	size_t group = run->options->group, at_hand = pool_count(run->pool, urgent), total = intake_total(run->intake);
	size_t used = run->reserved - at_hand, most = total || used + PIPE_FIRST > group ? group : used + PIPE_FIRST;
	if (run->options->dry_run || run->options->records_only || at_hand >= most)
		return 0;
	size_t want = total ? group : most - at_hand, left = total > run->reserved ? total - run->reserved : 0;
	if (total && want > left)
		want = left;
	/* Numbers lost to refused records may leave a maker waiting behind the count: one more then. */
	return want == 0 && *urgent ? 1 : want;
}

/* The record stood twice in one group, or another process was quicker: its document is the one that came first, whatever became of it since. */
static enum err name_twin(struct ctx *cx, const struct run *run, struct piece *p)
{
	struct snapshot *v = NULL;
	const struct document *d = &p->made->document;
	bool lives = false;
	enum err e = snapshot_open(cx, run->desk->store, &v);
	if (e == OK)
		e = find_same(cx, v, d->identity, d->content, true, p->same, &lives);
	snapshot_close(v);
	p->outcome = e == OK && p->same[0] ? OUTCOME_SAME : OUTCOME_FAILED;
	return e;
}

static enum err acknowledge(struct ctx *cx, struct run *run)
{
	enum err e = OK;
	for (size_t i = 0; i < run->group_count; i++) {
		struct piece *p = run->grouped[i];
		if (run->group[i].twice) {
			enum err found = name_twin(cx, run, p);
			e = e == OK ? found : e;
		} else if (run->group[i].stale) {
			(void)fail(cx, ERR_DOCUMENT_STATE, "the document whose place it was to take has changed meanwhile: import it again");
			refuse(cx, p, OUTCOME_FAILED, "");
			ctx_forgive(cx);
		} else if (p->outcome == OUTCOME_ISSUED && run->options->out_folder && e == OK) {
			e = write_file(cx, run, p->made);
		} else if (p->outcome == OUTCOME_KEPT && run->group[i].kept == KEPT_SAME) {
			p->outcome = OUTCOME_SAME;
		}
		tell_piece(run, p);
		piece_free(p);
	}
	run->group_count = 0;
	return e;
}

static enum err commit(struct ctx *cx, struct run *run, size_t reserve)
{
	enum err e = commit_group(cx, run->desk, run->group, run->group_count, run->pool, reserve);
	if (e == OK) {
		run->reserved += reserve;
		return acknowledge(cx, run);
	}
	for (size_t i = 0; i < run->group_count; i++) {
		struct piece *p = run->grouped[i];
		buf_reset(&p->flaws);
		refuse(cx, p, OUTCOME_FAILED, "");
		tell_piece(run, p);
		piece_free(p);
	}
	run->group_count = 0;
	return e;
}

static void add_to_group(struct run *run, struct piece *p)
{
	bool document = p->outcome == OUTCOME_ISSUED || p->outcome == OUTCOME_VOID, keep = p->filing && p->outcome != OUTCOME_VOID;
	if (!document && (!keep || p->outcome == OUTCOME_REFUSED || p->outcome == OUTCOME_FAILED)) {
		tell_piece(run, p);
		piece_free(p);
		return;
	}
	run->group[run->group_count] = (struct committing){ .made = p->made, .number = document ? p->reservation.number : NULL,
		.filing = keep ? p->filing : NULL, .new_only = !run->options->whole,
		.place = { .document = slice_str(p->same[0] ? p->same : NULL), .only_new = p->old_file } };
	run->grouped[run->group_count++] = p;
}

static enum err collect(struct ctx *cx, struct run *run)
{
	enum err e = OK;
	while (e == OK && !queue_ended(run->results)) {
		struct piece *p = queue_pop(run->results, IDLE_MILLISECONDS);
		bool urgent = false;
		if (p)
			add_to_group(run, p);
		bool full = run->group_count == run->options->group, idle = !p && run->group_count;
		size_t reserve = wanted_reservations(run, &urgent);
		ctx_reset(cx);
		cx->now = run->options->clock();
		if (full || idle || (urgent && reserve))
			e = commit(cx, run, reserve);
	}
	return e == OK && run->group_count ? commit(cx, run, 0) : e;
}

static enum err void_rest(struct ctx *cx, struct run *run)
{
	struct batch *b = NULL;
	size_t count = 0;
	bool waiting;
	if (pool_count(run->pool, &waiting) == 0)
		return OK;
	enum err e = batch_begin(cx, run->desk->store, &b);
	if (e == OK)
		e = pool_void_rest(cx, run->pool, b, &count);
	if (e == OK)
		return batch_commit(cx, b);
	batch_abort(b);
	return e;
}

/* After a failure: nobody waits for anything any more; what is under way is told as failed. */
static void drain(struct run *run)
{
	struct piece *p;
	queue_close(run->pieces);
	pool_close(run->pool);
	turns_close(run->turns);
	while (!queue_ended(run->results)) {
		p = queue_pop(run->results, IDLE_MILLISECONDS);
		if (p && (p->outcome == OUTCOME_ISSUED || p->filing))
			p->outcome = OUTCOME_FAILED;
		if (p)
			tell_piece(run, p);
		piece_free(p);
	}
}

static enum err run_threads(struct ctx *cx, struct run *run)
{
	pthread_t reader, makers[MAX_JOBS];
	int jobs = run->options->jobs < MAX_JOBS ? run->options->jobs : MAX_JOBS;
	sigset_t ending = ending_signals(), before;
	pthread_sigmask(SIG_BLOCK, &ending, &before);
	atomic_store(&run->makers, jobs);
	if (pthread_create(&reader, NULL, read_records, run) != 0)
		abort();
	for (int i = 0; i < jobs; i++) {
		if (pthread_create(&makers[i], NULL, make_documents, run) != 0)
			abort();
	}
	enum err e = collect(cx, run);
	if (e != OK)
		drain(run);
	pthread_join(reader, NULL);
	for (int i = 0; i < jobs; i++)
		pthread_join(makers[i], NULL);
	pool_close(run->pool);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (e == OK)
		e = void_rest(cx, run);
	return e;
}

/* How it went, once nothing is under way any more. */
static enum err judge_end(struct ctx *cx, const struct run *run, const char *path)
{
	bool nothing = run->options->whole && run->tell->done == 0;
	if (stop)
		return fail(cx, ERR_STOPPED, "%s: stopped before its end; import it again for the rest", path);
	if (nothing)
		return fail(cx, ERR_FILE_READ, "%s: holds no record", path);
	return intake_broken(run->intake) ? fail(cx, ERR_FILE_READ, "%s: could not be read to its end", path) : OK;
}

static enum err run_all(struct ctx *cx, struct run *run, const char *path)
{
	const struct import *o = run->options;
	run->tell->total = intake_total(run->intake);
	if (run->tell->total >= MANY && !o->dry_run && !o->records_only)
		trust_prepare(run->desk->trust);
	run->pieces = queue_new(QUEUE_SIZE, 1);
	run->results = queue_new(QUEUE_SIZE, RESULTS_AT_ONCE);
	run->pool = pool_new();
	run->turns = turns_new(o->dry_run);
	run->group = calloc(o->group, sizeof *run->group);
	run->grouped = calloc(o->group, sizeof *run->grouped);
	if (!run->group || !run->grouped)
		abort();
	enum err e = run_threads(cx, run);
	if (e == OK)
		e = judge_end(cx, run, path);
	queue_free(run->pieces);
	queue_free(run->results);
	pool_free(run->pool);
	turns_free(run->turns);
	free(run->group);
	free(run->grouped);
	return e;
}

enum err import_run(struct ctx *cx, const struct desk *d, const char *path, const struct import *options, struct tell *t)
{
	struct run run = { .desk = d, .options = options, .tell = t };
	enum err e = intake_open(cx, path, options->whole, &stop, &run.intake);
	if (e == OK && options->out_folder && !options->dry_run)
		e = file_make_folder(cx, options->out_folder, 0750);
	if (e == OK)
		e = run_all(cx, &run, path);
	intake_close(run.intake);
	return e;
}
