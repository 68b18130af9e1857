/*
 * Owns: the answer on the page: one big answer, what to do next, what to compare, what the answer does not say, then the details.
 * Must never show data of a document whose signature failed.
 */
#include "verifier/page_parts.h"

#include "base/crypto.h"
#include "base/script.h"
#include "base/text.h"

#define VALUE_MAX 1200 /* bytes of one shown value; the longest field of a record has 400 */

static const char *field_label(const struct page_env *env, enum field_id id)
{
	const struct field *f = field_of(id);
	return say(env, f->label_en, f->label_zh);
}

static bool is_name(enum field_id id) { return id == FIELD_SURNAME || id == FIELD_GIVEN || id == FIELD_NATIVE; }

/* At most VALUE_MAX bytes, cut between characters. */
static struct slice shorten(struct slice s)
{
	if (s.n <= VALUE_MAX)
		return s;
	size_t n = VALUE_MAX;
	while (n > 0 && s.p[n] >> 6 == 2)
		n--;
	return slice_sub(s, 0, n);
}

static void put_value(struct html *h, struct slice value, const char *tag)
{
	struct slice shown = shorten(value);
	html_put(h, "<bdi lang=\"%s\" dir=\"auto\">%.*s%s</bdi>", tag, SLICE_FMT(shown), shown.n < value.n ? "…" : "");
}

static const char *month_name(int month)
{
	static const char *const names[12] = { "January", "February", "March", "April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	return month >= 1 && month <= 12 ? names[month - 1] : "";
}

/* The date in words of the page's language: nobody mistakes a day for a month. */
static void put_date_words(const struct page_env *env, struct html *h, struct date d)
{
	bool zh = env->language == PAGE_CHINESE;
	if (d.month == 0)
		html_put(h, zh ? "%d年（月、日不详）" : "%d, day and month not known", d.year);
	else if (d.day == 0 && zh)
		html_put(h, "%d年%d月（日不详）", d.year, d.month);
	else if (d.day == 0)
		html_put(h, "%s %d, day not known", month_name(d.month), d.year);
	else if (zh)
		html_put(h, "%d年%d月%d日", d.year, d.month, d.day);
	else
		html_put(h, "%d %s %d", d.day, month_name(d.month), d.year);
}

void page_date(const struct page_env *env, struct html *h, struct date d)
{
	char iso[11];
	date_format(d, iso);
	if (d.day)
		html_put(h, "<time datetime=\"%s\">%s</time>", iso, iso);
	else
		html_put(h, "<span>%s</span>", iso);
	html_put(h, " <span class=\"words\">");
	put_date_words(env, h, d);
	html_put(h, "</span>");
}

static void put_label(struct html *h, const char *label) { html_put(h, "<div class=\"row\"><dt>%s</dt><dd>", label); }
static void put_end(struct html *h) { html_put(h, "</dd></div>\n"); }

/* A value that is no date, with the words of its code. The code of a type is our own and stands on no paper: words alone. */
static void put_plain(const struct page_env *env, struct html *h, enum field_id id, struct slice value)
{
	const char *words = env->language == PAGE_CHINESE ? field_words_zh(id, value) : field_words_en(id, value);
	bool prose = is_name(id) || id == FIELD_PLACE || id == FIELD_AUTHORITY || id == FIELD_REMARKS;
	if (id == FIELD_TYPE && words) {
		html_put(h, "%s", words);
		return;
	}
	put_value(h, value, prose ? script_tag(value) : "zxx");
	if (words)
		html_put(h, " <span class=\"words\">%s</span>", words);
}

static void put_field(const struct page_env *env, struct html *h, const struct proof *p, enum field_id id)
{
	struct slice value = p->value[id];
	struct date date;
	if (!value.p || value.n == 0)
		return;
	html_put(h, "<div class=\"row%s\"><dt>%s</dt><dd>", is_name(id) ? " name" : id == FIELD_MRZ ? " mrz" : "", field_label(env, id));
	if (field_is_date(id) && date_parse(value, true, &date)) {
		page_date(env, h, date);
	} else {
		put_plain(env, h, id, value);
	}
	if (p->masked >> id & 1)
		html_put(h, " <span class=\"words\">%s</span>", say(env, "partly hidden", "部分隐藏"));
	put_end(h);
}

/* 11 characters as XXXX-XXXX-XXX. */
static void put_number(struct html *h, struct slice number)
{
	html_put(h, "<bdi class=\"code\" lang=\"zxx\" dir=\"ltr\">");
	for (size_t at = 0; at < number.n && at < 40; at += 4) {
		struct slice group = slice_sub(number, at, 4);
		html_put(h, "%s%.*s", at ? "-" : "", SLICE_FMT(group));
	}
	html_put(h, "</bdi>");
}

/* For whom and what for it was made. Only where that is known: "nobody in particular" would be a claim. */
static void put_intent(const struct page_env *env, struct html *h, const struct proof *p)
{
	put_label(h, say(env, "Recipient", "接收方"));
	if (p->recipient.n)
		put_value(h, p->recipient, script_tag(p->recipient));
	else
		html_put(h, "%s", say(env, "nobody in particular", "不特定"));
	put_end(h);
	put_label(h, say(env, "Purpose", "用途"));
	if (p->purpose.n)
		put_value(h, p->purpose, script_tag(p->purpose));
	else
		html_put(h, "%s", say(env, "not stated", "未说明"));
	put_end(h);
}

static void put_paper(const struct page_env *env, struct html *h, const struct proof *p, bool of_seal)
{
	html_put(h, "<h3>%s</h3>\n<dl class=\"fields\">\n", say(env, "This paper", "本证明"));
	put_label(h, say(env, "Document number", "文件编号"));
	put_number(h, p->number);
	put_end(h);
	if (!of_seal)
		put_intent(env, h, p);
	if (p->proof_ends.year) {
		put_label(h, say(env, "This proof may be relied on until", "本证明有效期至"));
		page_date(env, h, p->proof_ends);
		put_end(h);
	}
	if (p->ends.year) {
		/* In the paper's own words: of a visa it is the last day to enter, and never that of a stay. */
		put_label(h, say(env, "What it describes is valid until", "所证明的证件有效期至"));
		page_date(env, h, p->ends);
		put_end(h);
	}
	html_put(h, "</dl>\n");
	if (of_seal)
		html_put(h, "<p class=\"hint\">%s</p>\n", say(env,
			"Recipient and purpose are not in the square code. Where the paper names them, it is meant for them alone.",
			"二维码不含接收方和用途。纸面如有注明，则仅供该接收方用于该用途。"));
}

/* In the page itself, not behind an address of its own: nothing of a person is ever fetched by a link. */
void page_photo(const struct page_env *env, struct html *h, struct slice jpeg)
{
	struct buf text;
	if (!jpeg.n)
		return;
	buf_init(&text, jpeg.n * 2);
	base64_encode(&text, jpeg);
	html_put(h, "<img class=\"photo\" width=\"120\" height=\"154\" alt=\"%s\" src=\"data:image/jpeg;base64,%.*s\">\n",
		say(env, "Photograph of the holder", "持有人照片"), SLICE_FMT(buf_slice(&text)));
	buf_free(&text);
}

void page_fields(const struct page_env *env, struct html *h, const struct proof *p)
{
	html_put(h, "<dl class=\"fields\">\n");
	for (const enum field_id *id = kind_fields(p->kind); *id != FIELD_NONE; id++)
		put_field(env, h, p, *id);
	html_put(h, "</dl>\n");
}

static void put_compare(const struct page_env *env, struct html *h, const struct answer *a)
{
	const struct proof *p = &a->proof;
	html_put(h, "<section class=\"compare\" aria-labelledby=\"compare\">\n<h2 id=\"compare\">%s</h2>\n<p>%s</p>\n",
		say(env, "Compare with the person and the paper", "与本人及纸面核对"),
		say(env, "Photo, name, date of birth and numbers must agree with the person, their passport and the paper. "
			"These values come from the authority’s signed data.",
			"照片、姓名、出生日期和号码须与本人、其护照及纸面一致。下列内容取自本机关签名的数据。"));
	page_photo(env, h, a->photo);
	html_put(h, "<h3>%s</h3>\n", say(env, kind_title_en(p->kind), kind_title_zh(p->kind)));
	page_fields(env, h, p);
	if (a->names_cut)
		html_put(h, "<p class=\"hint\">%s</p>\n", say(env, "The names are shortened to fit the square code. The paper shows them whole.",
			"为适应二维码大小，姓名已缩短，纸面为全名。"));
	if (a->masked)
		html_put(h, "<p class=\"hint\">%s</p>\n", say(env, "Numbers are cut to their last four characters on this public page. The paper may show more.",
			"在此公开页面上，号码仅显示最后四位，纸面可能更完整。"));
	else if (p->masked)
		html_put(h, "<p class=\"hint\">%s</p>\n", say(env, "What is hidden here is hidden on the paper too, at the holder’s wish.",
			"此处隐藏的部分在纸面上同样隐藏，系应持有人要求。"));
	put_paper(env, h, p, a->of_seal);
	html_put(h, "</section>\n");
}

static void put_list(const struct page_env *env, struct html *h, const struct said *items, size_t count)
{
	html_put(h, "<section aria-labelledby=\"limits\">\n<h2 id=\"limits\">%s</h2>\n<p>%s</p>\n<ul>\n",
		say(env, "What this answer does not say", "本结果不能说明什么"), say(env, "It does not say:", "本结果不能说明："));
	for (size_t i = 0; i < count; i++)
		html_put(h, "<li>%s</li>\n", said(env, items[i]));
	html_put(h, "</ul>\n</section>\n");
}

static void put_limits(const struct page_env *env, struct html *h, bool shown)
{
	static const struct said of_document[] = {
		{ "that the person in front of you is the holder: compare the passport, the photo and the face.",
			"面前的人就是持有人：请核对护照、照片和面容。" },
		{ "whether the holder is creditworthy, or entitled to a service or a benefit.", "持有人的信用状况，或其是否有权享受某项服务或待遇。" },
		{ "what happens after the time named under “Status as of”.", "“状态截至”所示时间之后发生的情况。" },
		{ "anything by the picture of a stamp. Only the signed data was checked.", "印章图像的真伪。核验的只是已签名的数据。" },
	};
	static const struct said of_nothing[] = {
		{ "that the customer did something wrong: people are also deceived, and files are damaged on the way.",
			"客户有过错：当事人也可能受骗，文件也可能在传送中损坏。" },
		{ "anything about the customer’s stay, card or passport itself.", "客户的居留、身份证或护照本身的情况。" },
	};
	put_list(env, h, shown ? of_document : of_nothing, shown ? sizeof of_document / sizeof *of_document : sizeof of_nothing / sizeof *of_nothing);
}

void page_instant(const struct page_env *env, struct html *h, int64_t seconds, int utc_offset)
{
	char iso[21], clock[21], offset[7];
	instant_format(seconds, iso);
	html_put(h, "<time datetime=\"%s\">", iso);
	instant_format(seconds + 60 * (int64_t)utc_offset, clock);
	offset_format(utc_offset, offset);
	put_date_words(env, h, date_at(seconds, utc_offset));
	html_put(h, "%s%.*s (UTC%s)</time> <span class=\"local\" data-instant=\"%s\"></span>", env->language == PAGE_CHINESE ? " " : ", ", 8, clock + 11,
		utc_offset ? offset : "", iso);
}

static void put_instant(const struct page_env *env, struct html *h, const char *label, int64_t seconds, int utc_offset)
{
	html_put(h, "<div class=\"time\"><dt>%s</dt><dd>", label);
	if (seconds == 0)
		html_put(h, "%s", say(env, "not known", "未知"));
	else
		page_instant(env, h, seconds, utc_offset);
	html_put(h, "</dd></div>\n");
}

static void put_times(const struct page_env *env, struct html *h, const struct answer *a, bool shown)
{
	html_put(h, "<section aria-labelledby=\"times\">\n<h2 id=\"times\">%s</h2>\n<dl class=\"times\">\n",
		say(env, "Times of this answer", "本结果的时间"));
	if (shown) {
		put_instant(env, h, say(env, "Signed on", "签署时间"), a->signed_at, a->utc_offset);
		put_instant(env, h, say(env, "Status as of", "状态截至"), a->status_as_of, a->utc_offset);
	}
	put_instant(env, h, say(env, "Checked at", "核验时间"), a->checked_at, a->utc_offset);
	html_put(h, "</dl>\n</section>\n");
}

static void put_finding(const struct page_env *env, struct html *h, enum finding_code code)
{
	static const struct { const char *icon; struct said words; } results[] = {
		[FINDING_UNKNOWN] = { "unknown", { "Open", "未定" } },
		[FINDING_PASS] = { "pass", { "Passed", "通过" } },
		[FINDING_FAIL] = { "fail", { "Failed", "未通过" } },
	};
	enum finding_result result = finding_result(code);
	html_put(h, "<li class=\"%s\">", finding_result_name(code));
	html_markup(h, page_icon(results[result].icon));
	html_put(h, "<div><strong>%s</strong> %s<br><span class=\"code\" lang=\"en\">%s · %s</span></div></li>\n", said(env, results[result].words),
		finding_text(code, env->language == PAGE_CHINESE), finding_name(code), finding_clause(code));
}

static void put_details(const struct page_env *env, struct html *h, const struct answer *a)
{
	html_put(h, "<details class=\"details\">\n<summary>%s</summary>\n<ol class=\"findings\">\n", say(env, "Details of the check", "核验明细"));
	for (size_t i = 0; i < a->verdict.count; i++)
		put_finding(env, h, a->verdict.findings[i]);
	html_put(h, "</ol>\n<p class=\"hint\">%s <span class=\"code\" lang=\"en\">%s (EN 319 102-1: %s)</span></p>\n</details>\n",
		say(env, "Verdict for machines:", "供机器读取的结论："), verdict_name(a->verdict.word), verdict_etsi(a->verdict.word));
	if (env->request && *env->request)
		html_put(h, "<p class=\"request\">%s <span class=\"code\" lang=\"zxx\">%s</span></p>\n",
			say(env, "Request number (quote it when you ask about this answer):", "请求编号（询问本结果时请提供）："), env->request);
}

static enum finding_code first_with(const struct verdict *v, enum finding_result result)
{
	for (size_t i = 0; i < v->count; i++) {
		if (finding_result(v->findings[i]) == result && finding_weight(v->findings[i]) != WEIGHT_NOTE)
			return v->findings[i];
	}
	return FINDING_NONE;
}

/* Why the answer is not "valid": the first finding that failed, else the first that stayed open. */
static enum finding_code reason(const struct verdict *v)
{
	enum finding_code failed = first_with(v, FINDING_FAIL);
	return failed != FINDING_NONE ? failed : first_with(v, FINDING_UNKNOWN);
}

/* Two answers whose cause decides what the clerk should hear first. */
static struct page_verdict wording(const struct verdict *v)
{
	struct page_verdict w = *page_verdict(v->word);
	if (v->word == VERDICT_UNREADABLE && verdict_has(v, FINDING_CODE_TYPING)) {
		w.title = (struct said){ "Check the typing", "请检查输入" };
		w.meaning = (struct said){ "The number or the code is incomplete or has a wrong character. This says nothing about whether the document is genuine.",
			"编号或核验码不完整，或有字符输错。这并不说明文件的真伪。" };
		w.next = (struct said){ "Compare each character with the paper and try again.", "请与纸面逐字核对后重试。" };
	} else if (v->word == VERDICT_NOT_FOUND && verdict_has(v, FINDING_REGISTRY_ABSENT)) {
		w.meaning = (struct said){ "It looks like a document of {}, but the authority has never issued one with this number.",
			"它看似{}的文件，但本机关从未签发过该编号的文件。" };
		w.next = (struct said){ "Do not accept it, and report it to the authority with the request number below.",
			"请勿接受，并凭下方请求编号向本机关报告。" };
	}
	return w;
}

static void put_notes(const struct page_env *env, struct html *h, const struct answer *a)
{
	if (a->under_correction)
		html_put(h, "<p class=\"note\"><strong>%s</strong> %s</p>\n", say(env, "Being corrected.", "正在更正。"),
			say(env, "The authority is correcting an entry of this document. A small difference is an office’s error and not a sign of fraud.",
				"本机关正在更正该文件的某项内容。细小的不符属于登记差错，并非欺诈迹象。"));
	if (a->specimen)
		html_put(h, "<p class=\"note\"><strong>SPECIMEN 样本.</strong> %s</p>\n",
			say(env, "This document was made for trying out. It proves nothing about any person.", "该文件仅供试用，不能证明任何人的任何情况。"));
}

static void put_actions(const struct page_env *env, struct html *h)
{
	html_put(h, "<p class=\"actions\"><a class=\"button\" id=\"again\" href=\"/?lang=%s\">%s</a> ", page_lang(env->language),
		say(env, "Check another", "核验下一份"));
	html_put(h, "<button type=\"button\" class=\"button plain script\" id=\"print\">%s</button></p>\n", say(env, "Print this answer", "打印本结果"));
}

static void put_verdict(const struct page_env *env, struct html *h, const struct answer *a, const struct page_verdict *w)
{
	enum finding_code why = w->causes ? reason(&a->verdict) : FINDING_NONE;
	html_put(h, "<div class=\"verdict\">\n");
	html_markup(h, page_icon(w->icon));
	html_put(h, "<div>\n<h1 id=\"answer\" tabindex=\"-1\">%s</h1>\n<p class=\"meaning\">", said(env, w->title));
	html_words(h, said(env, w->meaning), page_authority(env));
	html_put(h, "</p>\n");
	if (why != FINDING_NONE)
		html_put(h, "<p class=\"why\"><strong>%s</strong> %s</p>\n", say(env, "Reason:", "原因："),
			finding_text(why, env->language == PAGE_CHINESE));
	html_put(h, "<p class=\"next\"><strong>%s</strong> %s</p>\n</div>\n</div>\n", say(env, "What to do now:", "现在怎么做："), said(env, w->next));
}

void page_answer(struct ctx *cx, const struct page_env *env, const struct answer *a, struct buf *out)
{
	struct html h = html_on(out);
	struct page_verdict w = wording(&a->verdict);
	bool shown = a->has_document && w.shows;
	(void)cx;
	page_open(env, &h, said(env, w.title));
	html_put(&h, "<article class=\"answer %s\" data-verdict=\"%s\" data-title=\"%s\">\n", w.tone, verdict_name(a->verdict.word), said(env, w.title));
	put_verdict(env, &h, a, &w);
	put_actions(env, &h);
	if (shown) {
		put_notes(env, &h, a);
		put_compare(env, &h, a);
	}
	put_limits(env, &h, shown);
	put_times(env, &h, a, shown);
	put_details(env, &h, a);
	html_put(&h, "</article>\n");
	page_close(env, &h);
}
