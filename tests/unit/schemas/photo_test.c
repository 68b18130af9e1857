/* Photos: markers of a JPEG, whole or not. */
#include "base/limits.h"
#include "schemas/photo.h"
#include "tests/unit/check.h"
#include "tests/unit/schemas/some.h"

#include <string.h>

static struct slice sample(struct ctx *cx) { return some_record(cx, 1).record->holder.photo; }

static enum flaw_code judge(struct slice jpeg)
{
	struct photo p;
	struct buf bare;
	buf_init(&bare, LIMIT_PHOTO_BYTES + 3);
	enum flaw_code flaw = photo_parse(jpeg, &bare, &p);
	buf_free(&bare);
	return flaw;
}

TEST(photo_of_a_sample)
{
	struct photo p = { 0 };
	struct buf bare;
	buf_init(&bare, LIMIT_PHOTO_BYTES + 3);
	CHECK_INT(photo_parse(sample(cx), &bare, &p), FLAW_NONE);
	CHECK_SLICE(buf_slice(&bare), sample(cx));
	buf_free(&bare);
	CHECK_INT(p.width, 240);
	CHECK_INT(p.height, 320);
	CHECK_INT(p.components, 1);
}

TEST(photo_cut_anywhere_is_no_photo)
{
	struct slice whole = sample(cx);
	for (size_t n = 0; n < whole.n; n++)
		CHECK_INT(judge(slice_sub(whole, 0, n)), FLAW_PHOTO_JPEG);
}

static struct slice with(struct ctx *cx, const char *find, size_t n, size_t at, const char *bytes, size_t size)
{
	struct slice copy = ctx_copy(cx, sample(cx));
	size_t found = slice_find(copy, slice_of(find, n), 0);
	CHECK(found != SIZE_MAX);
	memcpy((uint8_t *)(uintptr_t)copy.p + found + at, bytes, size);
	return copy;
}

TEST(photo_that_lies)
{
	struct slice whole = sample(cx);
	CHECK_INT(judge(slice_str(ctx_printf(cx, "%.*s", 4, "GIF8"))), FLAW_PHOTO_JPEG);
	struct buf b;
	buf_init(&b, 100000);
	buf_put_slice(&b, whole);
	buf_putc(&b, 0);
	CHECK_INT(judge(buf_slice(&b)), FLAW_PHOTO_JPEG); /* a byte behind the end */
	buf_reset(&b);
	buf_put_slice(&b, slice_sub(whole, 0, 2));
	buf_fill(&b, 0xff, LIMIT_PHOTO_BYTES);
	CHECK_INT(judge(buf_slice(&b)), FLAW_PHOTO_SIZE);
	buf_free(&b);
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 1, "\xc3", 1)), FLAW_PHOTO_JPEG); /* lossless */
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 1, "\xc9", 1)), FLAW_PHOTO_JPEG); /* arithmetic coding */
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 4, "\x0c", 1)), FLAW_PHOTO_JPEG); /* 12 bits a sample */
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 9, "\x04", 1)), FLAW_PHOTO_JPEG); /* four components */
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 5, "\0\0", 2)), FLAW_PHOTO_JPEG); /* no height */
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 5, "\0\x77", 2)), FLAW_PHOTO_PIXELS);
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 7, "\x07\xd1", 2)), FLAW_PHOTO_PIXELS);
	CHECK_INT(judge(with(cx, "\xff\xda", 2, 1, "\xfe", 1)), FLAW_PHOTO_JPEG); /* no scan */
	CHECK_INT(judge(with(cx, "\xff\xc0", 2, 1, "\xfe", 1)), FLAW_PHOTO_JPEG); /* a scan without frame */
}

static struct slice inserted(struct ctx *cx, const char *bytes, size_t n)
{
	struct buf b;
	struct slice whole = sample(cx);
	buf_init(&b, 100000);
	buf_put_slice(&b, slice_sub(whole, 0, 2));
	buf_put(&b, bytes, n);
	buf_put_slice(&b, slice_sub(whole, 2, whole.n));
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

TEST(photo_with_something_between_its_segments)
{
	CHECK_INT(judge(inserted(cx, "\xff\xfe\0\4hi", 6)), FLAW_NONE); /* a comment is no harm */
	CHECK_INT(judge(inserted(cx, "\0\xfe\0\2", 4)), FLAW_PHOTO_JPEG);
	CHECK_INT(judge(inserted(cx, "\xff\x01\0\2", 4)), FLAW_PHOTO_JPEG);
	CHECK_INT(judge(inserted(cx, "\xff\xd0\0\2", 4)), FLAW_PHOTO_JPEG);
	CHECK_INT(judge(inserted(cx, "\xff\xc3\0\2", 4)), FLAW_PHOTO_JPEG); /* a second frame of another process */
	CHECK_INT(judge(inserted(cx, "\xff\xfe\0\1", 4)), FLAW_PHOTO_JPEG);
	CHECK_INT(judge(inserted(cx, "\xff\xc0\0\x0b\x08\1\0\1\0\1\1\x11\0", 13)), FLAW_PHOTO_JPEG); /* two frames */
}

/* What was left of a photo with this between its first bytes and the rest. */
static struct slice bared(struct ctx *cx, const char *bytes, size_t n)
{
	struct photo p;
	struct buf bare;
	buf_init(&bare, LIMIT_PHOTO_BYTES + 3);
	CHECK_INT(photo_parse(inserted(cx, bytes, n), &bare, &p), FLAW_NONE);
	struct slice out = ctx_copy(cx, buf_slice(&bare));
	buf_free(&bare);
	return out;
}

/* The paper goes to strangers: where a picture was taken, by whose camera, and what was cut away from it are none of their business. */
TEST(photo_keeps_nothing_but_the_picture)
{
	static const struct { const char *bytes; size_t n; } notes[] = {
		{ "\xff\xfe\0\4hi", 6 },                                 /* a comment */
		{ "\xff\xe1\0\x08" "Exif\0\0", 10 },                     /* Exif without a word */
		{ "\xff\xe1\0\x0chttp://ns.", 14 },                       /* XMP */
		{ "\xff\xe0\0\x08JFXX\0\x10", 10 },                      /* a thumbnail */
		{ "\xff\xe0\0\x13JFIF\0\1\1\0\0\1\0\1\1\1\1\2\3", 21 }, /* another */
		{ "\xff\xed\0\x07IPTC\0", 9 },
	};
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		CHECK_SLICE(bared(cx, notes[i].bytes, notes[i].n), sample(cx));
	/* Adobe's says whether colours were transformed: without it a reader would guess. */
	CHECK_SLICE(bared(cx, "\xff\xee\0\x0e" "Adobe\0d\0\0\0\0\0", 16), inserted(cx, "\xff\xee\0\x0e" "Adobe\0d\0\0\0\0\0", 16));
}

/* A reader of PDF shows the stored rows, a browser turns them: the two would not be alike. */
TEST(photo_that_lies_on_its_side)
{
	for (int up = 0; up <= 9; up++) {
		char motorola[] = "\xff\xe1\0\x22" "Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0?\0\0\0\0\0\0";
		char intel[] = "\xff\xe1\0\x22" "Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0?\0\0\0\0\0\0\0";
		motorola[sizeof motorola - 1 - 7] = intel[sizeof intel - 1 - 8] = (char)up;
		enum flaw_code want = up > 1 && up < 9 ? FLAW_PHOTO_TURNED : FLAW_NONE;
		CHECK_INT(judge(inserted(cx, motorola, sizeof motorola - 1)), want);
		CHECK_INT(judge(inserted(cx, intel, sizeof intel - 1)), want);
	}
	/* A directory that lies elsewhere, or says that it has more rows than there are, says nothing. */
	CHECK_INT(judge(inserted(cx, "\xff\xe1\0\x10" "Exif\0\0MM\0*\xff\xff\xff\xff", 18)), FLAW_NONE);
	CHECK_INT(judge(inserted(cx, "\xff\xe1\0\x14" "Exif\0\0MM\0*\0\0\0\x08\xff\xff\1\x12", 22)), FLAW_NONE);
}
