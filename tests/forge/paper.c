/* Owns: taking a sealed PDF to pieces and putting it together again. Knows the profile only as far as a forger would. */
#include "tests/forge/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "forge: the file does not have what a forgery needs: %s\n", what);
	exit(1);
}

struct slice bytes_join(struct ctx *cx, struct slice a, struct slice b)
{
	uint8_t *p = ctx_alloc(cx, a.n + b.n + 1);
	if (a.n)
		memcpy(p, a.p, a.n);
	if (b.n)
		memcpy(p + a.n, b.p, b.n);
	return slice_of(p, a.n + b.n);
}

struct slice bytes_replace(struct ctx *cx, struct slice s, size_t at, size_t n, struct slice with)
{
	return bytes_join(cx, bytes_join(cx, slice_sub(s, 0, at), with), slice_sub(s, at + n, s.n));
}

size_t bytes_at(struct slice s, const char *text)
{
	size_t at = slice_find(s, slice_str(text), 0);
	must(at != SIZE_MAX, text);
	return at;
}

struct slice bytes_swap(struct ctx *cx, struct slice s, const char *from, const char *to)
{
	return bytes_replace(cx, s, bytes_at(s, from), strlen(from), slice_str(to));
}

struct slice bytes_flip(struct ctx *cx, struct slice s, size_t at)
{
	must(at < s.n, "a byte to flip");
	uint8_t byte = s.p[at] ^ 1;
	return bytes_replace(cx, s, at, 1, slice_of(&byte, 1));
}

static uint64_t number_behind(struct slice s, const char *label)
{
	size_t at = slice_find_last(s, slice_str(label));
	must(at != SIZE_MAX, label);
	uint64_t v = 0;
	for (at += strlen(label); at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++)
		v = v * 10 + (uint64_t)(s.p[at] - '0');
	return v;
}

static int by_offset(const void *a, const void *b)
{
	const struct paper_object *x = a, *y = b;
	return x->bytes.p < y->bytes.p ? -1 : x->bytes.p > y->bytes.p;
}

static struct paper_object *find(struct paper *p, uint32_t number)
{
	for (size_t i = 0; i < p->count; i++) {
		if (p->objects[i].number == number)
			return &p->objects[i];
	}
	must(false, "an object");
	return NULL;
}

/* The first object that holds both texts. */
static uint32_t object_with(const struct paper *p, const char *a, const char *b)
{
	for (size_t i = 0; i < p->count; i++) {
		struct slice bytes = p->objects[i].bytes;
		if (slice_find(bytes, slice_str(a), 0) != SIZE_MAX && slice_find(bytes, slice_str(b), 0) != SIZE_MAX)
			return p->objects[i].number;
	}
	must(false, a);
	return 0;
}

static void split_objects(struct ctx *cx, struct paper *out)
{
	size_t xref = number_behind(out->file, "startxref\n");
	struct slice table = slice_sub(out->file, xref, out->file.n);
	out->size = (uint32_t)number_behind(table, "xref\n0 ");
	must(out->size <= PAPER_OBJECTS, "few objects");
	size_t line = bytes_at(table, "65535 f \n") + 9;
	for (uint32_t i = 1; i < out->size; i++, line += 20) {
		size_t at = strtoul(ctx_string(cx, slice_sub(table, line, 10)), NULL, 10);
		out->objects[out->count++] = (struct paper_object){ i, slice_sub(out->file, at, 1) };
	}
	qsort(out->objects, out->count, sizeof *out->objects, by_offset);
	for (size_t i = 0; i < out->count; i++) {
		const uint8_t *end = i + 1 < out->count ? out->objects[i + 1].bytes.p : out->file.p + xref;
		out->objects[i].bytes.n = (size_t)(end - out->objects[i].bytes.p);
	}
}

bool paper_split(struct ctx *cx, struct slice file, struct paper *out)
{
	struct pades *p = ctx_alloc(cx, sizeof *p);
	pades_read(file, p);
	if (!pades_is_clean(p))
		return false;
	*out = (struct paper){ .file = file, .header = slice_sub(file, 0, 15) };
	split_objects(cx, out);
	size_t trailer = slice_find_last(file, SLICE("trailer\n")) + 8;
	out->trailer = slice_sub(file, trailer, slice_find_last(file, SLICE("\nstartxref")) - trailer);
	out->catalog = (uint32_t)number_behind(out->trailer, "/Root ");
	out->info = (uint32_t)number_behind(out->trailer, "/Info ");
	out->signature = out->objects[out->count - 1].number;
	out->proof = object_with(out, "/EmbeddedFile", "stream\n");
	out->form = object_with(out, "/SigFlags", "/Fields");
	out->stream = object_with(out, "/Length", "stream\n");
	return true;
}

/* The range over the file with this signature object in it; the text keeps its width. */
static struct slice patch_range(struct ctx *cx, struct slice file, size_t signature_at)
{
	size_t open = slice_find(file, SLICE("/ByteRange"), signature_at), a = slice_find(file, SLICE("/Contents"), signature_at);
	if (open == SIZE_MAX || a == SIZE_MAX)
		return file;
	open = slice_find(file, SLICE("["), open);
	a = slice_find(file, SLICE("<"), a);
	size_t close = slice_find(file, SLICE("]"), open), b = slice_find(file, SLICE(">"), a) + 1;
	char *text = ctx_printf(cx, "[0 %zu %zu %zu", a, b, file.n - b);
	must(strlen(text) <= close - open, "room for a range");
	text = ctx_printf(cx, "%-*s]", (int)(close - open), text);
	return bytes_replace(cx, file, open, close - open + 1, slice_str(text));
}

static void put_end(struct ctx *cx, const struct paper *p, const uint32_t *offsets, struct buf *b)
{
	size_t xref = b->n, size = bytes_at(p->trailer, "/Size ") + 6, end = size;
	while (end < p->trailer.n && p->trailer.p[end] >= '0' && p->trailer.p[end] <= '9')
		end++;
	buf_printf(b, "xref\n0 %u\n0000000000 65535 f \n", p->size);
	for (uint32_t i = 1; i < p->size; i++)
		buf_printf(b, "%010u 00000 n \n", offsets[i]);
	buf_puts(b, "trailer\n");
	buf_put_slice(b, bytes_replace(cx, p->trailer, size, end - size, slice_str(ctx_printf(cx, "%u", p->size))));
	buf_printf(b, "\nstartxref\n%zu\n%%%%EOF\n", xref);
}

struct slice paper_join(struct ctx *cx, const struct paper *p)
{
	struct buf b;
	uint32_t offsets[2 * PAPER_OBJECTS] = { 0 };
	size_t signature_at = 0;
	buf_init(&b, 2 * LIMIT_PDF_BYTES);
	buf_put_slice(&b, p->header);
	for (size_t i = 0; i < p->count; i++) {
		const struct paper_object *o = &p->objects[i];
		/* Of two with one number the later wins, as in a reader. */
		offsets[o->number] = (uint32_t)b.n;
		if (o->number == p->signature)
			signature_at = b.n;
		buf_put_slice(&b, o->bytes);
	}
	put_end(cx, p, offsets, &b);
	must(buf_ok(&b), "a file of bearable size");
	struct slice file = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return patch_range(cx, file, signature_at);
}

struct paper *paper_copy(struct ctx *cx, const struct paper *p)
{
	struct paper *copy = ctx_alloc(cx, sizeof *copy);
	*copy = *p;
	return copy;
}

void paper_insert(struct ctx *cx, struct paper *p, uint32_t number, const char *text)
{
	struct paper_object *o = find(p, number);
	o->bytes = bytes_replace(cx, o->bytes, bytes_at(o->bytes, "<<") + 2, 0, slice_str(text));
}

void paper_replace(struct ctx *cx, struct paper *p, uint32_t number, const char *from, const char *to)
{
	struct paper_object *o = find(p, number);
	o->bytes = bytes_swap(cx, o->bytes, from, to);
}

void paper_add(struct ctx *cx, struct paper *p, uint32_t number, const char *text)
{
	must(p->count < PAPER_OBJECTS, "room for an object");
	p->objects[p->count] = p->objects[p->count - 1];
	const char *whole = number ? ctx_printf(cx, "%u 0 obj\n%s\nendobj\n", number, text) : text;
	p->objects[p->count - 1] = (struct paper_object){ number, slice_str(whole) };
	p->count++;
	if (number >= p->size)
		p->size = number + 1;
}

void paper_drop(struct paper *p, uint32_t number)
{
	struct paper_object *o = find(p, number);
	size_t i = (size_t)(o - p->objects);
	memmove(o, o + 1, (p->count - i - 1) * sizeof *o);
	p->count--;
}

void paper_swap_last(struct paper *p)
{
	struct paper_object last = p->objects[p->count - 1];
	p->objects[p->count - 1] = p->objects[p->count - 2];
	p->objects[p->count - 2] = last;
}
