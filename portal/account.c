/* Owns: accounts in the portal's store and their two indexes, by contact and by passkey. */
#include "portal/account.h"

#include "base/crypto.h"
#include "formats/crockford.h"
#include "portal/account_code.h"
#include "portal/secret.h"

struct key {
	uint8_t p[40];
	size_t n;
};

static struct slice slice_key(const struct key *k) { return slice_of(k->p, k->n); }

static struct key key_of(const char *prefix, struct slice rest)
{
	struct key k = { { (uint8_t)prefix[0], (uint8_t)prefix[1] }, 2 };
	if (rest.n <= sizeof k.p - 2) {
		memcpy(k.p + 2, rest.p, rest.n);
		k.n += rest.n;
	}
	return k;
}

static struct key key_account(const char *id) { return key_of("aa", slice_str(id)); }

static struct key key_contact(const struct secret *s, struct slice contact)
{
	uint8_t mac[32];
	secret_mac(s, "contact", contact, mac);
	return key_of("ac", slice_of(mac, sizeof mac));
}

static struct key key_passkey(struct slice credential)
{
	uint8_t digest[32];
	crypto_sha256(credential, digest);
	return key_of("ap", slice_of(digest, sizeof digest));
}

static bool is_id(const char *id)
{
	return id && strlen(id) == ACCOUNT_ID && strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == ACCOUNT_ID;
}

enum err account_find(struct ctx *cx, struct snapshot *v, const char *id, struct account *out)
{
	struct slice value = { 0 };
	*out = (struct account){ 0 };
	if (!is_id(id))
		return OK;
	struct key k = key_account(id);
	enum err e = snapshot_get(cx, v, slice_key(&k), &value);
	return e != OK || !value.p ? e : account_decode(cx, id, value, out);
}

static enum err find_by(struct ctx *cx, struct snapshot *v, const struct key *index, struct account *out)
{
	struct slice id = { 0 };
	*out = (struct account){ 0 };
	enum err e = snapshot_get(cx, v, slice_key(index), &id);
	if (e != OK || !id.p)
		return e;
	return account_find(cx, v, ctx_string(cx, id), out);
}

enum err account_find_contact(struct ctx *cx, struct snapshot *v, struct slice contact, struct account *out)
{
	struct secret s;
	enum err e = secret_read(cx, v, &s);
	if (e != OK)
		return e;
	struct key k = key_contact(&s, contact);
	crypto_wipe(&s, sizeof s);
	return find_by(cx, v, &k, out);
}

enum err account_find_passkey(struct ctx *cx, struct snapshot *v, struct slice credential, struct account *out)
{
	struct key k = key_passkey(credential);
	return find_by(cx, v, &k, out);
}

/* Claims an index key for this account; ERR_ACCOUNT_TWICE when another one has it. */
static enum err claim(struct ctx *cx, struct batch *b, const struct key *k, const char *id)
{
	struct slice owner = { 0 };
	enum err e = batch_get(cx, b, slice_key(k), &owner);
	if (e == OK && owner.p && !slice_is(owner, id))
		e = fail(cx, ERR_ACCOUNT_TWICE, "another account has this contact or passkey");
	if (e != OK || owner.p)
		return e;
	return batch_put(cx, b, slice_key(k), slice_str(id));
}

static bool has_passkey(const struct account *a, struct slice id)
{
	for (size_t i = 0; i < a->passkey_count; i++) {
		if (slice_eq(a->passkeys[i].id, id))
			return true;
	}
	return false;
}

/* Gives up what the account as stored had and the new one has not, claims what is new. */
static enum err put_indexes(struct ctx *cx, struct batch *b, const struct account *old, const struct account *new)
{
	struct secret s;
	enum err e = secret_read_batch(cx, b, &s);
	if (e != OK)
		return e;
	struct key before = key_contact(&s, old->contact), after = key_contact(&s, new->contact);
	crypto_wipe(&s, sizeof s);
	if (old->contact.n && !slice_eq(old->contact, new->contact))
		e = batch_delete(cx, b, slice_key(&before));
	if (e == OK && new->contact.n)
		e = claim(cx, b, &after, new->id);
	for (size_t i = 0; e == OK && i < old->passkey_count; i++) {
		struct key k = key_passkey(old->passkeys[i].id);
		if (!has_passkey(new, old->passkeys[i].id))
			e = batch_delete(cx, b, slice_key(&k));
	}
	for (size_t i = 0; e == OK && i < new->passkey_count; i++) {
		struct key k = key_passkey(new->passkeys[i].id);
		e = claim(cx, b, &k, new->id);
	}
	return e;
}

static enum err check(struct ctx *cx, const struct account *a)
{
	bool good = is_id(a->id) && a->state != ACCOUNT_NONE && a->passkey_count <= ACCOUNT_PASSKEYS && a->recovery_count <= RECOVERY_CODES
		&& (a->contact_kind == CONTACT_NONE) == (a->contact.n == 0) && (a->totp.n == 0 || a->totp.n == 20) && a->language[0]
		&& memchr(a->language, 0, LANGUAGE_SIZE);
	for (size_t i = 0; good && i < a->passkey_count; i++)
		good = a->passkeys[i].key.n == 64 && a->passkeys[i].id.n && a->passkeys[i].id.n <= 255 && a->passkeys[i].label.n <= 255;
	return good ? OK : fail(cx, ERR_ACCOUNT_FIELD, "account: a field is out of its range");
}

static enum err put(struct ctx *cx, struct batch *b, struct account *a, struct slice expected)
{
	struct account old = { 0 };
	enum err e = check(cx, a);
	if (e == OK && expected.p)
		e = account_decode(cx, a->id, expected, &old);
	struct slice value = e == OK ? account_encode(cx, a) : (struct slice){ 0 };
	if (e == OK && !value.p)
		e = fail(cx, ERR_ACCOUNT_FIELD, "account: too much to keep");
	struct key k = key_account(a->id);
	if (e == OK)
		e = batch_compare_put(cx, b, slice_key(&k), expected, value);
	if (e == OK)
		e = put_indexes(cx, b, &old, a);
	if (e == OK)
		a->stored = value;
	return e;
}

enum err account_create(struct ctx *cx, struct batch *b, struct account *a)
{
	uint64_t bits;
	char id[ACCOUNT_ID + 2];
	crypto_random(&bits, sizeof bits);
	crockford_format(bits, ACCOUNT_ID, id);
	memcpy(a->id, id, ACCOUNT_ID);
	a->id[ACCOUNT_ID] = 0;
	a->created = cx->now;
	a->state = ACCOUNT_OPEN;
	return put(cx, b, a, (struct slice){ 0 });
}

enum err account_write(struct ctx *cx, struct batch *b, struct account *a) { return put(cx, b, a, a->stored); }

enum err account_close(struct ctx *cx, struct batch *b, struct account *a)
{
	struct account closed = { .state = ACCOUNT_CLOSED, .created = a->created };
	memcpy(closed.id, a->id, sizeof closed.id);
	memcpy(closed.language, a->language, sizeof closed.language);
	enum err e = put(cx, b, &closed, a->stored);
	if (e == OK)
		*a = closed;
	return e;
}

struct walk {
	struct ctx *cx;
	account_each *each;
	void *self;
	enum err e;
};

static bool walk(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct account a;
	w->e = account_decode(w->cx, ctx_string(w->cx, slice_sub(key, 2, key.n)), value, &a);
	return w->e == OK && w->each(w->self, &a);
}

enum err account_range(struct ctx *cx, struct snapshot *v, account_each *each, void *self)
{
	struct walk w = { .cx = cx, .each = each, .self = self };
	enum err e = snapshot_range(cx, v, SLICE("aa"), SLICE("ab"), walk, &w);
	return e != OK ? e : w.e;
}
