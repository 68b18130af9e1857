/* Kept records, the persons they belong to, and what follows when two persons turn out to be one. */
#include "registry/applications.h"
#include "registry/record_code.h"
#include "registry/shares.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <string.h>

#define ANNA { "E1", "1985-03-14", "UTO" }

struct tie {
	const char *number, *birth, *nationality;
};

/* A record as one line: what a test cares about. */
struct some {
	const char *identity, *surname;
	int kind;
	uint32_t issued;
	struct tie ties[4];
	const char *photo, *document;
};

static enum err keep(struct ctx *cx, struct batch *b, const struct some *s, struct kept *out)
{
	struct person_link links[4];
	size_t n = 0;
	for (; n < 4 && s->ties[n].number; n++)
		links[n] = (struct person_link){ slice_str(s->ties[n].number), slice_str(s->ties[n].birth), slice_str(s->ties[n].nationality) };
	const char *json = ctx_printf(cx, "{\"holder\":{\"birth_date\":\"%s\",\"nationality\":\"%s\",\"surname\":\"%s\"}}",
		n ? s->ties[0].birth : "1900-01-01", n ? s->ties[0].nationality : "UTO", s->surname ? s->surname : "SPECIMEN");
	struct keeping k = { .record = { .identity = slice_str(s->identity), .kind = s->kind ? s->kind : 1, .issued = s->issued ? s->issued : 20250101,
		.json = slice_str(json), .photo = photo_mark(slice_str(s->photo)) }, .links = links, .link_count = n, .document = slice_str(s->document),
		.jpeg = s->document ? (struct slice){ 0 } : slice_str(s->photo) };
	return records_keep(cx, b, &k, out);
}

static struct kept keep_now(struct ctx *cx, struct store *s, struct some r)
{
	struct batch *b = NULL;
	struct kept out;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(keep(cx, b, &r, &out));
	CHECK_OK(batch_commit(cx, b));
	return out;
}

static struct snapshot *look(struct ctx *cx, struct store *s)
{
	static struct snapshot *v;
	CHECK_OK(snapshot_open(cx, s, &v));
	return v;
}

static struct kept_record find(struct ctx *cx, struct snapshot *v, const char *identity)
{
	struct kept_record r;
	bool found = false;
	CHECK_OK(records_find(cx, v, slice_str(identity), &found, &r));
	CHECK(found);
	return r;
}

static bool count_one(void *self, const struct kept_record *r)
{
	(void)r;
	++*(size_t *)self;
	return true;
}

static size_t count_of(struct ctx *cx, struct snapshot *v, const char *person)
{
	size_t n = 0;
	CHECK_OK(records_of(cx, v, person, count_one, &n));
	return n;
}

static bool count_person(void *self, const char *person)
{
	(void)person;
	++*(size_t *)self;
	return true;
}

static size_t known_by(struct ctx *cx, struct snapshot *v, const char *passport, const char *birth)
{
	size_t n = 0;
	CHECK_OK(persons_by_passport(cx, v, slice_str(passport), slice_str(birth), count_person, &n));
	return n;
}

STORE_TEST(record_is_kept_and_found_in_both_directions)
{
	struct kept k = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .issued = 20250301, .ties = { ANNA } });
	CHECK_INT(k.how, KEPT_NEW);
	CHECK(person_id_fits(k.person));
	struct snapshot *v = look(cx, s);
	struct kept_record r = find(cx, v, "visa:EV1");
	CHECK_TEXT(slice_str(r.person), k.person);
	CHECK_INT(r.version, 1);
	CHECK_INT(r.issued, 20250301);
	CHECK_INT(r.kept_at, CHECK_NOW);
	CHECK(!r.under_correction && !r.correction.p && !r.photo);
	CHECK(slice_find(r.json, SLICE("SPECIMEN"), 0) != SIZE_MAX);
	CHECK_INT(count_of(cx, v, k.person), 1);
	CHECK_INT(known_by(cx, v, "E1", "1985-03-14"), 1);
	CHECK_INT(known_by(cx, v, "E1", "1985-03-15"), 0);
	CHECK_INT(known_by(cx, v, "E2", "1985-03-14"), 0);
	CHECK_INT(count_of(cx, v, "000000000000"), 0);
	CHECK_INT(count_of(cx, v, "not an id"), 0);
	bool found = true;
	CHECK_OK(records_find(cx, v, SLICE("visa:EV2"), &found, &r));
	CHECK(!found);
	CHECK_OK(records_find(cx, v, SLICE(""), &found, &r));
	CHECK(!found);
	snapshot_close(v);
}

STORE_TEST(record_kept_again_changes_nothing)
{
	struct some r = { .identity = "visa:EV1", .ties = { ANNA }, .photo = "jpeg" };
	struct kept first = keep_now(cx, s, r);
	cx->now += 100;
	struct kept again = keep_now(cx, s, r);
	CHECK_INT(again.how, KEPT_SAME);
	CHECK_TEXT(slice_str(again.person), first.person);
	struct snapshot *v = look(cx, s);
	CHECK_INT(find(cx, v, "visa:EV1").version, 1);
	CHECK_INT(find(cx, v, "visa:EV1").changed_at, CHECK_NOW);
	snapshot_close(v);
	r.surname = "RENAMED";
	CHECK_INT(keep_now(cx, s, r).how, KEPT_CHANGED);
	v = look(cx, s);
	CHECK_INT(find(cx, v, "visa:EV1").version, 2);
	CHECK_INT(find(cx, v, "visa:EV1").kept_at, CHECK_NOW);
	CHECK_INT(find(cx, v, "visa:EV1").changed_at, CHECK_NOW + 100);
	snapshot_close(v);
	r.photo = "other";
	CHECK_INT(keep_now(cx, s, r).how, KEPT_CHANGED);
}

STORE_TEST(records_with_one_passport_are_one_persons)
{
	struct kept a = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA } });
	struct kept b = keep_now(cx, s, (struct some){ .identity = "passport:UTO:E1", .kind = 3, .ties = { ANNA, { "OLD1", "1985-03-14", "UTO" } } });
	struct kept c = keep_now(cx, s, (struct some){ .identity = "visa:EV2", .ties = { { "OLD1", "1985-03-14", "UTO" } } });
	struct kept other = keep_now(cx, s, (struct some){ .identity = "visa:EV3", .ties = { { "E1", "1985-03-15", "UTO" } } });
	CHECK_TEXT(slice_str(b.person), a.person);
	CHECK_TEXT(slice_str(c.person), a.person);
	CHECK(strcmp(other.person, a.person) != 0);
	CHECK(!b.merged[0] && !c.merged[0]);
}

STORE_TEST(same_passport_number_and_birth_date_of_two_nationalities_stay_two_persons)
{
	struct kept a = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA } });
	struct kept b = keep_now(cx, s, (struct some){ .identity = "visa:EV2", .ties = { { "E1", "1985-03-14", "XXB" } } });
	CHECK(strcmp(a.person, b.person) != 0);
	struct snapshot *v = look(cx, s);
	CHECK_INT(known_by(cx, v, "E1", "1985-03-14"), 2);
	snapshot_close(v);
}

STORE_TEST(records_without_passport_are_persons_of_their_own)
{
	struct kept a = keep_now(cx, s, (struct some){ .identity = "pr-card:1", .kind = 2 });
	struct kept b = keep_now(cx, s, (struct some){ .identity = "pr-card:2", .kind = 2 });
	struct kept again = keep_now(cx, s, (struct some){ .identity = "pr-card:1", .kind = 2, .surname = "RENAMED" });
	CHECK(strcmp(a.person, b.person) != 0);
	CHECK_TEXT(slice_str(again.person), a.person);
}

static void give_grant(struct ctx *cx, struct batch *b, const char *account, const char *person, enum grant_state state, enum grant_origin origin)
{
	struct grant g = { .state = state, .origin = origin, .rights = RIGHT_ALL, .from = 1, .asked = 1, .changed = 1 };
	memcpy(g.account, account, sizeof g.account);
	memcpy(g.person, person, sizeof g.person);
	CHECK_OK(grants_put(cx, b, &g));
}

static enum grant_origin origin_of(struct ctx *cx, struct snapshot *v, const char *account, const char *person)
{
	struct grant g;
	bool found = false;
	CHECK_OK(grants_find(cx, v, account, person, &found, &g));
	return found ? g.origin : ORIGIN_NONE;
}

static bool count_grant(void *self, const struct grant *g)
{
	(void)g;
	++*(size_t *)self;
	return true;
}

#define ACCOUNT_A "AAAAAAAAAAAA"
#define ACCOUNT_B "BBBBBBBBBBBB"
#define ACCOUNT_C "CCCCCCCCCCCC"

static bool count_share(void *self, const struct share *share)
{
	CHECK_INT(strlen(share->person), PERSON_SIZE);
	++*(size_t *)self;
	return true;
}

static bool count_application(void *self, const struct kept_application *a)
{
	(void)a;
	++*(size_t *)self;
	return true;
}

STORE_TEST(two_persons_become_one_and_everything_follows)
{
	struct batch *b = NULL;
	struct kept out;
	struct kept older = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA } });
	cx->now += 10;
	struct kept newer = keep_now(cx, s, (struct some){ .identity = "pr-card:9", .kind = 2, .ties = { { "OLD1", "1985-03-14", "UTO" } }, .photo = "jpeg" });
	struct share share = { .id = "SHARE001", .account = ACCOUNT_A, .purpose = 'B', .kinds = 2, .made = cx->now, .until = cx->now + 86400 };
	struct kept_application application = { .number = SLICE("A-1"), .json = SLICE("{}") };
	struct person_link link = { SLICE("OLD1"), SLICE("1985-03-14"), SLICE("UTO") };
	memcpy(share.person, newer.person, sizeof share.person);
	CHECK_OK(batch_begin(cx, s, &b));
	give_grant(cx, b, ACCOUNT_A, newer.person, GRANT_ACTIVE, ORIGIN_SELF_CODE);
	give_grant(cx, b, ACCOUNT_B, newer.person, GRANT_ENDED, ORIGIN_SELF_CODE);
	give_grant(cx, b, ACCOUNT_B, older.person, GRANT_ACTIVE, ORIGIN_HELPER_CONFIRMED);
	give_grant(cx, b, ACCOUNT_C, newer.person, GRANT_ACTIVE, ORIGIN_SELF_COUNTER);
	give_grant(cx, b, ACCOUNT_C, older.person, GRANT_ACTIVE, ORIGIN_HELPER_CONFIRMED);
	CHECK_OK(shares_put(cx, b, SLICE("B00000000001"), &share));
	CHECK_OK(shares_freeze(cx, b, newer.person, true));
	CHECK_OK(applications_put(cx, b, &application, &link, &out));
	CHECK_TEXT(slice_str(out.person), newer.person);
	CHECK_OK(batch_commit(cx, b));

	struct kept tie = keep_now(cx, s, (struct some){ .identity = "passport:UTO:E1", .kind = 3, .ties = { ANNA, { "OLD1", "1985-03-14", "UTO" } } });
	CHECK_TEXT(slice_str(tie.person), older.person);
	CHECK_TEXT(slice_str(tie.merged), newer.person);
	struct snapshot *v = look(cx, s);
	CHECK_INT(count_of(cx, v, older.person), 3);
	CHECK_INT(count_of(cx, v, newer.person), 0);
	CHECK_TEXT(slice_str(find(cx, v, "pr-card:9").person), older.person);
	struct slice jpeg;
	CHECK_OK(records_photo(cx, v, SLICE("pr-card:9"), &jpeg));
	CHECK_TEXT(jpeg, "jpeg");
	CHECK_INT(known_by(cx, v, "OLD1", "1985-03-14"), 1);
	CHECK_INT(origin_of(cx, v, ACCOUNT_A, older.person), ORIGIN_SELF_CODE);
	CHECK_INT(origin_of(cx, v, ACCOUNT_A, newer.person), ORIGIN_NONE);
	CHECK_INT(origin_of(cx, v, ACCOUNT_B, older.person), ORIGIN_HELPER_CONFIRMED);
	CHECK_INT(origin_of(cx, v, ACCOUNT_C, older.person), ORIGIN_SELF_COUNTER);
	size_t grants = 0, left = 0, shares = 0, applications = 0;
	bool frozen = false;
	CHECK_OK(grants_of_person(cx, v, older.person, count_grant, &grants));
	CHECK_OK(grants_of_person(cx, v, newer.person, count_grant, &left));
	CHECK_INT(grants, 3);
	CHECK_INT(left, 0);
	CHECK_OK(shares_of(cx, v, older.person, count_share, &shares));
	CHECK_INT(shares, 1);
	CHECK_OK(shares_frozen(cx, v, older.person, &frozen));
	CHECK(frozen);
	CHECK_OK(shares_frozen(cx, v, newer.person, &frozen));
	CHECK(!frozen);
	CHECK_OK(applications_of(cx, v, older.person, count_application, &applications));
	CHECK_INT(applications, 1);
	snapshot_close(v);
}

STORE_TEST(passport_that_was_typed_wrong_takes_nobody_elses_records_along)
{
	struct kept stranger = keep_now(cx, s, (struct some){ .identity = "passport:UTO:E1", .kind = 3, .ties = { ANNA } });
	struct kept wrong = keep_now(cx, s, (struct some){ .identity = "visa:EV9", .ties = { ANNA } });
	CHECK_TEXT(slice_str(wrong.person), stranger.person);
	struct kept holder = keep_now(cx, s, (struct some){ .identity = "passport:UTO:E9", .kind = 3, .ties = { { "E9", "1990-01-01", "UTO" } } });
	struct kept right = keep_now(cx, s, (struct some){ .identity = "visa:EV9", .ties = { { "E9", "1990-01-01", "UTO" } } });
	CHECK_TEXT(slice_str(right.person), holder.person);
	CHECK(strcmp(right.person, stranger.person) != 0 && !right.merged[0]);
	struct snapshot *v = look(cx, s);
	CHECK_INT(count_of(cx, v, stranger.person), 1);
	CHECK_INT(count_of(cx, v, holder.person), 2);
	CHECK_INT(known_by(cx, v, "E1", "1985-03-14"), 1);
	snapshot_close(v);
	/* Corrected to somebody nobody knows: a person of its own. */
	struct kept alone = keep_now(cx, s, (struct some){ .identity = "visa:EV9", .ties = { { "E10", "1991-01-01", "UTO" } } });
	CHECK(strcmp(alone.person, holder.person) != 0);
}

STORE_TEST(new_passport_and_new_name_stay_with_the_person)
{
	struct kept a = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .issued = 20240101, .ties = { ANNA }, .surname = "BEFORE" });
	struct kept b = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .issued = 20240101, .ties = { { "E2", "1985-03-14", "UTO" } }, .surname = "BEFORE" });
	CHECK_TEXT(slice_str(b.person), a.person);
	struct snapshot *v = look(cx, s);
	CHECK_INT(known_by(cx, v, "E1", "1985-03-14"), 0);
	CHECK_INT(known_by(cx, v, "E2", "1985-03-14"), 1);
	snapshot_close(v);
	keep_now(cx, s, (struct some){ .identity = "passport:UTO:E2", .kind = 3, .issued = 20250101, .ties = { { "E2", "1985-03-14", "UTO" } }, .surname = "AFTER" });
	v = look(cx, s);
	struct person_name name;
	bool found = false;
	CHECK_OK(person_name(cx, v, a.person, &found, &name));
	CHECK(found);
	CHECK_TEXT(name.surname, "AFTER");
	CHECK_TEXT(name.birth, "1985-03-14");
	CHECK_TEXT(name.nationality, "UTO");
	CHECK(!name.given.p);
	CHECK_OK(person_name(cx, v, "000000000000", &found, &name));
	CHECK(!found);
	snapshot_close(v);
}

STORE_TEST(newest_of_a_kind_is_the_current_one)
{
	struct kept_record r;
	bool found = false;
	struct kept k = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .issued = 20250601, .ties = { ANNA } });
	keep_now(cx, s, (struct some){ .identity = "visa:EV2", .issued = 20240601, .ties = { ANNA } });
	keep_now(cx, s, (struct some){ .identity = "passport:UTO:E1", .kind = 3, .issued = 20260101, .ties = { ANNA } });
	struct snapshot *v = look(cx, s);
	CHECK_OK(records_current(cx, v, k.person, 1, &found, &r));
	CHECK(found);
	CHECK_TEXT(r.identity, "visa:EV1");
	CHECK_OK(records_current(cx, v, k.person, 0, &found, &r));
	CHECK_TEXT(r.identity, "passport:UTO:E1");
	CHECK_OK(records_current(cx, v, k.person, 2, &found, &r));
	CHECK(!found);
	snapshot_close(v);
	cx->now += 60;
	keep_now(cx, s, (struct some){ .identity = "visa:EV0", .issued = 20250601, .ties = { ANNA } });
	v = look(cx, s);
	CHECK_OK(records_current(cx, v, k.person, 1, &found, &r));
	CHECK_TEXT(r.identity, "visa:EV0");
	snapshot_close(v);
}

static struct slice own_photo(struct ctx *cx, struct snapshot *v, const char *identity)
{
	struct slice value = { 0 };
	struct record_key k = record_key('J', slice_str(identity));
	CHECK_OK(snapshot_get(cx, v, record_key_slice(&k), &value));
	return value;
}

/* A document whose fill holds "jpeg" at offset 10. */
static enum err issue_with_photo(struct ctx *cx, struct batch *b, char *number)
{
	struct reservation r;
	enum err e = documents_reserve(cx, b, 1, &r);
	uint8_t digest[32];
	help_stock_digest(digest);
	if (e == OK)
		e = documents_put_stock(cx, b, digest, help_stock(cx));
	struct document d = help_document(cx, &r, 1);
	d.photo_at = 10;
	d.photo_size = 4;
	memcpy(number, r.number, sizeof r.number);
	char fill[400];
	memset(fill, '.', sizeof fill);
	memcpy(fill + 10, "jpeg", 4);
	return e == OK ? documents_issue(cx, b, &d, slice_of(fill, sizeof fill)) : e;
}

STORE_TEST(photo_lies_in_a_document_or_beside_the_record_but_never_twice)
{
	struct batch *b = NULL;
	struct kept out;
	struct slice jpeg;
	char number[12];
	struct some r = { .identity = "visa:EV1", .ties = { ANNA }, .photo = "jpeg" };
	keep_now(cx, s, r);
	struct snapshot *v = look(cx, s);
	CHECK_TEXT(own_photo(cx, v, "visa:EV1"), "jpeg");
	CHECK_OK(records_photo(cx, v, SLICE("visa:EV1"), &jpeg));
	CHECK_TEXT(jpeg, "jpeg");
	snapshot_close(v);

	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(issue_with_photo(cx, b, number));
	r.document = number;
	CHECK_OK(keep(cx, b, &r, &out));
	CHECK_INT(out.how, KEPT_SAME);
	CHECK_OK(batch_commit(cx, b));
	v = look(cx, s);
	CHECK(!own_photo(cx, v, "visa:EV1").p);
	CHECK_OK(records_photo(cx, v, SLICE("visa:EV1"), &jpeg));
	CHECK_TEXT(jpeg, "jpeg");
	CHECK_INT(find(cx, v, "visa:EV1").version, 1);
	snapshot_close(v);

	/* Kept again without a document: the photo stays where it is. */
	r.document = NULL;
	CHECK_INT(keep_now(cx, s, r).how, KEPT_SAME);
	/* Another photo: kept beside the record again. */
	r.photo = "gepj";
	CHECK_INT(keep_now(cx, s, r).how, KEPT_CHANGED);
	v = look(cx, s);
	CHECK_OK(records_photo(cx, v, SLICE("visa:EV1"), &jpeg));
	CHECK_TEXT(jpeg, "gepj");
	snapshot_close(v);
	/* No photo any more. */
	r.photo = NULL;
	CHECK_INT(keep_now(cx, s, r).how, KEPT_CHANGED);
	v = look(cx, s);
	CHECK(!own_photo(cx, v, "visa:EV1").p);
	CHECK_OK(records_photo(cx, v, SLICE("visa:EV1"), &jpeg));
	CHECK(!jpeg.p);
	CHECK_OK(records_photo(cx, v, SLICE("visa:EV2"), &jpeg));
	CHECK(!jpeg.p);
	snapshot_close(v);
}

STORE_TEST(photo_that_is_said_to_lie_in_a_document_without_one_is_corrupt)
{
	struct slice jpeg;
	char number[12];
	CHECK_OK(help_issue_now(cx, s, 1, number));
	keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA }, .photo = "jpeg", .document = number });
	struct snapshot *v = look(cx, s);
	CHECK_ERR(records_photo(cx, v, SLICE("visa:EV1"), &jpeg), ERR_STORE_CORRUPT);
	snapshot_close(v);
}

STORE_TEST(correction_is_marked_and_cleared_and_outlives_an_import)
{
	struct batch *b = NULL;
	keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA } });
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(records_mark(cx, b, SLICE("visa:EV1"), SLICE("CASE-1")));
	CHECK_ERR(records_mark(cx, b, SLICE("visa:EV2"), SLICE("CASE-1")), ERR_RECORD_MISSING);
	CHECK_ERR(records_mark(cx, b, SLICE("visa:EV1"), SLICE("a case with words")), ERR_RECORD_FIELD);
	CHECK_OK(batch_commit(cx, b));
	keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA }, .surname = "RENAMED" });
	struct snapshot *v = look(cx, s);
	CHECK(find(cx, v, "visa:EV1").under_correction);
	CHECK_TEXT(find(cx, v, "visa:EV1").correction, "CASE-1");
	CHECK_INT(find(cx, v, "visa:EV1").version, 2);
	snapshot_close(v);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(records_mark(cx, b, SLICE("visa:EV1"), (struct slice){ 0 }));
	CHECK_OK(batch_commit(cx, b));
	v = look(cx, s);
	CHECK(!find(cx, v, "visa:EV1").under_correction);
	snapshot_close(v);
}

STORE_TEST(application_waits_for_its_applicants_record)
{
	struct batch *b = NULL;
	struct kept out;
	struct kept_application a = { .number = SLICE("A-1"), .json = SLICE("{\"a\":1}") }, got;
	struct person_link link = { SLICE("E1"), SLICE("1985-03-14"), SLICE("UTO") };
	bool found = false;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(applications_put(cx, b, &a, &link, &out));
	CHECK_INT(out.how, KEPT_NEW);
	CHECK(!out.person[0]);
	a.number = SLICE("A 1");
	CHECK_ERR(applications_put(cx, b, &a, &link, &out), ERR_RECORD_FIELD);
	CHECK_OK(batch_commit(cx, b));
	keep_now(cx, s, (struct some){ .identity = "visa:EV0", .ties = { { "E1", "1985-03-14", "XXB" } } });
	struct snapshot *v = look(cx, s);
	CHECK_OK(applications_find(cx, v, SLICE("A-1"), &found, &got));
	CHECK(found && !got.person[0]);
	snapshot_close(v);
	struct kept k = keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA } });
	v = look(cx, s);
	CHECK_OK(applications_find(cx, v, SLICE("A-1"), &found, &got));
	CHECK_TEXT(slice_str(got.person), k.person);
	size_t n = 0;
	CHECK_OK(applications_of(cx, v, k.person, count_application, &n));
	CHECK_INT(n, 1);
	CHECK_OK(applications_find(cx, v, SLICE("A-2"), &found, &got));
	CHECK(!found);
	snapshot_close(v);
	a = (struct kept_application){ .number = SLICE("A-1"), .json = SLICE("{\"a\":2}") };
	cx->now += 5;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(applications_put(cx, b, &a, &link, &out));
	CHECK_INT(out.how, KEPT_CHANGED);
	CHECK_OK(applications_put(cx, b, &a, &link, &out));
	CHECK_INT(out.how, KEPT_SAME);
	CHECK_OK(applications_get(cx, b, SLICE("A-1"), &found, &got));
	CHECK_INT(got.changed_at, CHECK_NOW + 5);
	CHECK_INT(got.kept_at, CHECK_NOW);
	CHECK_OK(batch_commit(cx, b));
}

static enum err put_raw(struct ctx *cx, struct store *s, struct slice key, struct slice value)
{
	struct batch *b = NULL;
	enum err e = batch_begin(cx, s, &b);
	if (e == OK)
		e = batch_put(cx, b, key, value);
	return e == OK ? batch_commit(cx, b) : e;
}

STORE_TEST(damaged_entries_are_corrupt_not_absent)
{
	struct kept_record r;
	struct slice value = { 0 };
	bool found = false;
	struct record_key k = record_key('R', SLICE("visa:EV1"));
	keep_now(cx, s, (struct some){ .identity = "visa:EV1", .ties = { ANNA } });
	struct snapshot *v = look(cx, s);
	CHECK_OK(snapshot_get(cx, v, record_key_slice(&k), &value));
	value = ctx_copy(cx, value);
	snapshot_close(v);
	size_t refused = 0;
	for (size_t cut = 0; cut < value.n; cut++) {
		CHECK_OK(put_raw(cx, s, record_key_slice(&k), slice_sub(value, 0, cut)));
		v = look(cx, s);
		refused += records_find(cx, v, SLICE("visa:EV1"), &found, &r) == ERR_STORE_CORRUPT && !found;
		ctx_forgive(cx);
		snapshot_close(v);
	}
	CHECK_INT(refused, value.n);
	/* A person's list that names a record of somebody else's. */
	CHECK_OK(put_raw(cx, s, record_key_slice(&k), value));
	struct record_key list = record_person_key(ACCOUNT_A, SLICE("visa:EV1"));
	CHECK_OK(put_raw(cx, s, record_key_slice(&list), SLICE("")));
	v = look(cx, s);
	size_t n = 0;
	CHECK_ERR(records_of(cx, v, ACCOUNT_A, count_one, &n), ERR_STORE_CORRUPT);
	CHECK_INT(n, 0);
	snapshot_close(v);
}

STORE_TEST(record_with_an_identity_no_key_can_hold_is_refused)
{
	struct batch *b = NULL;
	struct kept out;
	char longest[LIMIT_IDENTITY + 2];
	memset(longest, 'x', sizeof longest - 1);
	longest[LIMIT_IDENTITY + 1] = 0;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(keep(cx, b, &(struct some){ .identity = longest, .ties = { ANNA } }, &out), ERR_RECORD_FIELD);
	CHECK_ERR(keep(cx, b, &(struct some){ .identity = "", .ties = { ANNA } }, &out), ERR_RECORD_FIELD);
	longest[LIMIT_IDENTITY] = 0;
	CHECK_OK(keep(cx, b, &(struct some){ .identity = longest, .ties = { ANNA } }, &out));
	CHECK_OK(batch_commit(cx, b));
}
