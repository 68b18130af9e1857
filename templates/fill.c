/*
 * Owns: the writer of the fill. Objects in this order: values and QR, fonts, resources, photo, XMP, information, attachment,
 * signature; then the table and the trailer. Must never write a byte that is not a function of its input.
 */
#include "templates/fill.h"

#include <stdio.h>
#include <string.h>

#include "formats/pdf.h"
#include "templates/deflate.h"
#include "templates/qr.h"
#include "templates/sheet.h"
#include "templates/stock_inner.h"
#include "templates/values.h"
#include "templates/xmp.h"

#define FILL_MAX (512u << 10)
#define FILL_USUAL (20u << 10)
#define CONTENT_USUAL (8u << 10)
#define FONT_PACK_MIN 4000 /* bytes; a smaller program loses less than packing it costs */

struct writer {
	struct ctx *cx;
	const struct stock *stock;
	const struct fonts *fonts;
	const struct fill_input *in;
	struct fill *out;
	struct buf *b;
	uint32_t *offsets;       /* of the whole file */
	uint32_t next;           /* number of the next object that only this document has */
	struct sheet sheet;
	struct subset subset[FACE_COUNT];
	uint32_t font[FACE_COUNT], photo, symbol;
};


static uint32_t number(const struct writer *w, enum fill_object o)
{
	return w->stock->objects + 1 + (uint32_t)o;
}

static void begin(struct writer *w, uint32_t n)
{
	w->offsets[n] = (uint32_t)(w->stock->bytes.n + w->b->n);
	pdf_begin_object(w->b, n);
}

static void stream(struct writer *w, uint32_t n, const char *entries, struct slice data)
{
	begin(w, n);
	buf_puts(w->b, "<<");
	buf_puts(w->b, entries);
	buf_puts(w->b, "/Length ");
	buf_decimal(w->b, (int64_t)data.n);
	buf_puts(w->b, ">>\nstream\n");
	buf_put_slice(w->b, data);
	buf_puts(w->b, "\nendstream");
	pdf_end_object(w->b);
}

static bool put_packed(struct writer *w, uint32_t n, const char *entries, struct slice plain)
{
	struct buf packed;
	buf_init(&packed, FILL_MAX);
	bool good = deflate_put(DEFLATE_FAST, plain, &packed);
	if (good)
		stream(w, n, ctx_concat(w->cx, entries, "/Filter/FlateDecode", NULL), buf_slice(&packed));
	buf_free(&packed);
	return good;
}

/* JPEG (ITU-T T.81): start of image, then segments up to the frame header, which gives size and components. */
static bool photo_size(struct slice jpeg, unsigned *width, unsigned *height, unsigned *components)
{
	struct rd r = rd_of(jpeg);
	if (rd_u16(&r) != 0xFFD8)
		return false;
	while (!r.failed && rd_u8(&r) == 0xFF) {
		uint8_t marker = rd_u8(&r);
		uint16_t n = rd_u16(&r);
		if (n < 2)
			return false;
		bool frame = marker >= 0xC0 && marker <= 0xC2;
		if (!frame) {
			rd_take(&r, n - 2u);
			continue;
		}
		unsigned bits = rd_u8(&r);
		*height = rd_u16(&r);
		*width = rd_u16(&r);
		*components = rd_u8(&r);
		return !r.failed && bits == 8 && *width && *height && (*components == 1 || *components == 3);
	}
	return false;
}

static enum err put_photo(struct writer *w)
{
	struct slice jpeg = w->in->proof->photo;
	unsigned width = 0, height = 0, components = 0;
	if (jpeg.n == 0)
		return OK;
	if (!photo_size(jpeg, &width, &height, &components))
		return fail(w->cx, ERR_PHOTO, "ITU-T T.81: no baseline or progressive frame of 8 bits with 1 or 3 components");
	char entries[160];
	snprintf(entries, sizeof entries, "/Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace/%s/BitsPerComponent 8/Filter/DCTDecode", width, height,
		components == 1 ? "DeviceGray" : "DeviceRGB");
	w->photo = w->next++;
	stream(w, w->photo, entries, jpeg);
	w->out->photo_size = jpeg.n;
	w->out->photo_at = w->b->n - jpeg.n - (sizeof "\nendstream\nendobj\n" - 1);
	return OK;
}

#define PHOTO_INSET 0.75 /* leaves the frame's line free on all sides */

/* The photo fills its frame's width or height, centred; without one the frame says so. */
static enum err draw_photo(struct writer *w)
{
	const double *f = w->stock->page.photo;
	const struct sheet_style en = { 6.8, SHEET_SOFT, SHEET_CENTRE, NULL, -1, 0 }, zh = { 6.8, SHEET_SOFT, SHEET_CENTRE, "zh-CN", FACE_HAN, 0 };
	unsigned width = 1, height = 1, components = 0;
	if (w->photo) {
		photo_size(w->in->proof->photo, &width, &height, &components);
		double w_most = f[2] - 2 * PHOTO_INSET, h_most = f[3] - 2 * PHOTO_INSET;
		double scale = w_most / width < h_most / height ? w_most / width : h_most / height, a = width * scale, b = height * scale;
		sheet_begin(&w->sheet, "Figure", w->stock->mcid_photo);
		sheet_raw(&w->sheet, slice_str(ctx_printf(w->cx, "q %.2f 0 0 %.2f %.2f %.2f cm /Photo Do Q\n", a, b, f[0] + (f[2] - a) / 2, f[1] + (f[3] - b) / 2)));
		sheet_end(&w->sheet);
		return OK;
	}
	sheet_begin(&w->sheet, "P", w->stock->mcid_photo);
	enum err err = sheet_text(&w->sheet, &en, f[0] + f[2] / 2, f[1] + f[3] / 2 + 2, slice_str(ctx_concat(w->cx, page_text_en(TEXT_NO_PHOTO), " ", NULL)), NULL);
	if (err == OK)
		err = sheet_text(&w->sheet, &zh, f[0] + f[2] / 2, f[1] + f[3] / 2 - 8, slice_str(page_text_zh(TEXT_NO_PHOTO)), NULL);
	sheet_end(&w->sheet);
	return err;
}

/* An image mask paints what lies under its samples of 0; what is 1 stays the white ground of the stock. */
static enum err put_symbol(struct writer *w, struct qr *qr)
{
	struct buf packed;
	char entries[160];
	enum err err = qr_encode(w->cx, w->in->seal_text, qr);
	if (err != OK)
		return err;
	int side = QR_SAMPLES * qr->size;
	buf_init(&packed, FILL_MAX);
	qr_pack(qr, &packed);
	w->symbol = w->next++;
	snprintf(entries, sizeof entries, "/Type/XObject/Subtype/Image/Width %d/Height %d/ImageMask true/BitsPerComponent 1/Filter/FlateDecode", side, side);
	stream(w, w->symbol, entries, buf_slice(&packed));
	buf_free(&packed);
	return OK;
}

/* A hundredth of a point in from the whole dots on each side: a renderer that rounds outwards would add a dot in the middle. */
#define INSET 0.01

static enum err draw_qr(struct writer *w)
{
	struct qr qr;
	const double *at = w->stock->page.symbol;
	enum err err = put_symbol(w, &qr);
	if (err != OK)
		return err;
	double side = qr.size * QR_MODULE - 2 * INSET;
	sheet_begin(&w->sheet, "Figure", w->stock->mcid_qr);
	sheet_raw(&w->sheet, slice_str(ctx_printf(w->cx, "q 0 g %.2f 0 0 %.2f %.2f %.2f cm /Symbol Do Q\n", side, side, at[0] + INSET, at[1] + INSET)));
	sheet_end(&w->sheet);
	return OK;
}

static enum err put_fonts(struct writer *w)
{
	struct buf cmap;
	buf_init(&cmap, FILL_MAX);
	enum err err = OK;
	for (int i = 0; i < w->fonts->count && err == OK; i++) {
		const struct sheet_need *need = &w->sheet.need[i];
		const struct face *f = &w->fonts->face[i];
		if (need->n == 0)
			continue;
		struct subset *s = &w->subset[i];
		const struct truetype_wish wish = sheet_wish(&w->sheet, i);
		err = font_subset(w->cx, f, &wish, s);
		if (err != OK)
			break;
		char entries[64], name[80];
		snprintf(entries, sizeof entries, "/Length1 %zu", s->file.n);
		snprintf(name, sizeof name, "FILLA%c+%s", 'A' + i % 26, f->name);
		uint32_t n = w->next;
		w->next += 5;
		w->font[i] = n;
		if (s->file.n < FONT_PACK_MIN)
			stream(w, n + 4, entries, s->file);
		else if (!put_packed(w, n + 4, entries, s->file)) {
			err = fail(w->cx, ERR_LIMIT, "fonts over %u bytes", FILL_MAX);
			break;
		}
		buf_reset(&cmap);
		font_to_unicode(&cmap, s, sheet_characters(&w->sheet, i, s));
		stream(w, n + 3, "", buf_slice(&cmap));
		begin(w, n);
		buf_printf(w->b, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>", name, n + 1, n + 3);
		pdf_end_object(w->b);
		begin(w, n + 1);
		buf_printf(w->b, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
			"/FontDescriptor %u 0 R/CIDToGIDMap/Identity/W[", name, n + 2);
		font_widths(w->b, f, s);
		buf_puts(w->b, "]>>");
		pdf_end_object(w->b);
		begin(w, n + 2);
		buf_printf(w->b, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80"
			"/FontFile2 %u 0 R>>", name, f->box[0], f->box[1], f->box[2], f->box[3], f->ascent, f->descent, f->cap_height, n + 4);
		pdf_end_object(w->b);
	}
	buf_free(&cmap);
	return err;
}

static void put_font(struct buf *b, const char *family, int face, uint32_t n)
{
	buf_puts(b, family);
	buf_decimal(b, face);
	buf_putc(b, ' ');
	pdf_put_reference(b, n);
}

static void put_resources(struct writer *w)
{
	begin(w, number(w, FILL_RESOURCES));
	buf_puts(w->b, "<</Font<<");
	for (int i = 0; i < FACE_COUNT; i++) {
		if (w->stock->font[i])
			put_font(w->b, "/S", i, w->stock->font[i]);
		if (w->font[i])
			put_font(w->b, "/F", i, w->font[i]);
	}
	buf_puts(w->b, ">>/XObject<</Symbol ");
	pdf_put_reference(w->b, w->symbol);
	if (w->photo) {
		buf_puts(w->b, "/Photo ");
		pdf_put_reference(w->b, w->photo);
	}
	buf_puts(w->b, ">>>>");
	pdf_end_object(w->b);
}

static bool put_content(struct writer *w)
{
	struct buf plain;
	buf_init(&plain, FILL_MAX);
	buf_reserve(&plain, CONTENT_USUAL);
	sheet_write(&w->sheet, w->subset, &plain);
	bool good = buf_ok(&plain) && put_packed(w, number(w, FILL_CONTENT), "", buf_slice(&plain));
	buf_free(&plain);
	return good;
}

static void put_photo_element(struct writer *w)
{
	const double *f = w->stock->page.photo;
	begin(w, number(w, FILL_PHOTO_ELEMENT));
	buf_printf(w->b, "<</S/%s/P %u 0 R/Pg %u 0 R/K %d", w->photo ? "Figure" : "P", w->stock->document_element, w->stock->page_object,
		w->stock->mcid_photo);
	if (w->photo)
		buf_printf(w->b, "/Alt(Photograph of the holder)/A<</O/Layout/Placement/Block/BBox[%.2f %.2f %.2f %.2f]>>", f[0], f[1], f[0] + f[2], f[1] + f[3]);
	buf_puts(w->b, ">>");
	pdf_end_object(w->b);
}

static void put_attachment(struct writer *w)
{
	struct slice json = w->in->proof_json;
	begin(w, number(w, FILL_PROOF));
	buf_puts(w->b, "<</Type/EmbeddedFile/Subtype/application#2Fjson/Params<</ModDate");
	pdf_put_date(w->b, w->in->proof->issued_at);
	buf_puts(w->b, "/Size ");
	buf_decimal(w->b, (int64_t)json.n);
	buf_puts(w->b, ">>/Length ");
	buf_decimal(w->b, (int64_t)json.n);
	buf_puts(w->b, ">>\nstream\n");
	w->out->proof_at = w->b->n;
	w->out->proof_size = json.n;
	buf_put_slice(w->b, json);
	buf_puts(w->b, "\nendstream");
	pdf_end_object(w->b);
}

static void put_metadata(struct writer *w)
{
	struct buf xmp;
	buf_init(&xmp, 16384);
	const struct xmp x = {
		ctx_printf(w->cx, "%s %.*s", kind_title_en(w->stock->kind), SLICE_FMT(values_group(w->cx, w->in->proof->number))),
		w->stock->authority_en, w->in->proof->issued_at
	};
	xmp_packet(&xmp, &x);
	stream(w, number(w, FILL_XMP), "/Type/Metadata/Subtype/XML", buf_slice(&xmp));
	buf_free(&xmp);
	begin(w, number(w, FILL_INFO));
	xmp_info(w->b, &x);
	pdf_end_object(w->b);
}

/* Signature, table, trailer; then the range, now that all lengths are known. */
static void put_end(struct writer *w)
{
	const struct pdf_signature_form form = { number(w, FILL_SIGNATURE), w->in->proof->issued_at, slice_str(w->stock->authority_en),
		SLICE("Issued by the authority"), w->in->contents_size };
	size_t range_at = 0, base = w->stock->bytes.n;
	w->offsets[form.number] = (uint32_t)(base + w->b->n);
	pdf_put_signature(w->b, &form, &range_at, &w->out->contents_at);
	w->out->contents_digits = 2 * w->in->contents_size;
	struct pdf_trailer t = { w->offsets, w->next, w->stock->root, number(w, FILL_INFO), { 0 }, base + w->b->n };
	struct hash *h = hash_copy(w->stock->hash);
	uint8_t digest[32];
	hash_add(h, w->in->proof_json);
	hash_add(h, w->in->seal_text);
	hash_finish(h, digest);
	hash_free(h);
	memcpy(t.id, digest, sizeof t.id);
	pdf_put_trailer(w->b, &t);
	char range[PDF_BYTE_RANGE_SIZE + 1];
	size_t a = base + w->out->contents_at, b = a + w->out->contents_digits + 2;
	pdf_format_byte_range(a, b, base + w->b->n - b, range);
	if (buf_ok(w->b))
		memcpy(w->b->p + range_at, range, PDF_BYTE_RANGE_SIZE);
}

static enum err draw(struct writer *w)
{
	sheet_init(&w->sheet, w->cx, w->fonts, w->stock->known);
	enum err err = put_photo(w);
	if (err == OK)
		err = values_draw(w->cx, &w->sheet, &w->stock->page, w->in->proof, w->in->code);
	if (err == OK)
		err = draw_photo(w);
	if (err == OK)
		err = values_draw_legend(w->cx, &w->sheet, w->stock, w->in->proof);
	return err == OK ? draw_qr(w) : err;
}

enum err fill_build(struct ctx *cx, const struct stock *stock, const struct fonts *fonts, const struct fill_input *in, struct fill *out)
{
	memset(out, 0, sizeof *out);
	buf_init(&out->bytes, FILL_MAX);
	buf_reserve(&out->bytes, FILL_USUAL + in->proof->photo.n);
	struct writer *w = ctx_alloc_raw(cx, sizeof *w);
	*w = (struct writer){ .cx = cx, .stock = stock, .fonts = fonts, .in = in, .out = out, .b = &out->bytes };
	w->offsets = ctx_alloc(cx, (stock->objects + FILL_OBJECTS + 5 * FACE_COUNT + 3) * sizeof *w->offsets);
	memcpy(w->offsets, stock->offsets, (stock->objects + 1) * sizeof *w->offsets);
	w->next = stock->objects + 1 + FILL_OBJECTS;
	enum err err = in->proof->kind == stock->kind ? draw(w) : fail(cx, ERR_BUG, "proof and stock are of different kinds");
	if (err == OK)
		err = put_fonts(w);
	if (err == OK && !put_content(w))
		err = fail(cx, ERR_LIMIT, "content of the page over %u bytes", FILL_MAX);
	if (err == OK) {
		put_resources(w);
		put_photo_element(w);
		put_metadata(w);
		put_attachment(w);
		put_end(w);
		if (!buf_ok(&out->bytes))
			err = fail(cx, ERR_LIMIT, "fill over %u bytes", FILL_MAX);
	}
	if (err != OK)
		fill_free(out);
	return err;
}

void fill_free(struct fill *f)
{
	buf_free(&f->bytes);
	memset(f, 0, sizeof *f);
}
