/* Accounts, their indexes, and contacts as people type them. */
#include "portal/account_code.h"
#include "portal/secret.h"
#include "tests/unit/portal/store.h"

static const char *normal(struct ctx *cx, const char *typed)
{
	struct slice out;
	return contact_normalise(cx, slice_str(typed), &out) == CONTACT_NONE ? "" : ctx_string(cx, out);
}

TEST(contact_email_one_form)
{
	CHECK_TEXT(slice_str(normal(cx, "  Anna.Specimen+visa@Example.ORG ")), "anna.specimen+visa@example.org");
	CHECK_TEXT(slice_str(normal(cx, "\xef\xbd\x81@example.org")), "a@example.org"); /* full-width a */
	CHECK_TEXT(slice_str(normal(cx, "a@sub.example-x.org")), "a@sub.example-x.org");
}

TEST(contact_phone_one_form)
{
	CHECK_TEXT(slice_str(normal(cx, "138 0000 0000")), "+8613800000000");
	CHECK_TEXT(slice_str(normal(cx, "+86 (138) 0000-0000")), "+8613800000000");
	CHECK_TEXT(slice_str(normal(cx, "0033 1 00 00 00 00")), "+33100000000");
	CHECK_TEXT(slice_str(normal(cx, "\xef\xbc\x8b\xef\xbc\x93\xef\xbc\x93 1 00 00 00 00")), "+33100000000");
}

TEST(contact_lies_refused)
{
	static const char *const lies[] = { "", " ", "anna", "anna@", "@example.org", "anna@example", "a@b@example.org", "a@127.0.0.1", "a..b@example.org",
		".a@example.org", "a@-x.org", "a@x-.org", "a@ex_ample.org", "a b@example.org", "a@example.org\nBcc: b@example.org", "a@example.org,b@example.org",
		"<a@example.org>", "\"a\"@example.org", "a@example..org", "a@example.org.", "12345", "123456789", "+0 1234 5678", "+1234567", "+12345678901234567",
		"+86 138 0000 000x", "28000000000", "\xff@example.org", "\xd0\xb0nna@example.org" };
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
		CHECK_TEXT(slice_str(normal(cx, lies[i])), "");
}

TEST(contact_masked)
{
	CHECK_TEXT(contact_mask(cx, CONTACT_EMAIL, SLICE("anna@example.org")), "a***@example.org");
	CHECK_TEXT(contact_mask(cx, CONTACT_PHONE, SLICE("+8613800001234")), "*** 1234");
}

PORTAL_TEST(account_kept_and_found)
{
	struct account a = portal_account(cx, s, "anna@example.org"), found;
	struct snapshot *v = NULL;
	CHECK_INT(strlen(a.id), ACCOUNT_ID);
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(account_find_contact(cx, v, SLICE("anna@example.org"), &found));
	CHECK_TEXT(slice_str(found.id), a.id);
	CHECK_INT(found.state, ACCOUNT_OPEN);
	CHECK_TEXT(found.contact, "anna@example.org");
	CHECK_INT(found.created, cx->now);
	CHECK_OK(account_find_contact(cx, v, SLICE("bert@example.org"), &found));
	CHECK_INT(found.state, ACCOUNT_NONE);
	CHECK_OK(account_find(cx, v, "../../../etc", &found));
	CHECK_INT(found.state, ACCOUNT_NONE);
	CHECK_OK(account_find(cx, v, "000000000000", &found));
	CHECK_INT(found.state, ACCOUNT_NONE);
	snapshot_close(v);
}

static bool tells(void *self, struct slice key, struct slice value)
{
	(void)value;
	return (*(bool *)self = slice_find(key, SLICE("anna"), 0) != SIZE_MAX || slice_find(key, SLICE("example"), 0) != SIZE_MAX) == false;
}

PORTAL_TEST(account_no_key_tells_the_contact)
{
	struct snapshot *v = NULL;
	bool told = false;
	portal_account(cx, s, "anna@example.org");
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(snapshot_range(cx, v, SLICE("a"), SLICE("b"), tells, &told));
	CHECK(!told);
	snapshot_close(v);
}

PORTAL_TEST(account_contact_taken)
{
	struct batch *b = NULL;
	struct account twin = { .language = "en", .contact_kind = CONTACT_EMAIL, .contact = SLICE("anna@example.org") };
	portal_account(cx, s, "anna@example.org");
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(account_create(cx, b, &twin), ERR_ACCOUNT_TWICE);
	batch_abort(b);
	struct account bert = portal_account(cx, s, "bert@example.org");
	bert.contact = SLICE("anna@example.org");
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(account_write(cx, b, &bert), ERR_ACCOUNT_TWICE);
	batch_abort(b);
}

PORTAL_TEST(account_new_contact_frees_the_old)
{
	struct batch *b = NULL;
	struct account a = portal_account(cx, s, "anna@example.org"), other;
	a.contact = SLICE("+8613800000000");
	a.contact_kind = CONTACT_PHONE;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(account_write(cx, b, &a));
	CHECK_OK(batch_commit(cx, b));
	other = portal_account(cx, s, "anna@example.org");
	CHECK(strcmp(other.id, a.id) != 0);
	CHECK_INT(portal_keys(cx, s, "ac"), 2);
}

PORTAL_TEST(account_two_devices_at_once)
{
	struct batch *b = NULL;
	struct account a = portal_account(cx, s, "anna@example.org"), same = portal_read(cx, s, a.id);
	memcpy(a.language, "zh", 3);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(account_write(cx, b, &a));
	CHECK_OK(batch_commit(cx, b));
	same.signed_in = 5;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_ERR(account_write(cx, b, &same), ERR_STORE_CHANGED);
	batch_abort(b);
}

static struct account_passkey passkey(const char *id, const uint8_t key[static 64])
{
	return (struct account_passkey){ .id = slice_str(id), .key = slice_of(key, 64), .label = SLICE("phone"), .counter = 7, .added = 1 };
}

PORTAL_TEST(account_all_factors_kept)
{
	uint8_t point[64], secret[20] = { 9 };
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	struct account a = portal_account(cx, s, "anna@example.org"), found;
	memset(point, 0x41, sizeof point);
	a.totp = slice_of(secret, sizeof secret);
	a.totp_step = 12345;
	a.recovery_count = 2;
	memset(a.recovery[0], 1, 32);
	memset(a.recovery[1], 2, 32);
	a.passkeys[a.passkey_count++] = passkey("credential-1", point);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(account_write(cx, b, &a));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(account_find_passkey(cx, v, SLICE("credential-1"), &found));
	CHECK_TEXT(slice_str(found.id), a.id);
	CHECK_SLICE(found.totp, a.totp);
	CHECK_INT(found.totp_step, 12345);
	CHECK_INT(found.recovery_count, 2);
	CHECK_INT(found.recovery[1][31], 2);
	CHECK_INT(found.passkey_count, 1);
	CHECK_SLICE(found.passkeys[0].key, slice_of(point, 64));
	CHECK_INT(found.passkeys[0].counter, 7);
	snapshot_close(v);
	found.passkey_count = 0;
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(account_write(cx, b, &found));
	CHECK_OK(batch_commit(cx, b));
	CHECK_INT(portal_keys(cx, s, "ap"), 0);
}

PORTAL_TEST(account_passkey_of_another)
{
	uint8_t point[64] = { 0 };
	struct batch *b = NULL;
	struct account a = portal_account(cx, s, "anna@example.org"), bert = portal_account(cx, s, "bert@example.org");
	a.passkeys[a.passkey_count++] = passkey("credential-1", point);
	bert.passkeys[bert.passkey_count++] = passkey("credential-1", point);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(account_write(cx, b, &a));
	CHECK_ERR(account_write(cx, b, &bert), ERR_ACCOUNT_TWICE);
	batch_abort(b);
}

PORTAL_TEST(account_closed_forgets)
{
	struct batch *b = NULL;
	struct account a = portal_account(cx, s, "anna@example.org");
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(account_close(cx, b, &a));
	CHECK_OK(batch_commit(cx, b));
	struct account gone = portal_read(cx, s, a.id);
	CHECK_INT(gone.state, ACCOUNT_CLOSED);
	CHECK_INT(gone.contact.n + gone.password.n, 0);
	CHECK_INT(portal_keys(cx, s, "ac"), 0);
	portal_account(cx, s, "anna@example.org");
}

TEST(account_damaged_refused)
{
	static const char *const damaged[] = { "", "{", "[]", "{}", "{\"state\":\"gone\",\"language\":\"en\"}", "{\"state\":\"open\",\"language\":\"much too long\"}",
		"{\"state\":\"open\",\"language\":\"en\",\"totp\":\"xx\"}", "{\"state\":\"open\",\"language\":\"en\",\"recovery\":[\"00\"]}",
		"{\"state\":\"open\",\"language\":\"en\",\"passkeys\":[{\"id\":\"00\",\"key\":\"00\"}]}" };
	struct account a;
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
		CHECK_ERR(account_decode(cx, "000000000000", slice_str(damaged[i]), &a), ERR_STORE_CORRUPT);
}

PORTAL_TEST(secret_stays_and_separates)
{
	struct secret one, two;
	uint8_t a[32], b[32];
	CHECK_OK(secret_make(cx, s, &one));
	CHECK_OK(secret_make(cx, s, &two));
	CHECK(!memcmp(&one, &two, sizeof one));
	secret_mac(&one, "contact", SLICE("x"), a);
	secret_mac(&one, "form", SLICE("x"), b);
	CHECK(memcmp(a, b, 32) != 0);
}
