/*
 * Owns: the stock: what every document of one kind shares, drawn once at start by libharu: page, labels, round seal, structure
 * tree, signature field, embedded fonts, ICC profile. Its bytes are the prefix of each document. Same input, same bytes.
 */
#ifndef TEMPLATES_STOCK_H
#define TEMPLATES_STOCK_H

#include "base/crypto.h"
#include "schemas/proof.h"

/* Who issues, as printed. Out of the box the specimen authority. */
struct house_style {
	const char *authority_en, *authority_zh; /* "Specimen Immigration Administration" / "样本移民管理局" */
	const char *verify_address;              /* printed beside the code for typing, e.g. "http://127.0.0.1:8080/v" */
	const char *help_line_en, *help_line_zh; /* telephone and office line at the foot, may be "" */
	bool specimen;                           /* SPECIMEN 样本 mark across the page */
};

/* Font files, loaded and preprocessed once, shared by all stocks and threads read-only. */
struct fonts;
must_use enum err fonts_open(struct ctx *cx, struct fonts **out);
void fonts_close(struct fonts *f);
/* First character of `text` that no font can print, or 0. The record is refused with that character named. */
int32_t fonts_missing(const struct fonts *f, struct slice text);

struct stock;
must_use enum err stock_build(struct ctx *cx, const struct fonts *fonts, enum kind kind, const struct house_style *style, struct stock **out);
struct slice stock_bytes(const struct stock *s);
const uint8_t *stock_digest(const struct stock *s);     /* 32 bytes */
const struct hash *stock_hash(const struct stock *s);   /* SHA-256 state after the prefix, for hash_assign */
void stock_free(struct stock *s);

#endif
