/* Owns: an account as JSON, both ways. Bytes are hex; an absent member is a zero. */
#include "portal/account_code.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"

#define CODE_MAX 16384 /* eight passkeys with long ids give about 8 KB */

static void put_hex(struct json_out *o, const char *key, struct ctx *cx, struct slice bytes)
{
	char *hex = ctx_alloc(cx, bytes.n * 2 + 1);
	hex_format(bytes, hex);
	json_put_str(o, key, hex);
}

static void put_passkey(struct json_out *o, struct ctx *cx, const struct account_passkey *k)
{
	json_begin(o, NULL, '{');
	put_hex(o, "id", cx, k->id);
	put_hex(o, "key", cx, k->key);
	json_put_text(o, "label", k->label);
	json_put_int(o, "counter", k->counter);
	json_put_int(o, "added", k->added);
	json_put_int(o, "used", k->used);
	json_end(o, '}');
}

static const char *const state_names[] = { [ACCOUNT_OPEN] = "open", [ACCOUNT_LOCKED] = "locked", [ACCOUNT_CLOSED] = "closed" };
static const char *const contact_names[] = { [CONTACT_EMAIL] = "email", [CONTACT_PHONE] = "phone" };

struct slice account_encode(struct ctx *cx, const struct account *a)
{
	struct buf b;
	buf_init(&b, CODE_MAX);
	struct json_out o = json_out(&b);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "state", state_names[a->state]);
	if (a->contact_kind != CONTACT_NONE)
		json_put_text(&o, contact_names[a->contact_kind], a->contact);
	if (a->password.n)
		json_put_text(&o, "password", a->password);
	json_put_str(&o, "language", a->language);
	json_put_int(&o, "created", a->created);
	json_put_int(&o, "verified", a->verified);
	json_put_int(&o, "password_changed", a->password_changed);
	json_put_int(&o, "signed_in", a->signed_in);
	if (a->totp.n) {
		put_hex(&o, "totp", cx, a->totp);
		json_put_int(&o, "totp_step", a->totp_step);
	}
	json_begin(&o, "recovery", '[');
	for (size_t i = 0; i < a->recovery_count; i++)
		put_hex(&o, NULL, cx, slice_of(a->recovery[i], 32));
	json_end(&o, ']');
	if (a->counter_until) {
		put_hex(&o, "counter", cx, slice_of(a->counter, 32));
		json_put_int(&o, "counter_until", a->counter_until);
	}
	json_begin(&o, "passkeys", '[');
	for (size_t i = 0; i < a->passkey_count; i++)
		put_passkey(&o, cx, &a->passkeys[i]);
	json_end(&o, ']');
	json_end(&o, '}');
	struct slice out = buf_ok(&b) ? ctx_copy(cx, buf_slice(&b)) : (struct slice){ 0 };
	buf_wipe(&b);
	return out;
}

/* Absent when the member is; *bad when it is no hex. */
static struct slice bytes_of(struct ctx *cx, struct slice text, bool *bad)
{
	uint8_t *p = ctx_alloc(cx, text.n / 2 + 1);
	size_t n = 0;
	if (!text.n)
		return (struct slice){ 0 };
	*bad |= !hex_parse(text, p, text.n / 2, &n);
	return slice_of(p, n);
}

static void take_passkeys(struct ctx *cx, const struct json *list, struct account *out, bool *bad)
{
	for (const struct json *v = list ? list->first : NULL; v && !*bad; v = v->next) {
		if (out->passkey_count == ACCOUNT_PASSKEYS) {
			*bad = true;
			return;
		}
		struct account_passkey *k = &out->passkeys[out->passkey_count++];
		*k = (struct account_passkey){ .id = bytes_of(cx, json_text(v, "id"), bad), .key = bytes_of(cx, json_text(v, "key"), bad),
			.label = json_text(v, "label"), .counter = (uint32_t)json_int(v, "counter"), .added = json_int(v, "added"), .used = json_int(v, "used") };
		*bad |= !k->id.n || k->key.n != 64;
	}
}

static void take_recovery(const struct json *list, struct account *out, bool *bad)
{
	for (const struct json *v = list ? list->first : NULL; v && !*bad; v = v->next) {
		size_t n = 0;
		*bad |= out->recovery_count == RECOVERY_CODES || !hex_parse(v->string, out->recovery[out->recovery_count], 32, &n) || n != 32;
		out->recovery_count += !*bad;
	}
}

static void take_contact(const struct json *o, struct account *out)
{
	for (size_t kind = CONTACT_EMAIL; kind <= CONTACT_PHONE; kind++) {
		struct slice s = json_text(o, contact_names[kind]);
		if (s.n) {
			out->contact_kind = (enum contact_kind)kind;
			out->contact = s;
		}
	}
}

enum err account_decode(struct ctx *cx, const char *id, struct slice value, struct account *out)
{
	struct json *o = NULL;
	bool bad = false;
	*out = (struct account){ 0 };
	if (json_parse(cx, value, &o) != OK) {
		ctx_forgive(cx);
		return fail(cx, ERR_STORE_CORRUPT, "portal's store: an account is not JSON");
	}
	struct slice language = json_text(o, "language"), state = json_text(o, "state");
	for (size_t i = ACCOUNT_OPEN; i <= ACCOUNT_CLOSED; i++) {
		if (slice_is(state, state_names[i]))
			out->state = (enum account_state)i;
	}
	take_contact(o, out);
	out->password = json_text(o, "password");
	out->created = json_int(o, "created");
	out->verified = json_int(o, "verified");
	out->password_changed = json_int(o, "password_changed");
	out->signed_in = json_int(o, "signed_in");
	out->totp = bytes_of(cx, json_text(o, "totp"), &bad);
	out->totp_step = json_int(o, "totp_step");
	take_recovery(json_get(o, "recovery"), out, &bad);
	struct slice counter = bytes_of(cx, json_text(o, "counter"), &bad);
	if (counter.n == 32) {
		memcpy(out->counter, counter.p, 32);
		out->counter_until = json_int(o, "counter_until");
	}
	take_passkeys(cx, json_get(o, "passkeys"), out, &bad);
	if (bad || out->state == ACCOUNT_NONE || language.n >= LANGUAGE_SIZE || strlen(id) != ACCOUNT_ID)
		return fail(cx, ERR_STORE_CORRUPT, "portal's store: an account is damaged");
	memcpy(out->language, language.p, language.n);
	memcpy(out->id, id, ACCOUNT_ID + 1);
	out->stored = ctx_copy(cx, value);
	return OK;
}
