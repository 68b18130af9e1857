/* Owns: walking over the markers of a JPEG. */
#include "schemas/photo.h"

#include "base/limits.h"

#include <string.h>

enum { SOF0 = 0xc0, SOF1 = 0xc1, SOF2 = 0xc2, DHT = 0xc4, JPG = 0xc8, DAC = 0xcc, SOF15 = 0xcf, RST0 = 0xd0, SOI = 0xd8, EOI = 0xd9, SOS = 0xda,
	APP0 = 0xe0, APP1 = 0xe1, APP14 = 0xee, APP15 = 0xef, COM = 0xfe };

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

static unsigned number(struct slice s, size_t at, size_t n, bool big)
{
	unsigned v = 0;
	for (size_t i = 0; i < n && at + n <= s.n; i++)
		v = v << 8 | s.p[at + (big ? i : n - 1 - i)];
	return v;
}

/* Which way is up (Exif 4.6.5, tag 274), or 0 where it is not said. */
static unsigned exif_orientation(struct slice body)
{
	enum { HEAD = 6, ROW = 12 };
	struct slice tiff = slice_sub(body, HEAD, body.n);
	bool big = slice_starts(tiff, SLICE("MM"));
	if (!slice_starts(body, SLICE("Exif\0")) || !(big || slice_starts(tiff, SLICE("II"))))
		return 0;
	size_t at = number(tiff, 4, 4, big), rows = number(tiff, at, 2, big);
	for (size_t i = 0; i < rows && at + 2 + (i + 1) * ROW <= tiff.n; i++) {
		size_t row = at + 2 + i * ROW;
		if (number(tiff, row, 2, big) == 274)
			return number(tiff, row + 8, 2, big);
	}
	return 0;
}

/* What a photo is shown by: of the segments for programs JFIF's without a thumbnail, and Adobe's, which says how colours are meant. */
static bool is_shown_by(uint8_t marker, struct slice body)
{
	if (marker == APP0)
		return body.n == 14 && slice_starts(body, SLICE("JFIF\0"));
	return marker == APP14 || !((marker > APP0 && marker <= APP15) || marker == COM);
}

static bool take_segment(struct rd *r, uint8_t marker, struct photo *photo, bool *shown)
{
	uint16_t size = rd_u16(r);
	struct slice body = rd_take(r, size < 2 ? SIZE_MAX : size - 2u);
	struct rd inside = rd_of(body);
	if (r->failed)
		return false;
	*shown = is_shown_by(marker, body);
	if (marker == APP1 && !photo->orientation)
		photo->orientation = exif_orientation(body);
	if (marker == SOF0 || marker == SOF1 || marker == SOF2)
		return take_frame(&inside, photo) && rd_end(&inside);
	/* Lossless, hierarchical and arithmetic-coded frames: no reader shows them. */
	if (marker >= SOF0 && marker <= SOF15 && marker != DHT)
		return false;
	return marker != SOS || (photo->width && skip_scan(r));
}

static bool take_file(struct rd *r, struct photo *photo, struct buf *bare)
{
	bool scanned = false, shown = true;
	rd_expect(r, SLICE("\xff\xd8"));
	buf_puts(bare, "\xff\xd8");
	while (!r->failed) {
		const uint8_t *from = r->p;
		if (rd_u8(r) != 0xff)
			return false;
		uint8_t marker = rd_u8(r);
		if (marker == EOI) {
			buf_puts(bare, "\xff\xd9");
			return scanned && rd_end(r);
		}
		if (marker < SOF0 || marker == SOI || (marker >= RST0 && marker < SOI))
			return false;
		if (!take_segment(r, marker, photo, &shown))
			return false;
		if (shown)
			buf_put(bare, from, (size_t)(r->p - from));
		scanned = scanned || marker == SOS;
	}
	return false;
}

enum flaw_code photo_parse(struct slice jpeg, struct buf *bare, struct photo *out)
{
	struct photo photo = { 0 };
	struct rd r = rd_of(jpeg);
	if (jpeg.n > LIMIT_PHOTO_BYTES)
		return FLAW_PHOTO_SIZE;
	if (!take_file(&r, &photo, bare))
		return FLAW_PHOTO_JPEG;
	if (photo.orientation > 1 && photo.orientation <= 8)
		return FLAW_PHOTO_TURNED;
	if (photo.width < PHOTO_LEAST_PIXELS || photo.height < PHOTO_LEAST_PIXELS || photo.width > PHOTO_MOST_PIXELS ||
		photo.height > PHOTO_MOST_PIXELS)
		return FLAW_PHOTO_PIXELS;
	*out = photo;
	return FLAW_NONE;
}
