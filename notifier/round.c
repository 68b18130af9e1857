/* Owns: what is due, and what became of it. */
#include "notifier/round.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "notifier/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MOST_NAMES 10000 /* messages of one round: the oldest */

/* A message that was tried. */
struct tried {
	char name[OUTBOX_NAME];
	unsigned attempts;
	int64_t next;         /* not before */
	bool sent;            /* the server has it, and the file could not be removed */
};

struct round {
	char *folder, *from;
	int64_t give_up;      /* seconds */
	round_send *send;
	void *self;
	int lock;
	struct tried tried[MOST_NAMES];
	size_t tried_count;
	unsigned down_rounds; /* rounds in a row that met no server */
	int64_t down_until;
};

static const int waits[] = { 10, 30, 60, 300, 900, 3600 };

static int64_t wait_after(unsigned attempts)
{
	size_t last = sizeof waits / sizeof *waits - 1;
	return waits[attempts > last ? last : attempts];
}

/* Two notifiers would send everything twice. */
static enum err take_lock(struct ctx *cx, struct round *r)
{
	enum err e = file_make_folder(cx, r->folder, 0700);
	if (e != OK)
		return e;
	r->lock = open(ctx_printf(cx, "%s/.notifier.lock", r->folder), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (r->lock < 0)
		return fail(cx, ERR_FILE_WRITE, "%s: %s", r->folder, strerror(errno));
	return flock(r->lock, LOCK_EX | LOCK_NB) == 0 ? OK : fail(cx, ERR_STORE_BUSY, "%s: another notifier sends from it", r->folder);
}

enum err round_open(struct ctx *cx, const struct conf *conf, round_send *send, void *self, struct round **out)
{
	struct round *r = calloc(1, sizeof *r);
	const char *from = conf_get(conf, "notifier.from");
	int64_t hours = 0;
	if (!r)
		abort();
	*r = (struct round){ .folder = strdup(outbox_folder(cx, conf)), .from = strdup(from), .send = send, .self = self, .lock = -1 };
	if (!r->folder || !r->from)
		abort();
	enum err e = conf_int(cx, conf, "notifier.give-up-hours", &hours);
	r->give_up = hours * 3600;
	if (e == OK && (!strchr(from, '@') || strpbrk(from, " <>,;\r\n\t") || strlen(from) > LIMIT_MESSAGE_LINE))
		e = fail(cx, ERR_CONF, "notifier.from: want one address, such as noreply@immigration.example");
	if (e == OK)
		e = take_lock(cx, r);
	if (e == OK)
		*out = r;
	else
		round_close(r);
	return e;
}

void round_close(struct round *r)
{
	if (!r)
		return;
	if (r->lock >= 0)
		close(r->lock);
	free(r->folder);
	free(r->from);
	free(r);
}

/* Place of the name among the tried ones, which are in order, or where it would stand. */
static size_t place_of(const struct round *r, const char *name)
{
	size_t low = 0, high = r->tried_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(r->tried[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct tried *find_tried(struct round *r, const char *name)
{
	size_t at = place_of(r, name);
	return at < r->tried_count && strcmp(r->tried[at].name, name) == 0 ? &r->tried[at] : NULL;
}

static struct tried *add_tried(struct round *r, const char *name)
{
	struct tried *t = find_tried(r, name);
	size_t at = place_of(r, name);
	if (t || r->tried_count == MOST_NAMES)
		return t;
	memmove(&r->tried[at + 1], &r->tried[at], (r->tried_count - at) * sizeof *r->tried);
	r->tried_count++;
	r->tried[at] = (struct tried){ 0 };
	memcpy(r->tried[at].name, name, strlen(name) + 1);
	return &r->tried[at];
}

/* Names whose files are gone need no memory. Both lists are in order. */
static void forget_gone(struct round *r, const struct outbox_names *names)
{
	size_t kept = 0, k = 0;
	for (size_t i = 0; i < r->tried_count; i++) {
		while (k < names->count && strcmp(names->name[k], r->tried[i].name) < 0)
			k++;
		if (k < names->count && strcmp(names->name[k], r->tried[i].name) == 0)
			r->tried[kept++] = r->tried[i];
	}
	r->tried_count = kept;
}

static enum err remove_sent(struct ctx *cx, struct round *r, const char *name)
{
	enum err e = outbox_remove(cx, r->folder, name);
	if (e == OK)
		return OK;
	struct tried *t = add_tried(r, name);
	if (t)
		t->sent = true;
	log_error(cx, "sent-not-removed");
	return t ? OK : e;
}

static enum err give_up(struct ctx *cx, struct round *r, const char *name, const char *why, struct round_counts *out)
{
	log_event(cx, LOG_WARN, "mail-failed", "message=%.11s why=%s", name, why);
	out->failed++;
	return outbox_set_aside(cx, r->folder, name, "failed");
}

static void put_off(struct ctx *cx, struct round *r, const char *name, const char *why)
{
	struct tried *t = add_tried(r, name);
	log_event(cx, LOG_INFO, "mail-later", "message=%.11s why=%s attempts=%u", name, why, t ? t->attempts + 1 : 0);
	if (t)
		t->next = cx->now + wait_after(t->attempts++);
}

/* One message that is due. *down: the server cannot be had now. */
static enum err deliver(struct ctx *cx, struct round *r, const char *name, const struct outbox_message *m, bool *down, struct round_counts *out)
{
	char why[64] = "";
	struct buf mail;
	buf_init(&mail, 4 * LIMIT_MESSAGE_BODY + 4096);
	mail_build(m, r->from, name, &mail);
	enum smtp_result result = buf_ok(&mail) ? r->send(r->self, r->from, m->to, buf_slice(&mail), why) : SMTP_NEVER;
	buf_wipe(&mail);
	*down = result == SMTP_DOWN;
	if (result == SMTP_SENT) {
		out->sent++;
		log_event(cx, LOG_INFO, "mail-sent", "message=%.11s kind=%.*s", name, SLICE_FMT(m->kind));
		return remove_sent(cx, r, name);
	}
	if (result == SMTP_NEVER || m->made_at + r->give_up < cx->now)
		return give_up(cx, r, name, why, out);
	out->waiting++;
	if (result == SMTP_LATER)
		put_off(cx, r, name, why);
	else
		log_event(cx, LOG_WARN, "mail-server-down", "why=%s", why);
	return OK;
}

/* Read, judge, and where it is due send. A file that is no message is put aside: it would stand here for ever. */
static enum err handle(struct ctx *cx, struct round *r, const char *name, bool *down, struct round_counts *out)
{
	struct outbox_message m;
	const struct tried *t = find_tried(r, name);
	if (t && t->sent)
		return remove_sent(cx, r, name);
	if (t && t->next > cx->now) {
		out->waiting++;
		return OK;
	}
	enum err e = outbox_read(cx, r->folder, name, &m);
	if (e == ERR_MESSAGE) {
		ctx_forgive(cx);
		return give_up(cx, r, name, "damaged", out);
	}
	if (e != OK)
		return e;
	/* Another program sends text messages. They must not stand in the way of the mails. */
	if (slice_is(m.channel, "sms"))
		return outbox_set_aside(cx, r->folder, name, "sms");
	if (m.not_before > cx->now) {
		out->waiting++;
		return OK;
	}
	return deliver(cx, r, name, &m, down, out);
}

enum err round_run(struct ctx *cx, struct round *r, const volatile int *stop, struct round_counts *out)
{
	struct outbox_names names;
	bool down = false;
	*out = (struct round_counts){ 0 };
	if (r->down_until > cx->now)
		return OK;
	enum err e = outbox_list(cx, r->folder, MOST_NAMES, &names);
	if (e != OK)
		return e;
	forget_gone(r, &names);
	for (size_t i = 0; e == OK && !down && !*stop && i < names.count; i++)
		e = handle(cx, r, names.name[i], &down, out);
	r->down_rounds = down ? r->down_rounds + 1 : 0;
	r->down_until = down ? cx->now + wait_after(r->down_rounds - 1) : 0;
	outbox_tidy(cx, r->folder);
	return e;
}
