/*
 * Owns: the drawing and tagging order of the stock. Decoration is an Artifact; every text belongs to an element; Chinese text
 * says so (Lang). Structure: Document > P, H1, P with label and value for each cell, Figure, P, H2, Figure, P, Form: the order in
 * which the paper is read out. The page number is a footer (14.8.2.2.2), no part of it.
 */
#include "templates/stock_page.h"

#include <string.h>

#include "base/text.h"
#include "templates/guilloche.h"
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
	HPDF_Dict parents = haru_dict(&d->haru);
	HPDF_Array nums = haru_array(&d->haru);
	HPDF_Array_AddNumber(nums, 0);
	HPDF_Array_Add(nums, d->parents);
	HPDF_Dict_Add(parents, "Nums", nums);
	HPDF_Dict_Add(d->tree, "ParentTree", parents);
	HPDF_Dict_AddNumber(d->tree, "ParentTreeNextKey", 2);
	d->document = element(d, d->tree, "Document");
}

void stock_end_tree(struct draft *d, HPDF_Dict field)
{
	struct haru *h = &d->haru;
	HPDF_Dict form = element(d, d->document, "Form"), reference = haru_direct(h);
	HPDF_Dict_AddName(reference, "Type", "OBJR");
	HPDF_Dict_Add(reference, "Obj", field);
	HPDF_Dict_Add(form, "Pg", h->page);
	haru_text(h, form, "Alt", "Electronic seal of the issuing authority");
	HPDF_Array_Add(HPDF_Dict_GetItem(form, "K", HPDF_OCLASS_ARRAY), reference);
	HPDF_Array nums = HPDF_Dict_GetItem(HPDF_Dict_GetItem(d->tree, "ParentTree", HPDF_OCLASS_DICT), "Nums", HPDF_OCLASS_ARRAY);
	HPDF_Array_AddNumber(nums, 1);
	HPDF_Array_Add(nums, form);
}

void stock_want_han(struct draft *d, const char *text)
{
	struct slice s = slice_str(text);
	for (size_t at = 0; at < s.n;)
		sheet_want(&d->sheet, FACE_HAN, text_next(s, &at));
}

static const struct sheet_style label_en = { LABEL, SHEET_SOFT, SHEET_LEFT, NULL, -1, 0 }, label_zh = { LABEL, SHEET_SOFT, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };

/* English, then Chinese behind it, or below it when `below` (points) is not 0, as one marked content. */
static enum err pair(struct draft *d, HPDF_Dict e, const char *tag, const struct sheet_style *en, const struct sheet_style *zh, const double at[static 2],
	double below, const char *text_en, const char *text_zh)
{
	double w = 0;
	sheet_begin(&d->sheet, tag, content(d, e));
	/* The space is for those who hear the text: without it the two would be one word. */
	enum err err = sheet_text(&d->sheet, en, at[0], at[1], slice_str(ctx_printf(d->sheet.cx, *text_zh ? "%s " : "%s", text_en)), &w);
	if (err == OK && *text_zh)
		err = sheet_text(&d->sheet, zh, below > 0 ? at[0] : at[0] + w + 0.34 * en->size, at[1] - below, slice_str(text_zh), NULL);
	sheet_end(&d->sheet);
	return err;
}

/* One line of an element, made smaller where it would pass the width. */
static enum err line_of(struct draft *d, HPDF_Dict e, const char *tag, const struct sheet_style *style, const double at[static 2], double width,
	const char *text)
{
	struct shape *shape = ctx_alloc(d->sheet.cx, sizeof *shape);
	struct sheet_style fitting = *style;
	enum err err = shape_text(d->sheet.cx, d->fonts, style->face, slice_str(text), shape);
	if (err != OK)
		return err;
	double w = sheet_width(style, shape);
	if (w > width)
		fitting.size *= width / w;
	sheet_begin(&d->sheet, tag, content(d, e));
	sheet_shape(&d->sheet, &fitting, at[0], at[1], shape);
	sheet_end(&d->sheet);
	return OK;
}

/* A paragraph of one line. */
static enum err line(struct draft *d, const struct sheet_style *style, double x, double y, double width, const char *text)
{
	HPDF_Dict e = element(d, d->document, "P");
	if (style->lang)
		haru_text(&d->haru, e, "Lang", style->lang);
	return line_of(d, e, "P", style, (double[]){ x, y }, width, text);
}

#define WIDTH (PAGE_RIGHT - PAGE_LEFT)

static enum err draw_heading(struct draft *d)
{
	double mid = PAGE_WIDTH / 2;
	const struct sheet_style authority_zh = { 18, SHEET_RED, SHEET_CENTRE, "zh-CN", FACE_HAN, 160 };
	const struct sheet_style authority_en = { 10, SHEET_RED, SHEET_CENTRE, NULL, -1, 50 };
	const struct sheet_style title_zh = { 20, SHEET_INK, SHEET_CENTRE, "zh-CN", FACE_HAN, 50 };
	const struct sheet_style title_en = { 12.5, SHEET_INK, SHEET_CENTRE, NULL, -1, 0 };
	enum err err = line(d, &authority_zh, mid, 778, WIDTH, d->style->authority_zh);
	if (err == OK)
		err = line(d, &authority_en, mid, 762, WIDTH, d->style->authority_en);
	HPDF_Dict title = element(d, d->document, "H1");
	if (err == OK)
		err = line_of(d, title, "H1", &title_zh, (double[]){ mid, 727 }, WIDTH, kind_title_zh(d->stock->kind));
	return err != OK ? err : line_of(d, title, "H1", &title_en, (double[]){ mid, 709 }, WIDTH, kind_title_en(d->stock->kind));
}

/* One paragraph for each of these cells: its label now, its value by the fill. */
static enum err draw_labels(struct draft *d, int from, int to)
{
	for (int i = from; i < to; i++) {
		struct cell *c = &d->stock->page.cell[i];
		HPDF_Dict e = element(d, d->document, "P");
		const double at[2] = { c->label_x, c->label_y };
		enum err err = pair(d, e, "P", &label_en, &label_zh, at, c->label_below, page_label_en(c->slot), page_label_zh(c->slot));
		if (err != OK)
			return err;
		c->mcid = content(d, e);
	}
	return OK;
}

#define DECORATION "/Artifact<</Type/Layout>>BDC\n"

static void draw_line_art(struct draft *d)
{
	const struct page *page = &d->stock->page;
	struct buf b;
	buf_init(&b, 1u << 20);
	buf_puts(&b, "q .3 w .93 .84 .81 RG\n");
	guilloche_band(&b, &(struct guilloche_band){ PAGE_FRAME, PAGE_HEIGHT - PAGE_FRAME - 11, PAGE_WIDTH - 2 * PAGE_FRAME, 10, 92, 7 });
	guilloche_band(&b, &(struct guilloche_band){ PAGE_FRAME, PAGE_FRAME + 8, PAGE_WIDTH - 2 * PAGE_FRAME, 7, 92, 5 });
	buf_puts(&b, ".945 .9 .885 RG\n");
	guilloche_rosette(&b, &(struct guilloche_rosette){ PAGE_WIDTH / 2, (page->grid_top + page->grid_bottom) / 2, 44, 168, 9, 12 });
	buf_puts(&b, "Q\n");
	if (d->style->specimen) {
		buf_puts(&b, "EMC\n/Artifact<</Type/Pagination/Subtype/Watermark>>BDC\n");
		seal_watermark(&b, d->fonts, d->stock->known, PAGE_WIDTH, PAGE_HEIGHT);
		buf_puts(&b, "EMC\n" DECORATION);
	}
	haru_page_put(&d->haru, buf_slice(&b));
	buf_free(&b);
}

static void rectangle(HPDF_Page p, const double r[static 4])
{
	HPDF_Page_Rectangle(p, (HPDF_REAL)r[0], (HPDF_REAL)r[1], (HPDF_REAL)r[2], (HPDF_REAL)r[3]);
}

static void rule(HPDF_Page p, double x, double y, double to)
{
	HPDF_Page_MoveTo(p, (HPDF_REAL)x, (HPDF_REAL)y);
	HPDF_Page_LineTo(p, (HPDF_REAL)to, (HPDF_REAL)y);
}

static void draw_frame(HPDF_Page p)
{
	static const double outer[4] = { PAGE_FRAME, PAGE_FRAME, PAGE_WIDTH - 2 * PAGE_FRAME, PAGE_HEIGHT - 2 * PAGE_FRAME };
	static const double inner[4] = { PAGE_FRAME + 3, PAGE_FRAME + 3, PAGE_WIDTH - 2 * PAGE_FRAME - 6, PAGE_HEIGHT - 2 * PAGE_FRAME - 6 };
	HPDF_Page_SetRGBStroke(p, 0.69f, 0.13f, 0.09f);
	HPDF_Page_SetLineWidth(p, 1);
	rectangle(p, outer);
	HPDF_Page_Stroke(p);
	HPDF_Page_SetLineWidth(p, 0.3f);
	rectangle(p, inner);
	HPDF_Page_Stroke(p);
}

static void draw_panel(HPDF_Page p, const struct page *page)
{
	const double panel[4] = { PAGE_LEFT, page->panel_bottom, PAGE_RIGHT - PAGE_LEFT, page->panel_top - page->panel_bottom };
	HPDF_Page_SetRGBFill(p, 0.985f, 0.962f, 0.95f);
	rectangle(p, panel);
	HPDF_Page_Fill(p);
}

static void draw_tables(HPDF_Page p, const struct page *page)
{
	HPDF_Page_SetLineWidth(p, 0.8f);
	rule(p, PAGE_LEFT, page->panel_top, PAGE_RIGHT);
	rule(p, PAGE_LEFT, page->panel_bottom, PAGE_RIGHT);
	HPDF_Page_Stroke(p);
	HPDF_Page_SetLineWidth(p, 0.3f);
	HPDF_Page_SetRGBStroke(p, 0.72f, 0.68f, 0.66f);
	for (int i = 0; i < page->rows; i++)
		rule(p, PAGE_LEFT, page->row[i], PAGE_RIGHT);
	HPDF_Page_Stroke(p);
	HPDF_Page_SetRGBFill(p, 1, 1, 1);
	rectangle(p, page->photo);
	HPDF_Page_FillStroke(p);
	rectangle(p, page->qr);
	HPDF_Page_Fill(p);
}

void stock_draw_ground(struct draft *d)
{
	haru_page_put(&d->haru, SLICE(DECORATION));
	draw_panel(d->haru.page, &d->stock->page);
	draw_line_art(d);
	draw_frame(d->haru.page);
	draw_tables(d->haru.page, &d->stock->page);
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

static enum err draw_check(struct draft *d, int cells)
{
	const struct sheet_style head = { 11, SHEET_RED, SHEET_LEFT, NULL, -1, 0 }, head_zh = { 11, SHEET_RED, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	const struct sheet_style text = { 7.6, SHEET_INK, SHEET_LEFT, NULL, -1, 0 }, text_zh = { 7.6, SHEET_INK, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	const struct sheet_style address = { 11.5, SHEET_INK, SHEET_LEFT, NULL, -1, 0 };
	const double *c = d->stock->page.check;
	const double top[2] = { c[0], c[1] + c[3] }, type[2] = { c[0], c[1] + c[3] - 18 };
	enum err err = pair(d, element(d, d->document, "H2"), "H2", &head, &head_zh, top, 0, page_text_en(TEXT_CHECK), page_text_zh(TEXT_CHECK));
	place_qr(d);
	if (err == OK)
		err = pair(d, element(d, d->document, "P"), "P", &text, &text_zh, type, 0, page_text_en(TEXT_TYPE_ADDRESS), page_text_zh(TEXT_TYPE_ADDRESS));
	if (err == OK)
		err = line(d, &address, c[0], c[1] + c[3] - 33, c[2], d->style->verify_address);
	if (err == OK)
		err = draw_labels(d, cells, d->stock->page.cells);
	if (err == OK)
		err = line(d, &text, c[0], c[1] + 10, c[2], page_text_en(TEXT_PICTURE));
	return err != OK ? err : line(d, &text_zh, c[0], c[1], c[2], page_text_zh(TEXT_PICTURE));
}

#define FOOT 40.0          /* baseline of the last line */
#define HELP_LEAST 5.4     /* points; smaller letters on one line become two lines */
#define HELP_STACKED 0.85

static const struct sheet_style foot = { 6.8, SHEET_SOFT, SHEET_LEFT, NULL, -1, 0 }, foot_zh = { 6.8, SHEET_SOFT, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };

static enum err draw_notes(struct draft *d)
{
	const struct sheet_style first = { 9, SHEET_RED, SHEET_LEFT, NULL, -1, 0 }, first_zh = { 9, SHEET_RED, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	const struct sheet_style text = { 7.4, SHEET_INK, SHEET_LEFT, NULL, -1, 0 }, text_zh = { 7.4, SHEET_INK, SHEET_LEFT, "zh-CN", FACE_HAN, 0 };
	double y = d->stock->page.notes_y;
	const double top[2] = { PAGE_LEFT, y };
	enum err err = pair(d, element(d, d->document, "P"), "P", &first, &first_zh, top, 0, page_text_en(TEXT_NOT_TRAVEL), page_text_zh(TEXT_NOT_TRAVEL));
	if (err == OK)
		err = line(d, &text, PAGE_LEFT, y - 12, WIDTH, page_text_en(TEXT_NOT_PROVED));
	if (err == OK)
		err = line(d, &text_zh, PAGE_LEFT, y - 22, WIDTH, page_text_zh(TEXT_NOT_PROVED));
	d->stock->mcid_legend = content(d, element(d, d->document, "P"));
	return err;
}

/* The line of help within `room` points: smaller, and where that would be too small the Chinese below the English. */
static enum err draw_help(struct draft *d, double room)
{
	struct shape *en = ctx_alloc(d->sheet.cx, sizeof *en), *zh = ctx_alloc(d->sheet.cx, sizeof *zh);
	struct sheet_style a = foot, b = foot_zh;
	enum err err = shape_text(d->sheet.cx, d->fonts, -1, slice_str(ctx_printf(d->sheet.cx, "%s ", d->style->help_line_en)), en);
	if (err == OK)
		err = shape_text(d->sheet.cx, d->fonts, FACE_HAN, slice_str(d->style->help_line_zh), zh);
	if (err != OK)
		return err;
	double wide_en = sheet_width(&a, en), wide_zh = sheet_width(&b, zh), wide = wide_en + wide_zh + 2;
	bool stacked = room / wide * a.size < HELP_LEAST;
	if (stacked) {
		a.size *= room < wide_en * HELP_STACKED ? room / wide_en : HELP_STACKED;
		b.size *= room < wide_zh * HELP_STACKED ? room / wide_zh : HELP_STACKED;
	} else if (wide > room) {
		a.size = b.size = a.size * room / wide;
	}
	sheet_begin(&d->sheet, "P", content(d, element(d, d->document, "P")));
	sheet_shape(&d->sheet, &a, PAGE_LEFT, stacked ? 41.5 : FOOT, en);
	sheet_shape(&d->sheet, &b, stacked ? PAGE_LEFT : PAGE_LEFT + sheet_width(&a, en) + 2, stacked ? 34.5 : FOOT, zh);
	sheet_end(&d->sheet);
	return OK;
}

/* The line of help, and the page number, which ends at the right margin. */
static enum err draw_foot(struct draft *d)
{
	struct shape *en = ctx_alloc(d->sheet.cx, sizeof *en), *zh = ctx_alloc(d->sheet.cx, sizeof *zh);
	enum err err = shape_text(d->sheet.cx, d->fonts, -1, slice_str(ctx_printf(d->sheet.cx, "%s ", page_text_en(TEXT_PAGE))), en);
	if (err == OK)
		err = shape_text(d->sheet.cx, d->fonts, FACE_HAN, slice_str(page_text_zh(TEXT_PAGE)), zh);
	if (err != OK)
		return err;
	double x_zh = PAGE_RIGHT - sheet_width(&foot_zh, zh), x = x_zh - 2 - sheet_width(&foot, en);
	if (*d->style->help_line_en || *d->style->help_line_zh)
		err = draw_help(d, x - 14 - PAGE_LEFT);
	sheet_raw(&d->sheet, SLICE("/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n"));
	sheet_shape(&d->sheet, &foot, x, FOOT, en);
	sheet_shape(&d->sheet, &foot_zh, x_zh, FOOT, zh);
	sheet_end(&d->sheet);
	return err;
}

/* Where the first cell of this slot stands. */
static int cell_of(const struct page *page, int slot)
{
	int i = 0;
	while (i < page->cells && page->cell[i].slot != slot)
		i++;
	return i;
}

enum err stock_draw_page(struct draft *d)
{
	int names = cell_of(&d->stock->page, FIELD_NATIVE) + 1, code = cell_of(&d->stock->page, SLOT_CODE);
	begin_tree(d);
	enum err err = draw_heading(d);
	if (err == OK)
		err = draw_labels(d, 0, names);
	place_photo(d);
	if (err == OK)
		err = draw_labels(d, names, code);
	if (err == OK)
		err = draw_notes(d);
	if (err == OK)
		err = draw_check(d, code);
	return err == OK ? draw_foot(d) : err;
}
