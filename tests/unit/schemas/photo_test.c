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
	return photo_parse(jpeg, &p);
}

TEST(photo_of_a_sample)
{
	struct photo p = { 0 };
	CHECK_INT(photo_parse(sample(cx), &p), FLAW_NONE);
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
