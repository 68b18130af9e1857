/* Owns: the words of the letters. */
#include "issuer/letter.h"

#include "base/outbox.h"
#include "registry/records.h"

#include <string.h>

struct words {
	const char *kind, *subject_en, *subject_zh, *body_en, *body_zh;
};

/* "%s" in a body is the code, in groups. */
static const struct words words[LETTER_COUNT] = {
	[LETTER_BIND_CODE] = { "bind-code", "Your code", "您的验证码",
		"Somebody who gave your details wants to see your records in the online service.\n\n    Code: %s\n\n"
		"It holds for 15 minutes. If this was not you, do nothing and tell the code to nobody; nobody of the authority asks for it.\n",
		"有人提供了您的信息，申请在网上服务中查看您的记录。\n\n    验证码：%s\n\n15 分钟内有效。如非本人操作，请勿理会，也不要将验证码告诉任何人；本机关工作人员不会索取验证码。\n" },
	[LETTER_BOUND] = { "bound", "Your records are now linked to an account", "您的记录已与账户关联",
		"An account of the online service can now see and use your records. If this was not you, tell the office at once: it can end this.\n",
		"网上服务的一个账户现已可以查看和使用您的记录。如非本人操作，请立即联系出入境管理机构，可以解除关联。\n" },
	[LETTER_RELATIVE_CODE] = { "relative-code", "Somebody asks to act for you", "有人申请为您代办",
		"A user of the online service asks to see your records and act for you.\n\n    Code: %s\n\n"
		"If you agree, hand this code on; it holds for 24 hours. You can end this at any time. If you do not know who asks, do nothing.\n",
		"网上服务的一名用户申请查看您的记录并为您代办业务。\n\n    验证码：%s\n\n如您同意，请将此验证码告知对方，24 小时内有效。您可随时解除授权。如不清楚对方是谁，请勿理会。\n" },
	[LETTER_RELATIVE_ASKED] = { "relative-asked", "Somebody asks to act for a child", "有人申请为未成年人代办",
		"A user of the online service asks to act for a child whose record names this contact. The office decides. If you know nothing of it, tell the office.\n",
		"网上服务的一名用户申请为登记了此联系方式的未成年人代办业务，由出入境管理机构审核。如您不知情，请告知该机构。\n" },
	[LETTER_RELATIVE_ACTIVE] = { "relative-active", "Somebody may now act for you", "他人现可为您代办",
		"A user of the online service may now see your records and act for you. Your account lists who, and ends it at once; the office can end it too.\n",
		"网上服务的一名用户现可查看您的记录并为您代办业务。您可在账户中查看并立即解除，也可由出入境管理机构解除。\n" },
	[LETTER_SHARED] = { "shared", "A share code was made for your records", "已为您的记录生成共享码",
		"A share code was made with which an institution can see some of your records. Your account lists it, and ends it at once.\n",
		"已生成一个共享码，有关机构可凭此查看您的部分记录。您可在账户中查看并立即取消。\n" },
};

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

static struct slice body_of(struct ctx *cx, const char *text, const char *code)
{
	const char *at = strstr(text, "%s");
	if (!at || !code)
		return slice_str(text);
	return slice_str(ctx_printf(cx, "%.*s%.4s %s%s", (int)(at - text), text, code, code + 4, at + 2));
}

enum err letter_send(struct act *a, const struct contact *to, enum letter which, const char *code)
{
	const struct words *w = &words[which];
	bool chinese = a->language[0] == 'z', reachable = to->email.n || to->phone.n;
	struct outbox_message m = { .to = to->email.n ? to->email : to->phone, .channel = to->email.n ? SLICE("email") : SLICE("sms"),
		.subject = slice_str(chinese ? w->subject_zh : w->subject_en), .body = body_of(a->cx, chinese ? w->body_zh : w->body_en, code),
		.language = slice_str(a->language), .kind = slice_str(w->kind) };
	if (!reachable)
		m.to = SLICE("nobody@example.invalid");
	return reachable ? outbox_put(a->cx, a->room->outbox, &m) : outbox_pretend(a->cx, a->room->outbox, &m);
}
