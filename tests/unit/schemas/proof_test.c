/* Proofs: shown, masked, written and read strictly back. */
#include "base/limits.h"
#include "schemas/proof.h"
#include "tests/unit/check.h"
#include "tests/unit/schemas/some.h"

#include <string.h>

static struct slice encode(struct ctx *cx, const struct proof *p)
{
	struct buf b;
	buf_init(&b, LIMIT_PROOF_JSON);
	proof_encode(p, &b);
	CHECK(buf_ok(&b));
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

TEST(proof_json_is_exactly_this)
{
	struct proof p = some_proof(cx, 1, PROOF_BIT(FIELD_PASSPORT_NUMBER) | PROOF_BIT(FIELD_BIRTH));
	p.recipient = SLICE("Specimen Bank");
	p.purpose = SLICE("opening an account");
	p.replaces = SLICE("0123456789A");
	CHECK_TEXT(encode(cx, &p),
		"{\"kind\":\"visa\",\"number\":\"7K3QD9XW2M6\",\"issued_at\":\"2026-03-10T12:00:00Z\",\"proof_ends\":\"2026-06-08\",\"ends\":\"2030-02-28\","
		"\"recipient\":\"Specimen Bank\",\"purpose\":\"opening an account\",\"masked\":[\"birth_date\",\"passport_number\"],\"replaces\":\"0123456789A\","
		"\"status\":{\"list\":7,\"index\":123456},\"fields\":{\"surname\":\"SPECIMEN\",\"given_names\":\"ANNA MARIA\",\"native_name\":\"样本安娜\","
		"\"birth_date\":\"1985-**-**\",\"sex\":\"F\",\"nationality\":\"UTO\",\"passport_number\":\"*****5678\",\"type\":\"visa\",\"category\":\"M\","
		"\"number\":\"EV1234567\",\"entries\":\"0\",\"enter_before\":\"2030-02-28\",\"days\":\"90\",\"issued\":\"2025-03-01\",\"place\":\"Specimen City\","
		"\"remarks\":\"Invented record 虚构样本\"}}");
}

TEST(proof_of_every_sample_comes_back)
{
	for (size_t i = 1; i <= some_count(cx); i++) {
		for (int masked = 0; masked < 2; masked++) {
			struct proof p = some_proof(cx, i, masked ? UINT64_MAX : 0), q;
			struct slice json = encode(cx, &p);
			CHECK_OK(proof_parse(cx, json, &q));
			CHECK_SLICE(encode(cx, &q), json);
			CHECK_INT(q.kind, p.kind);
			CHECK(q.masked == p.masked && q.issued_at == p.issued_at && q.status_index == p.status_index);
			CHECK_INT(date_compare(p.ends, q.ends), 0);
			CHECK_INT(date_compare(p.ends, proof_ends_of(&p)), 0);
			CHECK(!q.photo.p && !q.recipient.p);
			for (enum field_id f = FIELD_SURNAME; f < FIELD_COUNT; f++)
				CHECK_SLICE(q.value[f], p.value[f]);
		}
	}
}

static bool gives_away(const struct proof *p, const char *secret)
{
	for (enum field_id f = FIELD_SURNAME; f < FIELD_COUNT; f++) {
		if (p->value[f].p && slice_find(p->value[f], slice_str(secret), 0) != SIZE_MAX)
			return true;
	}
	return false;
}

/* A masked value stands nowhere else either: card numbers and machine-readable zones hold birth dates and numbers. */
TEST(proof_masked_values_leak_nowhere)
{
	struct proof p = some_proof(cx, 19, PROOF_BIT(FIELD_BIRTH));
	CHECK_TEXT(p.value[FIELD_BIRTH], "1984-**-**");
	CHECK(!gives_away(&p, "19840917") && !gives_away(&p, "840917"));
	CHECK(p.masked & PROOF_BIT(FIELD_CARD_NUMBER));
	CHECK(!p.value[FIELD_MRZ].p);
	p = some_proof(cx, 19, PROOF_BIT(FIELD_PASSPORT_NUMBER));
	CHECK(!gives_away(&p, "E00000019"));
	CHECK(gives_away(&p, "19840917"));
	p = some_proof(cx, 21, PROOF_BIT(FIELD_EARLIER_PASSPORTS));
	CHECK_TEXT(p.value[FIELD_EARLIER_PASSPORTS], "****3333, ****2222, ****1111");
	p = some_proof(cx, 17, PROOF_BIT(FIELD_CARD_NUMBER));
	CHECK_TEXT(p.value[FIELD_CARD_NUMBER], "*************01");
	p = some_proof(cx, 17, PROOF_BIT(FIELD_BIRTH));
	CHECK(!gives_away(&p, "0301"));
	CHECK(proof_masks_hold(cx, &p));
}

TEST(proof_masking_twice_changes_nothing)
{
	struct proof p = some_proof(cx, 21, UINT64_MAX), q = p;
	proof_mask(cx, &q, UINT64_MAX);
	CHECK_SLICE(encode(cx, &q), encode(cx, &p));
	CHECK(proof_masks_hold(cx, &q));
	struct proof shortest = some_proof(cx, 1, 0);
	shortest.value[FIELD_NUMBER] = SLICE("A123");
	proof_mask(cx, &shortest, PROOF_BIT(FIELD_NUMBER));
	CHECK_TEXT(shortest.value[FIELD_NUMBER], "****");
}

TEST(proof_options_that_do_not_fit)
{
	struct checked c = some_record(cx, 1);
	struct proof_options o = { .proof_days = 90 };
	struct proof p;
	CHECK_OK(proof_show(cx, c, &o, date_of_instant(cx->now), &p));
	o.mask = PROOF_BIT(FIELD_SURNAME);
	CHECK_ERR(proof_show(cx, c, &o, date_of_instant(cx->now), &p), ERR_PROOF_OPTION);
	o.mask = PROOF_BIT(FIELD_CARD_NUMBER);
	CHECK_ERR(proof_show(cx, c, &o, date_of_instant(cx->now), &p), ERR_PROOF_OPTION);
	o = (struct proof_options){ .proof_days = 0 };
	CHECK_ERR(proof_show(cx, c, &o, date_of_instant(cx->now), &p), ERR_PROOF_OPTION);
	o.proof_days = LIMIT_PROOF_DAYS + 1;
	CHECK_ERR(proof_show(cx, c, &o, date_of_instant(cx->now), &p), ERR_PROOF_OPTION);
	static const char *const lines[] = { "two\nlines", "right \xe2\x80\xae left", "\xff", "e\xcc\x81",
		"a line of more than eighty characters is more than the paper has room for, in any script" };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		o = (struct proof_options){ .proof_days = 1, .recipient = slice_str(lines[i]) };
		CHECK_ERR(proof_show(cx, c, &o, date_of_instant(cx->now), &p), ERR_PROOF_OPTION);
		o = (struct proof_options){ .proof_days = 1, .purpose = slice_str(lines[i]) };
		CHECK_ERR(proof_show(cx, c, &o, date_of_instant(cx->now), &p), ERR_PROOF_OPTION);
	}
	o = (struct proof_options){ .proof_days = 1, .recipient = SLICE(""), .purpose = SLICE("银行开户") };
	CHECK_OK(proof_show(cx, c, &o, date_of_instant(cx->now), &p));
	CHECK(!p.recipient.p);
	CHECK_TEXT(p.purpose, "银行开户");
}

TEST(proof_mask_list)
{
	uint64_t bits = 1;
	CHECK_OK(proof_mask_parse(cx, KIND_VISA, SLICE("number,passport_number"), &bits));
	CHECK(bits == (PROOF_BIT(FIELD_NUMBER) | PROOF_BIT(FIELD_PASSPORT_NUMBER)));
	CHECK_OK(proof_mask_parse(cx, KIND_VISA, SLICE(""), &bits));
	CHECK(bits == 0);
	static const char *const bad[] = { "surname", "number,", ",number", "number,,birth_date", "card_number", "Number", "number birth_date" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(proof_mask_parse(cx, KIND_VISA, slice_str(bad[i]), &bits), ERR_PROOF_OPTION);
}

/* Replaces one piece of good JSON by another; the piece must be there. */
static struct slice with(struct ctx *cx, struct slice json, const char *old, const char *now)
{
	size_t at = slice_find(json, slice_str(old), 0);
	CHECK(at != SIZE_MAX);
	struct slice rest = slice_sub(json, at + strlen(old), json.n);
	return slice_str(ctx_printf(cx, "%.*s%s%.*s", (int)at, (const char *)json.p, now, SLICE_FMT(rest)));
}

TEST(proof_json_that_lies)
{
	static const struct { const char *old, *now; } lies[] = {
		{ "{\"kind\"", " {\"kind\"" },                               /* another spelling */
		{ "\"kind\":\"visa\"", "\"kind\":\"permit\"" },
		{ "\"number\":\"7K3QD9XW2M6\"", "\"number\":\"7K3QD9XW2M\"" },
		{ "7K3QD9XW2M6", "7K3QD9XW2MI" },                            /* no letter of Crockford's */
		{ "12:00:00Z", "12:00:00" },
		{ "\"proof_ends\":\"2026-06-08\"", "\"proof_ends\":\"2026-06-31\"" },
		{ "\"ends\":\"2030-02-28\",", "\"ends\":\"2031-02-28\"," },   /* not what the fields say */
		{ "\"ends\":\"2030-02-28\",", "" },
		{ "\"masked\":[\"passport_number\"],", "" },
		{ "\"masked\":[\"passport_number\"]", "\"masked\":[]" },     /* a masked value not marked */
		{ "\"masked\":[\"passport_number\"]", "\"masked\":[\"passport_number\",\"passport_number\"]" },
		{ "\"masked\":[\"passport_number\"]", "\"masked\":[\"surname\"]" },
		{ "\"masked\":[\"passport_number\"]", "\"masked\":[\"birth_date\",\"passport_number\"]" },
		{ "*****5678", "E****5678" },                                /* masked otherwise */
		{ "\"list\":7", "\"list\":-7" },
		{ "\"list\":7", "\"list\":4294967296" },
		{ "\"index\":123456", "\"index\":123456.0" },
		{ "\"sex\":\"F\"", "\"sex\":5" },
		{ "\"sex\":\"F\"", "\"sex\":\"\"" },
		{ "\"sex\":\"F\"", "\"sex\":\"F\",\"card_number\":\"1\"" },  /* a field of another kind */
		{ "\"sex\":\"F\"", "\"sex\":\"F\",\"sex\":\"M\"" },
		{ "\"surname\":\"SPECIMEN\",", "" },
		{ "\"status\":", "\"photo\":\"x\",\"status\":" },
		{ "SPECIMEN\"", "SPECIMEN\\u0020\"" },                       /* an escape we would not write */
	};
	struct proof p = some_proof(cx, 1, PROOF_BIT(FIELD_PASSPORT_NUMBER)), q;
	struct slice good = encode(cx, &p);
	CHECK_OK(proof_parse(cx, good, &q));
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		enum err e = proof_parse(cx, with(cx, good, lies[i].old, lies[i].now), &q);
		if (e != ERR_PROOF_JSON && e != ERR_JSON)
			print_message("# lie %zu: %s\n", i, err_name(e));
		CHECK(e == ERR_PROOF_JSON || e == ERR_JSON);
		ctx_forgive(cx);
	}
	CHECK_ERR(proof_parse(cx, SLICE("[]"), &q), ERR_PROOF_JSON);
	CHECK_ERR(proof_parse(cx, slice_sub(good, 0, good.n - 1), &q), ERR_JSON);
}

TEST(proof_read_last_is_taken_for_its_own_bytes_alone)
{
	struct proof p = some_proof(cx, 1, 0), q;
	struct proof_read last = { 0 };
	struct slice good = encode(cx, &p), lie = with(cx, good, "\"sex\":\"F\"", "\"sex\":\"\""), other = with(cx, good, "\"list\":7", "\"list\":8");
	CHECK_OK(proof_parse_once(cx, good, &last, &q));
	const uint8_t *surname = q.value[FIELD_SURNAME].p;
	CHECK_OK(proof_parse_once(cx, ctx_copy(cx, good), &last, &q));
	CHECK(q.value[FIELD_SURNAME].p == surname && q.status_list == 7);
	CHECK_ERR(proof_parse_once(cx, lie, &last, &q), ERR_PROOF_JSON);
	ctx_forgive(cx);
	CHECK_OK(proof_parse_once(cx, other, &last, &q));
	CHECK(q.status_list == 8);
	CHECK_OK(proof_parse_once(cx, good, NULL, &q));
	CHECK(q.status_list == 7);
	CHECK_OK(proof_parse_once(cx, good, &last, &q));
	CHECK(q.status_list == 7);
	/* What was refused is refused again. */
	last = (struct proof_read){ 0 };
	CHECK_ERR(proof_parse_once(cx, lie, &last, &q), ERR_PROOF_JSON);
	ctx_forgive(cx);
	CHECK_ERR(proof_parse_once(cx, lie, &last, &q), ERR_PROOF_JSON);
}
