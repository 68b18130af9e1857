/* Owns: drawing along a circle. Angles in radians, 0 = to the right, counter-clockwise. */
#include "templates/seal.h"

#include <math.h>

#include "base/text.h"

#define PI 3.14159265358979323846

static void circle(struct buf *b, double cx, double cy, double r)
{
	double k = 0.5522847498 * r;
	buf_printf(b, "%.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c "
		"%.2f %.2f %.2f %.2f %.2f %.2f c h\n", cx + r, cy, cx + r, cy + k, cx + k, cy + r, cx, cy + r, cx - k, cy + r, cx - r, cy + k, cx - r, cy,
		cx - r, cy - k, cx - k, cy - r, cx, cy - r, cx + k, cy - r, cx + r, cy - k, cx + r, cy);
}

/* The seal's letters are text of the page's fonts, each with a matrix of its own: outlines would be ten times as long. */
struct pen {
	struct buf *b;
	const struct fonts *fonts;
	uint16_t *const *known;
	int face;
	double size;
};

static double pen_advance(const struct pen *p, int32_t cp)
{
	int face = font_for(p->fonts, cp, -1);
	return face < 0 ? 0 : font_advance(&p->fonts->face[face], font_glyph(&p->fonts->face[face], cp)) / 1000.0 * p->size;
}

static void pen_letter(struct pen *p, int32_t cp, double x, double y, double turn)
{
	int face = font_for(p->fonts, cp, -1);
	if (face < 0 || !p->known[face])
		return;
	if (face != p->face)
		buf_printf(p->b, "/S%d %.2f Tf ", face, p->size);
	p->face = face;
	double c = cos(turn), s = sin(turn);
	buf_printf(p->b, "%.3f %.3f %.3f %.3f %.1f %.1f Tm<%04x>Tj\n", c, s, -s, c, x, y, p->known[face][font_glyph(&p->fonts->face[face], cp)]);
}

static double text_width(const struct pen *p, struct slice text, double gap)
{
	double total = -gap;
	for (size_t at = 0; at < text.n;)
		total += pen_advance(p, text_next(text, &at)) + gap;
	return total;
}

/* Makes the letters of a long name smaller; at the top they then move outward, to stay in the middle of their ring. */
static void fit_circle(struct pen *p, struct slice s, double *r, double span, double *gap, bool top)
{
	double size = p->size, inner = *r;
	for (int i = 0; i < 4; i++) {
		double total = text_width(p, s, *gap) / *r;
		if (total <= span)
			return;
		p->size *= span / total;
		*gap *= span / total;
		if (top)
			*r = inner + (size - p->size) * 0.36;
	}
}

/* Letters standing on a circle: heads outward (top: reading clockwise, heavy) or inward (bottom). Smaller where they would pass the span. */
static void letters_on_circle(struct pen *p, const char *text, double centre, double r, double span, double gap, bool top)
{
	struct slice s = slice_str(text);
	fit_circle(p, s, &r, span, &gap, top);
	double total = text_width(p, s, gap) / r;
	if (top)
		buf_printf(p->b, "2 Tr %.2f w\n", p->size * 0.025); /* filled and stroked: a seal's letters are heavy */
	double angle = top ? PI / 2 + total / 2 : -PI / 2 - total / 2, sign = top ? -1 : 1;
	p->face = -1;
	for (size_t at = 0; at < s.n;) {
		int32_t cp = text_next(s, &at);
		double w = pen_advance(p, cp), mid = angle + sign * w / r / 2, turn = top ? mid - PI / 2 : mid + PI / 2;
		pen_letter(p, cp, centre + r * cos(mid) - w / 2 * cos(turn), centre + r * sin(mid) - w / 2 * sin(turn), turn);
		angle += sign * (w + gap) / r;
	}
}

static void letters_straight(struct pen *p, const char *text, double x, double y, double gap)
{
	struct slice s = slice_str(text);
	x -= text_width(p, s, gap) / 2;
	p->face = -1;
	for (size_t at = 0; at < s.n;) {
		int32_t cp = text_next(s, &at);
		pen_letter(p, cp, x, y, 0);
		x += pen_advance(p, cp) + gap;
	}
}

/* Rings of a chain: says nothing, belongs to nobody. */
static void chain(struct buf *b, double centre, double r, double link, int links)
{
	for (int i = 0; i < links; i++)
		circle(b, centre + r * cos(2 * PI * i / links), centre + r * sin(2 * PI * i / links), link);
}

static const char specimen_mark[] = "SPECIMEN 样本";

void seal_want(struct sheet *s, const struct house_style *style)
{
	const char *texts[3] = { style->authority_zh, style->authority_en, style->specimen ? specimen_mark : "" };
	for (int i = 0; i < 3; i++) {
		struct slice t = slice_str(texts[i]);
		for (size_t at = 0; at < t.n;) {
			int32_t cp = text_next(t, &at);
			int face = font_for(s->fonts, cp, -1);
			if (face >= 0)
				sheet_want(s, face, cp);
		}
	}
}

void seal_draw(struct buf *b, const struct fonts *fonts, uint16_t *const *known, const struct house_style *style, double size)
{
	double c = size / 2, r = size / 2;
	struct pen pen = { b, fonts, known, -1, size * 0.122 };
	buf_puts(b, "/Span<</ActualText()>>BDC\n"); /* the field's own text (TU) speaks for it, not scattered letters */
	buf_printf(b, "q .76 .12 .09 RG .76 .12 .09 rg %.2f w ", size * 0.026);
	circle(b, c, c, r * 0.965);
	buf_printf(b, "S %.2f w ", size * 0.006);
	circle(b, c, c, r * 0.905);
	circle(b, c, c, r * 0.53);
	buf_puts(b, "S .3 w ");
	chain(b, c, r * 0.455, r * 0.075, 36);
	if (!style->specimen) {
		chain(b, c, r * 0.2, r * 0.2, 12);
		chain(b, c, r * 0.1, r * 0.1, 8);
	}
	buf_puts(b, "S BT\n");
	letters_on_circle(&pen, style->authority_zh, c, r * 0.64, PI * 1.05, size * 0.03, true);
	buf_puts(b, "0 Tr\n");
	pen.size = size * 0.052;
	letters_on_circle(&pen, style->authority_en, c, r * 0.845, PI * 0.85, size * 0.004, false);
	buf_puts(b, "ET\n");
	if (style->specimen) {
		pen.size = size * 0.062;
		buf_puts(b, "BT\n");
		letters_straight(&pen, "SPECIMEN", c, c + size * 0.022, size * 0.002);
		pen.size = size * 0.11;
		letters_straight(&pen, "样本", c, c - size * 0.095, size * 0.012);
		buf_puts(b, "ET\n");
	}
	buf_puts(b, "Q EMC\n");
}

void seal_watermark(struct buf *b, const struct fonts *fonts, uint16_t *const *known, double page_width, double page_height)
{
	double c = cos(0.94), s = sin(0.94);
	struct pen pen = { b, fonts, known, -1, 74 };
	buf_printf(b, "q %.4f %.4f %.4f %.4f %.2f %.2f cm .945 .93 .925 rg /Span<</ActualText()>>BDC BT\n", c, s, -s, c, page_width / 2 + 12, page_height / 2 + 34);
	letters_straight(&pen, specimen_mark, 6, -24, 3);
	buf_puts(b, "ET EMC Q\n");
}
