/*
 * Owns: Markdown (CommonMark) into HTML in the safe mode of libcmark: no raw HTML, no script addresses. The only user of cmark. Must only
 * be given texts of the authority, never anything typed by visitors.
 */
#ifndef PORTAL_MARKDOWN_H
#define PORTAL_MARKDOWN_H

#include "base/ctx.h"

/* HTML in the arena. ERR_TEXT_UTF8, ERR_LIMIT. */
must_use enum err markdown_render(struct ctx *cx, struct slice text, struct slice *html);
/* The same for one line: without the paragraph around it. */
must_use enum err markdown_render_line(struct ctx *cx, struct slice text, struct slice *html);

#endif
