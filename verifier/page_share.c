/*
 * Owns: the pages of share codes: the form, what a code opened, and the one answer for all that do not open. Must never tell why a code is
 * closed.
 */
#include "verifier/page_parts.h"

#include "verifier/share.h"

#include <string.h>

static void put_icon(struct html *h, const char *name) { html_markup(h, page_icon(name)); }

static void put_field(const struct page_env *env, struct html *h, const char *name, const char *label, const char *hint, struct slice value, const char *flaw,
	const char *said_flaw)
{
	bool wrong = flaw && strcmp(flaw, name) == 0;
	html_put(h, "<p><label for=\"%s\">%s</label> <span class=\"form\" id=\"%s-hint\">%s</span>\n", name, label, name, hint);
	if (wrong)
		html_put(h, "<span class=\"trouble\" id=\"%s-flaw\">%s%s</span>\n", name, say(env, "Error: ", "错误："), said_flaw);
	html_put(h, "<input id=\"%s\" name=\"%s\" value=\"%.*s\" required autocomplete=\"off\" spellcheck=\"false\" aria-describedby=\"%s-hint%s%s%s\"", name, name,
		SLICE_FMT(value), name, wrong ? " " : "", wrong ? name : "", wrong ? "-flaw" : "");
	if (wrong)
		html_put(h, " aria-invalid=\"true\"");
	html_put(h, "></p>\n");
}

void page_share(struct ctx *cx, const struct page_env *env, const struct share_question *q, const char *flaw, struct buf *out)
{
	struct html h = html_on(out);
	const char *title = say(env, "Open a share code", "打开共享码");
	(void)cx;
	page_open(env, &h, title);
	html_put(&h, "<article class=\"start\" data-title=\"%s\">\n<h1>%s</h1>\n<p class=\"lead\">%s</p>\n",
		title, title,
		say(env, "A holder who gives you a share code lets you see their record as it is now. They see that you looked, and when.",
			"持有人向您提供共享码，即允许您查看其当前的登记信息。对方会看到您的查看记录和时间。"));
	html_put(&h, "<section class=\"way\" aria-label=\"%s\">\n<form id=\"by-share\" method=\"post\" action=\"/share?lang=%s\">\n", title,
		page_lang(env->language));
	put_field(env, &h, "code", say(env, "Share code", "共享码"), say(env, "Twelve characters, like B7KQ-29M4-XC3D", "12 位字符，例如 B7KQ-29M4-XC3D"), q->code, flaw,
		say(env, "A share code has twelve characters; check it for a slip.", "共享码为 12 位，请检查是否输入有误。"));
	put_field(env, &h, "birth_date", say(env, "Date of birth of the holder", "持有人出生日期"), say(env, "Year, month, day, like 1985-03-14", "年-月-日，例如 1985-03-14"),
		q->birth_date, flaw, say(env, "Write the date as year, month and day.", "请按年-月-日填写日期。"));
	put_field(env, &h, "organisation", say(env, "Your organisation", "贵单位名称"), say(env, "The holder is told this name.", "该名称会告知持有人。"), q->organisation, flaw,
		say(env, "Give the name of your organisation in one line.", "请用一行文字填写单位名称。"));
	html_put(&h, "<p><button class=\"button\">%s</button></p>\n</form>\n</section>\n", say(env, "Open", "打开"));
	html_put(&h, "<p class=\"note\"><a href=\"/?lang=%s\">%s</a> %s</p>\n</article>\n", page_lang(env->language), say(env, "Check a document", "核验文件"),
		say(env, "when you were handed a PDF or a paper instead.", "：如果您收到的是 PDF 或纸质文件。"));
	page_close(env, &h);
}

static void put_actions(const struct page_env *env, struct html *h)
{
	html_put(h, "<p class=\"actions\"><a class=\"button\" id=\"again\" href=\"/share?lang=%s\">%s</a></p>\n", page_lang(env->language),
		say(env, "Open another code", "打开另一个共享码"));
}

static void put_closed(const struct page_env *env, struct html *h)
{
	html_put(h, "<article class=\"answer open\" data-verdict=\"closed\">\n<div class=\"verdict\">\n");
	put_icon(h, "undecided");
	html_put(h, "<div>\n<h1 id=\"answer\" tabindex=\"-1\">%s</h1>\n<p class=\"meaning\">%s</p>\n<p class=\"next\"><strong>%s</strong> %s</p>\n</div>\n</div>\n",
		say(env, "This code opens nothing", "该共享码无法打开"),
		say(env, "Code and birth date do not belong together, or the code has ended, was used up or stopped, or it was tried wrongly too often. "
			"This says nothing against the holder or their documents.",
			"代码与出生日期不符，或代码已到期、已用完、已被停用，或错误尝试次数过多。这并不表示持有人或其证件有任何问题。"),
		say(env, "What to do now:", "现在怎么做："),
		say(env, "Check both for slips, or ask the holder for a new code. A stamped document can be checked on the start page.",
			"请检查输入内容，或请持有人提供新的共享码。电子印章证明可在首页核验。"));
	put_actions(env, h);
	html_put(h, "</article>\n");
}

/* What the head says of all records together. It never looks better than the worst of them: a green head is read as "all is well". */
struct share_head {
	const char *tone, *icon;
	struct said one, many, next; /* title of one record, of several; "" where nothing is to be done beside the sentence below */
};

static const struct share_head heads[] = {
	[SHARE_REVOKED] = { "bad", "revoked", { "Shared record: not in force", "共享的登记信息：已失效" },
		{ "Shared records: none is in force", "共享的登记信息：均已不再有效" },
		{ "Do not accept what is marked as not in force. The authority has taken it back and can tell the holder why.",
			"请勿接受标为“已失效”的内容。本机关已将其撤销，持有人可向本机关询问原因。" } },
	[SHARE_EXPIRED] = { "stale", "expired", { "Shared record: expired", "共享的登记信息：已到期" },
		{ "Shared records: none is in force", "共享的登记信息：均已不再有效" },
		{ "Its last day is over. Ask the holder whether they have a newer one.", "已过有效期最后一日。请询问持有人是否持有新的证件。" } },
	[SHARE_IN_FORCE] = { "good", "valid", { "Shared record: in force", "共享的登记信息：有效" }, { "Shared records: all in force", "共享的登记信息：均有效" },
		{ "", "" } },
};
static const struct share_head mixed_head = { "stale", "mixed", { "", "" }, { "Shared records: not all are in force", "共享的登记信息：并非全部有效" },
	{ "Each record below is marked. Rely only on those that are in force.", "下列各项均标明状态，请仅以有效者为依据。" } };
static const struct share_head empty_head = { "open", "undecided", { "", "" }, { "Nothing to show", "没有可显示的内容" },
	{ "There is no record of the kinds that are shared.", "没有所共享种类的登记信息。" } };

static const struct share_head *head_of(const struct share_answer *a)
{
	size_t of[SHARE_STATES] = { 0 };
	for (size_t i = 0; i < a->count; i++)
		of[a->records[i].state]++;
	if (!a->count)
		return &empty_head;
	if (of[SHARE_IN_FORCE] && of[SHARE_IN_FORCE] < a->count)
		return &mixed_head;
	return of[SHARE_IN_FORCE] ? &heads[SHARE_IN_FORCE] : of[SHARE_REVOKED] ? &heads[SHARE_REVOKED] : &heads[SHARE_EXPIRED];
}

/* What the record is, not what a paper about it is called. */
static const char *record_title(const struct page_env *env, const struct proof *p)
{
	switch (p->kind) {
	case KIND_PR_CARD:
		return say(env, "Permanent residence identity card", "外国人永久居留身份证");
	case KIND_PASSPORT:
		return say(env, "Registered passport", "登记护照");
	case KIND_IDENTITY_LINK:
		return say(env, "Residence card and passports of one person", "同一持有人的永久居留身份证与护照");
	default:
		break;
	}
	if (slice_is(p->value[FIELD_TYPE], "stay-permit"))
		return say(env, "Stay permit", "停留证件");
	if (slice_is(p->value[FIELD_TYPE], "residence-permit"))
		return say(env, "Residence permit", "居留证件");
	return slice_is(p->value[FIELD_TYPE], "visa") ? say(env, "Visa", "签证") : say(env, "Visa, stay or residence permit", "签证、停留居留证件");
}

static void put_state(const struct page_env *env, struct html *h, enum share_state state)
{
	static const struct said words[SHARE_STATES] = {
		[SHARE_REVOKED] = { "Not in force: the authority has taken it back.", "已失效：本机关已将其撤销。" },
		[SHARE_EXPIRED] = { "Expired: its last day is over.", "已到期：已过有效期最后一日。" },
		[SHARE_IN_FORCE] = { "In force today.", "目前有效。" },
	};
	html_put(h, "<p class=\"state %s\">", heads[state].tone);
	put_icon(h, heads[state].icon);
	html_put(h, "<strong>%s</strong></p>\n", said(env, words[state]));
}

/* The photo stands once, beside the first record: it is the holder's, not a record's. */
static void put_record(const struct page_env *env, struct html *h, const struct shared_record *r, size_t number, struct slice photo)
{
	html_put(h, "<section class=\"compare\" aria-labelledby=\"record-%zu\">\n<h2 id=\"record-%zu\">%s</h2>\n", number, number, record_title(env, &r->proof));
	put_state(env, h, r->state);
	if (r->under_correction)
		html_put(h, "<p class=\"note\">%s</p>\n", r->state == SHARE_IN_FORCE ?
			say(env, "The authority is correcting an entry of this record. It stays in force meanwhile.", "本机关正在更正该登记信息中的一项内容，在此期间仍然有效。") :
			say(env, "The authority is correcting an entry of this record.", "本机关正在更正该登记信息中的一项内容。"));
	if (number == 1)
		page_photo(env, h, photo);
	page_fields(env, h, &r->proof);
	if (r->proof.masked)
		html_put(h, "<p class=\"hint\">%s</p>\n", say(env, "Numbers that this purpose does not need are partly hidden.", "与此用途无关的号码已部分隐藏。"));
	html_put(h, "</section>\n");
}

static void put_head(struct ctx *cx, const struct page_env *env, struct html *h, const struct share_answer *a, const char *title)
{
	const struct share_head *head = head_of(a);
	const char *next = said(env, head->next);
	html_put(h, "<article class=\"answer %s\" data-verdict=\"open\">\n<div class=\"verdict\">\n", head->tone);
	put_icon(h, head->icon);
	html_put(h, "<div>\n<h1 id=\"answer\" tabindex=\"-1\">%s</h1>\n<p class=\"meaning\">", title);
	html_words(h, say(env, "This is what {} holds now. The holder shares it for one purpose:", "以下为{}目前的登记信息。持有人共享的用途："), page_authority(env));
	html_put(h, " <strong>%s</strong>%s</p>\n", say(env, a->purpose->name_en, a->purpose->name_zh), say(env, ".", "。"));
	if (*next)
		html_put(h, "<p class=\"next\"><strong>%s</strong></p>\n", next);
	html_put(h, "<p>%s ", say(env, "Read at", "读取时间"));
	page_instant(env, h, cx->now, a->utc_offset);
	html_put(h, "</p>\n</div>\n</div>\n");
}

void page_shared(struct ctx *cx, const struct page_env *env, const struct share_answer *a, struct buf *out)
{
	struct html h = html_on(out);
	const struct share_head *head = head_of(a);
	const char *title = a->open ? said(env, a->count == 1 ? head->one : head->many) : say(env, "This code opens nothing", "该共享码无法打开");
	page_open(env, &h, title);
	if (!a->open) {
		put_closed(env, &h);
		page_close(env, &h);
		return;
	}
	put_head(cx, env, &h, a, title);
	put_actions(env, &h);
	for (size_t i = 0; i < a->count; i++)
		put_record(env, &h, &a->records[i], i + 1, a->photo);
	html_put(&h, "<p class=\"note\">%s</p>\n</article>\n", say(env,
		"Compare photo and name with the person in front of you. This page shows records; it is no document to keep.",
		"请将照片和姓名与本人核对。本页仅供查看登记信息，不是可留存的证明文件。"));
	page_close(env, &h);
}
