/*
 * Owns: one file of guidance -> guide_text: head lines, sections, conditions of the materials; Markdown rendered. Private to guidance.c.
 *   title: Visa extension                      a head of "name: value" lines, ended by an empty line
 *   question: age | Who? | child=A child       question: key | words | answer=words | ...
 *   ## What to bring {materials}               a section with its key
 *   - The birth certificate {age=child}        a paper with its condition
 */
#ifndef PORTAL_GUIDANCE_TEXT_H
#define PORTAL_GUIDANCE_TEXT_H

#include "portal/guidance.h"

/* file is for messages. Everything lives in memory's arena; errors go to it too. ERR_GUIDANCE, ERR_TEXT_UTF8, ERR_LIMIT. */
must_use enum err guidance_text_parse(struct ctx *memory, const char *file, struct slice text, struct guide_text *out);

#endif
