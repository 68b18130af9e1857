/* Owns: argon2id through libsodium, in a bounded number of threads at once. */
#include "portal/password.h"

#include "base/crypto.h"
#include "base/text.h"
#include "portal/password_common.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

/* 32 MiB and three passes: above OWASP's least (19 MiB, two); about 50 ms of one core. */
#define MEMORY (32u << 20)
#define PASSES 3
#define BYTES_MOST 1024 /* typed, before code points are counted */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t free;
	int running, waiting, at_once, waiting_most;
	char nobody[PASSWORD_PHC]; /* hash of random bytes: what a password is compared with where there is no account */
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER, .free = PTHREAD_COND_INITIALIZER, .at_once = 1, .waiting_most = 1 };

static bool enter(void)
{
	pthread_mutex_lock(&pool.lock);
	bool in = pool.running < pool.at_once;
	if (!in && pool.waiting < pool.waiting_most) {
		pool.waiting++;
		while (pool.running >= pool.at_once)
			pthread_cond_wait(&pool.free, &pool.lock);
		pool.waiting--;
		in = true;
	}
	pool.running += in;
	pthread_mutex_unlock(&pool.lock);
	return in;
}

static void leave(void)
{
	pthread_mutex_lock(&pool.lock);
	pool.running--;
	pthread_cond_signal(&pool.free);
	pthread_mutex_unlock(&pool.lock);
}

static enum err hash(struct ctx *cx, struct slice password, char phc[static PASSWORD_PHC])
{
	if (crypto_pwhash_str_alg(phc, (const char *)password.p, password.n, PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return fail(cx, ERR_SYSTEM, "argon2id: no memory");
	return OK;
}

enum err password_open(struct ctx *cx, int at_once, int waiting)
{
	_Static_assert(PASSWORD_PHC >= crypto_pwhash_STRBYTES, "a PHC string of libsodium fits");
	uint8_t random[32];
	if (sodium_init() < 0)
		return fail(cx, ERR_CRYPTO, "libsodium does not start");
	crypto_random(random, sizeof random);
	pool.at_once = at_once;
	pool.waiting_most = waiting;
	return hash(cx, slice_of(random, sizeof random), pool.nobody);
}

/* Too long a text is cut, never refused here: judging is for new passwords, and an old one that fits was short enough. */
static enum err normal(struct ctx *cx, struct slice password, struct slice *out)
{
	if (password.n > BYTES_MOST || !text_is_utf8(password)) {
		*out = slice_sub(password, 0, BYTES_MOST);
		return OK;
	}
	return text_nfc(cx, password, out);
}

enum err password_hash(struct ctx *cx, struct slice password, char phc[static PASSWORD_PHC])
{
	struct slice text;
	enum err e = normal(cx, password, &text);
	if (e != OK)
		return e;
	if (!enter())
		return fail(cx, ERR_PASSWORD_BUSY, "passwords: %d are being hashed and %d wait", pool.at_once, pool.waiting_most);
	e = hash(cx, text, phc);
	leave();
	return e;
}

enum err password_check(struct ctx *cx, struct slice password, struct slice phc, bool *same)
{
	struct slice text;
	char stored[PASSWORD_PHC] = { 0 };
	bool known = phc.n > 0 && phc.n < sizeof stored;
	*same = false;
	enum err e = normal(cx, password, &text);
	if (e != OK)
		return e;
	if (known)
		memcpy(stored, phc.p, phc.n);
	else
		memcpy(stored, pool.nobody, sizeof stored);
	if (!enter())
		return fail(cx, ERR_PASSWORD_BUSY, "passwords: %d are being hashed and %d wait", pool.at_once, pool.waiting_most);
	bool opens = crypto_pwhash_str_verify(stored, (const char *)text.p, text.n) == 0;
	leave();
	*same = known && opens;
	return OK;
}

bool password_is_old(struct slice phc)
{
	char stored[PASSWORD_PHC] = { 0 };
	if (phc.n >= sizeof stored)
		return false;
	memcpy(stored, phc.p, phc.n);
	return crypto_pwhash_str_needs_rehash(stored, PASSES, MEMORY) != 0;
}

/* ---- which ones are taken ---- */

static enum password_flaw judge_text(struct slice text)
{
	size_t n = 0;
	if (!text_is_utf8(text))
		return PASSWORD_TEXT;
	for (size_t at = 0; at < text.n; n++) {
		int32_t c = text_next(text, &at);
		if (c < ' ' || c == 0x7f)
			return PASSWORD_TEXT;
	}
	return n < PASSWORD_LEAST ? PASSWORD_SHORT : n > PASSWORD_MOST ? PASSWORD_LONG : PASSWORD_FINE;
}

static bool of_context(struct slice lower, struct slice contact)
{
	static const char *const words[] = { "cinnabar", "immigration", "zhusha", "portal", "passport", "visa", "residence" };
	struct slice local = slice_sub(contact, 0, slice_find(contact, SLICE("@"), 0));
	struct slice digits = contact.n && contact.p[0] == '+' ? slice_sub(contact, 1, contact.n) : (struct slice){ 0 };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (password_is_made_of(lower, slice_str(words[i])))
			return true;
	}
	/* The number is often typed without its country code. */
	return password_is_made_of(lower, contact) || password_is_made_of(lower, local)
		|| (digits.n > 8 && password_is_made_of(lower, slice_sub(digits, digits.n - 8, 8)));
}

enum password_flaw password_judge(struct ctx *cx, struct slice password, struct slice contact)
{
	struct slice text = { 0 };
	if (password.n > BYTES_MOST)
		return PASSWORD_LONG;
	if (!text_is_utf8(password))
		return PASSWORD_TEXT;
	if (text_nfc(cx, password, &text) != OK) {
		ctx_forgive(cx);
		return PASSWORD_TEXT;
	}
	enum password_flaw flaw = judge_text(text);
	if (flaw != PASSWORD_FINE)
		return flaw;
	uint8_t *lower = ctx_alloc(cx, text.n);
	for (size_t i = 0; i < text.n; i++)
		lower[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (uint8_t)(text.p[i] + 32) : text.p[i];
	if (of_context(slice_of(lower, text.n), contact))
		flaw = PASSWORD_CONTEXT;
	else if (password_is_common(slice_of(lower, text.n)))
		flaw = PASSWORD_COMMON;
	crypto_wipe(lower, text.n);
	return flaw;
}
