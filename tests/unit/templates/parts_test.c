/* Owns: tests of the small parts: colour profile, metadata, numbers, layout. */
#include <string.h>

#include "templates/icc.h"
#include "templates/page.h"
#include "templates/sheet.h"
#include "templates/xmp.h"
#include "tests/unit/templates/sample.h"

static double fixed_at(struct slice s, size_t at)
{
	struct rd r = rd_of(slice_sub(s, at, 4));
	return (double)(int32_t)rd_u32(&r) / 65536;
}

TEST(icc_is_a_display_profile_whose_colours_make_white)
{
	struct buf b;
	double sum[3] = { 0 };
	buf_init(&b, 8192);
	icc_srgb(&b);
	struct slice s = buf_slice(&b);
	struct rd r = rd_of(s);
	CHECK_INT(rd_u32(&r), s.n);
	CHECK_TEXT(slice_sub(s, 12, 12), "mntrRGB XYZ ");
	CHECK_TEXT(slice_sub(s, 36, 4), "acsp");
	struct rd tags = rd_of(slice_sub(s, 128, s.n));
	uint32_t count = rd_u32(&tags);
	CHECK_INT(count, 10);
	for (uint32_t i = 0; i < count; i++) {
		struct slice name = rd_take(&tags, 4);
		uint32_t at = rd_u32(&tags), n = rd_u32(&tags);
		CHECK(at >= 128 + 4 + 12 * count && at % 4 == 0 && n >= 12 && at + n <= s.n);
		for (int k = 0; k < 3 && slice_is(slice_sub(name, 1, 3), "XYZ"); k++)
			sum[k] += fixed_at(s, at + 8 + 4 * (size_t)k);
	}
	for (int k = 0; k < 3; k++) { /* red, green and blue together are the white of the profile, to the rounding of its numbers */
		double away = sum[k] - fixed_at(s, 68 + 4 * (size_t)k);
		CHECK(away < 0.0002 && away > -0.0002);
	}
	CHECK(s.n < 1000);
	buf_free(&b);
}

TEST(xmp_and_information_say_the_same)
{
	struct buf packet, info;
	buf_init(&packet, 16384);
	buf_init(&info, 16384);
	const struct xmp x = { "Proof <7K3Q> & more", "Specimen Authority", CHECK_NOW };
	xmp_packet(&packet, &x);
	xmp_info(&info, &x);
	CHECK(slice_find(buf_slice(&packet), SLICE("Proof &lt;7K3Q&gt; &amp; more</rdf:li>"), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&packet), SLICE("<xmp:CreateDate>2026-03-10T12:00:00Z<"), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&packet), SLICE("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A<"), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&packet), SLICE("<pdfuaid:part>1<"), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&info), SLICE("/Title(Proof <7K3Q> & more)/Author(Specimen Authority)"), 0) != SIZE_MAX);
	CHECK(slice_find(buf_slice(&info), SLICE("/CreationDate(D:20260310120000Z)/ModDate(D:20260310120000Z)"), 0) != SIZE_MAX);
	buf_free(&packet);
	buf_free(&info);
}

static struct slice number(struct ctx *cx, double v)
{
	struct buf b;
	buf_init(&b, 64);
	sheet_number(&b, v);
	struct slice copy = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return copy;
}

TEST(sheet_numbers_are_short)
{
	CHECK_TEXT(number(cx, 0), "0 ");
	CHECK_TEXT(number(cx, 12), "12 ");
	CHECK_TEXT(number(cx, 12.5), "12.5 ");
	CHECK_TEXT(number(cx, 12.05), "12.05 ");
	CHECK_TEXT(number(cx, -0.25), "-0.25 ");
	CHECK_TEXT(number(cx, -3.1), "-3.1 ");
	CHECK_TEXT(number(cx, 0.004), "0 ");
}

TEST(page_has_a_place_for_every_field)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		struct page page;
		page_layout(k, &page);
		CHECK(page.cells <= PAGE_CELLS);
		for (const enum field_id *f = kind_fields(k); *f; f++) {
			int found = 0;
			for (int i = 0; i < page.cells; i++)
				found += page.cell[i].slot == (int)*f;
			CHECK_INT(found, 1);
		}
		for (int i = 0; i < page.cells; i++) {
			const struct cell *c = &page.cell[i];
			CHECK(c->x >= PAGE_LEFT - 0.01 && c->x + c->w <= PAGE_RIGHT + 0.01 && c->y > PAGE_FRAME && c->label_y < PAGE_HEIGHT - PAGE_FRAME);
			CHECK(*page_label_en(c->slot) && *page_label_zh(c->slot));
		}
		CHECK(page.rows > 0 && page.row[page.rows - 1] >= page.grid_bottom - 0.01);
	}
}
