/* Owns: walking over the markers of a JPEG. */
#include "schemas/photo.h"

#include "base/limits.h"

#include <string.h>

enum { SOF0 = 0xc0, SOF1 = 0xc1, SOF2 = 0xc2, DHT = 0xc4, JPG = 0xc8, DAC = 0xcc, SOF15 = 0xcf, RST0 = 0xd0, SOI = 0xd8, EOI = 0xd9, SOS = 0xda };

/* Frame header (B.2.2): 8 bits a sample, one or three components. */
static bool take_frame(struct rd *r, struct photo *photo)
{
	if (photo->width || rd_u8(r) != 8)
		return false;
	photo->height = rd_u16(r);
	photo->width = rd_u16(r);
	photo->components = rd_u8(r);
	struct slice components = rd_take(r, (size_t)photo->components * 3);
	return components.p && photo->width && photo->height && (photo->components == 1 || photo->components == 3);
}

/* Entropy-coded data up to the next marker that is not RSTn or a stuffed FF 00 (B.1.1.5). */
static bool skip_scan(struct rd *r)
{
	while (rd_left(r) >= 2) {
		const uint8_t *ff = memchr(r->p, 0xff, rd_left(r) - 1);
		if (!ff)
			return false;
		rd_take(r, (size_t)(ff - r->p));
		if (ff[1] != 0 && (ff[1] < RST0 || ff[1] > RST0 + 7))
			return true;
		rd_take(r, 2);
	}
	return false;
}

static bool take_segment(struct rd *r, uint8_t marker, struct photo *photo)
{
	uint16_t size = rd_u16(r);
	struct slice body = rd_take(r, size < 2 ? SIZE_MAX : size - 2u);
	struct rd inside = rd_of(body);
	if (r->failed)
		return false;
	if (marker == SOF0 || marker == SOF1 || marker == SOF2)
		return take_frame(&inside, photo) && rd_end(&inside);
	/* Lossless, hierarchical and arithmetic-coded frames: no reader shows them. */
	if (marker >= SOF0 && marker <= SOF15 && marker != DHT)
		return false;
	return marker != SOS || (photo->width && skip_scan(r));
}

static bool take_file(struct rd *r, struct photo *photo)
{
	bool scanned = false;
	rd_expect(r, SLICE("\xff\xd8"));
	while (!r->failed) {
		if (rd_u8(r) != 0xff)
			return false;
		uint8_t marker = rd_u8(r);
		if (marker == EOI)
			return scanned && rd_end(r);
		if (marker < SOF0 || marker == SOI || (marker >= RST0 && marker < SOI))
			return false;
		if (!take_segment(r, marker, photo))
			return false;
		scanned = scanned || marker == SOS;
	}
	return false;
}

enum flaw_code photo_parse(struct slice jpeg, struct photo *out)
{
	struct photo photo = { 0 };
	struct rd r = rd_of(jpeg);
	if (jpeg.n > LIMIT_PHOTO_BYTES)
		return FLAW_PHOTO_SIZE;
	if (!take_file(&r, &photo))
		return FLAW_PHOTO_JPEG;
	if (photo.width < PHOTO_LEAST_PIXELS || photo.height < PHOTO_LEAST_PIXELS || photo.width > PHOTO_MOST_PIXELS ||
		photo.height > PHOTO_MOST_PIXELS)
		return FLAW_PHOTO_PIXELS;
	*out = photo;
	return FLAW_NONE;
}
