/* Owns: the words of the letters. */
#include "issuer/letter.h"

#include "base/outbox.h"
#include "registry/records.h"

#include <string.h>

struct words {
	const char *subject, *body;
};

enum tongue { TONGUE_en, TONGUE_zh, TONGUE_ja, TONGUE_ko, TONGUE_ru, TONGUE_fr, TONGUE_es, TONGUE_ar, TONGUE_vi, TONGUE_th, TONGUE_COUNT };

static const char *const tongues[TONGUE_COUNT] = { "en", "zh", "ja", "ko", "ru", "fr", "es", "ar", "vi", "th" };

static const char *const kinds[LETTER_COUNT] = {
	[LETTER_BIND_CODE] = "bind-code", [LETTER_BOUND] = "bound", [LETTER_RELATIVE_CODE] = "relative-code", [LETTER_RELATIVE_ASKED] = "relative-asked",
	[LETTER_RELATIVE_ACTIVE] = "relative-active", [LETTER_SHARED] = "shared",
};

#define X(letter, language, subject, body) [LETTER_##letter][TONGUE_##language] = { subject, body },
static const struct words words[LETTER_COUNT][TONGUE_COUNT] = {
#include "issuer/letter.def"
};
#undef X

static enum tongue tongue_of(struct slice language)
{
	for (int i = 0; i < TONGUE_COUNT; i++) {
		if (slice_starts(language, slice_str(tongues[i])) && (language.n == 2 || language.p[2] == '-'))
			return (enum tongue)i;
	}
	return TONGUE_en;
}

const char *letter_language(struct slice wanted) { return tongues[tongue_of(wanted)]; }

struct look {
	struct ctx *cx;
	struct contact contact;
	int64_t changed_at;
};

static bool look_at(void *self, const struct kept_record *r)
{
	struct look *l = self;
	struct json *tree = NULL;
	if (json_parse(l->cx, r->json, &tree) != OK)
		return true;
	const struct json *contact = json_get(tree, "contact");
	struct slice email = json_text(contact, "email"), phone = json_text(contact, "phone");
	if ((email.n || phone.n) && (r->changed_at >= l->changed_at || !(l->contact.email.n || l->contact.phone.n))) {
		l->contact = (struct contact){ .email = ctx_copy(l->cx, email), .phone = ctx_copy(l->cx, phone) };
		l->changed_at = r->changed_at;
	}
	return true;
}

enum err letter_contact(struct act *a, const char *person, struct contact *out)
{
	struct look l = { .cx = a->cx };
	enum err e = records_of(a->cx, a->view, person, look_at, &l);
	*out = l.contact;
	return e;
}

static const char *with_code(struct ctx *cx, const char *text, const char *code)
{
	const char *at = strstr(text, "%s");
	return at && code ? ctx_printf(cx, "%.*s%.4s %s%s", (int)(at - text), text, code, code + 4, at + 2) : text;
}

/* Whoever asked chose the language; whom the letter warns may not read it, so English follows what is neither English nor Chinese. */
static struct slice body_of(struct ctx *cx, enum letter which, enum tongue tongue, const char *code)
{
	const char *own = with_code(cx, words[which][tongue].body, code);
	if (tongue == TONGUE_en || tongue == TONGUE_zh)
		return slice_str(own);
	return slice_str(ctx_printf(cx, "%s\n%s", own, with_code(cx, words[which][TONGUE_en].body, code)));
}

enum err letter_send(struct act *a, const struct contact *to, enum letter which, const char *code)
{
	enum tongue tongue = tongue_of(slice_str(a->language));
	bool reachable = to->email.n || to->phone.n;
	struct outbox_message m = { .to = to->email.n ? to->email : to->phone, .channel = to->email.n ? SLICE("email") : SLICE("sms"),
		.subject = slice_str(words[which][tongue].subject), .body = body_of(a->cx, which, tongue, code),
		.language = slice_str(a->language), .kind = slice_str(kinds[which]) };
	if (!reachable)
		m.to = SLICE("nobody@example.invalid");
	return reachable ? outbox_put(a->cx, a->room->outbox, &m) : outbox_pretend(a->cx, a->room->outbox, &m);
}
