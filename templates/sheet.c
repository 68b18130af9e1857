/* Owns: collecting and writing page content. Speed matters here: this runs for every document. */
#include "templates/sheet.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "formats/pdf.h"
#include "templates/tongue.h"

enum item_kind { ITEM_BEGIN = 1, ITEM_END, ITEM_RAW, ITEM_TEXT };

struct sheet_item {
	struct sheet_item *next;
	enum item_kind kind;
	const char *tag;
	int mcid;
	struct slice raw;
	const struct shape *shape;
	struct sheet_style style;
	double x, y;
};

void sheet_init(struct sheet *s, struct ctx *cx, const struct fonts *fonts, uint16_t *const *known)
{
	memset(s, 0, sizeof *s);
	s->cx = cx;
	s->fonts = fonts;
	s->last = &s->first;
	s->known = known;
}

static struct sheet_item *add(struct sheet *s, enum item_kind kind)
{
	struct sheet_item *i = ctx_alloc(s->cx, sizeof *i);
	i->kind = kind;
	*s->last = i;
	s->last = &i->next;
	return i;
}

void sheet_begin(struct sheet *s, const char *tag, int mcid)
{
	struct sheet_item *i = add(s, ITEM_BEGIN);
	i->tag = tag;
	i->mcid = mcid;
}

void sheet_end(struct sheet *s)
{
	add(s, ITEM_END);
}

void sheet_raw(struct sheet *s, struct slice operators)
{
	add(s, ITEM_RAW)->raw = operators;
}

static void need(struct sheet *s, int face, uint32_t glyph, struct slice text)
{
	struct sheet_need *n = &s->need[face];
	for (size_t i = 0; i < n->n; i++)
		if (n->glyphs[i] == glyph) {
			/* A glyph that said nothing in one cluster may say something in another. */
			if (slice_is(n->texts[i], "\xE2\x80\x8C"))
				n->texts[i] = text;
			return;
		}
	if (n->n == n->room) {
		size_t room = n->room ? n->room * 2 : 32;
		uint32_t *g = ctx_alloc(s->cx, room * sizeof *g);
		struct slice *t = ctx_alloc(s->cx, room * sizeof *t);
		if (n->n) {
			memcpy(g, n->glyphs, n->n * sizeof *g);
			memcpy(t, n->texts, n->n * sizeof *t);
		}
		n->glyphs = g;
		n->texts = t;
		n->room = room;
	}
	n->glyphs[n->n] = glyph;
	n->texts[n->n++] = text;
}

/* The face's own glyph, in its place and for its own character. */
static bool stands(const struct shape_glyph *g) { return g->dx == 0 && g->dy == 0 && !g->mirrored && g->glyph != TRUETYPE_NOTHING; }

/* Where a moved glyph is among those of its face; their number for one that is not. */
static size_t find_moved(const struct sheet_need *n, const struct truetype_moved *m)
{
	size_t i = 0;
	while (i < n->moved_n && (n->moved[i].glyph != m->glyph || n->moved[i].dx != m->dx || n->moved[i].dy != m->dy))
		i++;
	return i;
}

/* The number a glyph has in sheet_need.glyphs. */
static uint32_t number_of(const struct sheet *s, int face, const struct shape_glyph *g)
{
	const struct face *f = &s->fonts->face[face];
	if (stands(g))
		return g->glyph;
	const struct truetype_moved m = font_moved(f, g->glyph, g->dx, g->dy);
	return f->glyphs + (uint32_t)find_moved(&s->need[face], &m);
}

static void need_glyph(struct sheet *s, int face, const struct shape_glyph *g)
{
	struct sheet_need *n = &s->need[face];
	uint32_t number = number_of(s, face, g);
	if (!stands(g) && number == s->fonts->face[face].glyphs + n->moved_n) {
		if (n->moved_n == n->moved_room) {
			struct truetype_moved *longer = ctx_alloc(s->cx, (n->moved_room = 2 * n->moved_room + 16) * sizeof *longer);
			if (n->moved_n)
				memcpy(longer, n->moved, n->moved_n * sizeof *longer);
			n->moved = longer;
		}
		n->moved[n->moved_n++] = font_moved(&s->fonts->face[face], g->glyph, g->dx, g->dy);
	}
	need(s, face, number, g->text);
}

struct truetype_wish sheet_wish(const struct sheet *s, int face)
{
	const struct sheet_need *n = &s->need[face];
	return (struct truetype_wish){ n->glyphs, n->n, n->moved, n->moved_n };
}

void sheet_want(struct sheet *s, int face, int32_t cp)
{
	uint32_t g = font_glyph(&s->fonts->face[face], cp);
	struct buf b;
	buf_init(&b, 8);
	text_put(&b, cp);
	if (g)
		need(s, face, g, ctx_copy(s->cx, buf_slice(&b)));
	buf_free(&b);
}

struct slice *sheet_characters(const struct sheet *s, int face, const struct subset *subset)
{
	struct slice *texts = ctx_alloc(s->cx, (subset->count + 1) * sizeof *texts);
	for (size_t i = 0; i < s->need[face].n; i++)
		texts[truetype_renumber(subset, s->need[face].glyphs[i])] = s->need[face].texts[i];
	return texts;
}

static uint16_t known(const struct sheet *s, int face, const struct shape_glyph *g)
{
	return s->known && s->known[face] && stands(g) ? s->known[face][g->glyph] : 0;
}

double sheet_width(const struct sheet_style *style, const struct shape *shape)
{
	return (shape->width + (double)style->spacing * (double)shape->glyph_count) * style->size / 1000;
}

void sheet_shape(struct sheet *s, const struct sheet_style *style, double x, double y, const struct shape *shape)
{
	struct sheet_item *i = add(s, ITEM_TEXT);
	double w = sheet_width(style, shape);
	i->shape = shape;
	i->style = *style;
	i->x = style->align == SHEET_CENTRE ? x - w / 2 : style->align == SHEET_RIGHT ? x - w : x;
	i->y = y;
	for (size_t r = 0; r < shape->run_count; r++) {
		const struct shape_run *run = &shape->runs[r];
		for (size_t k = 0; k < run->count; k++) {
			const struct shape_glyph *g = &shape->glyphs[run->first + k];
			if (!known(s, run->face, g))
				need_glyph(s, run->face, g);
		}
	}
}

enum err sheet_text(struct sheet *s, const struct sheet_style *style, double x, double y, struct slice text, double *width)
{
	struct shape *shape = ctx_alloc(s->cx, sizeof *shape);
	enum err err = shape_text(s->cx, s->fonts, style->face, text, shape);
	if (err != OK)
		return err;
	if (width)
		*width = sheet_width(style, shape);
	sheet_shape(s, style, x, y, shape);
	return OK;
}

void sheet_number(struct buf *b, double v)
{
	long n = lround(v * 100);
	unsigned cents = (unsigned)((n < 0 ? -n : n) % 100);
	char t[4] = { '.', (char)('0' + cents / 10), (char)('0' + cents % 10), ' ' };
	if (n < 0 && n > -100)
		buf_putc(b, '-');
	buf_decimal(b, n / 100);
	if (cents == 0)
		t[0] = ' ';
	else if (cents % 10 == 0)
		t[2] = ' ';
	buf_put(b, t, cents == 0 ? 1 : cents % 10 == 0 ? 3 : 4);
}

/* One line: a TJ array for each font, without brackets where nothing moves. */
struct pen {
	const struct sheet *s;
	const struct subset *subset;
	struct buf *b;
	const char *colour;      /* that is set */
	char family;             /* 'S' or 'F' of the font that is set */
	int face;
	size_t open;             /* where the string's operand begins, 0 outside */
	bool moved;              /* the operand holds adjustments */
	const char *tongue;      /* that the text within the line has said, NULL for English */
};

static void close_string(struct pen *p)
{
	if (!p->open)
		return;
	buf_putc(p->b, ')');
	if (p->moved) {
		buf_puts(p->b, "]TJ\n");
	} else {
		p->b->p[p->open - 1] = ' '; /* the bracket */
		buf_puts(p->b, "Tj\n");
	}
	p->open = 0;
}

static void move(struct pen *p, int by)
{
	buf_putc(p->b, ')');
	buf_decimal(p->b, -by);
	buf_putc(p->b, '(');
	p->moved = true;
}

static void set_font(struct pen *p, char family, int face, double size)
{
	close_string(p);
	buf_putc(p->b, '/');
	buf_putc(p->b, (uint8_t)family);
	buf_decimal(p->b, face);
	buf_putc(p->b, ' ');
	sheet_number(p->b, size);
	buf_puts(p->b, "Tf");
	p->family = family;
	p->face = face;
}

/* A byte of a literal string (ISO 32000-1 7.3.4.2): half as long as digits. A carriage return would be read as a line feed. */
static inline void put_byte(struct buf *b, uint8_t byte)
{
	if (byte == '(' || byte == ')' || byte == '\\' || byte == '\r')
		buf_putc(b, '\\');
	buf_putc(b, byte == '\r' ? 'r' : byte);
}

static void put_glyph(struct pen *p, const struct sheet_item *i, const struct shape_run *run, const struct shape_glyph *g)
{
	uint32_t number = known(p->s, run->face, g);
	char family = number ? 'S' : 'F';
	if (!number)
		number = truetype_renumber(&p->subset[run->face], number_of(p->s, run->face, g));
	if (family != p->family || run->face != p->face)
		set_font(p, family, run->face, i->style.size);
	if (!p->open) {
		buf_puts(p->b, "[(");
		p->open = p->b->n - 1;
		p->moved = false;
	}
	put_byte(p->b, (uint8_t)(number >> 8));
	put_byte(p->b, (uint8_t)number);
	if (g->advance != g->natural)
		move(p, g->advance - g->natural);
}

static void put_tongue(struct buf *b, const char *tongue)
{
	buf_puts(b, "/Span<</Lang(");
	buf_puts(b, tongue);
	buf_puts(b, ")>>BDC ");
}

/* Letters of another script within English text say their language; what is no letter stays with those before it. */
static void change_tongue(struct pen *p, struct slice text)
{
	const char *tongue = NULL;
	bool latin = false;
	for (size_t at = 0; at < text.n && !tongue && !latin;) {
		int32_t cp = text_next(text, &at);
		tongue = tongue_of(cp);
		latin = cp >= 'A' && cp < 0x370;
	}
	if (tongue == p->tongue || (!tongue && !latin))
		return;
	close_string(p);
	if (p->tongue)
		buf_puts(p->b, "EMC ");
	if (tongue)
		put_tongue(p->b, tongue);
	p->tongue = tongue;
}

/* What a run needs said around it so that its text can be taken out again (ISO 32000-1 14.8.2.3.3, 14.9.4). */
static void put_run(struct pen *p, const struct sheet_item *i, const struct shape_run *run)
{
	bool foreign = !i->style.lang;
	if (run->complex || run->reversed) {
		if (foreign)
			change_tongue(p, run->text);
		close_string(p);
	}
	if (run->complex) {
		buf_puts(p->b, "/Span<</ActualText<feff");
		for (size_t at = 0; at < run->text.n;)
			pdf_put_utf16(p->b, text_next(run->text, &at));
		buf_puts(p->b, ">>>BDC ");
	} else if (run->reversed) {
		buf_puts(p->b, "/ReversedChars BMC ");
	}
	for (size_t k = 0; k < run->count; k++) {
		const struct shape_glyph *g = &i->shape->glyphs[run->first + k];
		if (foreign && !run->complex && !run->reversed)
			change_tongue(p, g->text);
		put_glyph(p, i, run, g);
	}
	if (run->complex || run->reversed) {
		close_string(p);
		buf_puts(p->b, "EMC ");
	}
}

static void put_text(struct pen *p, const struct sheet_item *i)
{
	struct buf *b = p->b;
	if (i->shape->glyph_count == 0)
		return;
	if (p->colour != i->style.colour)
		buf_puts(b, p->colour = i->style.colour);
	if (i->style.lang)
		put_tongue(b, i->style.lang);
	p->face = -1;
	p->tongue = NULL;
	buf_puts(b, " BT ");
	sheet_number(b, i->x);
	sheet_number(b, i->y);
	buf_puts(b, "Td ");
	if (i->style.spacing) {
		sheet_number(b, i->style.spacing * i->style.size / 1000);
		buf_puts(b, "Tc");
	}
	for (size_t r = 0; r < i->shape->run_count; r++)
		put_run(p, i, &i->shape->runs[r]);
	close_string(p);
	if (p->tongue)
		buf_puts(b, "EMC ");
	if (i->style.spacing)
		buf_puts(b, "0 Tc ");
	buf_puts(b, i->style.lang ? "ET EMC\n" : "ET\n");
}

void sheet_write(const struct sheet *s, const struct subset *subset, struct buf *out)
{
	struct pen p = { .s = s, .subset = subset, .b = out };
	for (const struct sheet_item *i = s->first; i; i = i->next) {
		switch (i->kind) {
		case ITEM_BEGIN:
			if (i->mcid < 0) {
				buf_puts(out, "/Artifact<</Type/Layout>>BDC\n");
				break;
			}
			buf_putc(out, '/');
			buf_puts(out, i->tag);
			buf_puts(out, "<</MCID ");
			buf_decimal(out, i->mcid);
			buf_puts(out, ">>BDC\n");
			break;
		case ITEM_END:
			buf_puts(out, "EMC\n");
			break;
		case ITEM_RAW:
			buf_put_slice(out, i->raw);
			break;
		case ITEM_TEXT:
			put_text(&p, i);
			break;
		}
	}
}
