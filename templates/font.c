/*
 * Owns: font files (mapped, read-only, shared by threads), coverage, metrics, subsets, outlines. The order of the table is
 * the order of choice. Adding a script is adding a row.
 */
#include "templates/font.h"

#include <hb-ot.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/text.h"
#include "formats/pdf.h"
#include "templates/sheet.h"

#define FONTS "/usr/share/fonts/truetype/"

struct font_file {
	const char *path, *name, *package;
};

static const struct font_file font_files[] = {
	{ FONTS "noto/NotoSerif-Regular.ttf", "NotoSerif-Regular", "fonts-noto-core" },
	{ FONTS "lxgw-wenkai/LXGWWenKai-Regular.ttf", "LXGWWenKai-Regular", "fonts-lxgw-wenkai" },
	{ FONTS "dejavu/DejaVuSansMono.ttf", "DejaVuSansMono", "fonts-dejavu-core" },
	{ FONTS "nanum/NanumMyeongjo.ttf", "NanumMyeongjo", "fonts-nanum" },
	{ FONTS "noto/NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifThai-Regular.ttf", "NotoSerifThai-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifDevanagari-Regular.ttf", "NotoSerifDevanagari-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifHebrew-Regular.ttf", "NotoSerifHebrew-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifBengali-Regular.ttf", "NotoSerifBengali-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifGurmukhi-Regular.ttf", "NotoSerifGurmukhi-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifGujarati-Regular.ttf", "NotoSerifGujarati-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSansOriya-Regular.ttf", "NotoSansOriya-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifTamil-Regular.ttf", "NotoSerifTamil-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifTelugu-Regular.ttf", "NotoSerifTelugu-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifKannada-Regular.ttf", "NotoSerifKannada-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifMalayalam-Regular.ttf", "NotoSerifMalayalam-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifSinhala-Regular.ttf", "NotoSerifSinhala-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifKhmer-Regular.ttf", "NotoSerifKhmer-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifLao-Regular.ttf", "NotoSerifLao-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifMyanmar-Regular.ttf", "NotoSerifMyanmar-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifGeorgian-Regular.ttf", "NotoSerifGeorgian-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifArmenian-Regular.ttf", "NotoSerifArmenian-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifEthiopic-Regular.ttf", "NotoSerifEthiopic-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSerifTibetan-Regular.ttf", "NotoSerifTibetan-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSansMongolian-Regular.ttf", "NotoSansMongolian-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSansThaana-Regular.ttf", "NotoSansThaana-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSansSyriac-Regular.ttf", "NotoSansSyriac-Regular", "fonts-noto-core" },
	{ FONTS "noto/NotoSansTifinagh-Regular.ttf", "NotoSansTifinagh-Regular", "fonts-noto-core" },
	{ FONTS "hanazono/HanaMinA.ttf", "HanaMinA", "fonts-hanazono" }, /* Han that the Han face lacks */
	{ FONTS "hanazono/HanaMinB.ttf", "HanaMinB", "fonts-hanazono" },
};

_Static_assert(sizeof(font_files) / sizeof(font_files[0]) <= FACE_COUNT, "a face too many");

static int per_mille(int v, unsigned units)
{
	return (int)lround((double)v * 1000.0 / (double)units);
}

static void face_measure(struct face *f)
{
	hb_font_extents_t e = { 0 };
	hb_position_t cap = 0;
	hb_font_get_h_extents(f->font, &e);
	f->ascent = e.ascender;
	f->descent = e.descender;
	hb_ot_metrics_get_position(f->font, HB_OT_METRICS_TAG_CAP_HEIGHT, &cap);
	f->cap_height = cap > 0 ? cap : 700;
	hb_blob_t *head = hb_face_reference_table(f->face, HB_TAG('h', 'e', 'a', 'd'));
	unsigned n = 0;
	const char *p = hb_blob_get_data(head, &n);
	struct rd r = rd_of(slice_of(p, n));
	rd_take(&r, 36); /* xMin, yMin, xMax, yMax stand at 36 */
	for (int i = 0; i < 4; i++)
		f->box[i] = per_mille((int16_t)rd_u16(&r), f->units);
	hb_blob_destroy(head);
}

static bool face_open(struct face *f, const struct font_file *file)
{
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(file->path);
	if (!blob)
		return false;
	unsigned n = 0;
	const char *file_bytes = hb_blob_get_data(blob, &n);
	bool program = truetype_open(slice_of(file_bytes, n), &f->program);
	f->face = hb_face_create(blob, 0); /* keeps the bytes */
	hb_blob_destroy(blob);
	hb_face_make_immutable(f->face);
	f->units = hb_face_get_upem(f->face);
	f->glyphs = hb_face_get_glyph_count(f->face);
	f->font = hb_font_create(f->face);
	hb_font_set_scale(f->font, 1000, 1000);
	hb_font_make_immutable(f->font);
	f->exact = hb_font_create(f->face);
	hb_font_make_immutable(f->exact);
	f->name = file->name;
	face_measure(f);
	return program && f->glyphs > 0 && f->glyphs == f->program.glyphs;
}

/* Answers kept ready: printing asks for glyphs and advances thousands of times a document. */
static bool face_index(struct fonts *fonts, int i)
{
	struct face *f = &fonts->face[i];
	f->bmp = calloc(0x10000, sizeof *f->bmp);
	f->advance = calloc(f->glyphs, sizeof *f->advance);
	if (!f->bmp || !f->advance)
		return false;
	hb_set_t *set = hb_set_create();
	hb_face_collect_unicodes(f->face, set);
	hb_codepoint_t cp = HB_SET_VALUE_INVALID, g;
	while (hb_set_next(set, &cp) && cp < 0x10000) {
		if (!hb_font_get_nominal_glyph(f->font, cp, &g))
			continue;
		f->bmp[cp] = (uint16_t)g;
		bool hangul = i == FACE_HANGUL && cp >= 0xAC00 && cp <= 0xD7A3; /* the Han face has some of them only */
		if (i != FACE_MONO && (!fonts->first[cp] || hangul))
			fonts->first[cp] = (uint8_t)(i + 1);
	}
	hb_set_destroy(set);
	for (unsigned k = 0; k < f->glyphs; k++)
		f->advance[k] = (int16_t)hb_font_get_glyph_h_advance(f->font, k);
	return true;
}

static void face_close(struct face *f)
{
	hb_font_destroy(f->font);
	hb_font_destroy(f->exact);
	hb_face_destroy(f->face);
	free(f->bmp);
	free(f->advance);
	memset(f, 0, sizeof *f);
}

enum err fonts_open(struct ctx *cx, struct fonts **out)
{
	struct fonts *fonts = calloc(1, sizeof *fonts);
	if (!fonts)
		return fail(cx, ERR_SYSTEM, "no memory for fonts");
	fonts->count = (int)(sizeof(font_files) / sizeof(font_files[0]));
	for (int i = 0; i < fonts->count; i++) {
		const struct font_file *file = &font_files[i];
		if (face_open(&fonts->face[i], file) && face_index(fonts, i))
			continue;
		face_close(&fonts->face[i]); /* a further script is simply not printed */
		if (i < FACE_OTHER) {
			fonts_close(fonts);
			return fail(cx, ERR_FONT, "%s is missing or not TrueType: install the package %s", file->path, file->package);
		}
	}
	*out = fonts;
	return OK;
}

void fonts_close(struct fonts *fonts)
{
	if (!fonts)
		return;
	for (int i = 0; i < fonts->count; i++)
		face_close(&fonts->face[i]);
	free(fonts);
}

uint32_t font_glyph_slowly(const struct face *f, int32_t cp)
{
	hb_codepoint_t g = 0;
	if (cp < 0 || !f->font)
		return 0;
	return hb_font_get_nominal_glyph(f->font, (hb_codepoint_t)cp, &g) ? g : 0;
}

int font_for_slowly(const struct fonts *fonts, int32_t cp, int like)
{
	if (cp < 0)
		return -1;
	if (like >= 0 && font_glyph(&fonts->face[like], cp))
		return like;
	for (int i = 0; i < fonts->count; i++)
		if (i != FACE_MONO && font_glyph(&fonts->face[i], cp))
			return i;
	return -1;
}

int32_t fonts_missing(const struct fonts *fonts, struct slice text)
{
	for (size_t at = 0; at < text.n;) {
		int32_t cp = text_next(text, &at);
		if (cp < 0)
			return 0xFFFD;
		if (cp != '\n' && font_for(fonts, cp, -1) < 0)
			return cp;
	}
	return 0;
}

struct truetype_moved font_moved(const struct face *f, uint32_t glyph, int dx, int dy)
{
	return (struct truetype_moved){ glyph, (int)lround(dx * (double)f->units / 1000.0), (int)lround(dy * (double)f->units / 1000.0) };
}

enum err font_subset(struct ctx *cx, const struct face *f, const struct truetype_wish *wish, struct subset *out)
{
	if (!truetype_subset(cx, &f->program, wish, out))
		return fail(cx, ERR_FONT, "%s: no subset of %zu glyphs", f->name, wish->count);
	return OK;
}

/* hb-draw callbacks: quadratic curves become cubic, points go through the matrix. */
struct pen {
	struct buf *b;
	const double *m;
	double unit;
};

static void pen_point(struct pen *p, float x, float y)
{
	double u = (double)x / p->unit, v = (double)y / p->unit;
	buf_printf(p->b, "%.1f %.1f ", p->m[0] * u + p->m[2] * v + p->m[4], p->m[1] * u + p->m[3] * v + p->m[5]);
}

static void pen_move(hb_draw_funcs_t *d, void *data, hb_draw_state_t *st, float x, float y, void *user)
{
	(void)d, (void)st, (void)user;
	struct pen *p = data;
	pen_point(p, x, y);
	buf_puts(p->b, "m\n");
}

static void pen_line(hb_draw_funcs_t *d, void *data, hb_draw_state_t *st, float x, float y, void *user)
{
	(void)d, (void)st, (void)user;
	struct pen *p = data;
	pen_point(p, x, y);
	buf_puts(p->b, "l\n");
}

static void pen_quadratic(hb_draw_funcs_t *d, void *data, hb_draw_state_t *st, float cx, float cy, float x, float y, void *user)
{
	(void)d, (void)user;
	struct pen *p = data;
	pen_point(p, (st->current_x + 2 * cx) / 3, (st->current_y + 2 * cy) / 3);
	pen_point(p, (x + 2 * cx) / 3, (y + 2 * cy) / 3);
	pen_point(p, x, y);
	buf_puts(p->b, "c\n");
}

static void pen_cubic(hb_draw_funcs_t *d, void *data, hb_draw_state_t *st, float ax, float ay, float bx, float by, float x, float y, void *user)
{
	(void)d, (void)st, (void)user;
	struct pen *p = data;
	pen_point(p, ax, ay);
	pen_point(p, bx, by);
	pen_point(p, x, y);
	buf_puts(p->b, "c\n");
}

static void pen_close(hb_draw_funcs_t *d, void *data, hb_draw_state_t *st, void *user)
{
	(void)d, (void)st, (void)user;
	struct pen *p = data;
	buf_puts(p->b, "h\n");
}

void font_outline(struct buf *b, const struct face *f, uint32_t glyph, const double m[static 6])
{
	struct pen pen = { b, m, (double)f->units };
	hb_draw_funcs_t *d = hb_draw_funcs_create();
	hb_draw_funcs_set_move_to_func(d, pen_move, NULL, NULL);
	hb_draw_funcs_set_line_to_func(d, pen_line, NULL, NULL);
	hb_draw_funcs_set_quadratic_to_func(d, pen_quadratic, NULL, NULL);
	hb_draw_funcs_set_cubic_to_func(d, pen_cubic, NULL, NULL);
	hb_draw_funcs_set_close_path_func(d, pen_close, NULL, NULL);
	hb_font_get_glyph_shape(f->exact, glyph, d, &pen);
	hb_draw_funcs_destroy(d);
}

unsigned font_equal_advances(const struct face *f, const struct subset *s, unsigned i)
{
	unsigned n = 1;
	while (i + n < s->count && font_advance(f, truetype_shown(s, i + n)) == font_advance(f, truetype_shown(s, i)))
		n++;
	return n;
}

void font_widths(struct buf *b, const struct face *f, const struct subset *s)
{
	bool open = false;
	for (unsigned i = 0, n; i < s->count; i += n) {
		n = font_equal_advances(f, s, i);
		if (n < FONT_WIDTH_RUN)
			n = 1;
		if (open)
			buf_putc(b, n > 1 ? ']' : ' ');
		if (n > 1 || !open) {
			if (i)
				buf_putc(b, ' ');
			buf_decimal(b, i);
			buf_putc(b, n > 1 ? ' ' : '[');
		}
		open = n == 1;
		if (n > 1) {
			buf_decimal(b, i + n - 1);
			buf_putc(b, ' ');
		}
		buf_decimal(b, font_advance(f, truetype_shown(s, i)));
	}
	if (open)
		buf_putc(b, ']');
}

static void put_code(struct buf *b, unsigned code)
{
	uint8_t *at = buf_grow(b, 6);
	if (!at)
		return;
	at[0] = '<';
	hex_write_16((uint16_t)code, at + 1);
	at[5] = '>';
}

/* The character of a glyph below U+10000 that stands for just one, or -1. */
static int32_t single(struct slice text)
{
	size_t at = 0;
	int32_t cp = text.n ? text_next(text, &at) : -1;
	return at == text.n && cp < 0x10000 ? cp : -1;
}

/* Glyphs from i whose characters go up one by one within one row of 256 codes: what a range may hold (ISO 32000-1 9.10.3). */
static unsigned range_at(const struct subset *s, const struct slice *texts, unsigned i)
{
	unsigned n = 1;
	int32_t first = single(texts[i]);
	while (first >= 0 && i + n < s->count && (i + n) % 256 != 0 && (first + (int32_t)n) % 256 != 0 && single(texts[i + n]) == first + (int32_t)n)
		n++;
	return n;
}

/* At most 100 lines a section; a range of fewer than three is written as single characters. */
static void put_sections(struct buf *b, const struct subset *s, const struct slice *texts, bool ranges)
{
	const char *name = ranges ? "bfrange" : "bfchar";
	struct buf lines;
	unsigned count = 0;
	buf_init(&lines, 65536);
	for (unsigned i = 0; i <= s->count; i++) {
		if (count && (count == 100 || i == s->count)) {
			buf_decimal(b, count);
			buf_puts(b, " begin");
			buf_puts(b, name);
			buf_putc(b, '\n');
			buf_put_slice(b, buf_slice(&lines));
			buf_puts(b, "end");
			buf_puts(b, name);
			buf_putc(b, '\n');
			buf_reset(&lines);
			count = 0;
		}
		if (i == s->count || texts[i].n == 0)
			continue;
		unsigned n = range_at(s, texts, i);
		if ((n >= 3) == ranges) {
			put_code(&lines, i);
			if (ranges)
				put_code(&lines, i + n - 1);
			buf_putc(&lines, '<');
			for (size_t at = 0; at < texts[i].n;)
				pdf_put_utf16(&lines, text_next(texts[i], &at));
			buf_puts(&lines, ">\n");
			count++;
		}
		if (n >= 3)
			i += n - 1;
	}
	buf_free(&lines);
}

void font_to_unicode(struct buf *b, const struct subset *s, const struct slice *texts)
{
	buf_puts(b, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n");
	put_sections(b, s, texts, false);
	put_sections(b, s, texts, true);
	buf_puts(b, "endcmap CMapName currentdict/CMap defineresource pop end end\n");
}
