/*
 * Owns: building a stock: ground, labels, structure tree (ISO 32000-1 14.7), fonts, seal and signature field, catalogue, in
 * the order they are drawn; then its bytes, digest and hash state. Must never contain anything that differs between documents.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "templates/haru.h"
#include "templates/icc.h"
#include "templates/seal.h"
#include "templates/sheet.h"
#include "templates/stock_inner.h"
#include "templates/stock_page.h"

#define STOCK_MAX (1u << 20)

static void put_font_descriptor(struct haru *h, const struct face *f, const char *name, HPDF_Dict file, HPDF_Dict d)
{
	HPDF_Array box = haru_array(h);
	for (int i = 0; i < 4; i++)
		HPDF_Array_AddNumber(box, f->box[i]);
	HPDF_Dict_AddName(d, "Type", "FontDescriptor");
	HPDF_Dict_AddName(d, "FontName", name);
	HPDF_Dict_AddNumber(d, "Flags", 4);
	HPDF_Dict_Add(d, "FontBBox", box);
	HPDF_Dict_AddNumber(d, "ItalicAngle", 0);
	HPDF_Dict_AddNumber(d, "Ascent", f->ascent);
	HPDF_Dict_AddNumber(d, "Descent", f->descent);
	HPDF_Dict_AddNumber(d, "CapHeight", f->cap_height);
	HPDF_Dict_AddNumber(d, "StemV", 80);
	HPDF_Dict_Add(d, "FontFile2", file);
}

static HPDF_Array width_array(struct haru *h, const struct face *f, const struct subset *s)
{
	HPDF_Array widths = haru_array(h), list = NULL;
	for (unsigned i = 0, n; i < s->count; i += n) {
		int w = font_advance(f, s->old[i]);
		n = font_equal_advances(f, s, i);
		if (n < FONT_WIDTH_RUN) {
			if (!list) {
				HPDF_Array_AddNumber(widths, (HPDF_INT32)i);
				HPDF_Array_Add(widths, list = haru_array(h));
			}
			HPDF_Array_AddNumber(list, w);
			n = 1;
			continue;
		}
		list = NULL;
		HPDF_Array_AddNumber(widths, (HPDF_INT32)i);
		HPDF_Array_AddNumber(widths, (HPDF_INT32)(i + n - 1));
		HPDF_Array_AddNumber(widths, w);
	}
	return widths;
}

static HPDF_Dict put_cid_font(struct haru *h, const struct face *f, const struct subset *s, const char *name, HPDF_Dict descriptor)
{
	HPDF_Dict d = haru_dict(h), info = haru_direct(h);
	haru_text(h, info, "Registry", "Adobe");
	haru_text(h, info, "Ordering", "Identity");
	HPDF_Dict_AddNumber(info, "Supplement", 0);
	HPDF_Dict_AddName(d, "Type", "Font");
	HPDF_Dict_AddName(d, "Subtype", "CIDFontType2");
	HPDF_Dict_AddName(d, "BaseFont", name);
	HPDF_Dict_Add(d, "CIDSystemInfo", info);
	HPDF_Dict_Add(d, "FontDescriptor", descriptor);
	HPDF_Dict_Add(d, "W", width_array(h, f, s));
	HPDF_Dict_AddName(d, "CIDToGIDMap", "Identity");
	return d;
}

/* Embeds the glyphs the sheet asked for and remembers their numbers for the fill. */
static enum err put_font(struct ctx *cx, struct draft *d, int face, struct subset *subset)
{
	const struct face *f = &d->fonts->face[face];
	const struct sheet_need *need = &d->sheet.need[face];
	const struct truetype_wish wish = sheet_wish(&d->sheet, face);
	enum err err = font_subset(cx, f, &wish, subset);
	if (err != OK)
		return err;
	uint16_t *known = calloc(f->glyphs, sizeof *known);
	if (!known)
		return fail(cx, ERR_SYSTEM, "no memory for a glyph table");
	d->stock->known[face] = known;
	for (size_t i = 0; i < need->n; i++)
		if (need->glyphs[i] < f->glyphs)
			known[need->glyphs[i]] = (uint16_t)truetype_renumber(subset, need->glyphs[i]);
	char name[80];
	snprintf(name, sizeof name, "STOCK%c+%s", 'A' + face % 26, f->name);
	struct buf cmap;
	buf_init(&cmap, STOCK_MAX);
	font_to_unicode(&cmap, subset, sheet_characters(&d->sheet, face, subset));
	HPDF_Dict file = haru_stream(&d->haru, subset->file), unicode = haru_stream(&d->haru, buf_slice(&cmap));
	buf_free(&cmap);
	HPDF_Dict_AddNumber(file, "Length1", (HPDF_INT32)subset->file.n);
	HPDF_Dict descriptor = haru_dict(&d->haru), font = haru_dict(&d->haru);
	put_font_descriptor(&d->haru, f, name, file, descriptor);
	HPDF_Array descendants = haru_array(&d->haru);
	HPDF_Array_Add(descendants, put_cid_font(&d->haru, f, subset, name, descriptor));
	HPDF_Dict_AddName(font, "Type", "Font");
	HPDF_Dict_AddName(font, "Subtype", "Type0");
	HPDF_Dict_AddName(font, "BaseFont", name);
	HPDF_Dict_AddName(font, "Encoding", "Identity-H");
	HPDF_Dict_Add(font, "DescendantFonts", descendants);
	HPDF_Dict_Add(font, "ToUnicode", unicode);
	d->font[face] = font;
	return OK;
}

/* What values are made of: printed without a font of their own in nearly every document. */
static void preload(struct draft *d)
{
	static const int32_t ranges[][2] = { { 0x20, 0x7E }, { 0xA1, 0x17F }, { 0x1A0, 0x1A1 }, { 0x1AF, 0x1B0 }, { 0x218, 0x21B }, { 0x1EA0, 0x1EF9 },
		{ 0x2013, 0x2014 }, { 0x2019, 0x2019 } };
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		for (int32_t cp = ranges[i][0]; cp <= ranges[i][1]; cp++)
			sheet_want(&d->sheet, FACE_TEXT, cp);
	static const enum page_text later[] = { TEXT_MASKED, TEXT_UNMASKED };
	for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
		stock_want_han(d, page_text_zh(later[i]));
	stock_want_han(d, "0123456789年月日· ");
	if (kind_has(d->stock->kind, FIELD_MRZ))
		for (int32_t cp = '0'; cp <= 'Z'; cp++)
			if (cp <= '9' || cp >= 'A' || cp == '<')
				sheet_want(&d->sheet, FACE_MONO, cp);
}

static enum err put_fonts(struct ctx *cx, struct draft *d)
{
	struct subset subset[FACE_COUNT];
	memset(subset, 0, sizeof subset);
	preload(d);
	seal_want(&d->sheet, d->style);
	for (int face = 0; face < d->fonts->count; face++) {
		enum err err = d->sheet.need[face].n ? put_font(cx, d, face, &subset[face]) : OK;
		if (err != OK)
			return err;
	}
	/* Now every glyph is a known one. */
	d->sheet.known = d->stock->known;
	stock_draw_ground(d);
	struct buf b;
	buf_init(&b, STOCK_MAX);
	sheet_write(&d->sheet, subset, &b);
	haru_page_put(&d->haru, buf_slice(&b));
	buf_free(&b);
	return OK;
}

static void put_output_intent(struct draft *d, HPDF_Dict catalog)
{
	struct buf icc;
	buf_init(&icc, 8192);
	icc_srgb(&icc);
	HPDF_Dict profile = haru_stream(&d->haru, buf_slice(&icc)), intent = haru_direct(&d->haru);
	buf_free(&icc);
	HPDF_Dict_AddNumber(profile, "N", 3);
	HPDF_Dict_AddName(intent, "Type", "OutputIntent");
	HPDF_Dict_AddName(intent, "S", "GTS_PDFA1");
	haru_text(&d->haru, intent, "OutputConditionIdentifier", "sRGB IEC61966-2.1");
	haru_text(&d->haru, intent, "Info", "sRGB IEC61966-2.1");
	HPDF_Dict_Add(intent, "DestOutputProfile", profile);
	HPDF_Array intents = haru_array(&d->haru);
	HPDF_Array_Add(intents, intent);
	HPDF_Dict_Add(catalog, "OutputIntents", intents);
}

static void put_attachment(struct draft *d, HPDF_Dict catalog)
{
	struct haru *h = &d->haru;
	HPDF_Dict spec = haru_dict(h), ef = haru_direct(h), names = haru_direct(h), tree = haru_direct(h);
	HPDF_Dict_AddName(spec, "Type", "Filespec");
	haru_text(h, spec, "F", "proof.json");
	haru_text(h, spec, "UF", "proof.json");
	HPDF_Dict_AddName(spec, "AFRelationship", "Data");
	haru_text(h, spec, "Desc", "The values of this document as data");
	HPDF_Dict_Add(ef, "F", h->reserved[FILL_PROOF]);
	HPDF_Dict_Add(ef, "UF", h->reserved[FILL_PROOF]);
	HPDF_Dict_Add(spec, "EF", ef);
	HPDF_Array list = haru_array(h), af = haru_array(h);
	HPDF_Array_Add(list, HPDF_String_New(h->doc->mmgr, "proof.json", NULL));
	HPDF_Array_Add(list, spec);
	HPDF_Dict_Add(tree, "Names", list);
	HPDF_Dict_Add(names, "EmbeddedFiles", tree);
	HPDF_Dict_Add(catalog, "Names", names);
	HPDF_Array_Add(af, spec);
	HPDF_Dict_Add(catalog, "AF", af);
}

/* The seal is the appearance of the signature field and stands nowhere else. */
static HPDF_Dict put_seal(struct draft *d, const struct house_style *style)
{
	struct haru *h = &d->haru;
	const double *r = d->stock->page.seal;
	struct buf b;
	buf_init(&b, STOCK_MAX);
	seal_draw(&b, d->fonts, d->stock->known, style, r[2]);
	HPDF_Dict form = haru_stream(h, buf_slice(&b)), field = haru_dict(h), ap = haru_direct(h);
	buf_free(&b);
	HPDF_Array box = haru_array(h), rect = haru_array(h);
	for (int i = 0; i < 4; i++) {
		HPDF_Array_AddReal(box, i < 2 ? 0 : (HPDF_REAL)r[2]);
		HPDF_Array_AddReal(rect, (HPDF_REAL)(i < 2 ? r[i] : r[i - 2] + r[i]));
	}
	HPDF_Dict_AddName(form, "Type", "XObject");
	HPDF_Dict_AddName(form, "Subtype", "Form");
	HPDF_Dict_Add(form, "BBox", box);
	HPDF_Dict resources = haru_direct(h), fonts = haru_direct(h);
	for (int i = 0; i < d->fonts->count; i++)
		if (d->font[i])
			HPDF_Dict_Add(fonts, (char[]){ 'S', (char)('0' + i % 10), 0 }, d->font[i]);
	HPDF_Dict_Add(resources, "Font", fonts);
	HPDF_Dict_Add(form, "Resources", resources);
	HPDF_Dict_Add(ap, "N", form);
	HPDF_Dict_AddName(field, "Type", "Annot");
	HPDF_Dict_AddName(field, "Subtype", "Widget");
	HPDF_Dict_AddName(field, "FT", "Sig");
	haru_text(h, field, "T", "Seal");
	haru_text(h, field, "TU", "Electronic seal of the issuing authority");
	HPDF_Dict_Add(field, "V", h->reserved[FILL_SIGNATURE]);
	HPDF_Dict_Add(field, "P", h->page);
	HPDF_Dict_AddNumber(field, "F", 132);
	HPDF_Dict_Add(field, "Rect", rect);
	HPDF_Dict_AddNumber(field, "StructParent", 1);
	HPDF_Dict_Add(field, "AP", ap);
	return field;
}

static void put_catalog(struct draft *d, HPDF_Dict field)
{
	struct haru *h = &d->haru;
	HPDF_Dict catalog = h->doc->catalog, mark = haru_direct(h), view = haru_direct(h), perms = haru_direct(h), form = haru_direct(h);
	HPDF_Array fields = haru_array(h), annots = haru_array(h), contents = haru_array(h);
	haru_text(h, catalog, "Lang", "en");
	HPDF_Dict_AddBoolean(mark, "Marked", HPDF_TRUE);
	HPDF_Dict_Add(catalog, "MarkInfo", mark);
	HPDF_Dict_AddBoolean(view, "DisplayDocTitle", HPDF_TRUE);
	HPDF_Dict_Add(catalog, "ViewerPreferences", view);
	HPDF_Dict_Add(perms, "DocMDP", h->reserved[FILL_SIGNATURE]);
	HPDF_Dict_Add(catalog, "Perms", perms);
	HPDF_Array_Add(fields, field);
	HPDF_Dict_Add(form, "Fields", fields);
	HPDF_Dict_AddNumber(form, "SigFlags", 3);
	HPDF_Dict_Add(catalog, "AcroForm", form);
	HPDF_Dict_Add(catalog, "Metadata", h->reserved[FILL_XMP]);
	put_output_intent(d, catalog);
	put_attachment(d, catalog);
	HPDF_Array_Add(annots, field);
	HPDF_Dict_Add(h->page, "Annots", annots);
	HPDF_Dict_AddName(h->page, "Tabs", "S");
	HPDF_Dict_AddNumber(h->page, "StructParents", 0);
	HPDF_PageAttr attr = h->page->attr;
	HPDF_Array_Add(contents, attr->contents);
	HPDF_Array_Add(contents, h->reserved[FILL_CONTENT]);
	HPDF_Dict_RemoveElement(h->page, "Contents");
	HPDF_Dict_Add(h->page, "Contents", contents);
	HPDF_Dict_RemoveElement(h->page, "Resources");
	HPDF_Dict_Add(h->page, "Resources", h->reserved[FILL_RESOURCES]);
}

static enum err draw(struct ctx *cx, struct draft *d, const struct house_style *style)
{
	if (!haru_open(&d->haru, PAGE_WIDTH, PAGE_HEIGHT))
		return fail(cx, ERR_STOCK, "libharu does not start");
	for (int i = 0; i < FILL_OBJECTS; i++)
		haru_reserve(&d->haru);
	sheet_init(&d->sheet, cx, d->fonts, NULL);
	enum err err = stock_draw_page(d);
	if (err == OK)
		err = put_fonts(cx, d);
	if (err != OK)
		return err;
	HPDF_Dict field = put_seal(d, style);
	stock_end_tree(d, field);
	put_catalog(d, field);
	struct stock *s = d->stock;
	uint32_t *offsets = NULL;
	err = haru_write(cx, &d->haru, &s->bytes, &offsets, &s->objects);
	if (err != OK)
		return err;
	s->offsets = malloc((s->objects + 1) * sizeof *offsets);
	if (!s->offsets)
		return fail(cx, ERR_SYSTEM, "no memory for a stock");
	memcpy(s->offsets, offsets, (s->objects + 1) * sizeof *offsets);
	s->root = haru_number(d->haru.doc->catalog);
	s->page_object = haru_number(d->haru.page);
	s->document_element = haru_number(d->document);
	for (int i = 0; i < d->fonts->count; i++)
		s->font[i] = d->font[i] ? haru_number(d->font[i]) : 0;
	return OK;
}

enum err stock_build(struct ctx *cx, const struct fonts *fonts, enum kind kind, const struct house_style *style, struct stock **out)
{
	if (kind <= KIND_NONE || kind >= KIND_COUNT)
		return fail(cx, ERR_STOCK, "no such kind of document");
	struct stock *s = calloc(1, sizeof *s);
	if (!s)
		return fail(cx, ERR_SYSTEM, "no memory for a stock");
	struct draft d = { .fonts = fonts, .stock = s, .style = style };
	buf_init(&s->bytes, STOCK_MAX);
	s->kind = kind;
	s->authority_en = strdup(style->authority_en);
	page_layout(kind, &s->page);
	enum err err = draw(cx, &d, style);
	haru_close(&d.haru);
	if (err != OK || !s->authority_en) {
		stock_free(s);
		return err != OK ? err : fail(cx, ERR_SYSTEM, "no memory for a stock");
	}
	crypto_sha256(buf_slice(&s->bytes), s->digest);
	s->hash = hash_new();
	hash_add(s->hash, buf_slice(&s->bytes));
	*out = s;
	return OK;
}

struct slice stock_bytes(const struct stock *s) { return buf_slice(&s->bytes); }
const uint8_t *stock_digest(const struct stock *s) { return s->digest; }
const struct hash *stock_hash(const struct stock *s) { return s->hash; }

void stock_free(struct stock *s)
{
	if (!s)
		return;
	for (int i = 0; i < FACE_COUNT; i++)
		free(s->known[i]);
	buf_free(&s->bytes);
	free(s->offsets);
	free(s->authority_en);
	if (s->hash)
		hash_free(s->hash);
	free(s);
}
