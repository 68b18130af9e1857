/* Which passwords are taken, their hashes, and the bound on how many are hashed at once. */
#include "portal/password.h"
#include "tests/unit/check.h"

#include <pthread.h>
#include <unistd.h>

static enum password_flaw judge(struct ctx *cx, const char *password) { return password_judge(cx, slice_str(password), SLICE("anna.specimen@example.org")); }

TEST(password_length_in_code_points)
{
	CHECK_INT(judge(cx, ""), PASSWORD_SHORT);
	CHECK_INT(judge(cx, "tq8!zrw"), PASSWORD_SHORT);
	CHECK_INT(judge(cx, "tq8!zrwp"), PASSWORD_FINE);
	CHECK_INT(judge(cx, "\xe6\xa2\x85\xe8\x8a\xb1\xe9\xa6\x99\xe8\x87\xaa"), PASSWORD_SHORT); /* four characters, twelve bytes */
	CHECK_INT(judge(cx, "\xe6\xa2\x85\xe8\x8a\xb1\xe9\xa6\x99\xe8\x87\xaa\xe8\x8b\xa6\xe5\xaf\x92\xe6\x9d\xa5\xe5\x87\xba"), PASSWORD_FINE);
	char text[600];
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + (i * 7 + i * i) % 26);
	CHECK_INT(password_judge(cx, slice_of(text, 128), SLICE("")), PASSWORD_FINE);
	CHECK_INT(password_judge(cx, slice_of(text, 129), SLICE("")), PASSWORD_LONG);
	CHECK_INT(password_judge(cx, slice_of(ctx_alloc(cx, 5000), 5000), SLICE("")), PASSWORD_LONG);
}

TEST(password_no_composition)
{
	CHECK_INT(judge(cx, "violet harbour kettle"), PASSWORD_FINE);
	CHECK_INT(judge(cx, "correct horse battery staple"), PASSWORD_FINE);
	CHECK_INT(judge(cx, "zmkvhtrw"), PASSWORD_FINE);
	CHECK_INT(judge(cx, "  leading and trailing  "), PASSWORD_FINE);
}

TEST(password_broken_text)
{
	CHECK_INT(judge(cx, "abc\xff\xfe xyzuvw"), PASSWORD_TEXT);
	CHECK_INT(judge(cx, "line\nbreak is no key"), PASSWORD_TEXT);
	CHECK_INT(password_judge(cx, SLICE("nul\0in the middle"), SLICE("")), PASSWORD_TEXT);
}

TEST(password_common_refused)
{
	static const char *const common[] = { "password", "Password1", "P@ssw0rd!", "passw0rd2024", "12345678", "123456789", "1234567890", "87654321", "11111111",
		"aaaaaaaa", "abababab", "123123123", "qwertyuiop", "qwerty123", "1qaz2wsx", "1q2w3e4r", "q1w2e3r4", "abcdefgh", "abc12345", "iloveyou", "ILoveYou!!",
		"!!letmein!!", "welcome123", "sunshine7", "football99", "superman", "woaini1314", "woaini520", "admin123", "00000000", "asdfghjkl", "zxcvbnm1", "monkey12",
		"trustno1", "Dragon2020", "147258369", "12341234", "1234qwer", "qazwsxedc", "!@#$%^&*" };
	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		if (judge(cx, common[i]) != PASSWORD_COMMON)
			CHECK_TEXT(slice_str(common[i]), "refused");
	}
}

TEST(password_context_refused)
{
	static const char *const context[] = { "Cinnabar1", "c1nnabar!", "immigration", "Immigration2026", "anna.specimen", "anna.specimen1", "anna.specimen@example.org", "Passport99",
		"mypassport" };
	for (size_t i = 0; i < sizeof context / sizeof *context; i++) {
		if (judge(cx, context[i]) != PASSWORD_CONTEXT)
			CHECK_TEXT(slice_str(context[i]), "refused");
	}
	CHECK_INT(password_judge(cx, SLICE("13800001234"), SLICE("+8613800001234")), PASSWORD_CONTEXT);
	CHECK_INT(judge(cx, "my visa was glued upside down"), PASSWORD_FINE);
}

TEST(password_opens_its_own_hash_only)
{
	char phc[PASSWORD_PHC], again[PASSWORD_PHC];
	bool same = false;
	CHECK_OK(password_open(cx, 2, 2));
	CHECK_OK(password_hash(cx, SLICE("violet harbour kettle"), phc));
	CHECK_OK(password_hash(cx, SLICE("violet harbour kettle"), again));
	CHECK(strcmp(phc, again) != 0);
	CHECK(!strncmp(phc, "$argon2id$v=19$m=32768,t=3,p=1$", 31));
	CHECK_OK(password_check(cx, SLICE("violet harbour kettle"), slice_str(phc), &same));
	CHECK(same);
	CHECK_OK(password_check(cx, SLICE("violet harbour kettlE"), slice_str(phc), &same));
	CHECK(!same);
	CHECK_OK(password_check(cx, SLICE(""), slice_str(phc), &same));
	CHECK(!same);
	CHECK(!password_is_old(slice_str(phc)));
	CHECK(password_is_old(SLICE("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQxMjM0NTY$c29tZWhhc2hzb21laGFzaHNvbWVoYXNoc29tZWhhcw")));
}

TEST(password_every_keyboard_gives_the_same)
{
	char phc[PASSWORD_PHC];
	bool same = false;
	CHECK_OK(password_hash(cx, SLICE("caf\xc3\xa9 kettle"), phc));
	CHECK_OK(password_check(cx, SLICE("cafe\xcc\x81 kettle"), slice_str(phc), &same));
	CHECK(same);
}

TEST(password_nobody_has_none)
{
	bool same = true;
	CHECK_OK(password_open(cx, 2, 2));
	CHECK_OK(password_check(cx, SLICE("anything at all"), (struct slice){ 0 }, &same));
	CHECK(!same);
	CHECK_OK(password_check(cx, SLICE("anything at all"), SLICE("not a hash"), &same));
	CHECK(!same);
}

struct crowd {
	pthread_barrier_t start;
	int done, busy;
};

static void *one_of_crowd(void *arg)
{
	struct crowd *c = arg;
	struct ctx cx;
	bool same = false;
	ctx_init(&cx, CHECK_NOW);
	pthread_barrier_wait(&c->start);
	enum err e = password_check(&cx, SLICE("anything at all"), (struct slice){ 0 }, &same);
	__atomic_add_fetch(e == ERR_PASSWORD_BUSY ? &c->busy : &c->done, 1, __ATOMIC_RELAXED);
	ctx_free(&cx);
	return NULL;
}

/* Twelve at once where one may hash and two may wait: some are sent away, and nobody is forgotten. */
TEST(password_crowd_is_sent_away)
{
	struct crowd c = { 0 };
	pthread_t threads[12];
	CHECK_OK(password_open(cx, 1, 2));
	pthread_barrier_init(&c.start, NULL, 12);
	for (size_t i = 0; i < 12; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, one_of_crowd, &c), 0);
	for (size_t i = 0; i < 12; i++)
		pthread_join(threads[i], NULL);
	CHECK(c.done >= 3 && c.busy >= 1);
	CHECK_INT(c.done + c.busy, 12);
	pthread_barrier_destroy(&c.start);
	bool same;
	CHECK_OK(password_check(cx, SLICE("x"), (struct slice){ 0 }, &same)); /* and the door is open again */
}
