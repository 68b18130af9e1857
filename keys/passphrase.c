/* Owns: reading a passphrase. Every buffer that held it is wiped. */
#include "keys/passphrase.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bytes up to the first line end, which must be the last byte of the text. */
static enum err take_line(struct ctx *cx, const char *where, const uint8_t *text, size_t n, struct buf *out)
{
	if (n && text[n - 1] == '\n')
		n--;
	if (n && text[n - 1] == '\r')
		n--;
	if (n == 0)
		return fail(cx, ERR_PASSPHRASE, "%s: the passphrase is empty", where);
	if (n > LIMIT_PASSPHRASE)
		return fail(cx, ERR_PASSPHRASE, "%s: the passphrase is longer than %d bytes", where, LIMIT_PASSPHRASE);
	if (memchr(text, '\n', n) || memchr(text, 0, n))
		return fail(cx, ERR_PASSPHRASE, "%s: want one line of text: the passphrase alone", where);
	/* Room for all at once: a buffer that grows would leave copies behind. */
	uint8_t *p = buf_grow(out, n);
	if (!p)
		return fail(cx, ERR_PASSPHRASE, "%s: the passphrase is longer than %zu bytes", where, out->max);
	memcpy(p, text, n);
	return OK;
}

static enum err read_file(struct ctx *cx, const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail(cx, ERR_PASSPHRASE, "passphrase file %s: %s", path, strerror(errno));
	struct stat st;
	uint8_t text[LIMIT_PASSPHRASE + 3];
	enum err e = OK;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		e = fail(cx, ERR_PASSPHRASE, "passphrase file %s: not a regular file", path);
	else if (st.st_mode & (S_IROTH | S_IWOTH))
		e = fail(cx, ERR_PASSPHRASE, "passphrase file %s: every user may read or write it (mode %03o); try `chmod 600`", path, (unsigned)st.st_mode & 0777);
	ssize_t n = e == OK ? read(fd, text, sizeof text) : 0;
	if (n < 0)
		e = fail(cx, ERR_PASSPHRASE, "passphrase file %s: %s", path, strerror(errno));
	else if (e == OK)
		e = take_line(cx, path, text, (size_t)n, out);
	crypto_wipe(text, sizeof text);
	close(fd);
	return e;
}

static enum err ask(struct ctx *cx, bool confirm, struct buf *out)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(cx, ERR_PASSPHRASE, "no passphrase: give --passphrase-file or CINNABAR_PASSPHRASE, or run on a terminal");
	close(fd);
	char text[LIMIT_PASSPHRASE + 1] = "";
	/* Echo off, signals handled, terminal restored: libcrypto's prompt does that. */
	int result = EVP_read_pw_string_min(text, 0, sizeof text - 1, confirm ? "New passphrase of the keys: " : "Passphrase of the keys: ", confirm);
	enum err e = result == 0 ? take_line(cx, "terminal", (const uint8_t *)text, strlen(text), out)
				 : fail(cx, ERR_PASSPHRASE, "terminal: no passphrase was given, or the two differ");
	crypto_wipe(text, sizeof text);
	return e;
}

enum err passphrase_get(struct ctx *cx, const char *file, bool confirm, struct buf *out)
{
	buf_init(out, LIMIT_PASSPHRASE);
	enum err e;
	const char *environment = getenv("CINNABAR_PASSPHRASE");
	if (file)
		e = read_file(cx, file, out);
	else if (environment)
		e = take_line(cx, "CINNABAR_PASSPHRASE", (const uint8_t *)environment, strlen(environment), out);
	else
		e = ask(cx, confirm, out);
	if (e != OK)
		buf_wipe(out);
	return e;
}

enum err passphrase_check(struct ctx *cx, struct slice passphrase)
{
	bool varied = false;
	for (size_t i = 1; i < passphrase.n; i++)
		varied |= passphrase.p[i] != passphrase.p[0];
	size_t length = text_is_utf8(passphrase) ? text_length(passphrase) : passphrase.n;
	if (length < PASSPHRASE_LEAST || !varied)
		return fail(cx, ERR_PASSPHRASE, "the passphrase is too weak for new keys: want at least %d characters, not all the same", PASSPHRASE_LEAST);
	return OK;
}
