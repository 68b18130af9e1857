/* Owns: the folder of waiting messages. */
#include "base/outbox.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *outbox_folder(struct ctx *cx, const struct conf *conf) { return conf_path(cx, conf, "outbox.folder"); }

/* A line of a mail's head: what is in it must not begin a new line, nor an address hold two. */
static bool is_line(struct slice s, bool spaces)
{
	for (size_t at = 0; at < s.n;) {
		int32_t c = text_next(s, &at);
		if (c < 0x20 || c == 0x7f || (!spaces && (c == ' ' || c == ',' || c == ';' || c == '<' || c == '>' || c > 0x7e)))
			return false;
	}
	return s.n > 0 && s.n <= LIMIT_MESSAGE_LINE;
}

static bool is_body(struct slice s)
{
	for (size_t at = 0; at < s.n;) {
		int32_t c = text_next(s, &at);
		if (c < 0 || (c < 0x20 && c != '\n') || c == 0x7f)
			return false;
	}
	return s.n > 0 && s.n <= LIMIT_MESSAGE_BODY;
}

static bool is_word(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '-'))
			return false;
	}
	return s.n > 0 && s.n <= 32;
}

static enum err check(struct ctx *cx, const struct outbox_message *m)
{
	const char *wrong = !is_line(m->to, false) || m->to.p[0] == '-' ? "to" : !slice_is(m->channel, "email") && !slice_is(m->channel, "sms") ? "channel" :
		!is_line(m->subject, true) ? "subject" : !is_body(m->body) ? "body" : !is_word(m->language) ? "language" : !is_word(m->kind) ? "kind" : NULL;
	return wrong ? fail(cx, ERR_MESSAGE, "message: its member \"%s\" is missing or has a wrong form", wrong) : OK;
}

static void encode(const struct outbox_message *m, int64_t made_at, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '{');
	json_put_text(&o, "to", m->to);
	json_put_text(&o, "channel", m->channel);
	json_put_text(&o, "subject", m->subject);
	json_put_text(&o, "body", m->body);
	json_put_text(&o, "language", m->language);
	json_put_text(&o, "kind", m->kind);
	json_put_int(&o, "made_at", made_at);
	if (m->not_before)
		json_put_int(&o, "not_before", m->not_before);
	json_end(&o, '}');
	buf_putc(out, '\n');
}

/* Begins with the time it was made: names in order are messages in order. */
static const char *new_name(struct ctx *cx, int64_t made_at)
{
	uint8_t random[10];
	char hex[sizeof random * 2 + 1];
	crypto_random(random, sizeof random);
	hex_format(slice_of(random, sizeof random), hex);
	return ctx_printf(cx, "%011lld-%s.json", (long long)made_at, hex);
}

static enum err put(struct ctx *cx, const char *folder, const struct outbox_message *m, bool real)
{
	struct buf text;
	int64_t made_at = m->made_at ? m->made_at : cx->now;
	enum err e = check(cx, m);
	if (e == OK && made_at < 0)
		e = fail(cx, ERR_MESSAGE, "message: made before 1970");
	if (e == OK)
		e = file_make_folder(cx, folder, 0700);
	if (e != OK)
		return e;
	buf_init(&text, LIMIT_JSON_BYTES);
	encode(m, made_at, &text);
	const char *name = new_name(cx, made_at);
	e = file_write(cx, ctx_printf(cx, "%s/%s", folder, real ? name : ".pretended"), buf_slice(&text), 0600);
	buf_wipe(&text);
	return e;
}

enum err outbox_put(struct ctx *cx, const char *folder, const struct outbox_message *m) { return put(cx, folder, m, true); }
enum err outbox_pretend(struct ctx *cx, const char *folder, const struct outbox_message *m) { return put(cx, folder, m, false); }

static bool is_name(const char *name)
{
	size_t n = strlen(name);
	return n == 37 && strspn(name, "0123456789") == 11 && name[11] == '-' && strspn(name + 12, "0123456789abcdef") == 20 && strcmp(name + 32, ".json") == 0;
}

static int by_name(const void *a, const void *b) { return strcmp(a, b); }

enum err outbox_list(struct ctx *cx, const char *folder, size_t most, struct outbox_names *out)
{
	size_t room = 2 * most + 1;
	*out = (struct outbox_names){ .name = ctx_alloc(cx, room * OUTBOX_NAME) };
	DIR *d = opendir(folder);
	if (!d)
		return errno == ENOENT ? OK : fail(cx, ERR_FILE_READ, "%s: %s", folder, strerror(errno));
	for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
		if (!is_name(entry->d_name))
			continue;
		memcpy(out->name[out->count++], entry->d_name, strlen(entry->d_name) + 1);
		if (out->count == room) {
			/* The newest of those seen make room: the oldest are sent first. */
			qsort(out->name, out->count, OUTBOX_NAME, by_name);
			out->count = most;
		}
	}
	closedir(d);
	qsort(out->name, out->count, OUTBOX_NAME, by_name);
	if (out->count > most)
		out->count = most;
	return OK;
}

enum err outbox_read(struct ctx *cx, const char *folder, const char *name, struct outbox_message *out)
{
	struct buf text;
	struct json *o = NULL;
	*out = (struct outbox_message){ 0 };
	if (!is_name(name))
		return fail(cx, ERR_MESSAGE, "message: not a name of one");
	buf_init(&text, LIMIT_JSON_BYTES);
	enum err e = file_read(cx, ctx_printf(cx, "%s/%s", folder, name), &text);
	if (e == OK)
		e = json_parse(cx, ctx_copy(cx, buf_slice(&text)), &o);
	buf_wipe(&text);
	if (e == ERR_FILE_READ)
		return e;
	*out = (struct outbox_message){ .to = json_text(o, "to"), .channel = json_text(o, "channel"), .subject = json_text(o, "subject"),
		.body = json_text(o, "body"), .language = json_text(o, "language"), .kind = json_text(o, "kind") };
	(void)json_take_int(o, "not_before", &out->not_before);
	if (e != OK || !json_take_int(o, "made_at", &out->made_at) || check(cx, out) != OK) {
		ctx_forgive(cx);
		return fail(cx, ERR_MESSAGE, "message %s: damaged", name);
	}
	return OK;
}

enum err outbox_remove(struct ctx *cx, const char *folder, const char *name)
{
	const char *path = ctx_printf(cx, "%s/%s", folder, name);
	return unlink(path) == 0 || errno == ENOENT ? OK : fail(cx, ERR_FILE_WRITE, "%s: %s", path, strerror(errno));
}

enum err outbox_set_aside(struct ctx *cx, const char *folder, const char *name, const char *inside)
{
	const char *from = ctx_printf(cx, "%s/%s", folder, name), *to = ctx_printf(cx, "%s/%s/%s", folder, inside, name);
	enum err e = file_make_folder(cx, ctx_printf(cx, "%s/%s", folder, inside), 0700);
	if (e == OK && rename(from, to) != 0 && errno != ENOENT)
		e = fail(cx, ERR_FILE_WRITE, "%s: %s", from, strerror(errno));
	return e;
}

void outbox_tidy(struct ctx *cx, const char *folder)
{
	DIR *d = opendir(folder);
	struct stat st;
	for (struct dirent *entry; d && (entry = readdir(d)) != NULL;) {
		const char *ending = strstr(entry->d_name, ".json.");
		const char *path = ctx_printf(cx, "%s/%s", folder, entry->d_name);
		if (ending && strlen(ending) == 12 && stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime + 3600 < cx->now)
			(void)unlink(path);
	}
	if (d)
		closedir(d);
}
