/*
 * Owns: the drawing and tagging order of the stock. Decoration is an Artifact; every text belongs to an element; Chinese text
 * says so (Lang). Structure: Document > P, H1, P with label and value for each cell, Figure, P, Form.
 */
#include "templates/stock_page.h"

#include <string.h>

#include "base/text.h"
#include "templates/seal.h"

#define LABEL 6.8

static HPDF_Dict element(struct draft *d, HPDF_Dict parent, const char *type)
{
	HPDF_Dict e = haru_dict(&d->haru);
	HPDF_Array kids = haru_array(&d->haru);
	HPDF_Dict_AddName(e, "S", type);
	HPDF_Dict_Add(e, "P", parent);
	HPDF_Dict_Add(e, "K", kids);
	HPDF_Array of = HPDF_Dict_GetItem(parent, "K", HPDF_OCLASS_ARRAY);
	HPDF_Array_Add(of, e);
	return e;
}

/* A new piece of marked content of this element. */
static int content(struct draft *d, HPDF_Dict e)
{
	HPDF_Array kids = HPDF_Dict_GetItem(e, "K", HPDF_OCLASS_ARRAY);
	if (HPDF_Array_Items(kids) == 0)
		HPDF_Dict_Add(e, "Pg", d->haru.page);
	HPDF_Array_AddNumber(kids, d->mcids);
	HPDF_Array_Add(d->parents, e);
	return d->mcids++;
}

static void begin_tree(struct draft *d)
{
	d->tree = haru_dict(&d->haru);
	d->parents = haru_array(&d->haru);
	HPDF_Dict_AddName(d->tree, "Type", "StructTreeRoot");
	HPDF_Dict_Add(d->tree, "K", haru_array(&d->haru));
	HPDF_Dict_Add(d->haru.doc->catalog, "StructTreeRoot", d->tree);
	d->document = element(d, d->tree, "Document");
}

void stock_end_tree(struct draft *d, HPDF_Dict field)
{
	struct haru *h = &d->haru;
	HPDF_Dict form = element(d, d->document, "Form"), reference = haru_direct(h), parents = haru_dict(h);
	HPDF_Dict_AddName(reference, "Type", "OBJR");
	HPDF_Dict_Add(reference, "Obj", field);
	HPDF_Dict_Add(form, "Pg", h->page);
	haru_text(h, form, "Alt", "Electronic seal of the issuing authority");
	HPDF_Array_Add(HPDF_Dict_GetItem(form, "K", HPDF_OCLASS_ARRAY), reference);
	HPDF_Array nums = haru_array(h);
	HPDF_Array_AddNumber(nums, 0);
	HPDF_Array_Add(nums, d->parents);
	HPDF_Array_AddNumber(nums, 1);
	HPDF_Array_Add(nums, form);
	HPDF_Dict_Add(parents, "Nums", nums);
	HPDF_Dict_Add(d->tree, "ParentTree", parents);
	HPDF_Dict_AddNumber(d->tree, "ParentTreeNextKey", 2);
}

void stock_want_han(struct draft *d, const char *text)
{
	struct slice s = slice_str(text);
	for (size_t at = 0; at < s.n;)
		sheet_want(&d->sheet, FACE_HAN, text_next(s, &at));
}

static const struct sheet_style label_en = { LABEL, SHEET_SOFT, SHEET_LEFT, NULL, -1, 0 }, label_zh = { LABEL, SHEET_SOFT, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };

/* English, then Chinese behind it, as one marked content. */
static enum err pair(struct draft *d, HPDF_Dict e, const char *tag, const struct sheet_style *en, const struct sheet_style *zh, double x, double y,
	const char *text_en, const char *text_zh)
{
	double w = 0;
	sheet_begin(&d->sheet, tag, content(d, e));
	enum err err = sheet_text(&d->sheet, en, x, y, slice_str(text_en), &w);
	if (err == OK && *text_zh)
		err = sheet_text(&d->sheet, zh, x + w + 4, y, slice_str(text_zh), NULL);
	sheet_end(&d->sheet);
	return err;
}

static enum err line(struct draft *d, const char *tag, const struct sheet_style *style, double x, double y, const char *text)
{
	sheet_begin(&d->sheet, tag, content(d, element(d, d->document, tag)));
	enum err err = sheet_text(&d->sheet, style, x, y, slice_str(text), NULL);
	sheet_end(&d->sheet);
	return err;
}

static enum err draw_heading(struct draft *d, const struct house_style *style)
{
	double mid = PAGE_WIDTH / 2;
	const struct sheet_style authority_zh = { 17, SHEET_RED, SHEET_CENTRE, "zh-CN", FACE_HAN, 120 };
	const struct sheet_style authority_en = { 9.5, SHEET_RED, SHEET_CENTRE, NULL, -1, 60 };
	const struct sheet_style title_zh = { 19, SHEET_INK, SHEET_CENTRE, "zh-CN", FACE_HAN, 40 };
	const struct sheet_style title_en = { 12.5, SHEET_INK, SHEET_CENTRE, NULL, -1, 0 };
	enum err err = line(d, "P", &authority_zh, mid, 787, style->authority_zh);
	if (err == OK)
		err = line(d, "P", &authority_en, mid, 771, style->authority_en);
	if (err == OK)
		err = line(d, "H1", &title_zh, mid, 734, kind_title_zh(d->stock->kind));
	return err != OK ? err : line(d, "P", &title_en, mid, 716, kind_title_en(d->stock->kind));
}

/* One paragraph for each cell: its label now, its value by the fill. */
static enum err draw_labels(struct draft *d)
{
	for (int i = 0; i < d->stock->page.cells; i++) {
		struct cell *c = &d->stock->page.cell[i];
		HPDF_Dict e = element(d, d->document, "P");
		enum err err = pair(d, e, "P", &label_en, &label_zh, c->label_x, c->label_y, page_label_en(c->slot), page_label_zh(c->slot));
		if (err != OK)
			return err;
		c->mcid = content(d, e);
	}
	return OK;
}

void stock_draw_ground(struct draft *d)
{
	const struct house_style *style = d->style;
	HPDF_Page p = d->haru.page;
	const struct page *page = &d->stock->page;
	haru_page_put(&d->haru, SLICE("/Artifact BMC\n"));
	if (style->specimen) {
		struct buf b;
		buf_init(&b, 1u << 20);
		seal_watermark(&b, d->fonts, d->stock->known, PAGE_WIDTH, PAGE_HEIGHT);
		haru_page_put(&d->haru, buf_slice(&b));
		buf_free(&b);
	}
	HPDF_Page_SetRGBFill(p, 1, 1, 1);
	HPDF_Page_Rectangle(p, (HPDF_REAL)page->qr[0], (HPDF_REAL)page->qr[1], (HPDF_REAL)page->qr[2], (HPDF_REAL)page->qr[3]);
	HPDF_Page_Fill(p);
	HPDF_Page_SetRGBStroke(p, 0.69f, 0.13f, 0.09f);
	HPDF_Page_SetLineWidth(p, 0.8f);
	HPDF_Page_Rectangle(p, 24, 24, (HPDF_REAL)PAGE_WIDTH - 48, (HPDF_REAL)PAGE_HEIGHT - 48);
	HPDF_Page_Stroke(p);
	HPDF_Page_SetLineWidth(p, 0.3f);
	HPDF_Page_SetRGBStroke(p, 0.6f, 0.6f, 0.62f);
	for (int i = 0; i < page->rows; i++) {
		HPDF_Page_MoveTo(p, (HPDF_REAL)PAGE_LEFT, (HPDF_REAL)page->row[i]);
		HPDF_Page_LineTo(p, (HPDF_REAL)PAGE_RIGHT, (HPDF_REAL)page->row[i]);
	}
	HPDF_Page_Rectangle(p, (HPDF_REAL)page->photo[0], (HPDF_REAL)page->photo[1], (HPDF_REAL)page->photo[2], (HPDF_REAL)page->photo[3]);
	HPDF_Page_Rectangle(p, (HPDF_REAL)PAGE_LEFT, (HPDF_REAL)page->panel_bottom, (HPDF_REAL)(PAGE_RIGHT - PAGE_LEFT),
		(HPDF_REAL)(page->panel_top - page->panel_bottom));
	HPDF_Page_Stroke(p);
	haru_page_put(&d->haru, SLICE("EMC\n"));
}

/* The photo's element differs between documents: the fill writes it; here it only gets its place. */
static void place_photo(struct draft *d)
{
	HPDF_Array_Add(HPDF_Dict_GetItem(d->document, "K", HPDF_OCLASS_ARRAY), d->haru.reserved[FILL_PHOTO_ELEMENT]);
	HPDF_Array_Add(d->parents, d->haru.reserved[FILL_PHOTO_ELEMENT]);
	d->stock->mcid_photo = d->mcids++;
}

static void place_qr(struct draft *d)
{
	struct haru *h = &d->haru;
	HPDF_Dict figure = element(d, d->document, "Figure"), a = haru_direct(h);
	HPDF_Array box = haru_array(h);
	const double *r = d->stock->page.qr;
	for (int i = 0; i < 4; i++)
		HPDF_Array_AddReal(box, (HPDF_REAL)(i < 2 ? r[i] : r[i - 2] + r[i]));
	HPDF_Dict_AddName(a, "O", "Layout");
	HPDF_Dict_AddName(a, "Placement", "Block");
	HPDF_Dict_Add(a, "BBox", box);
	HPDF_Dict_Add(figure, "A", a);
	haru_text(h, figure, "Alt", "QR code: the address of the check page with the signed seal of this document");
	d->stock->mcid_qr = content(d, figure);
}

static enum err draw_check(struct draft *d, const struct house_style *style)
{
	const struct sheet_style head = { 10.5, SHEET_RED, SHEET_LEFT, NULL, -1, 0 }, head_zh = { 10.5, SHEET_RED, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	const struct sheet_style text = { 7.6, SHEET_INK, SHEET_LEFT, NULL, -1, 0 }, text_zh = { 7.6, SHEET_INK, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	const struct sheet_style address = { 10.5, SHEET_INK, SHEET_LEFT, NULL, -1, 0 };
	double x = 228;
	HPDF_Dict p = element(d, d->document, "P");
	enum err err = pair(d, p, "P", &head, &head_zh, x, 192, page_text_en(TEXT_CHECK), page_text_zh(TEXT_CHECK));
	if (err == OK)
		err = pair(d, p, "P", &text, &text_zh, x, 172, page_text_en(TEXT_TYPE_ADDRESS), page_text_zh(TEXT_TYPE_ADDRESS));
	if (err == OK)
		err = line(d, "P", &address, x, 156, style->verify_address);
	if (err == OK)
		err = line(d, "P", &text, x, 76, page_text_en(TEXT_PICTURE));
	return err != OK ? err : line(d, "P", &text_zh, x, 65, page_text_zh(TEXT_PICTURE));
}

static enum err draw_notes(struct draft *d, const struct house_style *style)
{
	const struct sheet_style text = { 7.2, SHEET_INK, SHEET_LEFT, NULL, -1, 0 }, text_zh = { 7.6, SHEET_INK, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	const struct sheet_style foot = { 6.8, SHEET_SOFT, SHEET_LEFT, NULL, -1, 0 }, foot_zh = { 6.8, SHEET_SOFT, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	HPDF_Dict p = element(d, d->document, "P");
	enum err err = pair(d, p, "P", &text, &text_zh, PAGE_LEFT, 244, page_text_en(TEXT_NOT_TRAVEL), page_text_zh(TEXT_NOT_TRAVEL));
	if (err == OK)
		err = line(d, "P", &text, PAGE_LEFT, 233, page_text_en(TEXT_NOT_PROVED));
	if (err == OK)
		err = line(d, "P", &text_zh, PAGE_LEFT, 222, page_text_zh(TEXT_NOT_PROVED));
	d->stock->mcid_legend = content(d, element(d, d->document, "P"));
	if (err == OK && (*style->help_line_en || *style->help_line_zh))
		err = pair(d, element(d, d->document, "P"), "P", &foot, &foot_zh, PAGE_LEFT, 32, style->help_line_en, style->help_line_zh);
	if (err == OK)
		err = pair(d, element(d, d->document, "P"), "P", &foot, &foot_zh, 470, 32, page_text_en(TEXT_PAGE), page_text_zh(TEXT_PAGE));
	return err;
}

enum err stock_draw_page(struct draft *d)
{
	const struct house_style *style = d->style;
	begin_tree(d);
	enum err err = draw_heading(d, style);
	if (err == OK)
		err = draw_labels(d);
	place_photo(d);
	if (err == OK)
		err = draw_notes(d, style);
	place_qr(d);
	return err == OK ? draw_check(d, style) : err;
}
