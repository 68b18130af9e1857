/* JSON Schema: the public test suite where it is installed, the closed keyword set, and schemas that must not load. */
#include "schemas/schema.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct schema *open_text(struct ctx *cx, const char *text)
{
	struct schema *s = NULL;
	CHECK_OK(schema_open(cx, "test", slice_str(text), &s));
	return s;
}

static bool fits(struct ctx *cx, const struct schema *s, const char *value, struct flaws *flaws)
{
	struct json *v = NULL;
	CHECK_OK(json_parse(cx, slice_str(value), &v));
	return schema_fits(s, v, flaws);
}

struct tally { size_t right, skipped; };

static void run_group(struct ctx *cx, const struct json *group, const char *file, struct tally *t)
{
	struct buf b;
	struct schema *s = NULL;
	buf_init(&b, 65536);
	json_canonical(&b, json_get(group, "schema"));
	enum err e = schema_open(cx, "suite", buf_slice(&b), &s);
	ctx_forgive(cx);
	buf_free(&b);
	const struct json *tests = json_get(group, "tests");
	if (e != OK) { /* a keyword outside our set, or of an earlier draft */
		CHECK_INT(e, ERR_SCHEMA);
		t->skipped += tests->count;
		return;
	}
	for (const struct json *test = tests->first; test; test = test->next) {
		bool want = json_get(test, "valid")->boolean;
		struct flaws flaws = { .cx = cx };
		bool got = schema_fits(s, json_get(test, "data"), &flaws);
		if (got != want)
			print_message("# %s: %.*s / %.*s: got %d\n", file, SLICE_FMT(json_text(group, "description")), SLICE_FMT(json_text(test, "description")), got);
		CHECK_INT(got, want);
		CHECK(got == (flaws.count == 0));
		CHECK_INT(schema_fits(s, json_get(test, "data"), NULL), want);
		t->right++;
	}
	schema_free(s);
}

static struct tally tally;

static void run_file(struct ctx *cx, const char *path, const char *stem)
{
	struct json *tree = NULL;
	struct slice text = check_file(cx, path);
	enum err e = json_parse(cx, text, &tree); /* numbers beyond 64 bits are refused as a whole */
	ctx_forgive(cx);
	if (e != OK)
		return;
	for (const struct json *group = tree->first; group; group = group->next)
		run_group(cx, group, stem, &tally);
}

TEST(schema_public_test_suite)
{
	/* Debian's json-schema-test-suite ends with draft 7: keywords that mean the same in both are run, the rest is skipped. */
	static const char *const folders[] = { "/usr/share/json-schema-test-suite/tests/draft2020-12", "/usr/share/json-schema-test-suite/tests/draft7" };
	for (size_t i = 0; i < 2; i++) {
		tally = (struct tally){ 0 };
		if (!check_folder(cx, folders[i], ".json", run_file))
			continue;
		print_message("# %s: %zu right, %zu of other keywords\n", folders[i], tally.right, tally.skipped);
		CHECK(tally.right >= 300);
		return;
	}
	skip();
}

TEST(schema_keywords_of_2020)
{
	static const struct { const char *schema, *value, *reason, *field; } rows[] = {
		{ "{\"prefixItems\":[{\"type\":\"string\"},{\"type\":\"integer\"}],\"items\":false}", "[\"a\",1]", NULL, NULL },
		{ "{\"prefixItems\":[{\"type\":\"string\"},{\"type\":\"integer\"}],\"items\":false}", "[\"a\",1,2]", "forbidden", "/2" },
		{ "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"null\"}}", "[\"a\",null,0]", "type", "/2" },
		{ "{\"dependentRequired\":{\"a\":[\"b\",\"c\"]}}", "{\"a\":1,\"b\":2}", "required", "/c" },
		{ "{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"c\":1}", NULL, NULL },
		{ "{\"$defs\":{\"a/b\":{\"type\":\"integer\"}},\"$ref\":\"#/$defs/a~1b\"}", "\"x\"", "type", "" },
		{ "{\"$defs\":{\"n\":{\"type\":\"integer\"}},\"$ref\":\"#/$defs/n\",\"minimum\":3}", "2", "too_small", "" },
		{ "{\"properties\":{\"child\":{\"$ref\":\"#\"},\"v\":{\"type\":\"integer\"}},\"additionalProperties\":false}",
			"{\"child\":{\"child\":{\"v\":\"x\"}}}", "type", "/child/child/v" },
		{ "{\"format\":\"date\"}", "\"2023-02-29\"", "date", "" },
		{ "{\"format\":\"date\"}", "\"2024-02-29\"", NULL, NULL },
		{ "{\"format\":\"date\"}", "20240229", NULL, NULL },
		{ "{\"maxLength\":2}", "\"𠮷𠮷\"", NULL, NULL },
		{ "{\"maxLength\":2}", "\"𠮷𠮷𠮷\"", "too_long", "" },
		{ "{\"pattern\":\"^[0-9]+$\"}", "\"12\\n\"", "pattern", "" },
		{ "{\"pattern\":\"^\\\\d+$\"}", "\"\xd9\xa1\xd9\xa2\"", "pattern", "" },
		{ "{\"pattern\":\"^\\\\p{L}+$\"}", "\"样Ł\"", NULL, NULL },
		{ "{\"propertyNames\":{\"maxLength\":1}}", "{\"ab\":1}", "unknown_member", "/ab" },
		{ "{\"additionalProperties\":false}", "{\"a/b~\\u0001\":1}", "unknown_member", "/a~1b~0?" },
		{ "{\"multipleOf\":0.01}", "4.35", NULL, NULL },
		{ "{\"contains\":{\"const\":5}}", "[1,2]", "not_contained", "" },
		{ "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "3", "combination", "" },
		{ "{\"not\":{\"type\":\"integer\"}}", "3", "forbidden", "" },
		{ "{\"type\":[\"integer\",\"null\"]}", "1.0", NULL, NULL },
		{ "{\"type\":\"integer\"}", "1.5", "type", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct schema *s = open_text(cx, rows[i].schema);
		struct flaws flaws = { .cx = cx };
		bool good = fits(cx, s, rows[i].value, &flaws);
		if (good != !rows[i].reason)
			print_message("# row %zu\n", i);
		CHECK(good == !rows[i].reason);
		if (rows[i].reason) {
			CHECK_TEXT(slice_str(flaws.first->reason), rows[i].reason);
			CHECK_TEXT(slice_str(flaws.first->field), rows[i].field);
			CHECK(flaws.first->text[0]);
		}
		schema_free(s);
	}
}

/* Whatever the validator would not carry out refuses the load, with file and place. */
TEST(schema_that_must_not_load)
{
	static const struct { const char *text, *place; } rows[] = {
		{ "{\"properties\":{\"a\":{\"minLenght\":1}}}", "#/properties/a/minLenght" },
		{ "{\"format\":\"email\"}", "#/format" },
		{ "{\"$ref\":\"#/$defs/a\"}", "#/$ref" },
		{ "{\"$defs\":{\"a\":true},\"$ref\":\"#/$defs/b\"}", "#/$ref" },
		{ "{\"$ref\":\"other.json\"}", "#/$ref" },
		{ "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}", "#/$schema" },
		{ "{\"type\":\"text\"}", "#/type" },
		{ "{\"type\":[]}", "#/type" },
		{ "{\"enum\":[]}", "#/enum" },
		{ "{\"minimum\":\"1\"}", "#/minimum" },
		{ "{\"multipleOf\":0}", "#/multipleOf" },
		{ "{\"maxItems\":-1}", "#/maxItems" },
		{ "{\"maxLength\":1.5}", "#/maxLength" },
		{ "{\"pattern\":\"(\"}", "#/pattern" },
		{ "{\"items\":[{}]}", "#/items" },
		{ "{\"allOf\":[]}", "#/allOf" },
		{ "{\"anyOf\":[1]}", "#/anyOf/0" },
		{ "{\"required\":[1]}", "#/required" },
		{ "{\"uniqueItems\":1}", "#/uniqueItems" },
		{ "{\"dependentRequired\":{\"a\":\"b\"}}", "#/dependentRequired" },
		{ "{\"properties\":{\"a\":{\"$defs\":{}}}}", "#/properties/a/$defs" },
		{ "{\"title\":1}", "#/title" },
		{ "{\"if\":3}", "#/if" },
		{ "{\"properties\":[{}]}", "#/properties" },
		{ "{\"dependentRequired\":[[\"a\"]]}", "#/dependentRequired" },
		{ "{\"pattern\":1}", "#/pattern" },
		{ "{\"$ref\":1}", "#/$ref" },
		{ "{\"$defs\":{\"a2\":true},\"$ref\":\"#/$defs/a~2\"}", "#/$ref" },
		{ "3", "#: " },
		{ "{", "column 1" },
		{ "{\"$ref\":\"#\"}", "leads back to itself" },
		{ "{\"$defs\":{\"a\":{\"not\":{\"$ref\":\"#/$defs/b\"}},\"b\":{\"allOf\":[{\"$ref\":\"#/$defs/a\"}]}}}", "leads back to itself" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct schema *s = NULL;
		CHECK_INT(schema_open(cx, "wrong.schema.json", slice_str(rows[i].text), &s), ERR_SCHEMA);
		if (!strstr(cx->text, rows[i].place) || !strstr(cx->text, "wrong.schema.json"))
			print_message("# row %zu: %s\n", i, cx->text);
		CHECK(strstr(cx->text, rows[i].place) && strstr(cx->text, "wrong.schema.json"));
		CHECK(!s);
		ctx_forgive(cx);
	}
}

/* A pattern that explodes ends early and does not match. */
TEST(schema_pattern_is_bounded)
{
	struct schema *s = open_text(cx, "{\"pattern\":\"^(a+)+$\"}");
	char *text = ctx_printf(cx, "\"%0*d\"", 3000, 0);
	for (char *c = text; *c; c++)
		*c = *c == '0' ? 'a' : *c;
	text[strlen(text) - 2] = 'b';
	struct timespec before, after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	CHECK(!fits(cx, s, text, NULL));
	clock_gettime(CLOCK_MONOTONIC, &after);
	CHECK(after.tv_sec - before.tv_sec < 5);
	schema_free(s);
}

TEST(schema_flaws_are_listed_and_capped)
{
	struct schema *s = open_text(cx, "{\"items\":{\"type\":\"integer\"},\"maxItems\":100}");
	struct flaws flaws = { .cx = cx };
	CHECK(!fits(cx, s, "[1,\"a\",\"b\",2,\"c\"]", &flaws));
	CHECK(flaws.count == 3);
	CHECK_TEXT(slice_str(flaws.first->next->next->field), "/4");
	struct flaws many = { .cx = cx };
	char *list = ctx_printf(cx, "[%0*d]", 99, 0);
	for (size_t i = 2; i < 99; i += 2)
		list[i] = ',';
	struct schema *texts = open_text(cx, "{\"items\":{\"type\":\"string\"}}");
	CHECK(!fits(cx, texts, list, &many));
	CHECK(many.count == 32);
	schema_free(s);
	schema_free(texts);
}

/* The shared parts of our four files are the same text, and every member says what it is. */
static void check_documented(const struct json *properties)
{
	for (const struct json *p = properties ? properties->first : NULL; p; p = p->next) {
		bool reference = json_get(p, "$ref") != NULL;
		CHECK(reference || (json_text(p, "title").n && json_text(p, "description").n));
		check_documented(json_get(p, "properties"));
	}
}

TEST(schema_files_are_documented_and_share_their_parts)
{
	struct json *defs[KIND_COUNT] = { NULL };
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		struct json *tree = NULL;
		CHECK_OK(json_parse(cx, check_file(cx, ctx_printf(cx, "schemas/%s.schema.json", kind_name(k))), &tree));
		CHECK(json_text(tree, "title").n && json_text(tree, "description").n);
		CHECK(!json_get(tree, "additionalProperties")->boolean);
		check_documented(json_get(tree, "properties"));
		for (struct json *d = json_get(tree, "$defs")->first; d; d = d->next) {
			CHECK(json_text(d, "title").n && json_text(d, "description").n);
			check_documented(json_get(d, "properties"));
			for (enum kind other = KIND_VISA; other < k; other++) {
				const struct json *same = json_get(defs[other], (const char *)d->key.p);
				CHECK(!same || json_same(same, d));
			}
		}
		defs[k] = json_get(tree, "$defs") ? ctx_alloc(cx, sizeof *defs[k]) : NULL;
		*defs[k] = *json_get(tree, "$defs");
	}
	const struct json *card = json_get(defs[KIND_IDENTITY_LINK], "card");
	struct json *tree = NULL;
	CHECK_OK(json_parse(cx, check_file(cx, "schemas/pr-card.schema.json"), &tree));
	for (const struct json *p = json_get(card, "properties")->first; p; p = p->next)
		CHECK(json_same(p, json_get(json_get(tree, "properties"), (const char *)p->key.p)));
}
