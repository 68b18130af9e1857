/* Owns: drawing along a circle. Angles in radians, 0 = to the right, counter-clockwise. */
#include "templates/seal.h"

#include <math.h>

#include "base/text.h"
#include "templates/sheet.h"

#define PI 3.14159265358979323846

static void circle(struct buf *b, double cx, double cy, double r)
{
	double k = 0.5522847498 * r;
	buf_printf(b, "%.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c "
		"%.2f %.2f %.2f %.2f %.2f %.2f c h\n", cx + r, cy, cx + r, cy + k, cx + k, cy + r, cx, cy + r, cx - k, cy + r, cx - r, cy + k, cx - r, cy,
		cx - r, cy - k, cx - k, cy - r, cx, cy - r, cx + k, cy - r, cx + r, cy - k, cx + r, cy);
}

/* Letters standing on a circle: outside up (top = true, reading clockwise) or feet outward at the bottom. */
static void letters_on_circle(struct buf *b, const struct fonts *fonts, const char *text, const double centre[2], double r, double size, double span,
	double gap, bool top)
{
	struct slice s = slice_str(text);
	double total = 0, scale = 1;
	for (size_t at = 0; at < s.n;) {
		int32_t cp = text_next(s, &at);
		int face = font_for(fonts, cp, -1);
		if (face >= 0)
			total += font_advance(&fonts->face[face], font_glyph(&fonts->face[face], cp)) / 1000.0 * size + gap;
	}
	if (total / r > span)
		scale = span * r / total;
	double angle = top ? PI / 2 + total * scale / r / 2 : -PI / 2 - total * scale / r / 2;
	for (size_t at = 0; at < s.n;) {
		int32_t cp = text_next(s, &at);
		int face = font_for(fonts, cp, -1);
		if (face < 0)
			continue;
		const struct face *f = &fonts->face[face];
		uint32_t g = font_glyph(f, cp);
		double w = font_advance(f, g) / 1000.0 * size * scale, step = (w + gap * scale) / r;
		double mid = top ? angle - step / 2 : angle + step / 2, turn = top ? mid - PI / 2 : mid + PI / 2;
		double c = cos(turn), si = sin(turn), z = size * scale;
		double m[6] = { z * c, z * si, -z * si, z * c, centre[0] + r * cos(mid) - w / 2 * c, centre[1] + r * sin(mid) - w / 2 * si };
		font_outline(b, f, g, m);
		angle = top ? angle - step : angle + step;
	}
}

static void letters_on_line(struct buf *b, const struct fonts *fonts, const char *text, double x, double y, double size, double gap)
{
	struct slice s = slice_str(text);
	double total = -gap;
	for (size_t at = 0; at < s.n;) {
		int32_t cp = text_next(s, &at);
		const struct face *f = &fonts->face[font_for(fonts, cp, -1)];
		total += font_advance(f, font_glyph(f, cp)) / 1000.0 * size + gap;
	}
	x -= total / 2;
	for (size_t at = 0; at < s.n;) {
		int32_t cp = text_next(s, &at);
		const struct face *f = &fonts->face[font_for(fonts, cp, -1)];
		uint32_t g = font_glyph(f, cp);
		double m[6] = { size, 0, 0, size, x, y };
		font_outline(b, f, g, m);
		x += font_advance(f, g) / 1000.0 * size + gap;
	}
}

/* A rosette of overlapping circles: says nothing, belongs to nobody. */
static void knot(struct buf *b, double cx, double cy, double r)
{
	for (int i = 0; i < 12; i++)
		circle(b, cx + r * 0.5 * cos(i * PI / 6), cy + r * 0.5 * sin(i * PI / 6), r * 0.5);
}

void seal_draw(struct buf *b, const struct fonts *fonts, const struct house_style *style, double size)
{
	double c[2] = { size / 2, size / 2 }, r = size / 2;
	buf_puts(b, "q .76 .12 .09 RG .76 .12 .09 rg 1 j\n");
	buf_printf(b, "%.2f w ", size * 0.026);
	circle(b, c[0], c[1], r * 0.965);
	buf_puts(b, "S\n");
	buf_printf(b, "%.2f w ", size * 0.006);
	circle(b, c[0], c[1], r * 0.905);
	circle(b, c[0], c[1], r * 0.47);
	buf_puts(b, "S\n.3 w ");
	knot(b, c[0], c[1], r * 0.43);
	buf_puts(b, "S\n.35 w ");
	letters_on_circle(b, fonts, style->authority_zh, c, r * 0.615, size * 0.125, PI * 1.25, size * 0.02, true);
	buf_puts(b, "B\n");
	letters_on_circle(b, fonts, style->authority_en, c, r * 0.845, size * 0.052, PI * 0.95, size * 0.004, false);
	buf_puts(b, "f\n");
	if (style->specimen) {
		buf_printf(b, "1 g %.2f %.2f %.2f %.2f re f .76 .12 .09 rg\n", c[0] - r * 0.62, c[1] - r * 0.17, r * 1.24, r * 0.34);
		letters_on_line(b, fonts, "SPECIMEN 样本", c[0], c[1] - size * 0.03, size * 0.088, size * 0.004);
		buf_puts(b, "f\n");
	}
	buf_puts(b, "Q\n");
}

void seal_watermark(struct buf *b, const struct fonts *fonts, double page_width, double page_height)
{
	double c = cos(0.92), s = sin(0.92);
	buf_printf(b, "q %.4f %.4f %.4f %.4f %.2f %.2f cm .945 .93 .925 rg\n", c, s, -s, c, page_width / 2, page_height / 2);
	letters_on_line(b, fonts, "SPECIMEN 样本", 0, -28, 96, 4);
	buf_puts(b, "f Q\n");
}
