/* Owns: curves as Bezier pieces with exact tangents (Hermite form). Colour and line width are the caller's. */
#include "templates/guilloche.h"

#include <math.h>

#define PI 3.14159265358979323846
#define UNIT 10.0 /* every wave is the same path, so that it compresses */

struct point {
	double x, y;
};

/* From a to b with tangents ta, tb for a parameter step of 1. */
static void curve(struct buf *b, struct point a, struct point ta, struct point e, struct point te)
{
	buf_printf(b, "%.1f %.1f %.1f %.1f %.1f %.1f c\n", a.x + ta.x / 3, a.y + ta.y / 3, e.x - te.x / 3, e.y - te.y / 3, e.x, e.y);
}

static void wave(struct buf *b, double length, double amplitude, double period)
{
	int pieces = (int)(length / period * 4) + 1;
	double step = period / 4;
	buf_puts(b, "0 0 m\n");
	for (int i = 0; i < pieces; i++) {
		double p = i * PI / 2, q = (i + 1) * PI / 2;
		struct point a = { i * step, amplitude * sin(p) }, e = { (i + 1) * step, amplitude * sin(q) };
		struct point ta = { step, amplitude * PI / 2 * cos(p) }, te = { step, amplitude * PI / 2 * cos(q) };
		curve(b, a, ta, e, te);
	}
	buf_puts(b, "S\n");
}

void guilloche_band(struct buf *b, const struct guilloche_band *g)
{
	buf_printf(b, "q %.2f %.2f %.2f %.2f re W n\n", g->x, g->y - g->amplitude - 1, g->width, 2 * g->amplitude + 2);
	for (int family = 0; family < 2; family++)
		for (int i = 0; i < g->lines; i++) {
			double share = (double)i / g->lines;
			/* Heights swell and shrink along the phases, the second family mirrored. */
			double height = (family ? -1 : 1) * (0.35 + 0.65 * fabs(cos(PI * share)));
			buf_printf(b, "q 1 0 0 %.2f %.1f %.1f cm\n", height * g->amplitude / UNIT, g->x - g->period * share - g->period * (family ? 0.5 : 0), g->y);
			wave(b, g->width + 2 * g->period, UNIT, g->period);
			buf_puts(b, "Q\n");
		}
	buf_puts(b, "Q\n");
}

static struct point on_rosette(const struct guilloche_rosette *g, double t, struct point *tangent)
{
	double mid = (g->inner + g->outer) / 2, swing = (g->outer - g->inner) / 2;
	double r = mid + swing * cos(g->petals * t), d = -swing * g->petals * sin(g->petals * t);
	*tangent = (struct point){ d * cos(t) - r * sin(t), d * sin(t) + r * cos(t) };
	return (struct point){ r * cos(t), r * sin(t) };
}

void guilloche_rosette(struct buf *b, const struct guilloche_rosette *g)
{
	int pieces = g->petals * 6;
	double step = 2 * PI / pieces;
	for (int k = 0; k < g->lines; k++) {
		double turn = 2 * PI / g->petals * k / g->lines, c = cos(turn), s = sin(turn);
		buf_printf(b, "q %.3f %.3f %.3f %.3f %.0f %.0f cm\n", c, s, -s, c, g->x, g->y);
		struct point ta, te, a = on_rosette(g, 0, &ta);
		buf_printf(b, "%.1f %.1f m\n", a.x, a.y);
		for (int i = 1; i <= pieces; i++) {
			struct point e = on_rosette(g, i * step, &te);
			curve(b, a, (struct point){ ta.x * step, ta.y * step }, e, (struct point){ te.x * step, te.y * step });
			a = e;
			ta = te;
		}
		buf_puts(b, "s Q\n");
	}
}
