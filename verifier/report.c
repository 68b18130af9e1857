/* Owns: writing answers as JSON and plain text. */
#include "verifier/report.h"

#include "base/cli.h"
#include "base/json.h"
#include "formats/crockford.h"

static const char *const sentences[VERDICT_COUNT][2] = {
	[VERDICT_UNDECIDED] = { "Cannot tell now. This is not a \"no\": follow the advice below and check again.", "目前无法判定。这不是否定：请按以下提示再次核验。" },
	[VERDICT_VALID] = { "Genuine and in force.", "真实且现行有效。" },
	[VERDICT_EXPIRED] = { "Genuine, but what it proves has ended.", "真实，但所证明的事项已到期。" },
	[VERDICT_PROOF_EXPIRED] = { "Genuine, but this proof is past its last day. Ask for a new one.", "真实，但该证明已过有效期。请索取新的证明。" },
	[VERDICT_SUPERSEDED] = { "Genuine once, now replaced by a newer document.", "曾经真实，现已被新文件取代。" },
	[VERDICT_SUSPENDED] = { "Genuine, but suspended for the time being.", "真实，但效力已被暂停。" },
	[VERDICT_REVOKED] = { "Revoked by the authority. Do not accept it.", "已被本机关撤销。请勿接受。" },
	[VERDICT_ALTERED] = { "Changed after it was issued, perhaps only by saving it again. Do not accept it: ask for the original file.",
		"签发后被改动，也可能只是被另存过。请勿接受，请索取原始文件。" },
	[VERDICT_FORGED] = { "Not from the authority. Do not accept it.", "并非本机关签发。请勿接受。" },
	[VERDICT_NOT_FOUND] = { "The authority knows no such document.", "本机关没有该文件的记录。" },
	[VERDICT_UNREADABLE] = { "Could not be read. This says nothing about the document.", "无法读取。这并不说明文件的真伪。" },
};

const char *report_sentence(enum verdict_word word, bool chinese)
{
	return sentences[(unsigned)word < VERDICT_COUNT ? word : VERDICT_UNDECIDED][chinese];
}

static void put_instant(struct json_out *o, const char *key, int64_t seconds)
{
	char text[21];
	if (seconds == 0) {
		json_put_null(o, key);
		return;
	}
	instant_format(seconds, text);
	json_put_str(o, key, text);
}

void report_json_verdict(const struct verdict *v, bool chinese, struct buf *out)
{
	struct json_out o = json_out(out);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "verdict", verdict_name(v->word));
	json_put_str(&o, "etsi", verdict_etsi(v->word));
	json_put_str(&o, "text", report_sentence(v->word, chinese));
	json_begin(&o, "findings", '[');
	for (size_t i = 0; i < v->count; i++)
		json_put_raw(&o, NULL, finding_json(v->findings[i], chinese));
	json_end(&o, ']');
}

void report_json_document(const struct answer *a, struct buf *out)
{
	struct json_out o = json_out_inside(out);
	if (a->has_document)
		proof_put_seen(&o, "document", &a->proof, a->under_correction, a->masked, a->names_cut);
	put_instant(&o, "signed_at", a->signed_at);
}

void report_json_passing(int64_t status_as_of, int64_t checked_at, int utc_offset, bool specimen, struct buf *out)
{
	char offset[7];
	struct json_out o = json_out_inside(out);
	put_instant(&o, "status_as_of", status_as_of);
	put_instant(&o, "checked_at", checked_at);
	offset_format(utc_offset, offset);
	json_put_str(&o, "utc_offset", offset);
	json_put_bool(&o, "specimen", specimen);
	json_end(&o, '}');
}

void report_json(const struct answer *a, bool chinese, struct buf *out)
{
	report_json_verdict(&a->verdict, chinese, out);
	report_json_document(a, out);
	report_json_passing(a->status_as_of, a->checked_at, a->utc_offset, a->specimen, out);
}

/* Columns a terminal gives to a text: characters beyond U+2E7F are two wide. */
static int columns(struct slice s)
{
	int width = 0;
	for (size_t at = 0; at < s.n;)
		width += text_next(s, &at) > 0x2e7f ? 2 : 1;
	return width;
}

static void text_line(struct buf *out, const char *label, struct slice value)
{
	int pad = 28 - columns(slice_str(label));
	if (!value.p)
		return;
	/* A machine-readable zone has two lines: the second stands under the first. */
	size_t end = slice_find(value, SLICE("\n"), 0);
	buf_printf(out, "  %s%*s %.*s\n", label, pad > 0 ? pad : 0, "", SLICE_FMT(slice_sub(value, 0, end)));
	if (end != SIZE_MAX)
		buf_printf(out, "%31s%.*s\n", "", SLICE_FMT(slice_sub(value, end + 1, value.n)));
}

/* A sentence in lines of at most 80 columns, broken at spaces; the first begins at column `at`, as do the others. */
static void text_sentence(struct buf *out, int at, const char *sentence)
{
	int column = at;
	for (const char *word = sentence; *word;) {
		int length = (int)strcspn(word, " ");
		int width = columns(slice_of(word, (size_t)length));
		if (column > at && column + 1 + width > 80) {
			buf_printf(out, "\n%*s", at, "");
			column = at;
		} else if (column > at) {
			buf_putc(out, ' ');
			column++;
		}
		buf_printf(out, "%.*s", length, word);
		column += width;
		word += length + (word[length] == ' ');
	}
	buf_putc(out, '\n');
}

static void text_instant(struct buf *out, const char *label, int64_t seconds)
{
	char text[21] = "-";
	if (seconds)
		instant_format(seconds, text);
	text_line(out, label, slice_str(text));
}

static void text_date(struct buf *out, const char *label, struct date d)
{
	char text[11];
	if (d.year == 0)
		return;
	date_format(d, text);
	text_line(out, label, slice_str(text));
}

static void text_document(const struct answer *a, bool chinese, struct buf *out)
{
	const struct proof *p = &a->proof;
	char number[16] = "";
	if (p->number.n == 11)
		crockford_group((const char *)p->number.p, number);
	buf_printf(out, "\n%s\n", chinese ? "请与本人及纸面核对：" : "Compare with the person and the paper:");
	text_line(out, chinese ? "文件" : "Document", slice_str(chinese ? kind_title_zh(p->kind) : kind_title_en(p->kind)));
	text_line(out, chinese ? "文件编号" : "Document number", slice_str(number));
	for (const enum field_id *id = kind_fields(p->kind); *id; id++)
		text_line(out, chinese ? field_of(*id)->label_zh : field_of(*id)->label_en, p->value[*id]);
	text_line(out, chinese ? "接收单位" : "Recipient", p->recipient);
	text_line(out, chinese ? "用途" : "Purpose", p->purpose);
	text_date(out, chinese ? "证明有效至" : "Proof may be used until", p->proof_ends);
	text_date(out, chinese ? "所证明的证件有效期至" : "What it describes ends", p->ends);
}

/* Why a value above may differ from what the paper shows: else an honest paper looks wrong. The page says the same. */
static void text_hints(const struct answer *a, bool chinese, struct buf *out)
{
	const struct { bool said; const char *en, *zh; } hints[] = {
		{ a->names_cut, "The names are shortened to fit the square code. The paper shows them whole.", "为适应二维码大小，姓名已缩短，纸面为全名。" },
		{ a->masked, "Numbers are cut to their last four characters here. The paper may show more.", "此处号码仅显示最后四位，纸面可能更完整。" },
		{ !a->masked && a->proof.masked, "What is hidden here is hidden on the paper too, at the holder's wish.",
			"此处隐藏的部分在纸面上同样隐藏，系应持有人要求。" },
		{ a->of_seal, "Recipient and purpose are not in the square code. Where the paper names them, it is meant for them alone.",
			"二维码不含接收方和用途。纸面如有注明，则仅供该接收方用于该用途。" },
	};
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		if (!hints[i].said)
			continue;
		buf_puts(out, "  ");
		text_sentence(out, 2, chinese ? hints[i].zh : hints[i].en);
	}
}

void report_text(const struct answer *a, bool chinese, struct buf *out)
{
	static const char *const marks[] = { "?", "+", "x" };
	buf_printf(out, "%s: ", verdict_name(a->verdict.word));
	text_sentence(out, (int)strlen(verdict_name(a->verdict.word)) + 2, report_sentence(a->verdict.word, chinese));
	if (a->specimen)
		buf_puts(out, chinese ? "样本，无效力。\n" : "SPECIMEN: made for trials, proves nothing.\n");
	if (a->has_document) {
		text_document(a, chinese, out);
		text_hints(a, chinese, out);
	}
	buf_printf(out, "\n%s\n", chinese ? "核验情况：" : "What was checked:");
	for (size_t i = 0; i < a->verdict.count; i++) {
		enum finding_code code = a->verdict.findings[i];
		buf_printf(out, "  [%s] ", marks[finding_result(code)]);
		text_sentence(out, 6, finding_text(code, chinese));
		buf_printf(out, "      %s (%s)\n", finding_name(code), finding_clause(code));
	}
	buf_putc(out, '\n');
	text_instant(out, chinese ? "签署时间" : "Signed on", a->signed_at);
	text_instant(out, chinese ? "状态截至" : "Status as of", a->status_as_of);
	text_instant(out, chinese ? "核验时间" : "Checked at", a->checked_at);
}

int report_exit_code(enum verdict_word word)
{
	switch (word) {
	case VERDICT_VALID:
		return EXIT_VALID;
	case VERDICT_UNREADABLE:
		return EXIT_UNREADABLE;
	case VERDICT_UNDECIDED:
		return EXIT_UNDECIDED;
	default:
		return EXIT_NOT_VALID;
	}
}
