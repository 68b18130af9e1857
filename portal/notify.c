/* Owns: filling the sentences of a message and handing it to the outbox. */
#include "portal/notify.h"

#include "base/log.h"
#include "base/outbox.h"

#define NOTIFY_MOST 2048

static struct slice fill(struct visit *v, const struct notification *l, const char *ending)
{
	const char *text = words_find(v->w->hall->words, ctx_printf(v->cx, "notify.%s%s", l->what, ending), l->language).text;
	struct buf b;
	buf_init(&b, NOTIFY_MOST);
	for (; *text; text++) {
		if (text[0] == '{' && (text[1] == '1' || text[1] == '2') && text[2] == '}') {
			buf_put_slice(&b, text[1] == '1' ? l->value : slice_str(v->w->hall->url));
			text += 2;
		} else {
			buf_putc(&b, (uint8_t)*text);
		}
	}
	if (!*ending)
		buf_putc(&b, '\n');
	struct slice out = ctx_copy(v->cx, buf_slice(&b));
	buf_wipe(&b);
	return out;
}

static struct outbox_message message_of(struct visit *v, const struct notification *l)
{
	return (struct outbox_message){ .to = l->contact, .channel = slice_str(l->kind == CONTACT_EMAIL ? "email" : "sms"), .subject = fill(v, l, "-subject"),
		.body = fill(v, l, ""), .language = slice_str(language_code(l->language)), .kind = slice_str(ctx_printf(v->cx, "account-%s", l->what)) };
}

enum err notify_send(struct visit *v, const struct notification *l)
{
	struct outbox_message m = message_of(v, l);
	return outbox_put(v->cx, v->w->hall->outbox, &m);
}

enum err notify_pretend(struct visit *v, const struct notification *l)
{
	struct outbox_message m = message_of(v, l);
	return outbox_pretend(v->cx, v->w->hall->outbox, &m);
}

void notify_account(struct visit *v, const struct account *a, const char *what)
{
	struct notification l = { .kind = a->contact_kind, .contact = a->contact, .language = language_parse(slice_str(a->language)), .what = what };
	if (l.language == LANGUAGE_NONE)
		l.language = v->language;
	if (a->contact_kind == CONTACT_NONE || notify_send(v, &l) == OK)
		return;
	log_error(v->cx, "portal.notify");
	ctx_forgive(v->cx);
}
