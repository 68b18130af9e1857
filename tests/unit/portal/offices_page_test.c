/* Pages and JSON of the offices, and of guidance, as a visitor gets them. */
#include "base/json.h"
#include "tests/unit/check.h"
#include "tests/unit/portal/visitor.h"

#include <string.h>

#define PAGE_TEST(name) \
	static void with_##name(struct ctx *cx, struct visitor *p); \
	TEST(name) \
	{ \
		struct visitor p; \
		visitor_enter(cx, &p); \
		with_##name(cx, &p); \
		visitor_leave(cx, &p); \
	} \
	static void with_##name(struct ctx *cx, struct visitor *p)

static int64_t at(const char *text)
{
	int64_t t = 0;
	CHECK(instant_parse(slice_str(text), &t));
	return t;
}

PAGE_TEST(offices_page_lists_and_finds)
{
	CHECK_INT(visitor_get(cx, p, "/offices"), 200);
	CHECK(visitor_sees(p, "<bdi>42</bdi>") && visitor_sees(p, "This is a sample list"));
	CHECK_INT(visitor_counts(p, "<li class=\"tile\">"), 12);
	CHECK_INT(visitor_get(cx, p, "/offices?page=4"), 200);
	CHECK_INT(visitor_counts(p, "<li class=\"tile\">"), 6);
	CHECK_INT(visitor_get(cx, p, "/offices?page=5"), 200); /* behind the end: the first */
	CHECK_INT(visitor_counts(p, "<li class=\"tile\">"), 12);
	CHECK_INT(visitor_get(cx, p, "/offices?q=%E6%B7%B1%E5%9C%B3&province=&service=&near="), 200);
	CHECK(visitor_sees(p, "/offices/gd-shenzhen") && visitor_counts(p, "<li class=\"tile\">") == 1);
	CHECK_INT(visitor_get(cx, p, "/offices?province=GD&near=Zhuhai&lang=zh"), 200);
	CHECK(visitor_sees(p, "样本出入境办事处（珠海市香洲区）") && visitor_sees(p, "公里"));
	CHECK_INT(visitor_get(cx, p, "/offices?q=Atlantis"), 200);
	CHECK(visitor_sees(p, "No office fits"));
}

PAGE_TEST(offices_page_says_beside_the_field_what_it_does_not_know)
{
	CHECK_INT(visitor_get(cx, p, "/offices?near=Atlantis"), 422);
	CHECK(visitor_sees(p, "id=\"near-problem\"") && visitor_sees(p, "value=\"Atlantis\"") && visitor_sees(p, "id=\"summary\""));
	CHECK_INT(visitor_get(cx, p, "/offices?province=ZZ&service=fishing"), 422);
	CHECK(visitor_sees(p, "id=\"province-problem\"") && visitor_sees(p, "id=\"service-problem\""));
	CHECK_INT(visitor_counts(p, "<li class=\"tile\">"), 12);
}

PAGE_TEST(offices_page_keeps_hostile_words_words)
{
	CHECK(visitor_get(cx, p, "/offices?q=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E&near=%27%22%3E%3Cimg%20src%3Dx%3E") == 422);
	CHECK(!visitor_sees(p, "<script>alert") && !visitor_sees(p, "<img") && visitor_sees(p, "&lt;script"));
	CHECK(visitor_sees(p, "&amp;q=%22%3E%3Cscript%3E")); /* kept by the language switch, encoded */
	CHECK_INT(visitor_get(cx, p, "/offices?q=%FF"), 200);  /* not UTF-8: no query at all */
	CHECK_INT(visitor_get(cx, p, "/offices?q=a&q=b"), 200);
	CHECK_INT(visitor_get(cx, p, "/guidance?q=%3Cb%3E"), 200);
	CHECK(!visitor_sees(p, "<b>"));
}

PAGE_TEST(offices_one_tells_hours_holidays_and_counters)
{
	cx->now = at("2026-11-23T02:00:00Z");
	CHECK_INT(visitor_get(cx, p, "/offices/sh-huangpu"), 200);
	CHECK(visitor_sees(p, "上海市黄浦区样本路78号") && visitor_sees(p, "000-0000-0112") && visitor_sees(p, "31.2300° N, 121.4800° E"));
	CHECK(visitor_sees(p, "09:00–12:00") && visitor_sees(p, "Closed while counters move") && visitor_sees(p, "Spring Festival"));
	CHECK(!visitor_sees(p, "Mid-Autumn Festival</bdi></td><td>09") && !visitor_sees(p, ">5 May 2026<")); /* what is past is not shown */
	CHECK(visitor_sees(p, "tag good") && visitor_sees(p, ">12:00<"));
	cx->now = at("2026-11-22T02:00:00Z"); /* Sunday */
	CHECK_INT(visitor_get(cx, p, "/offices/sh-huangpu"), 200);
	CHECK(visitor_sees(p, "tag stale") && visitor_sees(p, ", <span class=\"clock\">09:00</span>"));
}

PAGE_TEST(offices_that_are_not_there)
{
	static const char *const none[] = { "/offices/xx", "/offices/", "/offices/BJ-CHAOYANG", "/offices/bj-chaoyang/x", "/guidance/taxes", "/guidance/taxes/checklist",
		"/guidance/residence-permit/versions/2025-01-01", "/guidance/residence-permit/versions/", "/guidance/residence-permit/versions/x%00" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		CHECK_INT(visitor_get(cx, p, none[i]), 404);
}

static struct json *body(struct ctx *cx, const struct visitor *p)
{
	struct json *tree = NULL;
	CHECK_OK(json_parse(cx, p->reply.body, &tree));
	return tree;
}

PAGE_TEST(offices_json_is_the_list)
{
	cx->now = at("2026-11-23T02:00:00Z");
	CHECK_INT(visitor_get(cx, p, "/v1/offices?province=GD&near=22.5,114"), 200);
	CHECK_TEXT(slice_str(p->reply.content_type), "application/json");
	const struct json *t = body(cx, p), *first = json_get(t, "offices")->first;
	CHECK_INT(json_get(t, "count")->integer, 3);
	CHECK(json_get(t, "sample")->boolean);
	CHECK_TEXT(json_text(t, "as_of"), "2026-11-23T02:00:00Z");
	CHECK_TEXT(json_text(first, "id"), "gd-shenzhen");
	CHECK(json_get(first, "open_now")->boolean);
	CHECK_TEXT(json_text(first, "changes_at"), "2026-11-23T04:00:00Z");
	CHECK(json_get(first, "distance_km")->real > 5 && json_get(first, "distance_km")->real < 9);
	CHECK_INT(visitor_get(cx, p, "/v1/offices/gd-shenzhen"), 200);
	CHECK_TEXT(json_text(body(cx, p), "id"), "gd-shenzhen");
	CHECK(!json_get(body(cx, p), "distance_km"));
	CHECK_INT(visitor_get(cx, p, "/v1/offices/xx"), 404);
	CHECK_INT(visitor_get(cx, p, "/v1/offices?near=Atlantis"), 400);
	CHECK_INT(visitor_get(cx, p, "/v1/offices?service=fishing"), 400);
}

PAGE_TEST(numbers_keep_their_order_in_arabic_pages)
{
	CHECK_INT(visitor_get(cx, p, "/with-code?lang=ar"), 200);
	CHECK(visitor_sees(p, "<bdi dir=\"ltr\">1985-03-14</bdi>") && visitor_sees(p, "<bdi dir=\"ltr\">7K3Q-D9XW-2M4R-8</bdi>"));
	CHECK(!visitor_sees(p, "\ufffd"));
	CHECK_INT(visitor_get(cx, p, "/offices?lang=ar&near=Atlantis"), 422);
	CHECK(visitor_sees(p, "<bdi dir=\"ltr\">31.2, 121.5</bdi>") && !visitor_sees(p, "\ufffd"));
}

PAGE_TEST(guidance_pages)
{
	cx->now = at("2026-11-22T12:00:00Z");
	CHECK_INT(visitor_get(cx, p, "/guidance"), 200);
	CHECK_INT(visitor_counts(p, "<li class=\"tile\">"), 13);
	CHECK_INT(visitor_get(cx, p, "/guidance?q=lost+passport"), 200);
	CHECK(visitor_sees(p, "/guidance/visa-reissue"));
	CHECK_INT(visitor_get(cx, p, "/guidance?q=xyzzy"), 200);
	CHECK(visitor_sees(p, "Nothing fits"));
	CHECK_INT(visitor_get(cx, p, "/guidance/visa-extension"), 200);
	CHECK(visitor_sees(p, "Apply at least 7 days before your stay ends") && visitor_sees(p, "id=\"time-limits\"") && visitor_sees(p, "href=\"#time-limits\""));
	CHECK(visitor_sees(p, "check with the office"));
	CHECK_INT(visitor_get(cx, p, "/guidance/visa-extension?lang=zh"), 200);
	CHECK(visitor_sees(p, "请在停留期限届满7日前提出申请"));
	CHECK_INT(visitor_get(cx, p, "/guidance/visa-extension?lang=fr"), 200);
	CHECK(visitor_sees(p, "<div lang=\"en\" dir=\"ltr\">"));
}

PAGE_TEST(guidance_versions_by_their_day)
{
	cx->now = at("2026-11-22T12:00:00Z");
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit"), 200);
	CHECK(visitor_sees(p, "The rules change on <bdi>2027-01-01</bdi>") && visitor_sees(p, "within 15 days"));
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit/versions/2024-09-01"), 200);
	CHECK(visitor_sees(p, "replaced on <bdi>2026-03-01</bdi>") && visitor_sees(p, "15 working days") && !visitor_sees(p, "/checklist\""));
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit/versions/2027-01-01"), 200);
	CHECK(visitor_sees(p, "not in force yet") && visitor_sees(p, "within 10 days of taking"));
	cx->now = at("2026-12-31T16:00:00Z"); /* midnight in China */
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit"), 200);
	CHECK(visitor_sees(p, "within 10 days of taking") && !visitor_sees(p, "The rules change"));
}

PAGE_TEST(guidance_checklist_page)
{
	cx->now = at("2026-11-22T12:00:00Z");
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit/checklist"), 200);
	CHECK_INT(visitor_counts(p, "type=\"radio\""), 10);
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit/checklist?show=1&purpose=work&kind=first&age=child"), 200);
	CHECK(visitor_sees(p, "The work permit") && !visitor_sees(p, "admission letter") && !visitor_sees(p, "health certificate"));
	CHECK(visitor_sees(p, "checklist?purpose=work&amp;kind=first&amp;age=child\"")); /* changing the answers keeps them */
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit/checklist?purpose=work&kind=first&age=child"), 200);
	CHECK_INT(visitor_counts(p, " checked>"), 3);
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit/checklist?purpose=work"), 200);
	CHECK(visitor_sees(p, "value=\"work\" checked"));
	CHECK_INT(visitor_get(cx, p, "/guidance/residence-permit/checklist?show=1&purpose=%22%3E&kind=robbery"), 200);
	CHECK(visitor_sees(p, "left open") && visitor_sees(p, "admission letter") && visitor_sees(p, "(<bdi>Study</bdi>)"));
}
