/* Owns: tests of whole documents: the profile, other programs' opinion, the text that comes out, sizes, refusals. */
#include <stdio.h>
#include <string.h>

#include "formats/pdf.h"
#include "tests/unit/templates/sample.h"

/* All white space as one space, no line breaks inside values. */
static struct slice flat(struct ctx *cx, struct slice s)
{
	struct buf b;
	buf_init(&b, 4u << 20);
	for (size_t i = 0; i < s.n; i++) {
		bool space = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\f';
		if (!space || (b.n && b.p[b.n - 1] != ' '))
			buf_putc(&b, space ? ' ' : s.p[i]);
	}
	struct slice copy = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return copy;
}

static bool holds(struct slice text, struct slice part) { return slice_find(text, part, 0) != SIZE_MAX; }

TEST(fill_follows_the_profile)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		struct proof p = sample_proof(k);
		struct sample s;
		struct pdf_evidence e;
		CHECK_OK(sample_draw(cx, &p, &s));
		pdf_read(buf_slice(&s.file), &e);
		for (enum pdf_rule r = 1; r < PDF_RULE_COUNT; r++)
			if (e.broken >> r & 1)
				print_message("# %s: %s at %zu\n", kind_name(k), pdf_rule_name(r), e.broken_at);
		CHECK_INT(e.broken, 0);
		CHECK_INT(e.claimed_signed_at, CHECK_NOW);
		CHECK_INT(e.contents.n, 2 * SAMPLE_CONTENTS);
		CHECK_INT(e.contents.p - s.file.p, s.stock_size + s.fill.contents_at + 1);
		CHECK_INT(e.before.n + e.contents.n + 2 + e.behind.n, s.file.n);
		CHECK_SLICE(e.claimed_proof, slice_sub(buf_slice(&s.fill.bytes), s.fill.proof_at, s.fill.proof_size));
		struct proof back;
		CHECK_OK(proof_parse(cx, e.claimed_proof, &back));
		sample_free(&s);
	}
}

TEST(fill_is_small)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		struct proof p = sample_proof(k);
		struct sample s;
		CHECK_OK(sample_draw(cx, &p, &s));
		if (s.file.n > 80000)
			print_message("# %s: %zu bytes\n", kind_name(k), s.file.n);
		CHECK(s.file.n <= 80000);
		sample_free(&s);
	}
}

TEST(fill_pleases_other_readers)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		struct proof p = sample_proof(k);
		struct sample s;
		CHECK_OK(sample_draw(cx, &p, &s));
		struct slice said = sample_ask(cx, buf_slice(&s.file), "qpdf", "qpdf --check %s 2>&1");
		CHECK(!said.p || (holds(said, SLICE("No syntax or stream encoding errors found")) && !holds(said, SLICE("WARNING"))));
		said = sample_ask(cx, buf_slice(&s.file), "mutool", "mutool info %s 2>&1");
		CHECK(!said.p || (holds(said, SLICE("Pages: 1")) && !holds(said, SLICE("error")) && !holds(said, SLICE("warning"))));
		said = sample_ask(cx, buf_slice(&s.file), "pdffonts", "pdffonts %s 2>&1");
		CHECK(!said.p || (!holds(said, SLICE(" no ")) && !holds(said, SLICE("rror"))));
		said = sample_ask(cx, buf_slice(&s.file), "pdfinfo", "pdfinfo %s 2>&1");
		CHECK(!said.p || (holds(said, SLICE("Tagged:          yes")) && holds(said, SLICE("7K3Q-D9XW-2M4")) && holds(said, SLICE("A4"))));
		sample_free(&s);
	}
}

static void check_text(struct ctx *cx, const struct proof *p)
{
	struct sample s;
	CHECK_OK(sample_draw(cx, p, &s));
	struct slice said = sample_ask(cx, buf_slice(&s.file), "pdftotext", "pdftotext -enc UTF-8 %s -");
	struct slice text = flat(cx, said);
	for (const enum field_id *f = kind_fields(p->kind); said.p && *f; f++) {
		if (p->value[*f].n == 0 || *f == FIELD_TYPE) /* a type stands there in words */
			continue;
		if (!holds(text, flat(cx, p->value[*f])))
			print_message("# %s: %s is not in the text\n", kind_name(p->kind), field_of(*f)->key);
		CHECK(holds(text, flat(cx, p->value[*f])));
	}
	if (said.p) {
		CHECK(holds(text, p->recipient) && holds(text, p->purpose));
		CHECK(holds(text, SLICE("7K3Q-D9XW-2M4")) && holds(text, SLICE("K7M2-X9QP-W3TR-5")));
		char ends[11];
		date_format(p->ends, ends);
		CHECK(holds(text, SLICE("2026-06-08")) && holds(text, slice_str(ends)) && holds(text, SLICE("Not a travel document")));
		CHECK(holds(text, SLICE("http://127.0.0.1:8080/v")) && holds(text, slice_str(kind_title_zh(p->kind))));
	}
	sample_free(&s);
}

TEST(fill_gives_its_values_as_text)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		struct proof p = sample_proof(k);
		check_text(cx, &p);
	}
}

TEST(fill_gives_names_of_every_script_as_text)
{
	static const char *const names[] = { "محمد عبد الله", "الاسم علاء", "สมชาย ใจดี", "हिन्दी नमूना", "홍길동 견본", "Образец Константин", "𠮷野样本", "Nguyễn Thị Đặng",
		"Ελένη", "דוגמה", "鄭字仔\U00020000", "فَاطِمَة الزَّهْرَاء", "مُحَمَّدٌ عَلِيٌّ", "عَبْدُ الرَّحْمٰن", "שָׁלוֹם חַוָּה", "އަޙްމަދު", "Ọlátúnjí Q̃ḿ" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct proof p = sample_proof(KIND_PR_CARD);
		p.value[FIELD_NATIVE] = slice_str(names[i]);
		check_text(cx, &p);
	}
}

static size_t count(struct slice text, const char *part)
{
	size_t n = 0, at = 0;
	while ((at = slice_find(text, slice_str(part), at)) != SIZE_MAX) {
		at += strlen(part);
		n++;
	}
	return n;
}

TEST(fill_tags_everything_once)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		struct proof p = sample_proof(k);
		struct sample s;
		p.value[FIELD_NATIVE] = slice_str("محمد नमूना 样本");
		CHECK_OK(sample_draw(cx, &p, &s));
		struct slice plain = sample_ask(cx, buf_slice(&s.file), "qpdf", "qpdf --qdf --object-streams=disable %s - 2>/dev/null");
		size_t items = count(plain, "<</MCID "), least = 0;
		for (size_t i = 0; i < items; i++) {
			char mark[64];
			snprintf(mark, sizeof mark, "<</MCID %zu>>BDC", i);
			least += count(plain, mark) == 1;
		}
		CHECK_INT(least, items); /* each number from 0 on exactly once */
		CHECK(!plain.p || items > 40);
		CHECK_INT(count(plain, "BDC") + count(plain, "BMC"), count(plain, "EMC"));
		CHECK_INT(count(plain, "/Lang(zh-CN)") > 20, plain.p != NULL);
		struct slice tree = flat(cx, sample_ask(cx, buf_slice(&s.file), "pdfinfo", "pdfinfo -struct-text %s 2>/dev/null"));
		CHECK(!tree.n || holds(tree, SLICE("\"Surname 姓\" \"SPECIMEN\"")));
		CHECK(!tree.n || (holds(tree, SLICE("Form")) && holds(tree, SLICE("\"2026-06-08 8 June 2026 2026年6月8日\""))));
		sample_free(&s);
	}
}

TEST(fill_is_the_same_for_the_same_input)
{
	struct proof p = sample_proof(KIND_IDENTITY_LINK);
	struct sample a, b;
	CHECK_OK(sample_draw(cx, &p, &a));
	cx->now += 1000;
	CHECK_OK(sample_draw(cx, &p, &b));
	CHECK_SLICE(buf_slice(&a.file), buf_slice(&b.file));
	sample_free(&b);
	p.recipient = SLICE("Another Bank");
	CHECK_OK(sample_draw(cx, &p, &b));
	CHECK(!slice_eq(buf_slice(&a.file), buf_slice(&b.file)));
	CHECK_SLICE(slice_sub(buf_slice(&a.file), 0, a.stock_size), slice_sub(buf_slice(&b.file), 0, b.stock_size));
	sample_free(&a);
	sample_free(&b);
}

TEST(stock_is_the_same_when_built_again)
{
	static const struct house_style style = { "Specimen Immigration Administration", "样本移民管理局", "https://verify.example/v", "", "", false };
	struct stock *a, *b;
	CHECK_OK(stock_build(cx, sample_fonts(cx), KIND_VISA, &style, &a));
	CHECK_OK(stock_build(cx, sample_fonts(cx), KIND_VISA, &style, &b));
	CHECK_SLICE(stock_bytes(a), stock_bytes(b));
	uint8_t digest[32];
	struct hash *h = hash_copy(stock_hash(a));
	hash_finish(h, digest);
	hash_free(h);
	CHECK(memcmp(digest, stock_digest(b), 32) == 0);
	stock_free(a);
	stock_free(b);
}

TEST(stock_refuses_a_house_name_no_font_has)
{
	static const struct house_style style = { "Specimen \U00016800", "样本移民管理局", "https://verify.example/v", "", "", true };
	struct stock *s;
	CHECK_ERR(stock_build(cx, sample_fonts(cx), KIND_VISA, &style, &s), ERR_GLYPH);
}

TEST(fill_names_the_field_and_the_character_it_cannot_print)
{
	struct proof p = sample_proof(KIND_VISA);
	struct sample s;
	p.value[FIELD_PLACE] = slice_str("Specimen \U00016800");
	enum err err = sample_draw(cx, &p, &s);
	CHECK_INT(err, ERR_GLYPH);
	CHECK(holds(slice_str(cx->text), SLICE("Place of issue")) && holds(slice_str(cx->text), SLICE("U+16800")));
	sample_free(&s);
}

TEST(fill_refuses_a_proof_of_another_kind)
{
	struct proof p = sample_proof(KIND_VISA);
	struct fill f;
	const struct fill_input in = { &p, SLICE("{}"), sample_seal(cx, 400, 1), SAMPLE_CODE, 100 };
	CHECK_ERR(fill_build(cx, sample_stock(cx, KIND_PASSPORT), sample_fonts(cx), &in, &f), ERR_BUG);
}

TEST(fill_prints_one_name_and_absent_values)
{
	struct proof p = sample_proof(KIND_VISA);
	struct sample s;
	p.value[FIELD_GIVEN] = p.value[FIELD_NATIVE] = p.value[FIELD_REMARKS] = p.value[FIELD_DAYS] = (struct slice){ 0 };
	p.recipient = p.purpose = (struct slice){ 0 };
	p.ends = (struct date){ 0 };
	CHECK_OK(sample_draw(cx, &p, &s));
	struct slice said = sample_ask(cx, buf_slice(&s.file), "pdftotext", "pdftotext -enc UTF-8 %s -");
	CHECK(!said.p || (holds(said, SLICE("—")) && holds(said, SLICE("not limited")) && holds(said, SLICE("no end date"))));
	sample_free(&s);
}

TEST(fill_wraps_long_values_without_losing_a_character)
{
	struct proof p = sample_proof(KIND_VISA);
	p.value[FIELD_SURNAME] = SLICE("SPECIMEN LONGSURNAME DE LA FUENTE Y MONTENEGRO VON UND ZU HOHENUTOPIA SAMPLEBERG UND NEUUTOPIA");
	p.value[FIELD_NATIVE] = slice_str("样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本样本");
	p.value[FIELD_REMARKS] = SLICE("The holder is accompanied by two children whose names are stated in the annex and shall register with the local office of the "
		"authority within thirty days after entry and shall report a change of address without being asked.");
	struct sample s;
	CHECK_OK(sample_draw(cx, &p, &s));
	struct slice said = sample_ask(cx, buf_slice(&s.file), "pdftotext", "pdftotext -enc UTF-8 %s -");
	struct slice text = flat(cx, said);
	CHECK(!said.p || holds(text, p.value[FIELD_SURNAME]));
	CHECK(!said.p || holds(text, p.value[FIELD_REMARKS]));
	sample_free(&s);
}

TEST(fill_says_what_is_masked)
{
	struct proof p = sample_proof(KIND_PR_CARD);
	struct sample s;
	proof_mask(cx, &p, PROOF_BIT(FIELD_CARD_NUMBER));
	CHECK_OK(sample_draw(cx, &p, &s));
	struct slice said = sample_ask(cx, buf_slice(&s.file), "pdftotext", "pdftotext -enc UTF-8 %s -");
	CHECK(!said.p || (holds(said, SLICE("are hidden")) && holds(said, SLICE("*0024")) && !holds(said, SLICE("911124198507140024"))));
	sample_free(&s);
}

/* The smallest header of a JPEG: start, frame of the given form, end. Enough for size and colours; nothing here decodes pictures. */
static struct slice jpeg(struct ctx *cx, uint8_t frame, uint8_t bits, uint8_t components)
{
	struct buf b;
	buf_init(&b, 64);
	buf_u16(&b, 0xFFD8);
	buf_putc(&b, 0xFF);
	buf_putc(&b, frame);
	buf_u16(&b, (uint16_t)(8 + 3 * components));
	buf_putc(&b, bits);
	buf_u16(&b, 450);
	buf_u16(&b, 350);
	buf_putc(&b, components);
	buf_fill(&b, 1, 3u * components);
	buf_u16(&b, 0xFFD9);
	struct slice copy = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return copy;
}

TEST(fill_takes_a_photo_and_says_so_to_the_blind)
{
	for (uint8_t components = 1; components <= 3; components = (uint8_t)(components + 2)) {
		struct proof p = sample_proof(KIND_VISA);
		struct sample s;
		struct pdf_evidence e;
		p.photo = jpeg(cx, 0xC0, 8, components);
		CHECK_OK(sample_draw(cx, &p, &s));
		pdf_read(buf_slice(&s.file), &e);
		CHECK_INT(e.broken, 0);
		CHECK(holds(buf_slice(&s.file), SLICE("/Width 350/Height 450")) && holds(buf_slice(&s.file), SLICE("/Alt(Photograph of the holder)")));
		CHECK(holds(buf_slice(&s.file), p.photo));
		sample_free(&s);
	}
}

TEST(fill_refuses_what_is_no_plain_jpeg)
{
	const struct slice bad[] = { SLICE("\x89PNG\r\n"), SLICE("\xFF\xD8\xFF"), jpeg(cx, 0xC3, 8, 3), jpeg(cx, 0xC0, 12, 3), jpeg(cx, 0xC0, 8, 4) };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct proof p = sample_proof(KIND_VISA);
		struct sample s;
		p.photo = bad[i];
		CHECK_ERR(sample_draw(cx, &p, &s), ERR_PHOTO);
		sample_free(&s);
	}
}
