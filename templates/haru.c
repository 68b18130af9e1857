/*
 * Owns: the door to libharu. It keeps stream lengths in objects of their own and writes "stream\r\n"; the profile wants
 * neither, so its dictionaries are written by its own functions one at a time and the streams by us.
 */
#include "templates/haru.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/pdf.h"
#include "templates/deflate.h"

bool haru_open(struct haru *h, double width, double height)
{
	memset(h, 0, sizeof *h);
	h->doc = HPDF_New(NULL, NULL); /* no handler: errors stick until haru_write asks */
	if (!h->doc)
		return false;
	h->page = HPDF_AddPage(h->doc);
	return h->page && HPDF_Page_SetWidth(h->page, (HPDF_REAL)width) == HPDF_OK && HPDF_Page_SetHeight(h->page, (HPDF_REAL)height) == HPDF_OK;
}

void haru_close(struct haru *h)
{
	if (h->doc)
		HPDF_Free(h->doc);
	h->doc = NULL;
}

HPDF_Dict haru_dict(struct haru *h)
{
	HPDF_Dict d = HPDF_Dict_New(h->doc->mmgr);
	if (d)
		HPDF_Xref_Add(h->doc->xref, d);
	return d;
}

HPDF_Dict haru_direct(struct haru *h)
{
	return HPDF_Dict_New(h->doc->mmgr);
}

HPDF_Array haru_array(struct haru *h)
{
	return HPDF_Array_New(h->doc->mmgr);
}

HPDF_Dict haru_stream(struct haru *h, struct slice data)
{
	HPDF_Dict d = HPDF_DictStream_New(h->doc->mmgr, h->doc->xref);
	if (d)
		HPDF_Stream_Write(d->stream, data.p, (HPDF_UINT)data.n);
	return d;
}

HPDF_Dict haru_reserve(struct haru *h)
{
	HPDF_Dict d = haru_dict(h);
	if (h->reserved_count < HARU_RESERVED_MAX)
		h->reserved[h->reserved_count++] = d;
	return d;
}

void haru_text(struct haru *h, HPDF_Dict dict, const char *key, const char *utf8)
{
	struct slice s = slice_str(utf8);
	bool ascii = true;
	for (size_t i = 0; i < s.n; i++)
		ascii &= s.p[i] >= 0x20 && s.p[i] < 0x7F;
	if (ascii) {
		HPDF_Dict_Add(dict, key, HPDF_String_New(h->doc->mmgr, utf8, NULL));
		return;
	}
	struct buf b;
	buf_init(&b, 65536);
	buf_u16(&b, 0xFEFF);
	for (size_t at = 0; at < s.n;) {
		int32_t cp = text_next(s, &at);
		if (cp > 0xFFFF) {
			buf_u16(&b, (uint16_t)(0xD800 + ((cp - 0x10000) >> 10)));
			cp = 0xDC00 + ((cp - 0x10000) & 0x3FF);
		}
		buf_u16(&b, (uint16_t)cp);
	}
	HPDF_Dict_Add(dict, key, HPDF_Binary_New(h->doc->mmgr, b.p, (HPDF_UINT)b.n));
	buf_free(&b);
}

void haru_page_put(struct haru *h, struct slice operators)
{
	HPDF_PageAttr attr = h->page->attr;
	HPDF_Stream_Write(attr->stream, operators.p, (HPDF_UINT)operators.n);
}

uint32_t haru_number(const void *object)
{
	const HPDF_Obj_Header *header = object;
	return header->obj_id & 0x00FFFFFF;
}

static bool is_reserved(const struct haru *h, const void *object)
{
	for (int i = 0; i < h->reserved_count; i++)
		if (h->reserved[i] == object)
			return true;
	return false;
}

/* Stream lengths are the only numbers that stand alone; information and the reserved objects come with the fill. */
static bool is_ours(const struct haru *h, const HPDF_Obj_Header *object)
{
	return object && (object->obj_class & HPDF_OCLASS_ANY) != HPDF_OCLASS_NUMBER && object != (void *)h->doc->info
		&& !is_reserved(h, object);
}

static void take(HPDF_Stream from, struct buf *out)
{
	for (HPDF_UINT i = 0; i < HPDF_MemStream_GetBufCount(from); i++) {
		HPDF_UINT n = 0;
		const HPDF_BYTE *p = HPDF_MemStream_GetBufPtr(from, i, &n);
		buf_put(out, p, n);
	}
}

/* The dictionary by libharu, the stream by us. */
static bool write_object(struct haru *h, void *object, struct buf *out)
{
	HPDF_Dict dict = object;
	HPDF_Stream text = HPDF_MemStream_New(h->doc->mmgr, 4096), stream = NULL;
	struct buf plain, packed;
	buf_init(&plain, 4u << 20);
	buf_init(&packed, 4u << 20);
	bool good = text != NULL;
	if (good && (dict->header.obj_class & HPDF_OCLASS_ANY) == HPDF_OCLASS_DICT && dict->stream) {
		stream = dict->stream;
		take(stream, &plain);
		good = buf_ok(&plain) && deflate_put(DEFLATE_SMALL, buf_slice(&plain), &packed);
		dict->stream = NULL;
		HPDF_Dict_RemoveElement(dict, "Length");
		HPDF_Dict_AddName(dict, "Filter", "FlateDecode");
		HPDF_Dict_AddNumber(dict, "Length", (HPDF_INT32)packed.n);
	}
	good = good && HPDF_Obj_WriteValue(object, text, NULL) == HPDF_OK;
	if (good) {
		pdf_begin_object(out, haru_number(object));
		take(text, out);
		if (stream) {
			buf_puts(out, "\nstream\n");
			buf_put_slice(out, buf_slice(&packed));
			buf_puts(out, "\nendstream");
		}
		pdf_end_object(out);
	}
	if (stream)
		dict->stream = stream;
	HPDF_Stream_Free(text);
	buf_free(&plain);
	buf_free(&packed);
	return good;
}

enum err haru_write(struct ctx *cx, struct haru *h, struct buf *out, uint32_t **offsets, uint32_t *count)
{
	uint32_t n = 0, total = h->doc->xref->entries->count;
	for (uint32_t i = 1; i < total; i++) {
		HPDF_Obj_Header *o = HPDF_Xref_GetEntry(h->doc->xref, i)->obj;
		if (is_ours(h, o))
			o->obj_id = HPDF_OTYPE_INDIRECT | ++n;
	}
	for (int i = 0; i < h->reserved_count; i++)
		h->reserved[i]->header.obj_id = HPDF_OTYPE_INDIRECT | (n + 1 + (uint32_t)i);
	*count = n;
	*offsets = ctx_alloc(cx, (n + 1) * sizeof **offsets);
	buf_puts(out, PDF_HEADER);
	for (uint32_t i = 1; i < total; i++) {
		HPDF_Obj_Header *o = HPDF_Xref_GetEntry(h->doc->xref, i)->obj;
		if (!is_ours(h, o))
			continue;
		(*offsets)[haru_number(o)] = (uint32_t)out->n;
		if (!write_object(h, o, out))
			return fail(cx, ERR_STOCK, "libharu: object %u cannot be written, error 0x%lX", (unsigned)haru_number(o), HPDF_GetError(h->doc));
	}
	if (HPDF_GetError(h->doc) != HPDF_OK || !buf_ok(out))
		return fail(cx, ERR_STOCK, "libharu: error 0x%lX", HPDF_GetError(h->doc));
	return OK;
}
