/* Owns: the tags of a small display profile. Chromatic values are those of sRGB adapted to D50 by the Bradford matrix. */
#include "templates/icc.h"

#include <math.h>
#include <string.h>

#define TAGS 10

static void fixed(struct buf *b, double v)
{
	buf_u32(b, (uint32_t)(int32_t)lround(v * 65536));
}

static void text_tag(struct buf *b, const char *text)
{
	buf_puts(b, "mluc");
	buf_u32(b, 0);
	buf_u32(b, 1);
	buf_u32(b, 12);
	buf_puts(b, "enUS");
	buf_u32(b, (uint32_t)(2 * strlen(text)));
	buf_u32(b, 28);
	for (; *text; text++)
		buf_u16(b, (uint16_t)*text);
}

static void xyz_tag(struct buf *b, double x, double y, double z)
{
	buf_puts(b, "XYZ ");
	buf_u32(b, 0);
	fixed(b, x);
	fixed(b, y);
	fixed(b, z);
}

static void curve_tag(struct buf *b) /* parametric type 3: the two-part curve of sRGB, exactly */
{
	buf_puts(b, "para");
	buf_u32(b, 0);
	buf_u32(b, 3u << 16);
	fixed(b, 2.4);
	fixed(b, 1 / 1.055);
	fixed(b, 0.055 / 1.055);
	fixed(b, 1 / 12.92);
	fixed(b, 0.04045);
}

static void matrix_tag(struct buf *b) /* D65 to D50 */
{
	static const double m[9] = { 1.047886, 0.022919, -0.050216, 0.029582, 0.990484, -0.017079, -0.009252, 0.015073, 0.751678 };
	buf_puts(b, "sf32");
	buf_u32(b, 0);
	for (int i = 0; i < 9; i++)
		fixed(b, m[i]);
}

static void header(struct buf *b, size_t size)
{
	buf_u32(b, (uint32_t)size);
	buf_u32(b, 0);
	buf_u32(b, 0x04200000);
	buf_puts(b, "mntrRGB XYZ ");
	static const uint16_t made[6] = { 2026, 1, 1, 0, 0, 0 };
	for (int i = 0; i < 6; i++)
		buf_u16(b, made[i]);
	buf_puts(b, "acsp");
	buf_fill(b, 0, 28); /* platform, flags, device, attributes, perceptual intent */
	fixed(b, 0.9642);
	fixed(b, 1);
	fixed(b, 0.8249);
	buf_fill(b, 0, 48); /* creator, no profile identifier, reserved */
}

/* Writes one tag's data by its name, padded to four bytes; r/g/bTRC share one. */
static void tag_data(struct buf *b, int i)
{
	switch (i) {
	case 0: text_tag(b, "sRGB"); break;
	case 1: text_tag(b, "No copyright, use freely"); break;
	case 2: xyz_tag(b, 0.9642, 1, 0.8249); break;
	case 3: matrix_tag(b); break;
	case 4: xyz_tag(b, 0.436066, 0.222488, 0.013916); break;
	case 5: xyz_tag(b, 0.385147, 0.716873, 0.097076); break;
	case 6: xyz_tag(b, 0.143066, 0.060608, 0.714096); break;
	default: curve_tag(b); break;
	}
	buf_fill(b, 0, (4 - b->n % 4) % 4);
}

void icc_srgb(struct buf *b)
{
	static const char names[TAGS][5] = { "desc", "cprt", "wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC" };
	struct buf data;
	uint32_t at[TAGS], size[TAGS];
	buf_init(&data, 4096);
	for (int i = 0; i < TAGS; i++) {
		if (i > 7) {
			at[i] = at[7];
			size[i] = size[7];
			continue;
		}
		size_t from = data.n;
		tag_data(&data, i);
		at[i] = (uint32_t)(128 + 4 + 12 * TAGS + from);
		size[i] = (uint32_t)(data.n - from);
	}
	header(b, 128 + 4 + 12 * TAGS + data.n);
	buf_u32(b, TAGS);
	for (int i = 0; i < TAGS; i++) {
		buf_puts(b, names[i]);
		buf_u32(b, at[i]);
		buf_u32(b, size[i]);
	}
	buf_put_slice(b, buf_slice(&data));
	buf_free(&data);
}
