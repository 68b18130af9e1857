/* Owns: the call of cmark. */
#include "portal/markdown.h"

#include "base/limits.h"
#include "base/text.h"

#include <cmark.h>
#include <stdlib.h>

enum err markdown_render(struct ctx *cx, struct slice text, struct slice *html)
{
	if (!text_is_utf8(text))
		return fail(cx, ERR_TEXT_UTF8, "text is not well-formed UTF-8 (RFC 3629)");
	if (text.n > LIMIT_GUIDANCE_BYTES)
		return fail(cx, ERR_LIMIT, "text of %zu bytes, at most %d", text.n, LIMIT_GUIDANCE_BYTES);
	/* CMARK_OPT_UNSAFE is what we do not give: raw HTML and javascript: addresses are left out. */
	char *made = cmark_markdown_to_html((const char *)(text.p ? text.p : (const uint8_t *)""), text.n, CMARK_OPT_DEFAULT);
	*html = ctx_copy(cx, slice_str(made));
	free(made);
	return OK;
}

enum err markdown_render_line(struct ctx *cx, struct slice text, struct slice *html)
{
	struct slice open = SLICE("<p>"), close = SLICE("</p>\n");
	enum err e = markdown_render(cx, text, html);
	if (e == OK && slice_starts(*html, open) && html->n >= open.n + close.n)
		*html = slice_sub(*html, open.n, html->n - open.n - close.n);
	return e;
}
