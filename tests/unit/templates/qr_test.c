/* Owns: tests of the symbol: the same as libqrencode's own choice, its limits, and that it can be read from the drawn page. */
#include <math.h>
#include <qrencode.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "templates/page.h"
#include "templates/qr.h"
#include "tests/unit/templates/sample.h"

/* The library's own way to the same symbol, all eight masks judged by it. */
static QRcode *reference(struct slice text, size_t bytes)
{
	QRinput *in = QRinput_new2(0, QR_ECLEVEL_M);
	CHECK(in && QRinput_append(in, QR_MODE_8, (int)bytes, text.p) == 0);
	CHECK(QRinput_append(in, QR_MODE_AN, (int)(text.n - bytes), text.p + bytes) == 0);
	QRcode *code = QRcode_encodeInput(in);
	QRinput_free(in);
	return code;
}

static void compare(struct ctx *cx, struct slice text, unsigned *masks)
{
	struct qr qr;
	QRcode *code = reference(text, slice_find(text, SLICE("#"), 0) + 1);
	CHECK_OK(qr_encode(cx, text, &qr));
	CHECK_INT(qr.size, code->width);
	for (int y = 0; y < qr.size; y++)
		for (int x = 0; x < qr.size; x++)
			if (qr_is_dark(&qr, x, y) != (code->data[y * qr.size + x] & 1)) {
				print_message("# module %d,%d of a text of %zu characters\n", x, y, text.n);
				CHECK(false);
			}
	*masks |= 1u << qr.mask;
	QRcode_free(code);
}

TEST(qr_is_the_symbol_libqrencode_chooses)
{
	unsigned masks = 0;
	for (uint32_t i = 0; i < 200; i++) {
		compare(cx, sample_seal(cx, 330 + i % 190, i + 1), &masks);
		ctx_reset(cx);
	}
	CHECK_INT(masks, 0xFF); /* every mask was the best one of some text */
}

TEST(qr_is_the_same_in_every_version)
{
	unsigned masks = 0;
	for (size_t n = 1; n < 560; n += 5)
		compare(cx, sample_seal(cx, n, (uint32_t)n), &masks);
}

TEST(qr_is_the_same_for_texts_full_of_patterns)
{
	unsigned masks = 0;
	for (size_t n = 340; n < 520; n += 12) {
		char text[600] = "http://127.0.0.1:8080/v#";
		size_t from = strlen(text);
		memset(text + from, n % 24 ? 'A' : '7', n);
		compare(cx, slice_of(text, from + n), &masks);
	}
}

TEST(qr_stays_within_versions)
{
	struct qr qr;
	CHECK_OK(qr_encode(cx, sample_seal(cx, 400, 9), &qr));
	CHECK_INT((qr.size - 17) / 4, 13);
	CHECK_ERR(qr_encode(cx, sample_seal(cx, 700, 9), &qr), ERR_QR);
	CHECK_ERR(qr_encode(cx, sample_seal(cx, 2000, 9), &qr), ERR_QR);
	CHECK_ERR(qr_encode(cx, SLICE(""), &qr), ERR_QR);
	CHECK_ERR(qr_encode(cx, SLICE("http://127.0.0.1:8080/v#lower case"), &qr), ERR_QR);
}

TEST(qr_samples_are_the_modules)
{
	for (size_t n = 1; n < 560; n += 7) {
		struct qr qr;
		struct buf b;
		uint8_t samples[1 << 12];
		uLongf got = sizeof samples;
		buf_init(&b, 1u << 16);
		CHECK_OK(qr_encode(cx, sample_seal(cx, n, (uint32_t)n), &qr));
		qr_pack(&qr, &b);
		/* zlib checks the sum as well, and takes nothing behind it. */
		CHECK_INT(uncompress(samples, &got, b.p, b.n), Z_OK);
		CHECK(qr.size < 57 || b.n * 3 < got);
		int side = QR_SAMPLES * qr.size, wide = (side + 7) / 8;
		CHECK_INT(got, wide * side);
		for (int y = 0; y < side; y++)
			for (int x = 0; x < 8 * wide; x++)
				CHECK_INT(samples[y * wide + x / 8] >> (7 - x % 8) & 1, x >= side || !qr_is_dark(&qr, x / QR_SAMPLES, y / QR_SAMPLES));
		buf_free(&b);
	}
}

/* Printers have 300 dots an inch: each module must be 8 by 8 of them, wholly dark or wholly light, nothing in between. */
TEST(qr_stands_on_whole_dots_at_300_dpi)
{
	for (size_t n = 300; n < 560; n += 60) {
		struct proof p = sample_proof(KIND_PR_CARD);
		struct sample s;
		struct qr qr;
		struct page page;
		char command[160];
		CHECK_OK(sample_draw_seal(cx, &p, sample_seal(cx, n, 5), &s));
		CHECK_OK(qr_encode(cx, sample_seal(cx, n, 5), &qr));
		page_layout(KIND_PR_CARD, &page);
		int side = 8 * qr.size, left = (int)lround(page.symbol[0] / 0.24), bottom = (int)lround(page.symbol[1] / 0.24);
		snprintf(command, sizeof command, "pdftoppm -r 300 -gray -x %d -y %d -W %d -H %d %%s | tail -c %d", left, 3508 - bottom - side, side, side, side * side);
		struct slice dots = sample_ask(cx, buf_slice(&s.file), "pdftoppm", command);
		CHECK(!dots.p || dots.n == (size_t)(side * side));
		int wrong = 0;
		for (int i = 0; dots.p && i < side * side; i++)
			wrong += dots.p[i] != (qr_is_dark(&qr, i % side / 8, i / side / 8) ? 0 : 255);
		CHECK_INT(wrong, 0);
		sample_free(&s);
		ctx_reset(cx);
	}
}

static void read_at(struct ctx *cx, struct slice file, const char *command, struct slice want)
{
	struct slice got = sample_ask(cx, file, "zbarimg", command);
	if (got.p)
		CHECK_SLICE(slice_sub(got, 0, got.n ? got.n - 1 : 0), want);
}

/* Other programs' seconds find nothing more under a sanitizer of ours: there a few pages do. */
#ifdef __SANITIZE_ADDRESS__
enum { KINDS_READ = KIND_VISA + 1, SIZES_APART = 7 };
#else
enum { KINDS_READ = KIND_COUNT, SIZES_APART = 1 };
#endif

TEST(qr_is_read_from_the_page_at_three_resolutions)
{
	for (enum kind k = KIND_VISA; k < (enum kind)KINDS_READ; k++) {
		struct proof p = sample_proof(k);
		struct sample s;
		CHECK_OK(sample_draw(cx, &p, &s));
		struct slice want = sample_seal(cx, 400, 1), file = buf_slice(&s.file);
		read_at(cx, file, "pdftoppm -r 72 -png %s | zbarimg -q --raw - 2>/dev/null", want);
		read_at(cx, file, "pdftoppm -r 150 -png %s | zbarimg -q --raw - 2>/dev/null", want);
		if (k == KIND_VISA)
			read_at(cx, file, "pdftoppm -r 300 -gray -png %s | zbarimg -q --raw - 2>/dev/null", want);
		sample_free(&s);
	}
}

TEST(qr_of_every_size_is_read_from_a_screen)
{
	for (uint32_t i = 0; i < 14; i += SIZES_APART) {
		struct proof p = sample_proof(KIND_PR_CARD);
		struct sample s;
		struct slice seal = sample_seal(cx, 340 + 15 * i, i + 77);
		CHECK_OK(sample_draw_seal(cx, &p, seal, &s));
		read_at(cx, buf_slice(&s.file), "pdftoppm -r 72 -png %s | zbarimg -q --raw - 2>/dev/null", seal);
		read_at(cx, buf_slice(&s.file), "pdftocairo -r 72 -png -singlefile %s - | zbarimg -q --raw - 2>/dev/null", seal);
		read_at(cx, buf_slice(&s.file), "mutool draw -q -r 72 -F png -o - %s 2>/dev/null | zbarimg -q --raw - 2>/dev/null", seal);
		sample_free(&s);
		ctx_reset(cx);
	}
}
