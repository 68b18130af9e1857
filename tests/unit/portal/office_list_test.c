/* The list of offices on the samples: kept until it changes, searched by words, province, service, distance and open-now. */
#include "portal/office_list.h"

#include "base/file.h"
#include "tests/unit/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place {
	struct store *store;
	struct snapshot *v;
	struct office_list *list;
	const char *folder;
};

static void put(struct ctx *cx, struct place *p, const struct office_entry *all, bool whole)
{
	struct batch *b = NULL;
	struct offices_counts n;
	CHECK_OK(batch_begin(cx, p->store, &b));
	CHECK_OK(offices_put(cx, b, all, whole, SLICE("test"), &n));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_renew(cx, p->v));
	CHECK_OK(office_list_renew(cx, p->list, p->v));
}

static struct office_entry *samples(struct ctx *cx)
{
	struct slice text = check_file(cx, "schemas/samples/offices.ndjson");
	struct office_entry *all = NULL;
	for (size_t at = 0; at < text.n;) {
		const struct office *o = NULL;
		size_t end = slice_find(text, SLICE("\n"), at);
		struct office_entry *entry = ctx_alloc(cx, sizeof *entry);
		entry->json = slice_sub(text, at, end - at);
		CHECK_OK(office_load(cx, entry->json, &o));
		entry->id = o->id;
		entry->next = all;
		all = entry;
		at = end + 1;
	}
	return all;
}

static void enter(struct ctx *cx, struct place *p)
{
	*p = (struct place){ .list = office_list_open() };
	p->folder = check_scratch(cx);
	CHECK_OK(store_open(cx, ctx_printf(cx, "%s/store", p->folder), STORE_CREATE, &p->store));
	CHECK_OK(snapshot_open(cx, p->store, &p->v));
	put(cx, p, samples(cx), true);
}

static void leave(struct ctx *cx, struct place *p)
{
	office_list_close(p->list);
	snapshot_close(p->v);
	store_close(p->store);
	CHECK_INT(system(ctx_printf(cx, "rm -rf '%s'", p->folder)), 0);
}

static void check_ids(struct ctx *cx, struct place *p, struct office_wish w, const char *want)
{
	struct office_hit *hits = NULL;
	size_t count = 0;
	char got[2048] = "";
	if (!w.at)
		w.at = CHECK_NOW;
	CHECK_OK(office_list_search(cx, p->list, &w, &hits, &count));
	for (size_t i = 0; i < count && strlen(got) < 1900; i++)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", i ? " " : "", SLICE_FMT(hits[i].office->id));
	CHECK_TEXT(slice_str(got), want);
}

TEST(office_list_words_in_both_languages)
{
	struct place p;
	enter(cx, &p);
	CHECK_INT(office_list_count(p.list), 42);
	CHECK(office_list_is_sample(p.list));
	check_ids(cx, &p, (struct office_wish){ .words = SLICE("SHENZHEN") }, "gd-shenzhen");
	check_ids(cx, &p, (struct office_wish){ .words = SLICE("深圳") }, "gd-shenzhen");
	check_ids(cx, &p, (struct office_wish){ .words = SLICE("guangdong futian") }, "gd-shenzhen");
	check_ids(cx, &p, (struct office_wish){ .words = SLICE("Ürümqi") }, "xj-urumqi"); /* marks and case do not count */
	check_ids(cx, &p, (struct office_wish){ .words = SLICE("ｓｈｅｎｚｈｅｎ") }, "gd-shenzhen"); /* full width */
	check_ids(cx, &p, (struct office_wish){ .words = SLICE("shenzhen beijing") }, "");
	check_ids(cx, &p, (struct office_wish){ .words = SLICE("  ,; ") , .province = SLICE("HI") }, "hi-haikou hi-sanya");
	leave(cx, &p);
}

TEST(office_list_province_and_service)
{
	struct place p;
	enter(cx, &p);
	check_ids(cx, &p, (struct office_wish){ .province = SLICE("XJ") }, "xj-kashgar xj-urumqi");
	check_ids(cx, &p, (struct office_wish){ .province = SLICE("XJ"), .service = SERVICE_PR_CARD }, "xj-urumqi");
	check_ids(cx, &p, (struct office_wish){ .province = SLICE("ZJ"), .service = SERVICE_PR_CARD }, "zj-hangzhou");
	check_ids(cx, &p, (struct office_wish){ .province = SLICE("XX") }, "");
	leave(cx, &p);
}

TEST(office_list_sorted_by_distance)
{
	struct place p;
	struct office_wish w = { .province = SLICE("GD") };
	enter(cx, &p);
	CHECK_OK(office_list_point(cx, p.list, SLICE("Zhuhai"), &w.near));
	CHECK(w.near.known);
	check_ids(cx, &p, w, "gd-zhuhai gd-shenzhen gd-guangzhou");
	CHECK_OK(office_list_point(cx, p.list, SLICE("22.5, 114.0"), &w.near));
	check_ids(cx, &p, w, "gd-shenzhen gd-zhuhai gd-guangzhou");
	leave(cx, &p);
}

TEST(office_list_points_as_typed)
{
	static const char *const known[] = { "广州", "广州市", "GUANGZHOU", "39.9 116.4", "-12.5,100", "Tibet (Xizang)", "新疆" };
	static const char *const unknown[] = { "", "Atlantis", "39.9", "39.9,", "39.9,116.4,1", "91,0", "0,181", ",", "39..9,116", "1e3,4" };
	struct place p;
	struct office_point at;
	enter(cx, &p);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		CHECK_OK(office_list_point(cx, p.list, slice_str(known[i]), &at));
		CHECK(at.known);
	}
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		CHECK_OK(office_list_point(cx, p.list, slice_str(unknown[i]), &at));
		CHECK(!at.known);
	}
	CHECK_ERR(office_list_point(cx, p.list, SLICE("\xff"), &at), ERR_TEXT_UTF8);
	leave(cx, &p);
}

TEST(office_list_open_now)
{
	struct place p;
	struct office_wish w = { .province = SLICE("XJ"), .open_now = true };
	enter(cx, &p);
	w.at = 1795399200 + 86400; /* 2026-11-24T02:00Z, a Tuesday: 10:00 in Urumqi's office, 08:00 in Kashgar's */
	check_ids(cx, &p, w, "xj-kashgar xj-urumqi");
	w.at -= 1;
	check_ids(cx, &p, w, "");
	leave(cx, &p);
}

TEST(office_list_renews_only_when_the_list_changed)
{
	struct place p;
	struct office_entry *one = NULL;
	enter(cx, &p);
	const struct office *before = office_list_at(p.list, 0);
	struct office_entry *all = samples(cx);
	put(cx, &p, all, false);
	CHECK(office_list_at(p.list, 0) == before);
	one = all;
	one->next = NULL;
	put(cx, &p, one, true);
	CHECK_INT(office_list_count(p.list), 1);
	CHECK(office_list_find(p.list, one->id) != NULL);
	CHECK(office_list_find(p.list, SLICE("bj-chaoyang")) == NULL);
	leave(cx, &p);
}

TEST(office_distances)
{
	CHECK(fabs(office_distance(39.92, 116.44, 31.22, 121.54) - 1070) < 15); /* Beijing to Shanghai */
	CHECK(office_distance(10, 20, 10, 20) < 0.001);
	CHECK(fabs(office_distance(0, 0, 0, 180) - 20015) < 5); /* half the earth, no number out of range */
}
