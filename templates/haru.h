/*
 * Owns: libharu's objects written in the form of our PDF profile (formats/pdf.h): numbers without gaps, streams with direct
 * lengths, deflated. The only place that knows how libharu writes.
 */
#ifndef TEMPLATES_HARU_H
#define TEMPLATES_HARU_H

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_pages.h>

#include "base/buf.h"
#include "base/ctx.h"

#define HARU_RESERVED_MAX 16

struct haru {
	HPDF_Doc doc;
	HPDF_Page page;
	HPDF_Dict reserved[HARU_RESERVED_MAX]; /* objects that the fill writes: numbered behind all others, not written */
	int reserved_count;
};

/* A document with one empty page of this size in points. Errors are libharu's and sticky: haru_write tells. False when there is no memory. */
bool haru_open(struct haru *h, double width, double height);
void haru_close(struct haru *h);

/* Objects; owned by the document. haru_dict is indirect (a numbered object), haru_direct is not. */
HPDF_Dict haru_dict(struct haru *h);
HPDF_Dict haru_direct(struct haru *h);
HPDF_Array haru_array(struct haru *h);
HPDF_Dict haru_stream(struct haru *h, struct slice data);
HPDF_Dict haru_reserve(struct haru *h);
/* Text string entry (ISO 32000-1 7.9.2.2). */
void haru_text(struct haru *h, HPDF_Dict dict, const char *key, const char *utf8);
/* Appends operators to the page's content. */
void haru_page_put(struct haru *h, struct slice operators);

/*
 * Header and all objects but the reserved ones, numbered 1..*count in the order they were made. offsets (in the arena)
 * has *count + 1 entries, the first unused. After it, haru_number gives an object's number. Fails with ERR_STOCK.
 */
must_use enum err haru_write(struct ctx *cx, struct haru *h, struct buf *out, uint32_t **offsets, uint32_t *count);
uint32_t haru_number(const void *object);

#endif
