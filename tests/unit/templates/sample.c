/* Owns: the sample documents. The people are invented: Utopia, SPECIMEN. */
#include "tests/unit/templates/sample.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fonts *fonts;
static struct stock *stocks[KIND_COUNT];

static const struct house_style style = { "Specimen Immigration Administration", "样本移民管理局", "http://127.0.0.1:8080/v", "Office 1, Specimen City",
	"样本市第一办公室", true };

static void forget(void)
{
	for (int i = 0; i < KIND_COUNT; i++)
		stock_free(stocks[i]);
	fonts_close(fonts);
}

const struct fonts *sample_fonts(struct ctx *cx)
{
	if (!fonts) {
		CHECK_OK(fonts_open(cx, &fonts));
		atexit(forget);
	}
	return fonts;
}

const struct stock *sample_stock(struct ctx *cx, enum kind kind)
{
	if (!stocks[kind])
		CHECK_OK(stock_build(cx, sample_fonts(cx), kind, &style, &stocks[kind]));
	return stocks[kind];
}

struct proof sample_proof(enum kind kind)
{
	static const char *const values[FIELD_COUNT] = { [FIELD_SURNAME] = "SPECIMEN", [FIELD_GIVEN] = "ANNA MARIA", [FIELD_NATIVE] = "样本安娜",
		[FIELD_BIRTH] = "1985-07-14", [FIELD_SEX] = "F", [FIELD_NATIONALITY] = "UTO", [FIELD_NUMBER] = "EV1234567", [FIELD_TYPE] = "residence-permit",
		[FIELD_CATEGORY] = "Z", [FIELD_ENTRIES] = "0", [FIELD_ENTER_BEFORE] = "2026-06-30", [FIELD_DAYS] = "30", [FIELD_ISSUED] = "2026-02-11",
		[FIELD_EXPIRES] = "2027-02-10", [FIELD_PLACE] = "Specimen City", [FIELD_AUTHORITY] = "Specimen Immigration Administration",
		[FIELD_REMARKS] = "Specimen remark", [FIELD_CARD_NUMBER] = "911124198507140024", [FIELD_CARD_ISSUED] = "2024-01-02",
		[FIELD_CARD_EXPIRES] = "2034-01-01", [FIELD_PASSPORT_NUMBER] = "L898902C3", [FIELD_PASSPORT_STATE] = "UTO", [FIELD_PASSPORT_ISSUED] = "2020-04-15",
		[FIELD_PASSPORT_EXPIRES] = "2030-04-14", [FIELD_EARLIER_PASSPORTS] = "K1111111, K2222222",
		[FIELD_MRZ] = "P<UTOSPECIMEN<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO8507149F3004144<<<<<<<<<<<<<<04" };
	struct proof p = { .kind = kind, .number = SLICE("7K3QD9XW2M4"), .recipient = SLICE("Specimen Bank"), .purpose = SLICE("Opening an account"),
		.issued_at = CHECK_NOW, .proof_ends = { 2026, 6, 8 }, .status_list = 3, .status_index = 4711 };
	for (const enum field_id *f = kind_fields(kind); *f; f++)
		p.value[*f] = slice_str(values[*f]);
	p.ends = proof_ends_of(&p);
	return p;
}

struct slice sample_seal(struct ctx *cx, size_t n, uint32_t seed)
{
	static const char prefix[] = "http://127.0.0.1:8080/v#";
	char *text = ctx_alloc(cx, sizeof prefix + n);
	memcpy(text, prefix, sizeof prefix - 1);
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		text[sizeof prefix - 1 + i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[seed >> 27];
	}
	return slice_of(text, sizeof prefix - 1 + n);
}

enum err sample_draw(struct ctx *cx, const struct proof *proof, struct sample *out)
{
	return sample_draw_seal(cx, proof, sample_seal(cx, 400, 1), out);
}

enum err sample_draw_seal(struct ctx *cx, const struct proof *proof, struct slice seal, struct sample *out)
{
	struct buf json;
	buf_init(&json, 65536);
	proof_encode(proof, &json);
	const struct fill_input in = { proof, buf_slice(&json), seal, SAMPLE_CODE, SAMPLE_CONTENTS };
	const struct stock *stock = sample_stock(cx, proof->kind);
	enum err err = fill_build(cx, stock, sample_fonts(cx), &in, &out->fill);
	buf_init(&out->file, 1u << 20);
	if (err == OK) {
		buf_put_slice(&out->file, stock_bytes(stock));
		buf_put_slice(&out->file, buf_slice(&out->fill.bytes));
		out->stock_size = stock_bytes(stock).n;
		CHECK_SLICE(slice_sub(buf_slice(&out->fill.bytes), out->fill.proof_at, out->fill.proof_size), buf_slice(&json));
	}
	buf_free(&json);
	return err;
}

void sample_free(struct sample *s)
{
	fill_free(&s->fill);
	buf_free(&s->file);
}

struct slice sample_ask(struct ctx *cx, struct slice file, const char *program, const char *command)
{
	char path[256], line[512];
	snprintf(line, sizeof line, "command -v %s >/dev/null", program);
	if (system(line) != 0) {
		print_message("# %s is not installed: not asked\n", program);
		return (struct slice){ 0 };
	}
	snprintf(path, sizeof path, "%s/file", check_scratch(cx));
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	CHECK(fd >= 0 && write(fd, file.p, file.n) == (ssize_t)file.n);
	close(fd);
	struct buf shell, said;
	buf_init(&shell, 4096);
	buf_init(&said, 4u << 20);
	for (const char *c = command; *c; c++)
		if (c[0] == '%' && c[1] == 's') {
			buf_puts(&shell, path);
			c++;
		} else {
			buf_putc(&shell, (uint8_t)*c);
		}
	buf_putc(&shell, 0);
	FILE *f = popen((const char *)shell.p, "r");
	CHECK(f != NULL);
	for (int c; (c = getc(f)) != EOF;)
		buf_putc(&said, (uint8_t)c);
	pclose(f);
	unlink(path);
	struct slice copy = said.n ? ctx_copy(cx, buf_slice(&said)) : SLICE("");
	buf_free(&shell);
	buf_free(&said);
	return copy;
}
