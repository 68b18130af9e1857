/* Owns: keys and entries of kept records (record_code.h). An entry is a CBOR array, so that its JSON can be read where it lies. */
#include "registry/record_code.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "formats/cbor.h"

#include <string.h>

#define ENTRY_ITEMS 12
#define CASE_MAX 32 /* characters of a case code */

bool record_identity_fits(struct slice identity) { return identity.p && identity.n > 0 && identity.n <= LIMIT_IDENTITY; }

bool person_id_fits(const char *id) { return id && strlen(id) == PERSON_SIZE && strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == PERSON_SIZE; }

static void add(struct record_key *k, const void *p, size_t n)
{
	memcpy(k->p + k->n, p, n);
	k->n += n;
}

static struct record_key key_of(char kind, const void *p, size_t n, struct slice identity)
{
	struct record_key k = { .p = { (uint8_t)kind }, .n = 1 };
	if (n)
		add(&k, p, n);
	if (identity.p)
		add(&k, identity.p, identity.n < LIMIT_IDENTITY ? identity.n : LIMIT_IDENTITY);
	return k;
}

struct record_key record_key(char kind, struct slice identity) { return key_of(kind, NULL, 0, identity); }
struct record_key record_person_key(const char *person, struct slice identity) { return key_of('P', person, PERSON_SIZE, identity); }
struct record_key record_link_key(const uint8_t link[static RECORD_LINK], struct slice identity) { return key_of('K', link, RECORD_LINK, identity); }
struct slice record_key_slice(const struct record_key *k) { return slice_of(k->p, k->n); }

struct record_key record_key_behind(struct record_key k)
{
	/* A digest may end in 0xff: carry. The first byte is a letter, so the carry always ends. */
	while (k.p[k.n - 1] == 0xff)
		k.n--;
	k.p[k.n - 1]++;
	return k;
}

void record_link_digest(struct slice number, struct slice birth, uint8_t out[static RECORD_LINK])
{
	uint8_t digest[32];
	struct hash *h = hash_new();
	hash_add(h, number);
	hash_add(h, SLICE("|"));
	hash_add(h, birth);
	hash_finish(h, digest);
	hash_free(h);
	memcpy(out, digest, RECORD_LINK);
}

uint64_t photo_mark(struct slice jpeg)
{
	uint8_t digest[32];
	if (!jpeg.n)
		return 0;
	crypto_sha256(jpeg, digest);
	struct rd r = rd_of(slice_of(digest, 8));
	uint64_t mark = rd_u64(&r);
	return mark ? mark : 1;
}

static bool is_case(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.'))
			return false;
	}
	return s.n > 0 && s.n <= CASE_MAX;
}

static const char *wrong_field(const struct record_entry *e)
{
	const struct kept_record *r = &e->record;
	if (!record_identity_fits(r->identity))
		return "identity";
	if (!person_id_fits(r->person))
		return "person";
	if (r->kind <= 0 || r->version == 0 || r->kept_at < 0 || r->changed_at < r->kept_at)
		return "kind, version or times";
	if (r->json.n < 2 || r->json.n > LIMIT_RECORD_KEPT || r->json.p[0] != '{')
		return "JSON";
	if (r->under_correction != (r->correction.p != NULL) || (r->correction.p && !is_case(r->correction)))
		return "case code";
	return e->link_count > LIMIT_RECORD_LINKS ? "links" : NULL;
}

enum err record_encode(struct ctx *cx, const struct record_entry *e, struct slice *out)
{
	const struct kept_record *r = &e->record;
	const char *wrong = wrong_field(e);
	struct buf b;
	if (wrong)
		return fail(cx, ERR_RECORD_FIELD, "kept record: %s out of range", wrong);
	buf_init(&b, LIMIT_RECORD_KEPT + 1024);
	cbor_put_array(&b, ENTRY_ITEMS);
	cbor_put_uint(&b, (uint64_t)r->kind);
	cbor_put_str(&b, r->person);
	cbor_put_uint(&b, r->version);
	cbor_put_int(&b, r->kept_at);
	cbor_put_int(&b, r->changed_at);
	cbor_put_uint(&b, r->issued);
	cbor_put_text(&b, r->under_correction ? r->correction : SLICE(""));
	cbor_put_uint(&b, r->photo);
	cbor_put_bool(&b, e->own_photo);
	cbor_put_str(&b, e->document);
	cbor_put_bytes(&b, slice_of(e->links, e->link_count * RECORD_LINK));
	cbor_put_bytes(&b, r->json);
	*out = ctx_copy(cx, buf_slice(&b));
	enum err result = buf_ok(&b) ? OK : fail(cx, ERR_LIMIT, "kept record: too long");
	buf_free(&b);
	return result;
}

static bool take_text(struct slice s, char *out, size_t size, bool empty_too)
{
	if (s.n != size && !(s.n == 0 && empty_too))
		return false;
	if (s.n)
		memcpy(out, s.p, s.n);
	out[s.n] = 0;
	return true;
}

static bool take_u32(struct cbor_rd *r, uint32_t *out)
{
	uint64_t v = cbor_get_uint(r);
	*out = (uint32_t)v;
	return v <= UINT32_MAX;
}

static bool take(struct cbor_rd *r, struct record_entry *e)
{
	struct kept_record *k = &e->record;
	uint32_t kind = 0;
	if (cbor_get_array(r) != ENTRY_ITEMS)
		return false;
	bool good = take_u32(r, &kind) && kind < 64 && take_text(cbor_get_text(r), k->person, PERSON_SIZE, false) && take_u32(r, &k->version);
	k->kind = (int)kind;
	k->kept_at = cbor_get_int(r);
	k->changed_at = cbor_get_int(r);
	good = good && take_u32(r, &k->issued);
	k->correction = cbor_get_text(r);
	k->under_correction = k->correction.n > 0;
	if (!k->under_correction)
		k->correction = (struct slice){ 0 };
	k->photo = cbor_get_uint(r);
	e->own_photo = cbor_get_bool(r);
	good = good && take_text(cbor_get_text(r), e->document, DOCUMENT_NUMBER_SIZE, true);
	struct slice links = cbor_get_bytes(r);
	k->json = cbor_get_bytes(r);
	e->link_count = links.n / RECORD_LINK;
	if (!good || !cbor_end(r) || links.n % RECORD_LINK || e->link_count > LIMIT_RECORD_LINKS)
		return false;
	if (links.n)
		memcpy(e->links, links.p, links.n);
	return wrong_field(e) == NULL;
}

enum err record_decode(struct ctx *cx, struct slice identity, struct slice value, struct record_entry *out)
{
	*out = (struct record_entry){ .record.identity = identity };
	struct cbor_rd r = cbor_rd(value);
	bool good = cbor_check(cx, value) == OK && take(&r, out);
	if (good)
		return OK;
	ctx_forgive(cx);
	return fail(cx, ERR_STORE_CORRUPT, "registry: a kept record's entry is damaged");
}
