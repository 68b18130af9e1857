/* Owns: making and comparing the tokens (csrf.h). */
#include "portal/csrf.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "portal/session_inner.h"

static const char *visitor_cookie_name(const struct sessions *all) { return all->policy.secure ? "__Host-cinnabar-visitor" : "cinnabar-visitor"; }

static bool make_token(const struct sessions *all, const struct session *s, struct slice visitor, char out[static CSRF_TOKEN])
{
	uint8_t mac[32], bytes[SESSION_COOKIE];
	bool with_session = s && s->kind != SESSION_NONE;
	if (!with_session && !session_cookie_bytes(visitor, bytes))
		return false;
	secret_mac(&all->secret, with_session ? "form" : "visitor", with_session ? slice_of(s->digest, 32) : slice_of(bytes, sizeof bytes), mac);
	hex_format(slice_of(mac, sizeof mac), out);
	return true;
}

void csrf_token(struct ctx *cx, const struct sessions *all, const struct session *s, struct slice cookies, char out[static CSRF_TOKEN],
	struct slice *cookie)
{
	*cookie = (struct slice){ 0 };
	if (make_token(all, s, cookie_find(cookies, visitor_cookie_name(all)), out))
		return;
	uint8_t bytes[SESSION_COOKIE];
	char hex[2 * SESSION_COOKIE + 1];
	crypto_random(bytes, sizeof bytes);
	hex_format(slice_of(bytes, sizeof bytes), hex);
	*cookie = session_set_cookie(cx, all, visitor_cookie_name(all), hex, "");
	make_token(all, NULL, slice_str(hex), out);
}

bool csrf_check(const struct sessions *all, const struct session *s, struct slice cookies, struct slice token)
{
	char want[CSRF_TOKEN];
	struct slice visitor = cookie_find(cookies, visitor_cookie_name(all));
	if (make_token(all, s, visitor, want) && crypto_equal(token, slice_str(want)))
		return true;
	/* A form that was open when another tab began a flow. */
	return s && s->kind == SESSION_GUEST && make_token(all, NULL, visitor, want) && crypto_equal(token, slice_str(want));
}
