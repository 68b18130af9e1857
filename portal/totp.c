/* Owns: HOTP and TOTP arithmetic, the otpauth address, recovery codes. */
#include "portal/totp.h"

#include "base/crypto.h"
#include "base/text.h"
#include "formats/base32.h"

#include <stdio.h>

void totp_code(struct slice key, uint64_t counter, int digits, char out[static 9])
{
	static const uint32_t powers[] = { [6] = 1000000, [7] = 10000000, [8] = 100000000 };
	uint8_t message[8], mac[20];
	for (size_t i = 0; i < 8; i++)
		message[i] = (uint8_t)(counter >> (56 - 8 * i));
	crypto_hmac_sha1(key, slice_of(message, 8), mac);
	size_t at = mac[19] & 15;
	uint32_t v = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	snprintf(out, 9, "%0*u", digits, v % powers[digits]);
	crypto_wipe(mac, sizeof mac);
}

/* Figures alone; false for anything else in it. */
static bool figures(struct slice typed, char out[static TOTP_DIGITS + 1])
{
	size_t n = 0;
	for (size_t at = 0; at < typed.n;) {
		int32_t c = text_next(typed, &at);
		if (c == ' ' || c == 0x3000 || c == 0xa0)
			continue;
		if (c >= 0xff10 && c <= 0xff19)
			c -= 0xff10 - '0';
		if (c < '0' || c > '9' || n == TOTP_DIGITS)
			return false;
		out[n++] = (char)c;
	}
	out[n] = 0;
	return n == TOTP_DIGITS;
}

bool totp_check(struct slice key, struct slice typed, int64_t now, int64_t last, int64_t *step)
{
	char given[TOTP_DIGITS + 1], want[9];
	bool found = false;
	if (key.n != TOTP_KEY || !figures(typed, given))
		return false;
	for (int64_t at = now / TOTP_STEP - 1; at <= now / TOTP_STEP + 1; at++) {
		totp_code(key, (uint64_t)at, TOTP_DIGITS, want);
		if (crypto_equal(slice_str(given), slice_str(want)) && at > last && !found) {
			*step = at;
			found = true;
		}
	}
	return found;
}

struct slice totp_key_text(struct ctx *cx, struct slice key)
{
	struct buf b, out;
	buf_init(&b, 128);
	buf_init(&out, 192);
	base32_encode(&b, key);
	for (size_t i = 0; i < b.n; i++) {
		if (i && i % 4 == 0)
			buf_putc(&out, ' ');
		buf_putc(&out, b.p[i] >= 'A' && b.p[i] <= 'Z' ? (uint8_t)(b.p[i] + 32) : b.p[i]);
	}
	struct slice text = ctx_copy(cx, buf_slice(&out));
	buf_wipe(&b);
	buf_wipe(&out);
	return text;
}

/* RFC 3986 2.3: all but the unreserved characters. */
static void put_escaped(struct buf *b, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));
		if (safe)
			buf_putc(b, c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

struct slice totp_uri(struct ctx *cx, struct slice key, struct slice issuer, struct slice account)
{
	struct buf b;
	buf_init(&b, 4096);
	buf_puts(&b, "otpauth://totp/");
	put_escaped(&b, issuer);
	buf_putc(&b, ':');
	put_escaped(&b, account);
	buf_puts(&b, "?secret=");
	base32_encode(&b, key);
	buf_puts(&b, "&issuer=");
	put_escaped(&b, issuer);
	struct slice uri = buf_ok(&b) ? ctx_copy(cx, buf_slice(&b)) : (struct slice){ 0 };
	buf_wipe(&b);
	return uri;
}

/* ---- recovery codes ---- */

#define CODE_CHARS 24

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void recovery_make(char text[static RECOVERY_TEXT], uint8_t digest[static 32])
{
	uint8_t random[CODE_CHARS];
	char plain[CODE_CHARS + 1] = "";
	size_t n = 0;
	crypto_random(random, sizeof random);
	for (size_t i = 0; i < CODE_CHARS; i++) {
		plain[i] = alphabet[random[i] & 31];
		if (i && i % 4 == 0)
			text[n++] = '-';
		text[n++] = plain[i];
	}
	text[n] = 0;
	crypto_sha256(slice_of(plain, CODE_CHARS), digest);
	crypto_wipe(random, sizeof random);
	crypto_wipe(plain, sizeof plain);
}

bool recovery_digest(struct slice typed, uint8_t digest[static 32])
{
	char plain[CODE_CHARS];
	size_t n = 0;
	for (size_t i = 0; i < typed.n; i++) {
		uint8_t c = typed.p[i];
		if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n')
			continue;
		c = c >= 'a' && c <= 'z' ? (uint8_t)(c - 32) : c;
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (!c || !strchr(alphabet, c) || n == CODE_CHARS)
			return false;
		plain[n++] = (char)c;
	}
	crypto_sha256(slice_of(plain, n), digest);
	crypto_wipe(plain, sizeof plain);
	return n == CODE_CHARS;
}
