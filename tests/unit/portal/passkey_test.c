/* Registrations and assertions of a true authenticator, and the lies of others. */
#include "tests/unit/portal/authenticator.h"
#include "tests/unit/check.h"

#define CHALLENGE "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define OTHER     "_wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static const struct passkey_party party = { "portal.example.org", "https://portal.example.org" };

static struct answer_wish truly(void)
{
	return (struct answer_wish){ .challenge = CHALLENGE, .origin = party.origin, .party = party.id, .counter = 1 };
}

TEST(passkey_party_of_an_address)
{
	struct passkey_party p;
	CHECK_OK(passkey_party_of(cx, "http://localhost:8081", &p));
	CHECK_TEXT(slice_str(p.id), "localhost");
	CHECK_TEXT(slice_str(p.origin), "http://localhost:8081");
	CHECK_OK(passkey_party_of(cx, "https://portal.example.org/", &p));
	CHECK_TEXT(slice_str(p.id), "portal.example.org");
	CHECK_TEXT(slice_str(p.origin), "https://portal.example.org");
	CHECK_ERR(passkey_party_of(cx, "portal.example.org", &p), ERR_CONF);
	CHECK_ERR(passkey_party_of(cx, "https://", &p), ERR_CONF);
}

TEST(passkey_challenges_differ)
{
	char one[PASSKEY_CHALLENGE], two[PASSKEY_CHALLENGE];
	passkey_challenge(one);
	passkey_challenge(two);
	CHECK_INT(strlen(one), 43);
	CHECK(strcmp(one, two) != 0);
}

TEST(passkey_registered_then_shown)
{
	struct authenticator *a = authenticator_new();
	for (int self = 0; self < 2; self++) {
		struct answer_wish w = truly();
		struct account_passkey key;
		uint32_t counter = 0;
		struct slice id;
		w.self = self;
		struct passkey_answer r = authenticator_register(cx, a, &w);
		CHECK_OK(passkey_register(cx, &party, CHALLENGE, &r, &key));
		CHECK_INT(key.counter, 1);
		w.counter = 2;
		r = authenticator_assert(cx, a, &w);
		CHECK_OK(passkey_credential(cx, &r, &id));
		CHECK_SLICE(id, key.id);
		CHECK_OK(passkey_assert(cx, &party, CHALLENGE, &key, &r, true, &counter));
		CHECK_INT(counter, 2);
	}
	authenticator_free(a);
}

TEST(passkey_registration_lies)
{
	struct authenticator *a = authenticator_new();
	struct { struct answer_wish w; enum err want; } lies[10];
	struct account_passkey key;
	for (size_t i = 0; i < 10; i++)
		lies[i].w = truly();
	lies[0].w.challenge = OTHER; lies[0].want = ERR_PASSKEY_CHALLENGE;
	lies[1].w.origin = "https://portal.example.org.evil.test"; lies[1].want = ERR_PASSKEY_ORIGIN;
	lies[2].w.origin = "http://portal.example.org"; lies[2].want = ERR_PASSKEY_ORIGIN;
	lies[3].w.party = "example.org"; lies[3].want = ERR_PASSKEY_PARTY;
	lies[4].w.type = "webauthn.get"; lies[4].want = ERR_PASSKEY_TYPE;
	lies[5].w.flags = 4; lies[5].want = ERR_PASSKEY_PRESENCE; /* verified, but nobody there */
	lies[6].w.cross_origin = true; lies[6].want = ERR_PASSKEY_ORIGIN;
	lies[7].w.self = lies[7].w.wrong_signature = true; lies[7].want = ERR_PASSKEY_SIGNATURE;
	lies[8].w.challenge = ""; lies[8].want = ERR_WEBAUTHN_CLIENT;
	lies[9].w.challenge = "AAEC"; lies[9].want = ERR_PASSKEY_CHALLENGE;
	for (size_t i = 0; i < 10; i++) {
		struct passkey_answer r = authenticator_register(cx, a, &lies[i].w);
		CHECK_ERR(passkey_register(cx, &party, CHALLENGE, &r, &key), lies[i].want);
	}
	struct answer_wish w = truly();
	struct passkey_answer r = authenticator_register(cx, a, &w);
	r.attestation = SLICE("not base64url!");
	CHECK_ERR(passkey_register(cx, &party, CHALLENGE, &r, &key), ERR_PASSKEY_FORM);
	r.attestation = (struct slice){ 0 };
	CHECK_ERR(passkey_register(cx, &party, CHALLENGE, &r, &key), ERR_PASSKEY_FORM);
	authenticator_free(a);
}

TEST(passkey_assertion_lies)
{
	struct authenticator *a = authenticator_new(), *thief = authenticator_new();
	struct answer_wish w = truly();
	struct account_passkey key;
	uint32_t counter = 77;
	struct passkey_answer r = authenticator_register(cx, a, &w);
	CHECK_OK(passkey_register(cx, &party, CHALLENGE, &r, &key));
	struct { struct answer_wish w; enum err want; } lies[6];
	for (size_t i = 0; i < 6; i++) {
		lies[i].w = truly();
		lies[i].w.counter = 2;
	}
	lies[0].w.challenge = OTHER; lies[0].want = ERR_PASSKEY_CHALLENGE; /* an old answer played again */
	lies[1].w.wrong_signature = true; lies[1].want = ERR_PASSKEY_SIGNATURE;
	lies[2].w.flags = 1; lies[2].want = ERR_PASSKEY_PRESENCE; /* no finger, no PIN */
	lies[3].w.counter = 1; lies[3].want = ERR_PASSKEY_COUNTER; /* a copy */
	lies[4].w.type = "webauthn.create"; lies[4].want = ERR_PASSKEY_TYPE;
	lies[5].w.party = "evil.test"; lies[5].want = ERR_PASSKEY_PARTY;
	for (size_t i = 0; i < 6; i++) {
		r = authenticator_assert(cx, a, &lies[i].w);
		CHECK_ERR(passkey_assert(cx, &party, CHALLENGE, &key, &r, true, &counter), lies[i].want);
		CHECK_INT(counter, 77);
	}
	w.counter = 2;
	r = authenticator_assert(cx, thief, &w);
	CHECK_ERR(passkey_assert(cx, &party, CHALLENGE, &key, &r, true, &counter), ERR_PASSKEY_SIGNATURE);
	w.flags = 1;
	r = authenticator_assert(cx, a, &w); /* as a second factor being there is enough */
	CHECK_OK(passkey_assert(cx, &party, CHALLENGE, &key, &r, false, &counter));
	authenticator_free(a);
	authenticator_free(thief);
}

TEST(passkey_without_counter)
{
	struct authenticator *a = authenticator_new();
	struct answer_wish w = truly();
	struct account_passkey key;
	uint32_t counter = 77;
	w.counter = 0;
	struct passkey_answer r = authenticator_register(cx, a, &w);
	CHECK_OK(passkey_register(cx, &party, CHALLENGE, &r, &key));
	r = authenticator_assert(cx, a, &w);
	CHECK_OK(passkey_assert(cx, &party, CHALLENGE, &key, &r, true, &counter));
	CHECK_INT(counter, 0);
	authenticator_free(a);
}
