/* Signed notes and checkpoints: the published ones, those we sign, and texts that are not quite. */
#include "formats/checkpoint.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "tests/unit/check.h"

#include <openssl/evp.h>

/* RFC 8032 7.1, test 1: a key that everybody has. */
static const uint8_t seed[32] = { 0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69,
	0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60 };

static enum err sign(struct ctx *cx, void *self, struct slice text, uint8_t signature[static NOTE_ED25519])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL, self, 32);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	size_t n = NOTE_ED25519;
	CHECK(EVP_DigestSignInit_ex(md, NULL, NULL, NULL, NULL, key, NULL) == 1 && EVP_DigestSign(md, signature, &n, text.p, text.n) == 1);
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(key);
	(void)cx;
	return OK;
}

static struct note_key key_of(struct ctx *cx, const char *name, const uint8_t *secret)
{
	uint8_t public[32];
	size_t n = sizeof public;
	struct note_key out;
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL, secret, 32);
	CHECK(EVP_PKEY_get_raw_public_key(key, public, &n) == 1);
	EVP_PKEY_free(key);
	CHECK_OK(note_key_make(cx, slice_str(name), public, &out));
	return out;
}

static struct slice encoded(struct ctx *cx, const struct note *note)
{
	struct buf b;
	buf_init(&b, 2 * LIMIT_NOTE_BYTES);
	note_encode(note, &b);
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

static struct slice signed_text(struct ctx *cx, struct slice text, const char *name)
{
	struct note_key key = key_of(cx, name, seed);
	struct note note = { .text = text };
	uint8_t secret[32];
	memcpy(secret, seed, sizeof secret);
	CHECK_OK(note_sign(cx, &note, &key, sign, secret));
	return encoded(cx, &note);
}

/* With one part exchanged. */
static struct slice with(struct ctx *cx, struct slice note, const char *what, const char *by)
{
	size_t at = slice_find(note, slice_str(what), 0);
	CHECK(at != SIZE_MAX);
	struct buf b;
	buf_init(&b, note.n + strlen(by));
	buf_put_slice(&b, slice_sub(note, 0, at));
	buf_puts(&b, by);
	buf_put_slice(&b, slice_sub(note, at + strlen(what), note.n));
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	return out;
}

/* C2SP signed-note and tlog-checkpoint, from the specifications' examples. */
static const char spec_key[] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static const char spec_note[] = "This is an example message.\n\n"
	"\xe2\x80\x94 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

TEST(note_of_the_specification)
{
	struct note_key key;
	struct note note;
	CHECK_OK(note_key_parse(cx, slice_str(spec_key), &key));
	CHECK_TEXT(key.name, "example.com/foo");
	CHECK(key.id == 0x530d903a);
	CHECK_OK(note_parse(cx, slice_str(spec_note), &note));
	CHECK_TEXT(note.text, "This is an example message.\n");
	CHECK_INT(note.count, 1);
	CHECK_OK(note_verify(cx, &note, &key));
	CHECK_SLICE(encoded(cx, &note), slice_str(spec_note));
}

TEST(note_published)
{
	struct note_key key;
	struct note note;
	if (!check_vectors())
		skip();
	struct slice file = check_file(cx, ctx_printf(cx, "%s/signed-note/example.txt", check_vectors()));
	size_t line = slice_find(file, SLICE("\n---\n"), 0);
	CHECK(slice_starts(file, SLICE("vkey ")) && line != SIZE_MAX);
	CHECK_OK(note_key_parse(cx, slice_sub(file, 5, line - 5), &key));
	CHECK_OK(note_parse(cx, slice_sub(file, line + 5, file.n), &note));
	CHECK_OK(note_verify(cx, &note, &key));
}

TEST(note_key_comes_back)
{
	struct note_key key = key_of(cx, "specimen.example/log", seed), again;
	struct buf b;
	buf_init(&b, 200);
	note_key_encode(&key, &b);
	CHECK_OK(note_key_parse(cx, buf_slice(&b), &again));
	CHECK_SLICE(again.name, key.name);
	CHECK(again.id == key.id && memcmp(again.key, key.key, 32) == 0);
	buf_free(&b);
}

TEST(note_key_refuses)
{
	struct note_key key;
	static const char *const bad[] = { "", "+", "++", "a+b", "example.com/foo", "example.com/foo+530d903a", "example.com/foo+530d903a+",
		"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",                    /* no name */
		"example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",     /* another name's id */
		"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",     /* another id */
		"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",     /* another spelling */
		"example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",     /* another type */
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=",     /* a byte short */
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==", /* a byte long */
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", "example.com /foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k" };
	static const char *const names[] = { "", "a b", "a+b", "a\xc2\xa0z", "\xe3\x80\x80", "a\xe2\x80\xa8", "a\nb", "a\tb", "\xff", "a\xc2\x85" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(note_key_parse(cx, slice_str(bad[i]), &key), ERR_NOTE_KEY);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		CHECK_ERR(note_key_make(cx, slice_str(names[i]), seed, &key), ERR_NOTE_KEY);
	CHECK_OK(note_key_make(cx, SLICE("\xe6\xa0\xb7\xe6\x9c\xac"), seed, &key));
}

TEST(note_each_malformed_text)
{
	struct note note;
	static const struct slice bad[] = {
		SLICE(""), SLICE("\n"), SLICE("\n\n"), SLICE("text\n"), SLICE("text\n\n"), SLICE("text"), SLICE("\xe2\x80\x94 a AAAAAAA=\n"),
		SLICE("text\n\xe2\x80\x94 a AAAAAAA=\n"),                  /* no blank line */
		SLICE("text\n\n\xe2\x80\x94 a AAAAAAA="),                  /* no newline at the end */
		SLICE("text\n\n\xe2\x80\x94 a AAAAAAA=\n\n"),              /* a blank line behind it */
		SLICE("text\n\n\xe2\x80\x94 a AAAAAAA=\nmore\n"),          /* another line behind it */
		SLICE("text\n\n\xe2\x80\x94 a AAAAAAA=\n\nmore\n"),
		SLICE("text\n\n- a AAAAAAA=\n"),                           /* a hyphen */
		SLICE("text\n\n\xe2\x80\x93 a AAAAAAA=\n"),                /* an en dash */
		SLICE("text\n\n\xe2\x80\x94" "a AAAAAAA=\n"), SLICE("text\n\n \xe2\x80\x94 a AAAAAAA=\n"), SLICE("text\n\n\xe2\x80\x94  AAAAAAA=\n"),
		SLICE("text\n\n\xe2\x80\x94 a\n"), SLICE("text\n\n\xe2\x80\x94 a \n"), SLICE("text\n\n\xe2\x80\x94 a  AAAAAAA=\n"),
		SLICE("text\n\n\xe2\x80\x94 a+b AAAAAAA=\n"), SLICE("text\n\n\xe2\x80\x94 a\xc2\xa0" "b AAAAAAA=\n"),
		SLICE("text\n\n\xe2\x80\x94 a AAAAAA==\n"),                /* an id alone */
		SLICE("text\n\n\xe2\x80\x94 a AAAAAAA\n"), SLICE("text\n\n\xe2\x80\x94 a AAAAAAB=\n"), SLICE("text\n\n\xe2\x80\x94 a AAAAAAA= \n"),
		SLICE("text\n\n\xe2\x80\x94 a AAAA-AA=\n"), SLICE("text\r\n\n\xe2\x80\x94 a AAAAAAA=\n"), SLICE("te\0xt\n\n\xe2\x80\x94 a AAAAAAA=\n"),
		SLICE("te\xfft\n\n\xe2\x80\x94 a AAAAAAA=\n"), SLICE("te\txt\n\n\xe2\x80\x94 a AAAAAAA=\n"), SLICE("te\x1bxt\n\n\xe2\x80\x94 a AAAAAAA=\n"),
		SLICE("te\xed\xa0\x80t\n\n\xe2\x80\x94 a AAAAAAA=\n"),
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(note_parse(cx, bad[i], &note), ERR_NOTE);
	CHECK_OK(note_parse(cx, SLICE("text\n\n\xe2\x80\x94 a AAAAAAA=\n"), &note));
	CHECK_OK(note_parse(cx, SLICE("\n\n\xe2\x80\x94 a AAAAAAA=\n"), &note));
	/* The text may hold empty lines: the last one parts. */
	CHECK_OK(note_parse(cx, SLICE("one\n\ntwo\n\n\n\xe2\x80\x94 a AAAAAAA=\n"), &note));
	CHECK_TEXT(note.text, "one\n\ntwo\n\n");
}

TEST(note_signature_must_hold)
{
	struct slice good = signed_text(cx, SLICE("a text\n"), "specimen.example/log");
	struct note_key key = key_of(cx, "specimen.example/log", seed), other = key;
	struct note note;
	CHECK_OK(note_parse(cx, good, &note));
	CHECK_OK(note_verify(cx, &note, &key));
	CHECK_OK(note_parse(cx, with(cx, good, "a text", "A text"), &note));
	CHECK_ERR(note_verify(cx, &note, &key), ERR_NOTE_SIGNATURE);
	CHECK_OK(note_parse(cx, with(cx, good, "a text\n", "a text\n\n"), &note));
	CHECK_ERR(note_verify(cx, &note, &key), ERR_NOTE_SIGNATURE);
	/* Name, id and key each by themselves. */
	CHECK_OK(note_parse(cx, good, &note));
	other.name = SLICE("specimen.example/Log");
	CHECK_ERR(note_verify(cx, &note, &other), ERR_NOTE_UNSIGNED);
	other = key;
	other.id ^= 1;
	CHECK_ERR(note_verify(cx, &note, &other), ERR_NOTE_UNSIGNED);
	other = key;
	other.key[0] ^= 1;
	CHECK_ERR(note_verify(cx, &note, &other), ERR_NOTE_SIGNATURE);
	memset(other.key, 0xff, sizeof other.key);
	CHECK_ERR(note_verify(cx, &note, &other), ERR_NOTE_SIGNATURE);
	/* A signature of another length. */
	note.signatures[0].bytes.n--;
	CHECK_ERR(note_verify(cx, &note, &key), ERR_NOTE_SIGNATURE);
	note.count = 0;
	CHECK_ERR(note_verify(cx, &note, &key), ERR_NOTE_UNSIGNED);
}

TEST(note_by_several_keys)
{
	static const uint8_t second[32] = { 7 };
	struct note_key a = key_of(cx, "a.example/log", seed), b = key_of(cx, "b.example/witness", second);
	struct note note = { .text = SLICE("a text\n") }, read;
	uint8_t secret[32];
	memcpy(secret, seed, sizeof secret);
	CHECK_OK(note_sign(cx, &note, &a, sign, secret));
	memcpy(secret, second, sizeof secret);
	CHECK_OK(note_sign(cx, &note, &b, sign, secret));
	CHECK_OK(note_parse(cx, encoded(cx, &note), &read));
	CHECK_OK(note_verify(cx, &read, &a));
	CHECK_OK(note_verify(cx, &read, &b));
	/* A wrong one beside the right one of the same key spoils the note; a stranger's does not. */
	read.signatures[1] = read.signatures[0];
	CHECK_OK(note_verify(cx, &read, &a));
	read.signatures[1].bytes = note.signatures[1].bytes;
	CHECK_ERR(note_verify(cx, &read, &a), ERR_NOTE_SIGNATURE);
	read.signatures[1].id ^= 1;
	CHECK_OK(note_verify(cx, &read, &a));
}

TEST(note_sign_makes_only_what_can_be_read)
{
	struct note_key key = key_of(cx, "a.example/log", seed), stranger = key;
	static const char *const texts[] = { "", "no newline", "a\ttab\n", "\xff\n" };
	uint8_t secret[32];
	memcpy(secret, seed, sizeof secret);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct note note = { .text = slice_str(texts[i]) };
		CHECK_ERR(note_sign(cx, &note, &key, sign, secret), ERR_NOTE);
		CHECK_INT(note.count, 0);
	}
	struct note note = { .text = SLICE("a text\n") };
	stranger.key[3] ^= 1;
	CHECK_ERR(note_sign(cx, &note, &stranger, sign, secret), ERR_NOTE_SIGNATURE);
	stranger = key;
	stranger.name = SLICE("a name");
	CHECK_ERR(note_sign(cx, &note, &stranger, sign, secret), ERR_NOTE);
	for (size_t i = 0; i < NOTE_MAX_SIGNATURES; i++)
		CHECK_OK(note_sign(cx, &note, &key, sign, secret));
	CHECK_ERR(note_sign(cx, &note, &key, sign, secret), ERR_NOTE);
	struct note read;
	struct slice whole = encoded(cx, &note);
	CHECK_OK(note_parse(cx, whole, &read));
	struct slice line = slice_sub(whole, slice_find(whole, SLICE("\xe2\x80\x94"), 0), slice_find(whole, SLICE("=\n"), 0));
	CHECK_ERR(note_parse(cx, slice_str(ctx_printf(cx, "%.*s%.*s", SLICE_FMT(whole), SLICE_FMT(slice_sub(line, 0, slice_find(line, SLICE("\n"), 0) + 1)))),
		&read), ERR_NOTE);
	note = (struct note){ .text = slice_of(memset(ctx_alloc(cx, LIMIT_NOTE_BYTES), '\n', LIMIT_NOTE_BYTES), LIMIT_NOTE_BYTES) };
	CHECK_ERR(note_sign(cx, &note, &key, sign, secret), ERR_LIMIT);
	CHECK_ERR(note_parse(cx, slice_of(ctx_alloc(cx, LIMIT_NOTE_BYTES + 1), LIMIT_NOTE_BYTES + 1), &read), ERR_LIMIT);
}

/* ---- checkpoints ---- */

static struct checkpoint some_checkpoint(void)
{
	struct checkpoint c = { .origin = SLICE("specimen.example/log"), .size = 20852163 };
	for (size_t i = 0; i < sizeof c.root; i++)
		c.root[i] = (uint8_t)(i * 7);
	return c;
}

TEST(checkpoint_comes_back)
{
	static const uint64_t sizes[] = { 1, 9, 10, 4294967296, MERKLE_MAX_SIZE, 0 };
	struct checkpoint c = some_checkpoint(), again;
	struct note_key key = key_of(cx, "specimen.example/log", seed);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (int extended = 0; extended < 2; extended++) {
			struct buf b;
			buf_init(&b, 1000);
			c.size = sizes[i];
			c.extensions = extended ? SLICE("one\ntwo \xe2\x80\x94\n") : (struct slice){ 0 };
			if (c.size == 0)
				merkle_empty(c.root);
			CHECK_OK(checkpoint_encode(cx, &c, &b));
			struct slice note = signed_text(cx, ctx_copy(cx, buf_slice(&b)), "specimen.example/log");
			CHECK_OK(checkpoint_open(cx, note, &key, &again));
			CHECK_SLICE(again.origin, c.origin);
			CHECK_SLICE(again.extensions, c.extensions);
			CHECK(again.size == c.size && memcmp(again.root, c.root, sizeof c.root) == 0);
			buf_free(&b);
		}
	}
}

TEST(checkpoint_text_of_the_specification)
{
	struct checkpoint c;
	struct buf b;
	static const char text[] = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
	CHECK_OK(checkpoint_parse(cx, slice_str(text), &c));
	CHECK_TEXT(c.origin, "example.com/behind-the-sofa");
	CHECK(c.size == 20852163 && !c.extensions.p);
	CHECK_HEX(slice_of(c.root, 4), "0ac5186a");
	buf_init(&b, 200);
	CHECK_OK(checkpoint_encode(cx, &c, &b));
	CHECK_SLICE(buf_slice(&b), slice_str(text));
	buf_free(&b);
}

#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

TEST(checkpoint_each_malformed_text)
{
	struct checkpoint c;
	static const struct slice bad[] = {
		SLICE(""), SLICE("\n"), SLICE("o\n"), SLICE("o\n1\n"), SLICE("o\n1\n" ROOT), SLICE("o\n1\n\n"), SLICE("\n1\n" ROOT "\n"), SLICE("o\n\n" ROOT "\n"),
		SLICE("1\n" ROOT "\n"), SLICE("o\n01\n" ROOT "\n"), SLICE("o\n00\n" ROOT "\n"), SLICE("o\n+1\n" ROOT "\n"), SLICE("o\n-1\n" ROOT "\n"),
		SLICE("o\n 1\n" ROOT "\n"), SLICE("o\n1 \n" ROOT "\n"), SLICE("o\n1a\n" ROOT "\n"), SLICE("o\n0x1\n" ROOT "\n"),
		SLICE("o\n4611686018427387905\n" ROOT "\n"),   /* 2^62 + 1 */
		SLICE("o\n9999999999999999999\n" ROOT "\n"), SLICE("o\n18446744073709551617\n" ROOT "\n"),
		SLICE("o\n0\n" ROOT "\n"),                     /* no entries, yet a root */
		SLICE("o\n\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"), /* none, in no digits */
		SLICE("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2\n"), SLICE("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n"),
		SLICE("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA\n"), SLICE("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n"),
		SLICE("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n"), SLICE("o\n1\n" ROOT " \n"), SLICE("o\n1\n" ROOT "\n\n"),
		SLICE("o\n1\n" ROOT "\nmore"), SLICE("o\n1\n" ROOT "\n\nmore\n"), SLICE("o\n1\n" ROOT "\nmore\n\n"),
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ERR(checkpoint_parse(cx, bad[i], &c), ERR_CHECKPOINT);
	CHECK_OK(checkpoint_parse(cx, SLICE("o\n1\n" ROOT "\n"), &c));
	CHECK_OK(checkpoint_parse(cx, SLICE("o\n4611686018427387904\n" ROOT "\nmore\n"), &c));
}

TEST(checkpoint_encode_refuses_what_does_not_come_back)
{
	struct checkpoint c = some_checkpoint();
	struct buf b;
	static const struct slice origins[] = { SLICE(""), SLICE("a\nb"), SLICE("a\n") };
	static const struct slice extensions[] = { SLICE("no newline"), SLICE("\n"), SLICE("a\n\nb\n") };
	buf_init(&b, 4096);
	for (size_t i = 0; i < 3; i++) {
		c = some_checkpoint();
		c.origin = origins[i];
		CHECK_ERR(checkpoint_encode(cx, &c, &b), ERR_CHECKPOINT);
		c = some_checkpoint();
		c.extensions = extensions[i];
		CHECK_ERR(checkpoint_encode(cx, &c, &b), ERR_CHECKPOINT);
	}
	/* An origin that brings size and root along. */
	c = some_checkpoint();
	c.origin = SLICE("o\n1\n" ROOT);
	CHECK_ERR(checkpoint_encode(cx, &c, &b), ERR_CHECKPOINT);
	c = some_checkpoint();
	c.size = MERKLE_MAX_SIZE + 1;
	CHECK_ERR(checkpoint_encode(cx, &c, &b), ERR_CHECKPOINT);
	buf_free(&b);
	buf_init(&b, 20);
	c = some_checkpoint();
	CHECK_ERR(checkpoint_encode(cx, &c, &b), ERR_LIMIT);
	buf_free(&b);
}

/* Nothing of it is told unless all of it holds. */
TEST(checkpoint_open_wants_note_signature_text_and_name)
{
	struct note_key key = key_of(cx, "specimen.example/log", seed), other = key_of(cx, "other.example/log", seed);
	struct slice good = signed_text(cx, SLICE("specimen.example/log\n5\n" ROOT "\n"), "specimen.example/log");
	struct checkpoint c = { 0 };
	CHECK_OK(checkpoint_open(cx, good, &key, &c));
	c = (struct checkpoint){ 0 };
	CHECK_ERR(checkpoint_open(cx, slice_sub(good, 0, good.n - 1), &key, &c), ERR_NOTE);
	CHECK_ERR(checkpoint_open(cx, with(cx, good, "\n5\n", "\n6\n"), &key, &c), ERR_NOTE_SIGNATURE);
	CHECK_ERR(checkpoint_open(cx, good, &other, &c), ERR_NOTE_UNSIGNED);
	CHECK(c.size == 0 && !c.origin.p);
	CHECK_ERR(checkpoint_open(cx, signed_text(cx, SLICE("no checkpoint\n"), "specimen.example/log"), &key, &c), ERR_CHECKPOINT);
	/* Signed by a key of another name than the log it speaks of. */
	CHECK_ERR(checkpoint_open(cx, signed_text(cx, SLICE("other.example/log\n5\n" ROOT "\n"), "specimen.example/log"), &key, &c), ERR_CHECKPOINT);
}
