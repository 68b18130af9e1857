/* Owns: configuration values and where each came from. */
#include "base/conf.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct setting {
	char *value, *source; /* NULL value = the built-in default */
};

struct conf {
	const struct conf_known *known;
	size_t count;
	struct setting *settings;
	char *home;
};

static char *copy_text(const char *text)
{
	char *copy = strdup(text);
	if (!copy)
		abort();
	return copy;
}

static size_t index_of(const struct conf *c, const char *key)
{
	size_t i = 0;
	while (i < c->count && strcmp(c->known[i].key, key) != 0)
		i++;
	return i;
}

static void set(struct conf *c, size_t i, const char *value, const char *source)
{
	free(c->settings[i].value);
	free(c->settings[i].source);
	c->settings[i] = (struct setting){ copy_text(value), copy_text(source) };
}

static char *trim(char *text)
{
	text += strspn(text, " \t\r");
	size_t n = strlen(text);
	while (n && strchr(" \t\r", text[n - 1]))
		text[--n] = 0;
	return text;
}

static enum err read_line(struct ctx *cx, struct conf *c, char *text, const char *path, int line)
{
	text = trim(text);
	if (*text == 0 || *text == '#')
		return OK;
	char *equals = strchr(text, '=');
	if (!equals)
		return fail(cx, ERR_CONF, "%s:%d: want \"key = value\"", path, line);
	*equals = 0;
	char *key = trim(text);
	size_t i = index_of(c, key);
	if (i == c->count)
		return fail(cx, ERR_CONF, "%s:%d: unknown key \"%s\"; `config show` lists the known ones", path, line, key);
	if (c->settings[i].value)
		return fail(cx, ERR_CONF, "%s:%d: key \"%s\" stands twice", path, line, key);
	set(c, i, trim(equals + 1), ctx_printf(cx, "%s:%d", path, line));
	return OK;
}

static enum err read_file(struct ctx *cx, struct conf *c, const char *path)
{
	struct buf b;
	buf_init(&b, LIMIT_CONF_BYTES);
	enum err e = file_read(cx, path, &b);
	if (e == OK && memchr(buf_slice(&b).p, 0, b.n))
		e = fail(cx, ERR_CONF, "%s: holds a NUL byte: not a text file", path);
	char *rest = e == OK ? ctx_string(cx, buf_slice(&b)) : NULL;
	/* A byte order mark comes from editors and says nothing. */
	if (rest && strncmp(rest, "\xef\xbb\xbf", 3) == 0)
		rest += 3;
	for (int line = 1; e == OK && rest; line++)
		e = read_line(cx, c, strsep(&rest, "\n"), path, line);
	buf_free(&b);
	return e;
}

static void read_environment(struct conf *c)
{
	for (size_t i = 0; i < c->count; i++) {
		char name[128];
		int n = snprintf(name, sizeof name, "CINNABAR_%s", c->known[i].key);
		if (n < 0 || (size_t)n >= sizeof name)
			continue;
		for (char *p = name; *p; p++)
			*p = *p == '.' || *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
		const char *value = getenv(name);
		if (value)
			set(c, i, value, "environment");
	}
}

enum err conf_load(struct ctx *cx, const char *home, const struct conf_known *known, struct conf **out)
{
	struct conf *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	c->known = known;
	while (known[c->count].key)
		c->count++;
	c->settings = calloc(c->count + 1, sizeof *c->settings);
	if (!c->settings)
		abort();
	c->home = copy_text(home);
	const char *path = ctx_printf(cx, "%s/cinnabar.conf", home);
	enum err e = file_is_missing(path) ? OK : read_file(cx, c, path);
	if (e != OK) {
		conf_free(c);
		return e;
	}
	read_environment(c);
	*out = c;
	return OK;
}

enum err conf_set(struct ctx *cx, struct conf *c, const char *key, const char *value)
{
	size_t i = index_of(c, key);
	if (i == c->count)
		return fail(cx, ERR_CONF, "unknown setting \"%s\"", key);
	set(c, i, value, "command line");
	return OK;
}

const char *conf_get(const struct conf *c, const char *key)
{
	size_t i = index_of(c, key);
	if (i == c->count)
		abort();
	return c->settings[i].value ? c->settings[i].value : c->known[i].fallback;
}

static const char *source_of(const struct conf *c, const char *key)
{
	const char *source = c->settings[index_of(c, key)].source;
	return source ? source : "default";
}

enum err conf_int(struct ctx *cx, const struct conf *c, const char *key, int64_t *out)
{
	const char *text = conf_get(c, key);
	const struct conf_range *r = conf_ranges;
	char *end = NULL;
	while (r->key && strcmp(r->key, key) != 0)
		r++;
	if (!r->key)
		abort(); /* a number without a range */
	errno = 0;
	long long v = strtoll(text, &end, 10);
	if (errno || end == text || *end || v < r->low || v > r->high)
		return fail(cx, ERR_CONF, "%s (%s): want a whole number from %lld to %lld", key, source_of(c, key), (long long)r->low, (long long)r->high);
	*out = v;
	return OK;
}

enum err conf_check_numbers(struct ctx *cx, const struct conf *c)
{
	enum err e = OK;
	int64_t number;
	for (const struct conf_range *r = conf_ranges; e == OK && r->key; r++)
		e = conf_int(cx, c, r->key, &number);
	return e;
}

enum err conf_bool(struct ctx *cx, const struct conf *c, const char *key, bool *out)
{
	const char *text = conf_get(c, key);
	bool yes = strcmp(text, "yes") == 0;
	if (!yes && strcmp(text, "no") != 0)
		return fail(cx, ERR_CONF, "%s (%s): want yes or no", key, source_of(c, key));
	*out = yes;
	return OK;
}

enum err conf_offset(struct ctx *cx, const struct conf *c, const char *key, int *utc_offset)
{
	if (offset_parse(slice_str(conf_get(c, key)), utc_offset))
		return OK;
	return fail(cx, ERR_CONF, "%s (%s): want hours and minutes before UTC such as +08:00, in quarters of an hour from -12:00 to +14:00", key, source_of(c, key));
}

const char *conf_path(struct ctx *cx, const struct conf *c, const char *key)
{
	const char *text = conf_get(c, key);
	return text[0] == '/' || text[0] == 0 ? text : ctx_printf(cx, "%s/%s", c->home, text);
}

const char *conf_home(const struct conf *c) { return c->home; }

void conf_show(const struct conf *c, struct buf *out)
{
	for (size_t i = 0; i < c->count; i++)
		buf_printf(out, "%s = %s  # %s\n", c->known[i].key, conf_get(c, c->known[i].key), source_of(c, c->known[i].key));
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++) {
		free(c->settings[i].value);
		free(c->settings[i].source);
	}
	free(c->settings);
	free(c->home);
	free(c);
}
