/* Owns: printing. */
#include "issuer/tell.h"

#include "formats/crockford.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *outcome_name(enum outcome o)
{
	static const char *const names[OUTCOME_COUNT] = { "none", "issued", "kept", "same", "would-issue", "would-keep", "refused", "void", "failed" };
	return (unsigned)o < OUTCOME_COUNT ? names[o] : names[0];
}

static void put_flaw(struct json_out *o, const char *field, const char *reason, const char *text)
{
	json_begin(o, NULL, '{');
	json_put_str(o, "field", field);
	json_put_str(o, "reason", reason);
	json_put_str(o, "text", text);
	json_end(o, '}');
}

void tell_flaws(const struct flaw *first, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '[');
	for (const struct flaw *f = first; f; f = f->next)
		put_flaw(&o, f->field, f->reason, f->text);
	json_end(&o, ']');
}

void tell_failure(const struct ctx *cx, const char *field, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '[');
	put_flaw(&o, field, err_name(cx->err), cx->text);
	json_end(&o, ']');
}

static void tell_json(const struct fate *f)
{
	struct buf line;
	buf_init(&line, 1 << 18);
	struct json_out o = json_out(&line);
	json_begin(&o, NULL, '{');
	json_put_int(&o, "line", (int64_t)f->line);
	json_put_str(&o, "result", outcome_name(f->outcome));
	if (f->kind != KIND_NONE)
		json_put_str(&o, "kind", kind_name(f->kind));
	if (f->number)
		json_put_str(&o, "number", f->number);
	if (f->code)
		json_put_str(&o, "code", f->code);
	if (f->replaces && f->replaces[0])
		json_put_str(&o, "replaces", f->replaces);
	if (f->replaces_line)
		json_put_int(&o, "replaces_line", (int64_t)f->replaces_line);
	if (f->same_line)
		json_put_int(&o, "same_line", (int64_t)f->same_line);
	if (f->flaws.n) {
		buf_puts(&line, ",\"errors\":");
		buf_put_slice(&line, f->flaws);
	}
	json_end(&o, '}');
	buf_putc(&line, '\n');
	fwrite(line.p, 1, line.n, stdout);
	fflush(stdout);
	buf_free(&line);
}

/* The flaws come back from their JSON: a report is printed much later than it was found, in another thread. */
static void tell_flaw_lines(const struct fate *f)
{
	struct ctx cx;
	struct json *list = NULL;
	ctx_init(&cx, 0);
	if (json_parse(&cx, f->flaws, &list) == OK) {
		for (const struct json *v = list->first; v; v = v->next) {
			struct slice field = json_text(v, "field"), reason = json_text(v, "reason"), text = json_text(v, "text");
			if (field.n == 0)
				field = SLICE("record");
			printf("line %zu: %s: %.*s: %.*s (%.*s)\n", f->line, outcome_name(f->outcome), SLICE_FMT(field), SLICE_FMT(text), SLICE_FMT(reason));
		}
	}
	ctx_free(&cx);
}

static void clear_bar(const struct tell *t)
{
	if (t->bar)
		fputs("\r\033[K", stderr);
}

/* "line 7: issued visa XXXX-XXXX-XXX in place of XXXX-XXXX-XXX" */
static void tell_document(const struct fate *f)
{
	char number[16] = "", replaces[16] = "";
	if (f->number)
		crockford_group(f->number, number);
	if (f->replaces && f->replaces[0])
		crockford_group(f->replaces, replaces);
	printf("line %zu: %s%s%s%s%s", f->line, outcome_name(f->outcome), f->kind ? " " : "", kind_name(f->kind), number[0] ? " " : "", number);
	if (replaces[0])
		printf(" in place of %s", replaces);
	if (f->replaces_line)
		printf(" in place of that of line %zu", f->replaces_line);
	if (f->same_line)
		printf(" as line %zu", f->same_line);
	putchar('\n');
}

void tell_fate(struct tell *t, const struct fate *f)
{
	t->done++;
	t->counts[f->outcome]++;
	t->replaced += (f->replaces && f->replaces[0]) || f->replaces_line;
	if (t->json) {
		tell_json(f);
		return;
	}
	clear_bar(t);
	if (f->flaws.n) {
		tell_flaw_lines(f);
	} else {
		tell_document(f);
	}
	fflush(stdout);
	tell_progress(t);
}

/* Columns of the terminal, but the last, in which many begin a new line; 79 where it does not tell. */
static int columns(void)
{
	struct winsize size = { 0 };
	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : 79;
}

/* In one line whatever the width: a line that wraps cannot be taken back. */
void tell_progress(struct tell *t)
{
	enum { WIDTH = 30 };
	char bar[WIDTH + 4] = "", text[80];
	if (!t->bar || t->total == 0)
		return;
	int64_t seconds = t->clock() - t->started;
	int n = snprintf(text, sizeof text, "%zu of %zu", t->done, t->total), room = columns();
	if (seconds > 0 && n + 20 < room)
		(void)snprintf(text + n, sizeof text - (size_t)n, ", %zu a second", t->done / (size_t)seconds);
	int width = room - (int)strlen(text) - 3;
	width = width < WIDTH ? width : WIDTH;
	size_t filled = width > 0 ? t->done * (size_t)width / t->total : 0;
	for (int i = 0; i < width; i++)
		bar[i] = (size_t)i < filled ? '#' : '.';
	if (width > 0)
		fprintf(stderr, "\r\033[K[%.*s] %.*s", width, bar, room, text);
	else
		fprintf(stderr, "\r\033[K%.*s", room, text);
	fflush(stderr);
}

void tell_end(struct tell *t)
{
	clear_bar(t);
	fprintf(stderr, "%zu record%s", t->done, t->done == 1 ? "" : "s");
	const char *comma = ":";
	for (int o = OUTCOME_ISSUED; o < OUTCOME_COUNT; o++) {
		if (t->counts[o] == 0)
			continue;
		fprintf(stderr, "%s %zu %s", comma, t->counts[o], outcome_name((enum outcome)o));
		if (t->replaced && (o == OUTCOME_ISSUED || o == OUTCOME_WOULD_ISSUE))
			fprintf(stderr, " (%zu in place of an earlier one)", t->replaced);
		comma = ",";
	}
	fputc('\n', stderr);
	if (t->broken_lines)
		fprintf(stderr, "import wants each record on one line of its own; a record over several lines goes to `cinnabar-issuer issue`\n");
}
