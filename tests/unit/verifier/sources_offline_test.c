/* Tests of verifier/sources_offline.c and of what the pipeline makes of a bundle's word: how long a list counts, and whose it is. */
#include "formats/status_list.h"
#include "keys/anchors.h"
#include "keys/keyring.h"
#include "tests/unit/keys/home.h"
#include "verifier/evidence.h"
#include "verifier/sources_offline.h"

#include <string.h>

#define DAY INT64_C(86400)

struct bundle {
	const char *home;
	struct keyring *keys;
	struct slice root;
};

static void bundle_open(struct ctx *cx, struct bundle *b)
{
	struct certificate root;
	unsigned roles = 1u << ROLE_STATUS_LIST | 1u << ROLE_QR_SEAL;
	b->home = home_new(cx);
	CHECK_OK(keyring_open(cx, ctx_printf(cx, "%s/keys", b->home), HOME_PASSPHRASE, roles, &b->keys));
	CHECK_OK(anchors_load(cx, ctx_printf(cx, "%s/trust/root.pem", b->home), &root));
	b->root = root.der;
	home_write(cx, b->home, "trust-list.cbor", home_file(cx, b->home, "trust/trust-list.cbor"), 0644);
}

/* Four entries: valid, invalid, suspended, and a value without a meaning. */
static struct status_list four(struct slice uri)
{
	return (struct status_list){ .uri = uri, .issued_at = CHECK_NOW, .expires_at = CHECK_NOW + DAY, .ttl = 3600, .bits = 2,
		.entries = SLICE("\xe4") };
}

static enum err open_with(struct ctx *cx, const struct bundle *b, const struct status_list *list, enum key_role role, struct offline **o)
{
	const struct signer *s = keyring_signer(b->keys, role);
	struct buf token;
	buf_init(&token, 4096);
	CHECK_OK(status_list_build(cx, list, slice_of(s->kid, 8), s->sign, s->self, &token));
	home_write(cx, b->home, "status-0.cwt", buf_slice(&token), 0644);
	buf_free(&token);
	return sources_offline_open(cx, b->home, b->root, NULL, o);
}

/* The one finding about the status of entry `index` at this instant. */
static const char *finding_at(struct ctx *cx, const struct offline *o, uint32_t index, int64_t at)
{
	const struct sources *s = sources_offline(o);
	struct wanted w = { .list = 0, .index = index };
	struct evidence e = { .knows = true };
	struct verdict v = { 0 };
	cx->now = at;
	CHECK_OK(s->know(cx, s->self, &w, &e.known));
	check_status(s, &e, &v);
	CHECK_INT(v.count, 1);
	cx->now = CHECK_NOW;
	return finding_name(v.findings[0]);
}

#define OWN SLICE("http://127.0.0.1:8080/v1/status/0")

TEST(offline_status_counts_until_the_list_ends)
{
	struct bundle b;
	struct offline *o;
	bundle_open(cx, &b);
	struct status_list list = four(OWN);
	static const struct { int64_t after; const char *want[4]; } cases[] = {
		{ 0, { "STATUS_GOOD", "STATUS_INVALID", "STATUS_SUSPENDED", "STATUS_INVALID" } },
		{ DAY - 1, { "STATUS_GOOD", "STATUS_INVALID", "STATUS_SUSPENDED", "STATUS_INVALID" } },
		/* A hold may have been lifted since; what was revoked stays so. */
		{ DAY, { "STATUS_STALE", "STATUS_INVALID", "STATUS_STALE", "STATUS_INVALID" } },
		{ -DAY, { "STATUS_UNKNOWN", "STATUS_UNKNOWN", "STATUS_UNKNOWN", "STATUS_UNKNOWN" } },
	};
	CHECK_OK(open_with(cx, &b, &list, ROLE_STATUS_LIST, &o));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (uint32_t index = 0; index < 4; index++)
			CHECK_TEXT(slice_str(finding_at(cx, o, index, CHECK_NOW + cases[i].after)), cases[i].want[index]);
	}
	CHECK_TEXT(slice_str(finding_at(cx, o, 4, CHECK_NOW)), "STATUS_UNKNOWN");
	sources_offline_close(o);
	/* Without an end a list counts as long as a copy may be kept, and without that not at all. */
	list.expires_at = 0;
	CHECK_OK(open_with(cx, &b, &list, ROLE_STATUS_LIST, &o));
	CHECK_TEXT(slice_str(finding_at(cx, o, 0, CHECK_NOW + 3599)), "STATUS_GOOD");
	CHECK_TEXT(slice_str(finding_at(cx, o, 0, CHECK_NOW + 3600)), "STATUS_STALE");
	sources_offline_close(o);
	list.ttl = 0;
	CHECK_OK(open_with(cx, &b, &list, ROLE_STATUS_LIST, &o));
	CHECK_TEXT(slice_str(finding_at(cx, o, 0, CHECK_NOW)), "STATUS_STALE");
	sources_offline_close(o);
	keyring_close(b.keys);
}

TEST(lie_bundle_status_list)
{
	struct bundle b;
	struct offline *o;
	bundle_open(cx, &b);
	struct status_list list = four(OWN);
	CHECK_ERR(open_with(cx, &b, &list, ROLE_QR_SEAL, &o), ERR_BUNDLE);
	static const char *const elsewhere[] = { "http://127.0.0.1:8080/v1/status/1", "http://127.0.0.1:8080/v1/status/00", "http://127.0.0.1/v1/status/0",
		"http://evil.example/v1/status/0", "http://127.0.0.1:8080/v1/status/0/", "127.0.0.1:8080/v1/status/0", "http://a@127.0.0.1:8080/v1/status/0" };
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
		list = four(slice_str(elsewhere[i]));
		CHECK_ERR(open_with(cx, &b, &list, ROLE_STATUS_LIST, &o), ERR_BUNDLE);
	}
	/* The key's certificate runs for three years from CHECK_NOW on. */
	static const int64_t outside[] = { -DAY, 3 * 366 * DAY, 40 * 366 * DAY };
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
		list = four(OWN);
		list.issued_at += outside[i];
		list.expires_at = list.issued_at + DAY;
		CHECK_ERR(open_with(cx, &b, &list, ROLE_STATUS_LIST, &o), ERR_BUNDLE);
	}
	keyring_close(b.keys);
}
