/*
 * Owns: the one way a value gets into HTML (WHATWG HTML 13.2.5). The writer follows the literal markup it is given and so knows
 * where a value lands: page text or a quoted attribute. Any other place is refused. Values are escaped, cleaned of control and
 * bidirectional-override characters, and can never open markup. Must never be by-passed with buf_put.
 */
#ifndef HTTP_HTML_H
#define HTTP_HTML_H

#include "base/buf.h"

enum html_place { HTML_TEXT = 0, HTML_TAG, HTML_ATTRIBUTE, HTML_SINGLE_QUOTED };

struct html {
	struct buf *out;
	enum html_place place;
	bool address;            /* the attribute is href, src, action or formaction */
	bool begun;              /* something of its value is written */
};

/* A writer that stands in page text. What is wrong (place, overflow) shows as !buf_ok(out). */
struct html html_on(struct buf *out);
/*
 * Literal markup with values: %s (C string, NULL writes nothing), %.*s with SLICE_FMT, %d, %zu, %%. Values are allowed in text and in
 * double-quoted attributes; in href, src, action and formaction a value that stands first must begin with "/" (not "//"), "#", "?",
 * "http://" or "https://".
 */
void html_put(struct html *h, const char *markup, ...) __attribute__((format(printf, 2, 3)));
/* A fixed sentence in which every "{}" is replaced by the value inside <bdi> (plain where the place is an attribute). */
void html_words(struct html *h, const char *words, struct slice value);
/* Markup of a file that was built into the program; never anything from outside. */
void html_markup(struct html *h, struct slice trusted);

#endif
