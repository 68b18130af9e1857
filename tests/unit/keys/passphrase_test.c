/* Owns: tests of where a passphrase may come from. */
#include "tests/unit/keys/home.h"

#include "keys/passphrase.h"

#include <stdlib.h>
#include <string.h>

static enum err get(struct ctx *cx, struct slice contents, unsigned mode, struct buf *out)
{
	const char *home = home_empty(cx);
	home_write(cx, home, "p", contents, mode);
	return passphrase_get(cx, ctx_printf(cx, "%s/p", home), false, out);
}

static void refused(struct ctx *cx, struct slice contents, unsigned mode)
{
	struct buf b;
	CHECK_ERR(get(cx, contents, mode, &b), ERR_PASSPHRASE);
	CHECK_INT(b.n, 0);
}

TEST(passphrase_from_a_file)
{
	struct buf b;
	CHECK_OK(get(cx, SLICE("correct horse\n"), 0600, &b));
	CHECK_TEXT(buf_slice(&b), "correct horse");
	buf_wipe(&b);
	CHECK_OK(get(cx, SLICE("no line end \r\n"), 0640, &b));
	CHECK_TEXT(buf_slice(&b), "no line end ");
	buf_wipe(&b);
}

TEST(passphrase_file_of_everybody)
{
	refused(cx, SLICE("correct horse\n"), 0604);
	refused(cx, SLICE("correct horse\n"), 0602);
}

TEST(passphrase_file_wrong_contents)
{
	refused(cx, SLICE(""), 0600);
	refused(cx, SLICE("\n"), 0600);
	refused(cx, SLICE("two\nlines\n"), 0600);
	refused(cx, SLICE("a\0b"), 0600);
	uint8_t *p = ctx_alloc(cx, 1030);
	memset(p, 'x', 1030);
	refused(cx, slice_of(p, 1025), 0600);
	refused(cx, slice_of(p, 1030), 0600);
}

TEST(passphrase_file_missing_or_a_folder)
{
	struct buf b;
	CHECK_ERR(passphrase_get(cx, ctx_printf(cx, "%s/none", home_empty(cx)), false, &b), ERR_PASSPHRASE);
	CHECK_ERR(passphrase_get(cx, home_empty(cx), false, &b), ERR_PASSPHRASE);
}

TEST(passphrase_from_the_environment_and_file_first)
{
	struct buf b;
	setenv("CINNABAR_PASSPHRASE", "from outside", 1);
	CHECK_OK(passphrase_get(cx, NULL, true, &b));
	CHECK_TEXT(buf_slice(&b), "from outside");
	buf_wipe(&b);
	CHECK_OK(get(cx, SLICE("from the file"), 0600, &b));
	CHECK_TEXT(buf_slice(&b), "from the file");
	buf_wipe(&b);
	setenv("CINNABAR_PASSPHRASE", "", 1);
	CHECK_ERR(passphrase_get(cx, NULL, false, &b), ERR_PASSPHRASE);
	unsetenv("CINNABAR_PASSPHRASE");
}

TEST(passphrase_too_weak_for_new_keys)
{
	CHECK_ERR(passphrase_check(cx, SLICE("")), ERR_PASSPHRASE);
	CHECK_ERR(passphrase_check(cx, SLICE("12345678901")), ERR_PASSPHRASE);
	CHECK_ERR(passphrase_check(cx, SLICE("aaaaaaaaaaaaaaaaaaaa")), ERR_PASSPHRASE);
	CHECK_ERR(passphrase_check(cx, SLICE("样本移民")), ERR_PASSPHRASE); /* 12 bytes, 4 characters */
	CHECK_OK(passphrase_check(cx, SLICE("123456789012")));
}
