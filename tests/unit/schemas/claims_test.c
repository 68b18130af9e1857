/* Claims of the seal: the fullest form that fits, strictly back, and payloads that lie. */
#include "base/limits.h"
#include "formats/cbor.h"
#include "formats/cose.h"
#include "schemas/claims.h"
#include "tests/unit/check.h"
#include "tests/unit/schemas/some.h"

#include <string.h>

#define BASE "http://127.0.0.1:8080/v1/status/"
#define EAST 480 /* minutes: the authority's clock */

static struct slice encode(struct ctx *cx, const struct proof *p, const char *base)
{
	struct buf b;
	buf_init(&b, 4096);
	CHECK_OK(claims_encode(cx, SLICE("UTO"), slice_str(base), EAST, p, &b));
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

static struct claims back(struct ctx *cx, struct slice payload)
{
	struct claims c;
	CHECK_OK(claims_parse(cx, payload, EAST, &c));
	return c;
}

static enum err sign(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	(void)cx, (void)self, (void)digest;
	memset(rs, 1, 64);
	return OK;
}

TEST(claims_token_size_is_what_cose_builds)
{
	static const uint8_t zeros[400];
	for (size_t n = 1; n < sizeof zeros; n++) {
		struct buf b;
		buf_init(&b, 1000);
		CHECK_OK(cose_build(cx, slice_of("12345678", 8), (struct slice){ 0 }, slice_of(zeros, n), COSE_UNTAGGED, sign, NULL, &b));
		CHECK(b.n == claims_token_size(n));
		buf_free(&b);
	}
}

/* Every sample, masked and not: what goes in comes out, and agrees with the whole proof. */
TEST(claims_of_every_sample_come_back)
{
	static const uint64_t all = UINT64_MAX;
	for (size_t i = 1; i <= some_count(cx); i++) {
		for (int masked = 0; masked < 2; masked++) {
			struct proof p = some_proof(cx, i, masked ? all : 0);
			struct slice payload = encode(cx, &p, BASE);
			struct claims c = back(cx, payload);
			CHECK(claims_token_size(payload.n) <= CLAIMS_MAX_SEAL);
			CHECK_TEXT(c.issuer, "UTO");
			CHECK_SLICE(c.proof.number, p.number);
			CHECK(c.issued_at == p.issued_at && c.proof.issued_at == p.issued_at);
			CHECK_INT(date_compare(c.proof.proof_ends, p.proof_ends), 0);
			CHECK_INT(date_compare(c.proof.ends, p.ends), 0);
			CHECK_INT(c.expires_at, date_days(p.proof_ends) * 86400 + 86399 - 60 * EAST);
			CHECK_INT(c.proof.status_list, p.status_list);
			CHECK_INT(c.proof.status_index, p.status_index);
			CHECK(claims_agree(cx, &c, &p));
			for (const enum field_id *f = kind_fields(p.kind); *f != FIELD_NONE; f++) {
				bool name = *f == FIELD_SURNAME || *f == FIELD_GIVEN || *f == FIELD_NATIVE;
				if (claims_cover(p.kind, *f) && !(c.names_cut && name))
					CHECK_SLICE(c.proof.value[*f], p.value[*f]);
			}
		}
	}
}

TEST(claims_choose_the_fullest_form)
{
	struct proof p = some_proof(cx, 2, 0); /* nothing optional: the standard status claim fits */
	struct claims c = back(cx, encode(cx, &p, BASE));
	CHECK_TEXT(c.status_uri, BASE "7");
	CHECK(!c.names_cut);
	p = some_proof(cx, 1, 0);
	c = back(cx, encode(cx, &p, "https://a-rather-long-host-name.verify.example/v1/status/"));
	CHECK(!c.status_uri.p && !c.names_cut);
	CHECK_TEXT(c.proof.value[FIELD_SURNAME], "SPECIMEN");
	CHECK_TEXT(c.proof.value[FIELD_NATIVE], "样本安娜");
	p = some_proof(cx, 4, 0);
	c = back(cx, encode(cx, &p, BASE));
	CHECK(!c.status_uri.p && c.names_cut);
	CHECK(c.proof.value[FIELD_SURNAME].n + c.proof.value[FIELD_GIVEN].n <= 37);
	CHECK(c.proof.value[FIELD_NATIVE].p && slice_starts(p.value[FIELD_NATIVE], c.proof.value[FIELD_NATIVE]));
}

static struct slice repeat(struct ctx *cx, const char *text, size_t times)
{
	struct slice out = { 0 };
	for (size_t i = 0; i < times; i++)
		out = slice_str(ctx_printf(cx, "%.*s%s", SLICE_FMT(out), text));
	return out;
}

/* Every value at the maximum of its schema, the largest counters, an issuer of 16 bytes: a seal is always possible. */
TEST(claims_worst_case_of_every_kind_fits)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		for (int masked = 0; masked < 2; masked++) {
			struct proof p = some_proof(cx, some_of_kind(cx, k), 0);
			p.value[FIELD_SURNAME] = repeat(cx, "Ǆ", 80);
			p.value[FIELD_GIVEN] = repeat(cx, "Ệ", 80);
			p.value[FIELD_NATIVE] = repeat(cx, "𠮷", 60);
			p.value[FIELD_NATIONALITY] = p.value[FIELD_PASSPORT_STATE] = SLICE("UTO");
			p.value[FIELD_PASSPORT_NUMBER] = SLICE("ABCDEF123456");
			p.value[FIELD_CARD_NUMBER] = SLICE("912999198503141234");
			p.status_list = p.status_index = UINT32_MAX;
			p.value[FIELD_PASSPORT_EXPIRES] = p.value[FIELD_PASSPORT_ISSUED] = SLICE("2030-01-01");
			if (k == KIND_VISA) {
				p.value[FIELD_NUMBER] = repeat(cx, "A", 16);
				p.value[FIELD_CATEGORY] = SLICE("X1");
				p.value[FIELD_TYPE] = SLICE("residence-permit");
				p.value[FIELD_ENTRIES] = SLICE("99");
				p.value[FIELD_DAYS] = SLICE("999");
				p.value[FIELD_ENTER_BEFORE] = p.value[FIELD_EXPIRES] = SLICE("2030-01-01");
			}
			if (masked)
				proof_mask(cx, &p, UINT64_MAX);
			for (const enum field_id *f = kind_fields(k); *f != FIELD_NONE; f++)
				CHECK(!claims_cover(k, *f) || p.value[*f].p);
			struct buf b;
			buf_init(&b, 4096);
			CHECK_OK(claims_encode(cx, SLICE("SPECIMEN-16-BYTE"), SLICE("https://verify.specimen.example/v1/status/"), EAST, &p, &b));
			CHECK(claims_token_size(b.n) <= CLAIMS_MAX_SEAL);
			struct claims c = back(cx, buf_slice(&b));
			CHECK(c.names_cut && claims_agree(cx, &c, &p));
			CHECK(c.proof.value[FIELD_SURNAME].n >= 30);
			buf_free(&b);
		}
	}
}

/* No row of 39 characters made of such names ends with a letter. */
TEST(claims_names_of_one_letter_each_are_cut)
{
	struct proof p = some_proof(cx, 4, 0);
	p.value[FIELD_SURNAME] = SLICE("A");
	p.value[FIELD_GIVEN] = repeat(cx, " B", 40);
	p.value[FIELD_GIVEN] = slice_sub(p.value[FIELD_GIVEN], 1, p.value[FIELD_GIVEN].n);
	p.value[FIELD_NATIVE] = repeat(cx, "𠮷", 60);
	struct claims c = back(cx, encode(cx, &p, BASE));
	CHECK(c.names_cut && claims_agree(cx, &c, &p));
	CHECK_TEXT(c.proof.value[FIELD_SURNAME], "A");
	CHECK_TEXT(c.proof.value[FIELD_GIVEN], "B B B B B B B B B B B B B B B B B B");
}

TEST(claims_cut_native_name_keeps_whole_characters)
{
	struct proof p = some_proof(cx, 4, 0);
	p.value[FIELD_NATIVE] = repeat(cx, "กำ้น", 15); /* Thai vowels and tone marks stay with their letter */
	struct claims c = back(cx, encode(cx, &p, BASE));
	struct slice cut = c.proof.value[FIELD_NATIVE];
	size_t at = cut.n;
	CHECK(c.names_cut && cut.n < p.value[FIELD_NATIVE].n);
	CHECK(!text_is_mark(text_next(p.value[FIELD_NATIVE], &at)));
}

TEST(claims_disagree_with_another_document)
{
	struct proof p = some_proof(cx, 1, 0), other = p;
	struct claims c = back(cx, encode(cx, &p, BASE));
	CHECK(claims_agree(cx, &c, &p));
	other.value[FIELD_BIRTH] = SLICE("1985-03-15");
	CHECK(!claims_agree(cx, &c, &other));
	other = p;
	other.value[FIELD_NATIVE] = (struct slice){ 0 };
	CHECK(!claims_agree(cx, &c, &other));
	other = p;
	other.status_index++;
	CHECK(!claims_agree(cx, &c, &other));
	other = p;
	other.proof_ends.year++;
	CHECK(!claims_agree(cx, &c, &other));
	other = p;
	other.issued_at++;
	CHECK(!claims_agree(cx, &c, &other));
	other = p;
	other.number = SLICE("0123456789A");
	CHECK(!claims_agree(cx, &c, &other));
	other = p;
	proof_mask(cx, &other, PROOF_BIT(FIELD_NUMBER));
	CHECK(!claims_agree(cx, &c, &other));
	p = some_proof(cx, 4, 0);
	c = back(cx, encode(cx, &p, BASE));
	CHECK(c.names_cut && claims_agree(cx, &c, &p));
	other = p;
	other.value[FIELD_SURNAME] = SLICE("ANOTHER PERSON WHOSE NAME IS LONG AS WELL");
	CHECK(!claims_agree(cx, &c, &other));
}

TEST(claims_options_that_cannot_be_sealed)
{
	struct proof p = some_proof(cx, 1, 0);
	struct buf b;
	buf_init(&b, 4096);
	CHECK_ERR(claims_encode(cx, SLICE(""), SLICE(BASE), EAST, &p, &b), ERR_CLAIMS);
	CHECK_ERR(claims_encode(cx, SLICE("SEVENTEEN-LETTERS"), SLICE(BASE), EAST, &p, &b), ERR_CLAIMS);
	p.number = (struct slice){ 0 };
	CHECK_ERR(claims_encode(cx, SLICE("UTO"), SLICE(BASE), EAST, &p, &b), ERR_CLAIMS);
	p = some_proof(cx, 1, 0);
	p.value[FIELD_NUMBER] = repeat(cx, "A", 200);
	CHECK_ERR(claims_encode(cx, SLICE("UTO"), SLICE(BASE), EAST, &p, &b), ERR_LIMIT);
	CHECK(b.n == 0);
	buf_free(&b);
}

/* What is accepted has one spelling: written again it is the same bytes. */
static void check_one_spelling(struct ctx *cx, struct slice payload, const struct claims *c)
{
	struct buf again;
	buf_init(&again, 4096);
	CHECK_OK(claims_put(cx, c, &again));
	CHECK_SLICE(buf_slice(&again), payload);
	buf_free(&again);
}

/* Every sample in every form, and every change of one byte that is still accepted. */
TEST(claims_have_one_spelling)
{
	for (size_t i = 1; i <= some_count(cx); i++) {
		for (int masked = 0; masked < 2; masked++) {
			struct proof p = some_proof(cx, i, masked ? UINT64_MAX : 0);
			struct slice good = encode(cx, &p, i % 2 ? BASE : "https://a-rather-long-host-name.verify.example/v1/status/");
			struct claims c = back(cx, good);
			check_one_spelling(cx, good, &c);
			uint8_t *bad = ctx_alloc(cx, good.n);
			for (size_t at = 0; at < good.n; at++) {
				for (unsigned change = 1; change < 256; change += 1 + change / 8) {
					memcpy(bad, good.p, good.n);
					bad[at] = (uint8_t)(bad[at] ^ change);
					if (claims_parse(cx, slice_of(bad, good.n), EAST, &c) == OK)
						check_one_spelling(cx, slice_of(bad, good.n), &c);
					ctx_forgive(cx);
				}
			}
		}
	}
}

/* One byte changed anywhere gives an error or another document, never the same one and never a crash. */
TEST(claims_every_changed_byte)
{
	struct proof p = some_proof(cx, 2, 0);
	struct slice good = encode(cx, &p, BASE);
	for (size_t i = 0; i < good.n; i++) {
		for (int bit = 0; bit < 8; bit++) {
			struct claims c;
			struct slice bad = ctx_copy(cx, good);
			uint8_t *at = (uint8_t *)(uintptr_t)bad.p + i;
			*at = (uint8_t)(*at ^ 1 << bit);
			enum err e = claims_parse(cx, bad, EAST, &c);
			ctx_forgive(cx);
			bool same = e == OK && slice_is(c.issuer, "UTO") && slice_eq(c.status_uri, SLICE(BASE "7")) && claims_agree(cx, &c, &p);
			CHECK(!same);
		}
	}
}

/* A minimal payload written by hand, and one lie a case. */
enum lie { LIE_NONE, LIE_UNKNOWN_KEY, LIE_FOREIGN_KEY, LIE_BIRTH_TEXT, LIE_UNKNOWN_ISSUE_DAY, LIE_NO_STATUS, LIE_CUT_FALSE, LIE_KIND, LIE_TYPE,
	LIE_EXP, LIE_EXP_MINUTES, LIE_LONG_CTI, LIE_CTI_BITS, LIE_CONTROL, LIE_MASK, LIE_NO_SURNAME, LIE_SUBJECT, LIE_EXTRA_CLAIM, LIE_BIG_INDEX, LIE_COUNT };

static void put_lying_document(struct buf *b, enum lie lie)
{
	size_t pairs = 9u + (lie == LIE_UNKNOWN_KEY) + (lie == LIE_FOREIGN_KEY) + (lie == LIE_CUT_FALSE) - (lie == LIE_NO_STATUS) - (lie == LIE_NO_SURNAME);
	cbor_put_map(b, pairs);
	cbor_put_uint(b, 1);
	cbor_put_str(b, lie == LIE_KIND ? "X" : "V");
	cbor_put_uint(b, 2);
	cbor_put_str(b, lie == LIE_MASK ? "EV1*****4567" : "EV1234567");
	if (lie != LIE_NO_SURNAME) {
		cbor_put_uint(b, 3);
		cbor_put_str(b, lie == LIE_CONTROL ? "SPECI\x07MEN" : "SPECIMEN");
	}
	cbor_put_uint(b, 6);
	if (lie == LIE_BIRTH_TEXT)
		cbor_put_str(b, "1985-03-14");
	else
		cbor_put_uint(b, 19850314);
	cbor_put_uint(b, 7);
	cbor_put_str(b, "F");
	cbor_put_uint(b, 8);
	cbor_put_str(b, "UTO");
	cbor_put_uint(b, 13);
	cbor_put_uint(b, lie == LIE_UNKNOWN_ISSUE_DAY ? 20260300 : 20260301);
	if (lie != LIE_NO_STATUS) {
		cbor_put_uint(b, 15);
		cbor_put_array(b, 2);
		cbor_put_uint(b, 7);
		cbor_put_uint(b, lie == LIE_BIG_INDEX ? UINT64_C(0x100000009) : 9);
	}
	if (lie == LIE_CUT_FALSE) {
		cbor_put_uint(b, 16);
		cbor_put_bool(b, false);
	}
	cbor_put_uint(b, 17);
	cbor_put_uint(b, lie == LIE_TYPE ? 4 : 1);
	if (lie == LIE_FOREIGN_KEY) {
		cbor_put_uint(b, 20); /* an issuing state belongs to passports */
		cbor_put_str(b, "UTO");
	}
	if (lie == LIE_UNKNOWN_KEY) {
		cbor_put_uint(b, 22);
		cbor_put_str(b, "?");
	}
}

static struct slice lying_payload(struct ctx *cx, enum lie lie)
{
	static const uint8_t number[8] = { 0, 1, 2, 3, 4, 5, 6, 7 }, wide[7] = { 4, 0, 0, 0, 0, 0, 0 };
	struct buf b;
	buf_init(&b, 1000);
	cbor_put_map(&b, 5u + (lie == LIE_SUBJECT) + (lie == LIE_EXTRA_CLAIM));
	cbor_put_uint(&b, 1);
	cbor_put_str(&b, "UTO");
	if (lie == LIE_SUBJECT) {
		cbor_put_uint(&b, 2);
		cbor_put_str(&b, "x");
	}
	cbor_put_uint(&b, 4);
	cbor_put_uint(&b, lie == LIE_EXP ? 1783123198 : lie == LIE_EXP_MINUTES ? 1783123199 - 7 * 60 : 1783123199);
	cbor_put_uint(&b, 6);
	cbor_put_uint(&b, 1773144000);
	cbor_put_uint(&b, 7);
	cbor_put_bytes(&b, lie == LIE_CTI_BITS ? slice_of(wide, 7) : slice_of(number, lie == LIE_LONG_CTI ? 8 : 7));
	if (lie == LIE_EXTRA_CLAIM) {
		cbor_put_uint(&b, 8);
		cbor_put_uint(&b, 1);
	}
	cbor_put_int(&b, -65537);
	put_lying_document(&b, lie);
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

TEST(claims_each_lie_is_refused)
{
	struct claims c;
	CHECK_OK(claims_parse(cx, lying_payload(cx, LIE_NONE), EAST, &c));
	CHECK_INT(c.proof.status_index, 9);
	CHECK_TEXT(c.proof.value[FIELD_TYPE], "visa");
	for (enum lie lie = LIE_UNKNOWN_KEY; lie < LIE_COUNT; lie++) {
		enum err e = claims_parse(cx, lying_payload(cx, lie), EAST, &c);
		if (e != ERR_CLAIMS)
			print_message("# lie %d: %s %s\n", lie, err_name(e), cx->text);
		CHECK_INT(e, ERR_CLAIMS);
		ctx_forgive(cx);
	}
	struct slice whole = lying_payload(cx, LIE_NONE);
	for (size_t n = 0; n < whole.n; n++) {
		CHECK(claims_parse(cx, slice_sub(whole, 0, n), EAST, &c) != OK);
		ctx_forgive(cx);
	}
}

static struct slice encode_at(struct ctx *cx, const struct proof *p, int utc_offset)
{
	struct buf b;
	buf_init(&b, 4096);
	CHECK_OK(claims_encode(cx, SLICE("UTO"), SLICE(BASE), utc_offset, p, &b));
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

/*
 * exp is the true end of the proof's last day at the authority. Whoever reads it by another clock (the setting was changed since; the seal is from the time
 * when days were those of UTC) finds the same last day.
 */
TEST(claims_last_day_is_the_same_by_every_clock)
{
	static const int clocks[] = { 480, 0, -210, 345, 720, -705, 60 };
	struct proof p = some_proof(cx, some_of_kind(cx, KIND_VISA), 0);
	struct claims c;
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		struct slice payload = encode_at(cx, &p, clocks[i]);
		for (size_t j = 0; j < sizeof clocks / sizeof *clocks; j++) {
			CHECK_OK(claims_parse(cx, payload, clocks[j], &c));
			CHECK_INT(c.expires_at, (date_days(p.proof_ends) + 1) * 86400 - 60 * clocks[i] - 1);
			CHECK_INT(date_compare(c.proof.proof_ends, p.proof_ends), 0);
		}
	}
}

/* Beyond noon the hour alone would name the clock on the other side of the date line: there the authority's own clock counts. */
TEST(claims_beyond_the_date_line)
{
	static const int clocks[] = { 840, 780, 765, -720 };
	struct proof p = some_proof(cx, some_of_kind(cx, KIND_PASSPORT), 0);
	struct claims c;
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		CHECK_OK(claims_parse(cx, encode_at(cx, &p, clocks[i]), clocks[i], &c));
		CHECK_INT(date_compare(c.proof.proof_ends, p.proof_ends), 0);
	}
}
