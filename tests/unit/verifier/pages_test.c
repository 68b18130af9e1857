/* Owns: tests of the page: what is shown, what must not be, and that no value opens markup. */
#include "tests/unit/check.h"

#include "base/limits.h"
#include "verifier/page_parts.h"
#include "verifier/share.h"

#include <string.h>

static struct buf out;
static struct answer a;
static struct page_env env;

static void fresh(enum verdict_word word)
{
	buf_free(&out);
	buf_init(&out, LIMIT_PAGE_BYTES);
	env = (struct page_env){ .authority_en = "Specimen Administration", .authority_zh = "样本局", .verify_url = "https://verify.example", .request = "00112233445566ff" };
	a = (struct answer){ .has_document = true, .signed_at = CHECK_NOW - 100, .status_as_of = CHECK_NOW - 10, .checked_at = CHECK_NOW, .utc_offset = 480 };
	a.verdict.word = word;
	a.proof = (struct proof){ .kind = KIND_VISA, .number = SLICE("7KQ29M4XC3D"), .proof_ends = { 2026, 5, 19 }, .ends = { 2026, 8, 31 } };
	a.proof.value[FIELD_SURNAME] = SLICE("SPECIMEN");
	a.proof.value[FIELD_BIRTH] = SLICE("1985-04-00");
	a.proof.value[FIELD_CATEGORY] = SLICE("Z");
}

static bool holds(const char *text) { return slice_find(buf_slice(&out), slice_str(text), 0) != SIZE_MAX; }
static size_t count(const char *text)
{
	size_t n = 0;
	for (size_t at = 0; (at = slice_find(buf_slice(&out), slice_str(text), at)) != SIZE_MAX; at++)
		n++;
	return n;
}

TEST(pages_every_verdict_speaks_both_languages)
{
	for (enum verdict_word w = VERDICT_UNDECIDED; w < VERDICT_COUNT; w++) {
		const struct page_verdict *v = page_verdict(w);
		CHECK(v->title.en && v->title.zh && v->meaning.en && v->meaning.zh && v->next.en && v->next.zh);
		CHECK(page_icon(v->icon).n > 0);
		for (enum verdict_word other = VERDICT_UNDECIDED; other < w; other++) {
			CHECK(strcmp(v->icon, page_verdict(other)->icon));
			CHECK(!slice_eq(page_icon(v->icon), page_icon(page_verdict(other)->icon)));
			CHECK(strcmp(v->title.en, page_verdict(other)->title.en) && strcmp(v->title.zh, page_verdict(other)->title.zh));
		}
		for (int zh = 0; zh < 2; zh++) {
			fresh(w);
			env.language = zh ? PAGE_CHINESE : PAGE_ENGLISH;
			page_answer(cx, &env, &a, &out);
			CHECK(buf_ok(&out));
			CHECK(holds(zh ? "<html lang=\"zh-Hans\"" : "<html lang=\"en\""));
			CHECK(holds(said(&env, v->title)));
			CHECK(holds(ctx_printf(cx, "data-verdict=\"%s\"", verdict_name(w))));
			CHECK(holds(zh ? "<bdi>样本局</bdi>" : "<bdi>Specimen Administration</bdi>") || w == VERDICT_UNREADABLE || w == VERDICT_UNDECIDED);
			CHECK(!holds("{}"));
		}
	}
}

TEST(pages_failed_signature_shows_no_data)
{
	static const enum verdict_word silent[] = { VERDICT_ALTERED, VERDICT_FORGED, VERDICT_NOT_FOUND, VERDICT_UNREADABLE };
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
		fresh(silent[i]);
		page_answer(cx, &env, &a, &out); /* has_document is set by mistake */
		CHECK(!holds("SPECIMEN<") && !holds("7KQ2") && !holds("1985"));
	}
	fresh(VERDICT_VALID);
	a.has_document = false;
	page_answer(cx, &env, &a, &out);
	CHECK(!holds("7KQ2"));
}

TEST(pages_document_is_shown_in_order_with_words)
{
	fresh(VERDICT_VALID);
	a.proof.value[FIELD_GIVEN] = SLICE("SAMPLE");
	a.proof.value[FIELD_NATIVE] = SLICE("عينة");
	page_answer(cx, &env, &a, &out);
	CHECK(holds("<bdi class=\"code\" lang=\"zxx\" dir=\"ltr\">7KQ2-9M4X-C3D</bdi>"));
	CHECK(holds("<bdi lang=\"und-Latn\" dir=\"auto\">SPECIMEN</bdi>"));
	CHECK(holds("<bdi lang=\"und-Arab\" dir=\"auto\">عينة</bdi>"));
	CHECK(holds("April 1985, day not known"));
	CHECK(holds("<time datetime=\"2026-05-19\">2026-05-19</time> <span class=\"words\">19 May 2026</span>"));
	CHECK(holds("Z</bdi> <span class=\"words\">work</span>"));
	CHECK(holds("<time datetime=\"2026-03-10T12:00:00Z\">10 March 2026, 20:00:00 (UTC+08:00)</time>"));
	struct slice all = buf_slice(&out);
	CHECK(slice_find(all, SLICE("SPECIMEN</bdi>"), 0) < slice_find(all, SLICE("SAMPLE</bdi>"), 0));
	fresh(VERDICT_VALID);
	env.language = PAGE_CHINESE;
	page_answer(cx, &env, &a, &out);
	CHECK(holds("1985年4月（日不详）") && holds("2026年5月19日") && holds("<span class=\"words\">工作</span>"));
}

/* The square code carries neither recipient nor purpose: the page must not say that the paper names none. */
TEST(pages_seal_says_nothing_of_recipient_and_purpose)
{
	fresh(VERDICT_VALID);
	page_answer(cx, &env, &a, &out);
	CHECK(holds("nobody in particular") && holds("not stated"));
	fresh(VERDICT_VALID);
	a.of_seal = true;
	page_answer(cx, &env, &a, &out);
	CHECK(!holds("nobody in particular") && !holds("not stated") && holds("Recipient and purpose are not in the square code."));
	fresh(VERDICT_VALID);
	a.of_seal = true;
	env.language = PAGE_CHINESE;
	page_answer(cx, &env, &a, &out);
	CHECK(!holds("不特定") && !holds("未说明") && holds("二维码不含接收方和用途"));
}

/* Its end is that of card or passport, whichever is first: not the card's last day. */
TEST(pages_link_names_no_second_end_of_the_card)
{
	fresh(VERDICT_VALID);
	a.proof.kind = KIND_IDENTITY_LINK;
	a.proof.value[FIELD_CARD_EXPIRES] = SLICE("2034-01-01");
	page_answer(cx, &env, &a, &out);
	CHECK_INT((long long)count("Card valid until"), 1);
	CHECK(holds("What it describes is valid until</dt><dd><time datetime=\"2026-08-31\""));
}

/* A visa states a last day to enter. A clerk who reads it as the end of the stay sends people away who may stay longer. */
TEST(pages_visa_without_end_of_stay_names_none)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		fresh(VERDICT_VALID);
		a.proof.kind = k;
		a.proof.value[FIELD_EXPIRES] = (struct slice){ 0 };
		a.proof.value[FIELD_ENTER_BEFORE] = SLICE("2026-08-31");
		page_answer(cx, &env, &a, &out);
		CHECK(!holds("Stay permitted until"));
		CHECK(holds("What it describes is valid until</dt><dd><time datetime=\"2026-08-31\""));
	}
}

TEST(pages_unknown_times_are_said)
{
	fresh(VERDICT_UNDECIDED);
	a.signed_at = a.status_as_of = 0;
	page_answer(cx, &env, &a, &out);
	CHECK_INT((long long)count("<dd>not known</dd>"), 2);
	CHECK(!holds("1970"));
	fresh(VERDICT_FORGED);
	page_answer(cx, &env, &a, &out);
	CHECK(!holds("Signed on") && holds("Checked at"));
}

TEST(pages_hostile_values_stay_text)
{
	static char lengthy[100001];
	memset(lengthy, '<', sizeof lengthy - 1);
	fresh(VERDICT_VALID);
	a.proof.value[FIELD_SURNAME] = SLICE("<script>alert(1)</script>");
	a.proof.value[FIELD_GIVEN] = SLICE("\"'><img src=x onerror=alert(1)>");
	a.proof.value[FIELD_NATIVE] = SLICE("abc\xe2\x80\xae" "fdp");
	a.proof.value[FIELD_BIRTH] = SLICE("</dd>");
	a.proof.value[FIELD_REMARKS] = slice_str(lengthy);
	a.proof.recipient = SLICE("{} %s &amp; <!--");
	a.proof.number = SLICE("<b>\"&'<i>x");
	env.request = "<x>";
	env.typed_number = SLICE("\"><script>");
	env.typed_code = SLICE("'");
	page_answer(cx, &env, &a, &out);
	CHECK(buf_ok(&out));
	CHECK_INT((long long)count("<script"), 3); /* ours in the head */
	CHECK(!holds("<img") && !holds("\xe2\x80\xae") && !holds("<!--") && !holds("<b>") && !holds("<x>"));
	CHECK(holds("&lt;script&gt;alert(1)&lt;/script&gt;"));
	CHECK(holds("value=\"&quot;&gt;&lt;script&gt;\""));
	CHECK(holds("{} %s &amp;amp; &lt;!--"));
	CHECK(out.n < 40000);
}

TEST(pages_part_is_only_the_article)
{
	fresh(VERDICT_VALID);
	env.part = true;
	page_answer(cx, &env, &a, &out);
	CHECK(slice_starts(buf_slice(&out), SLICE("<article ")));
	CHECK(!holds("<html") && !holds("<main"));
	CHECK_INT((long long)count("<article"), 1);
}

TEST(pages_specimen_marks_every_page)
{
	fresh(VERDICT_VALID);
	env.specimen = true;
	page_start(cx, &env, &out);
	CHECK(holds("class=\"specimen\""));
	fresh(VERDICT_VALID);
	page_start(cx, &env, &out);
	CHECK(!holds("class=\"specimen\""));
	fresh(VERDICT_VALID);
	a.specimen = true;
	page_answer(cx, &env, &a, &out);
	CHECK(holds("It proves nothing about any person."));
}

TEST(pages_reason_is_the_failed_finding)
{
	fresh(VERDICT_FORGED);
	verdict_add(&a.verdict, FINDING_SEAL_SIGNATURE_GOOD);
	verdict_add(&a.verdict, FINDING_STATUS_UNKNOWN);
	verdict_add(&a.verdict, FINDING_SEAL_DIFFERS);
	page_answer(cx, &env, &a, &out);
	CHECK(holds(ctx_printf(cx, "<strong>Reason:</strong> %s", finding_text(FINDING_SEAL_DIFFERS, false))));
	CHECK(holds("<li class=\"pass\">") && holds("<li class=\"unknown\">") && holds("<li class=\"fail\">"));
	fresh(VERDICT_UNREADABLE);
	verdict_add(&a.verdict, FINDING_CODE_TYPING);
	page_answer(cx, &env, &a, &out);
	CHECK(holds("Check the typing"));
}

/* What a code opens: one record for each letter, f in force, e expired, r revoked. */
static void shared(struct ctx *cx, const char *states, enum page_language language)
{
	static struct share_answer s;
	s = (struct share_answer){ .open = true, .purpose = purpose_of('B'), .photo = SLICE("jpeg") };
	for (; states[s.count]; s.count++) {
		char state = states[s.count];
		s.records[s.count].state = state == 'f' ? SHARE_IN_FORCE : state == 'e' ? SHARE_EXPIRED : SHARE_REVOKED;
		s.records[s.count].proof.kind = (enum kind)(KIND_VISA + s.count);
	}
	fresh(VERDICT_VALID);
	env.language = language;
	page_shared(cx, &env, &s, &out);
	CHECK(buf_ok(&out));
}

TEST(pages_shared_head_is_green_only_when_every_record_is_in_force)
{
	static const struct { const char *states, *tone, *en, *zh; } heads[] = {
		{ "f", "good", "Shared record: in force<", "共享的登记信息：有效<" },
		{ "fff", "good", "Shared records: all in force<", "共享的登记信息：均有效<" },
		{ "r", "bad", "Shared record: not in force<", "共享的登记信息：已失效<" },
		{ "e", "stale", "Shared record: expired<", "共享的登记信息：已到期<" },
		{ "rr", "bad", "Shared records: none is in force<", "共享的登记信息：均已不再有效<" },
		{ "er", "bad", "Shared records: none is in force<", "共享的登记信息：均已不再有效<" },
		{ "ee", "stale", "Shared records: none is in force<", "共享的登记信息：均已不再有效<" },
		{ "fr", "stale", "Shared records: not all are in force<", "共享的登记信息：并非全部有效<" },
		{ "eff", "stale", "Shared records: not all are in force<", "共享的登记信息：并非全部有效<" },
		{ "", "open", "Nothing to show<", "没有可显示的内容<" },
	};
	for (size_t i = 0; i < 2 * sizeof heads / sizeof *heads; i++) {
		shared(cx, heads[i / 2].states, i % 2 ? PAGE_CHINESE : PAGE_ENGLISH);
		CHECK(holds(ctx_printf(cx, "<article class=\"answer %s\"", heads[i / 2].tone)));
		CHECK(holds(ctx_printf(cx, "<h1 id=\"answer\" tabindex=\"-1\">%s", i % 2 ? heads[i / 2].zh : heads[i / 2].en)));
	}
}

TEST(pages_shared_records_carry_their_own_state_and_name)
{
	shared(cx, "fer", PAGE_ENGLISH);
	CHECK_INT(count("<p class=\"state good\">"), 1);
	CHECK_INT(count("<p class=\"state stale\">"), 1);
	CHECK_INT(count("<p class=\"state bad\">"), 1);
	CHECK(holds("In force today.") && holds("Expired: its last day is over.") && holds("Not in force: the authority has taken it back."));
	CHECK(holds(">Permanent residence identity card<") && holds(">Registered passport<"));
	CHECK(!holds("Proof of"));
	CHECK_INT(count("<img class=\"photo\""), 1);
	shared(cx, "fer", PAGE_CHINESE);
	CHECK(holds(">外国人永久居留身份证<") && holds(">登记护照<") && !holds("信息证明<"));
}

TEST(pages_start_keeps_what_was_typed)
{
	fresh(VERDICT_VALID);
	env.typed_number = SLICE("7kq2\" x");
	env.typed_seal = SLICE("<");
	page_start(cx, &env, &out);
	CHECK(buf_ok(&out));
	CHECK(holds("value=\"7kq2&quot; x\"") && holds("value=\"&lt;\""));
	CHECK(holds("formaction=\"/check?lang=zh\""));
}

TEST(pages_problem_words)
{
	static const int statuses[] = { 400, 404, 405, 413, 415, 429, 500, 503, 418 };
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		fresh(VERDICT_VALID);
		env.part = true;
		page_problem(cx, &env, statuses[i], &out);
		CHECK(buf_ok(&out) && holds("data-verdict=\"problem\"") && holds("00112233445566ff"));
		CHECK(holds("Something went wrong here") == (statuses[i] == 500 || statuses[i] == 418));
	}
}

TEST(pages_nothing_inline)
{
	fresh(VERDICT_VALID);
	page_start(cx, &env, &out);
	CHECK(!holds(" style=") && !holds("<style") && !holds(" onclick") && !holds("javascript:") && !holds("<script>"));
}

/* What a text browser prints: it shows templates and hidden elements, and skips scripts. */
TEST(pages_without_script_or_style_say_nothing_of_what_did_not_happen)
{
	fresh(VERDICT_VALID);
	page_answer(cx, &env, &a, &out);
	CHECK(buf_ok(&out));
	struct slice page = buf_slice(&out);
	size_t from = slice_find(page, SLICE("<script type=\"text/html\" id=\"kit\">"), 0), end = slice_find(page, SLICE("</script>"), from);
	CHECK(from != SIZE_MAX && end != SIZE_MAX);
	CHECK(slice_is(slice_sub(page, end, SIZE_MAX), "</script>\n</body>\n</html>\n"));
	struct slice read = slice_sub(page, 0, from), kit = slice_sub(page, from, end - from);
	static const char *const unread[] = { "No connection", "Something went wrong here", "The file is too large", "Answer hidden", "No camera was found" };
	for (size_t i = 0; i < sizeof unread / sizeof *unread; i++)
		CHECK(slice_find(read, slice_str(unread[i]), 0) == SIZE_MAX && slice_find(kit, slice_str(unread[i]), 0) != SIZE_MAX);
	CHECK(slice_find(read, SLICE(">Checking …<"), 0) == SIZE_MAX);
	CHECK(!holds("rel=\"alternate\""));
	fresh(VERDICT_VALID);
	page_start(cx, &env, &out);
	CHECK(holds("<link rel=\"alternate\" hreflang=\"zh-Hans\" href=\"/?lang=zh\" title=\"中文\">"));
}

TEST(pages_language)
{
	static const struct { const char *query, *accept; enum page_language want; } cases[] = {
		{ "", "", PAGE_ENGLISH }, { "lang=zh", "", PAGE_CHINESE }, { "a=b&lang=zh&x", "en", PAGE_CHINESE }, { "lang=en", "zh-CN", PAGE_ENGLISH },
		{ "lang=fr", "zh", PAGE_CHINESE }, { "xlang=zh", "", PAGE_ENGLISH }, { "", "zh-CN,zh;q=0.9,en;q=0.8", PAGE_CHINESE },
		{ "", "en-US,en;q=0.9,zh;q=0.8", PAGE_ENGLISH }, { "", "en;q=0.5, ZH;q=0.51", PAGE_CHINESE }, { "", "fr, zh;q=0.1", PAGE_CHINESE },
		{ "", "zha", PAGE_ENGLISH }, { "", "zh;q=0", PAGE_ENGLISH }, { "", ",,;;q=,zh;q=x", PAGE_ENGLISH }, { "", "zh;", PAGE_ENGLISH },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_INT(page_language(slice_str(cases[i].query), slice_str(cases[i].accept)), cases[i].want);
	CHECK_INT(page_language((struct slice){ 0 }, (struct slice){ 0 }), PAGE_ENGLISH);
}

static const char *header_of(const struct http_reply *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++) {
		if (!strcmp(r->headers[i].name, name))
			return (const char *)r->headers[i].value.p;
	}
	return "";
}

TEST(pages_assets)
{
	struct page_assets *assets = NULL;
	CHECK_OK(page_assets_open(cx, "", &assets));
	CHECK(!page_assets_reader(assets));
	const struct assets *served = page_assets_served(assets);
	const char *base = assets_base(served);
	struct http_request q = { .path = slice_str(ctx_printf(cx, "%s/style.css", base)) };
	struct http_reply style = { 0 }, worker = { 0 }, none = { 0 };
	CHECK(assets_answer(served, &q, &style) && style.body.n > 1000 && style.body.n < 25 * 1024);
	CHECK(!*header_of(&style, "Content-Security-Policy"));
	q.path = slice_str(ctx_printf(cx, "%s/scan-worker.js", base));
	CHECK(assets_answer(served, &q, &worker) && strstr(header_of(&worker, "Content-Security-Policy"), "wasm-unsafe-eval"));
	/* Named, but not there: the reader's files come from npm. */
	q.path = slice_str(ctx_printf(cx, "%s/zxing_reader.wasm", base));
	CHECK(!assets_answer(served, &q, &none));
	fresh(VERDICT_VALID);
	env.assets = assets;
	page_start(cx, &env, &out);
	CHECK(holds(ctx_printf(cx, "href=\"%s/style.css\"", base)) && holds("data-reader=\"no\""));
	page_assets_close(assets);
	buf_free(&out);
}
