#include "registry/offices.h"

#include "registry/audit.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

static struct offices_counts put(struct ctx *cx, struct store *s, const struct office_entry *list, bool whole)
{
	struct batch *b = NULL;
	struct offices_counts n;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(offices_put(cx, b, list, whole, SLICE("officer"), &n));
	CHECK_OK(batch_commit(cx, b));
	return n;
}

static uint64_t version(struct ctx *cx, struct store *s)
{
	struct snapshot *v = NULL;
	uint64_t n = 0;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(offices_version(cx, v, &n));
	snapshot_close(v);
	return n;
}

struct seen {
	char ids[64];
	size_t n;
};

static bool see(void *self, struct slice id, struct slice json)
{
	struct seen *s = self;
	CHECK(json.n > 0 && s->n + id.n + 1 < sizeof s->ids);
	memcpy(s->ids + s->n, id.p, id.n);
	s->n += id.n;
	s->ids[s->n++] = ' ';
	return true;
}

static void check_ids(struct ctx *cx, struct store *s, const char *want)
{
	struct snapshot *v = NULL;
	struct seen seen = { { 0 }, 0 };
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(offices_range(cx, v, see, &seen));
	snapshot_close(v);
	CHECK_TEXT(slice_str(seen.ids), want);
}

STORE_TEST(offices_put_add_change_replace)
{
	struct office_entry b = { SLICE("b"), SLICE("{1}"), NULL }, a = { SLICE("a"), SLICE("{2}"), &b }, c = { SLICE("c"), SLICE("{3}"), NULL };
	struct snapshot *v = NULL;
	struct slice json;
	struct audit_head head;
	CHECK_INT(version(cx, s), 0);
	struct offices_counts n = put(cx, s, &a, false);
	CHECK(n.added == 2 && n.changed == 0 && n.same == 0 && n.removed == 0);
	CHECK_INT(version(cx, s), 1);
	check_ids(cx, s, "a b ");
	n = put(cx, s, &a, false);
	CHECK(n.same == 2 && n.added == 0);
	CHECK_INT(version(cx, s), 1);
	b.json = SLICE("{4}");
	n = put(cx, s, &b, false);
	CHECK(n.changed == 1 && n.removed == 0);
	check_ids(cx, s, "a b ");
	n = put(cx, s, &c, true);
	CHECK(n.added == 1 && n.removed == 2);
	check_ids(cx, s, "c ");
	CHECK_INT(version(cx, s), 3);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(offices_find(cx, v, SLICE("c"), &json));
	CHECK_TEXT(json, "{3}");
	CHECK_OK(offices_find(cx, v, SLICE("a"), &json));
	CHECK(!json.p);
	CHECK_OK(offices_find(cx, v, (struct slice){ 0 }, &json));
	CHECK(!json.p);
	CHECK_OK(audit_head(cx, v, &head));
	CHECK_INT(head.count, 3); /* one entry a change, none where nothing changed */
	snapshot_close(v);
}

STORE_TEST(offices_refuse_an_id_that_is_no_key)
{
	struct office_entry none = { SLICE(""), SLICE("{}"), NULL }, number = { SLICE("\x01"), SLICE("{}"), NULL };
	struct batch *b = NULL;
	struct offices_counts n;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(offices_put(cx, b, &none, false, SLICE("officer"), &n), ERR_STORE_KEY);
	CHECK_ERR(offices_put(cx, b, &number, false, SLICE("officer"), &n), ERR_STORE_KEY);
	batch_abort(b);
	check_ids(cx, s, "");
}
