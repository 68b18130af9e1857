/* What officers said of a revoked document, and which records it reaches. */
#include "registry/force.h"
#include "registry/records.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <string.h>

#define VISA "visa:EV1"
#define CARD "pr-card:931999198503142462"
#define LINK "identity-link:931999198503142462"

static void keep(struct ctx *cx, struct store *s, const char *identity, const char *surname, char person[static PERSON_SIZE + 1])
{
	const struct person_link link = { SLICE("E1"), SLICE("1985-03-14"), SLICE("UTO") };
	const char *json = ctx_printf(cx, "{\"holder\":{\"birth_date\":\"1985-03-14\",\"nationality\":\"UTO\",\"surname\":\"%s\"}}", surname);
	struct keeping k = { .record = { .identity = slice_str(identity), .kind = 1, .issued = 20250101, .json = slice_str(json) }, .links = &link, .link_count = 1 };
	struct batch *b = NULL;
	struct kept out;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(records_keep(cx, b, &k, &out));
	CHECK_OK(batch_commit(cx, b));
	memcpy(person, out.person, sizeof out.person);
}

static bool stands(struct ctx *cx, struct store *s, const char *person, const char *identity)
{
	struct snapshot *v = NULL;
	bool yes = false;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(force_stands(cx, v, person, slice_str(identity), &yes));
	snapshot_close(v);
	return yes;
}

STORE_TEST(force_falls_with_the_record_and_returns_with_its_change)
{
	char person[PERSON_SIZE + 1];
	keep(cx, s, VISA, "SPECIMEN", person);
	keep(cx, s, CARD, "SPECIMEN", person);
	CHECK(stands(cx, s, person, VISA));
	cx->now++;
	help_revoke(cx, s, VISA, "holder-request"); /* says nothing of the record */
	CHECK(stands(cx, s, person, VISA));
	cx->now++;
	help_revoke(cx, s, VISA, "record-revoked");
	CHECK(!stands(cx, s, person, VISA));
	CHECK(stands(cx, s, person, CARD));
	cx->now++;
	keep(cx, s, VISA, "SPECIMEN", person); /* the same again changes nothing */
	CHECK(!stands(cx, s, person, VISA));
	keep(cx, s, VISA, "SAMPLE", person);
	CHECK(stands(cx, s, person, VISA));
}

STORE_TEST(force_of_a_link_is_its_cards)
{
	char person[PERSON_SIZE + 1];
	keep(cx, s, CARD, "SPECIMEN", person);
	CHECK(stands(cx, s, person, LINK));
	help_revoke(cx, s, CARD, "record-revoked");
	CHECK(!stands(cx, s, person, LINK));
}

STORE_TEST(force_of_all_records_ends_with_the_person)
{
	char person[PERSON_SIZE + 1];
	keep(cx, s, VISA, "SPECIMEN", person);
	keep(cx, s, CARD, "SPECIMEN", person);
	help_revoke(cx, s, CARD, "deceased");
	CHECK(!stands(cx, s, person, VISA));
	cx->now++;
	keep(cx, s, CARD, "SAMPLE", person);
	CHECK(!stands(cx, s, person, VISA));
}
