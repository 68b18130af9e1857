/* Owns: libqrencode, which draws what all symbols of a version have in common, and the placing of the codewords among that. */
#include "templates/qr.h"

#include <pthread.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTION_MODULE 0x80 /* libqrencode's mark */

struct form {
	int size;                                    /* 0: not made yet */
	uint8_t modules[QR_MAX_SIZE * QR_MAX_SIZE];  /* bit 0 dark, bit 7 function module; no data yet */
	uint16_t order[QR_MAX_SIZE * QR_MAX_SIZE];   /* places of the bits of the codewords */
};

static struct form forms[QR_MAX_VERSION + 1]; /* a version's is made when it comes first, and stays */

/* 7.7.3: two columns at a time from the right, up and down in turns; the upright timing pattern is passed over. */
static void find_order(struct form *f)
{
	size_t n = 0;
	bool up = true;
	for (int right = f->size - 1; right > 0; right -= 2, up = !up) {
		if (right == 6)
			right--;
		for (int i = 0; i < f->size; i++)
			for (int x = right; x >= right - 1; x--) {
				int at = (up ? f->size - 1 - i : i) * f->size + x;
				if (!(f->modules[at] & FUNCTION_MODULE))
					f->order[n++] = (uint16_t)at;
			}
	}
}

static void make_form(struct form *f, int version)
{
	QRinput *in = QRinput_new2(version, QR_ECLEVEL_M);
	if (!in || QRinput_append(in, QR_MODE_8, 1, (const unsigned char *)"#") != 0)
		abort();
	QRcode *code = QRcode_encodeInput(in);
	if (!code || code->version != version)
		abort();
	f->size = code->width;
	for (int i = 0; i < f->size * f->size; i++)
		f->modules[i] = code->data[i] & FUNCTION_MODULE ? code->data[i] & (FUNCTION_MODULE | 1) : 0;
	find_order(f);
	QRcode_free(code);
	QRinput_free(in);
}

static const struct form *form_of(int version)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&lock);
	if (!forms[version].size)
		make_form(&forms[version], version);
	pthread_mutex_unlock(&lock);
	return &forms[version];
}

static void place(const struct form *f, const uint8_t *words, size_t n, uint8_t *modules)
{
	uint8_t bits[8 * QR_MAX_WORDS];
	for (size_t i = 0; i < n; i++) {
		uint64_t spread = (words[i] * UINT64_C(0x8040201008040201) >> 7) & UINT64_C(0x0101010101010101); /* the highest bit in the lowest byte */
		memcpy(bits + 8 * i, &spread, 8);
	}
	memcpy(modules, f->modules, (size_t)(f->size * f->size));
	for (size_t i = 0; i < 8 * n; i++)
		modules[f->order[i]] = bits[i];
}

enum err qr_encode(struct ctx *cx, struct slice text, struct qr *out)
{
	uint8_t words[QR_MAX_WORDS], modules[QR_MAX_SIZE * QR_MAX_SIZE];
	size_t bytes = slice_find(text, SLICE("#"), 0);
	bytes = bytes == SIZE_MAX ? text.n : bytes + 1;
	int version = text.n ? qr_version_for(text, bytes) : 0;
	if (!version)
		return fail(cx, ERR_QR, "ISO/IEC 18004 7.4: %zu characters, not all alphanumeric behind '#', or too many for version %d", text.n, QR_MAX_VERSION);
	const struct form *f = form_of(version);
	place(f, words, qr_words(text, bytes, version, words), modules);
	out->size = f->size;
	out->mask = qr_mask_choose(modules, f->size, &out->bits);
	return OK;
}

bool qr_is_dark(const struct qr *qr, int x, int y)
{
	return qr->bits.row[y][x / 64] >> (x % 64) & 1;
}
