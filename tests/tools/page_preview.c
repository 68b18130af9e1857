/*
 * Owns: page-preview PAGE LANGUAGE [whole|part] [FOLDER]: prints one page of the verifier with invented data, for looking at and for
 * the page's own mock server. PAGE is "start", "problem-STATUS", "asset-PATH", "shared-" and a letter a record (f in force, e expired, r revoked),
 * "closed", a verdict name, or one of the odd cases below.
 */
#include "base/limits.h"
#include "verifier/pages.h"
#include "verifier/share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1773144000) /* 2026-03-10T12:00:00Z */

static const struct {
	const char *page;
	enum verdict_word word;
	enum kind kind;
	enum finding_code findings[6];
} samples[] = {
	{ "valid", VERDICT_VALID, KIND_VISA, { FINDING_PDF_KEY_OURS, FINDING_PDF_SIGNATURE_GOOD, FINDING_PDF_PROFILE_GOOD, FINDING_REGISTRY_SAME, FINDING_STATUS_GOOD, FINDING_DATES_GOOD } },
	{ "link", VERDICT_VALID, KIND_IDENTITY_LINK, { FINDING_SEAL_KEY_OURS, FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_DATES_GOOD } },
	{ "passport", VERDICT_VALID, KIND_PASSPORT, { FINDING_CODE_MATCHES, FINDING_STATUS_GOOD, FINDING_UNDER_CORRECTION, FINDING_DATES_GOOD } },
	{ "expired", VERDICT_EXPIRED, KIND_VISA, { FINDING_SEAL_KEY_OURS, FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_STAY_ENDED } },
	{ "proof_expired", VERDICT_PROOF_EXPIRED, KIND_PR_CARD, { FINDING_SEAL_KEY_OURS, FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_PROOF_ENDED } },
	{ "superseded", VERDICT_SUPERSEDED, KIND_PASSPORT, { FINDING_CODE_MATCHES, FINDING_STATUS_SUPERSEDED, FINDING_DATES_GOOD } },
	{ "suspended", VERDICT_SUSPENDED, KIND_VISA, { FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_SUSPENDED, FINDING_DATES_GOOD } },
	{ "revoked", VERDICT_REVOKED, KIND_VISA, { FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_REVOKED, FINDING_DATES_GOOD } },
	{ "altered", VERDICT_ALTERED, KIND_VISA, { FINDING_PDF_KEY_OURS, FINDING_PDF_SIGNATURE_WRONG } },
	{ "forged", VERDICT_FORGED, KIND_VISA, { FINDING_SEAL_HOST } },
	{ "not_found", VERDICT_NOT_FOUND, KIND_NONE, { FINDING_CODE_UNKNOWN } },
	{ "absent", VERDICT_NOT_FOUND, KIND_VISA, { FINDING_PDF_SIGNATURE_GOOD, FINDING_REGISTRY_ABSENT } },
	{ "unreadable", VERDICT_UNREADABLE, KIND_NONE, { FINDING_INPUT_NOT_PDF } },
	{ "typing", VERDICT_UNREADABLE, KIND_NONE, { FINDING_CODE_TYPING } },
	{ "undecided", VERDICT_UNDECIDED, KIND_VISA, { FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_UNKNOWN, FINDING_DATES_GOOD } },
	{ "hostile", VERDICT_VALID, KIND_VISA, { FINDING_SEAL_SIGNATURE_GOOD, FINDING_STATUS_GOOD, FINDING_DATES_GOOD } },
};

static void fill_person(struct slice *v)
{
	v[FIELD_SURNAME] = SLICE("SPECIMEN");
	v[FIELD_GIVEN] = SLICE("SAMPLE THREE");
	v[FIELD_NATIVE] = SLICE("عينة نموذج");
	v[FIELD_BIRTH] = SLICE("1985-04-00");
	v[FIELD_SEX] = SLICE("F");
	v[FIELD_NATIONALITY] = SLICE("UTO");
}

static void fill_papers(struct slice *v)
{
	v[FIELD_NUMBER] = SLICE("******4567");
	v[FIELD_TYPE] = SLICE("residence-permit");
	v[FIELD_CATEGORY] = SLICE("Z");
	v[FIELD_ENTRIES] = SLICE("0");
	v[FIELD_ISSUED] = SLICE("2025-09-01");
	v[FIELD_EXPIRES] = SLICE("2026-08-31");
	v[FIELD_PLACE] = SLICE("样本市 Specimen City");
	v[FIELD_PASSPORT_NUMBER] = SLICE("*****7890");
	v[FIELD_PASSPORT_STATE] = SLICE("UTO");
	v[FIELD_PASSPORT_ISSUED] = SLICE("2021-05-20");
	v[FIELD_PASSPORT_EXPIRES] = SLICE("2031-05-19");
	v[FIELD_CARD_NUMBER] = SLICE("**************1234");
	v[FIELD_CARD_ISSUED] = SLICE("2023-02-14");
	v[FIELD_CARD_EXPIRES] = SLICE("2033-02-13");
	v[FIELD_AUTHORITY] = SLICE("Specimen Immigration Administration");
	v[FIELD_EARLIER_PASSPORTS] = SLICE("*****1111, *****2222");
	v[FIELD_MRZ] = SLICE("PPUTOSPECIMEN<<SAMPLE<THREE<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10");
}

static void fill_hostile(struct slice *v)
{
	static char lengthy[4001];
	memset(lengthy, 'W', 4000);
	v[FIELD_SURNAME] = SLICE("<script>alert(1)</script>");
	v[FIELD_GIVEN] = SLICE("\"'><img src=x onerror=alert(1)>");
	v[FIELD_NATIVE] = SLICE("abc\xe2\x80\xaegnp.exe");
	v[FIELD_REMARKS] = slice_str(lengthy);
	v[FIELD_BIRTH] = SLICE("</dd></dl>");
}

static void sample(const char *page, struct answer *a)
{
	*a = (struct answer){ .signed_at = NOW - 86400 * 20, .status_as_of = NOW - 60, .checked_at = NOW, .specimen = true, .masked = true };
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		if (strcmp(samples[i].page, page))
			continue;
		for (size_t f = 0; f < 6 && samples[i].findings[f]; f++)
			verdict_add(&a->verdict, samples[i].findings[f]);
		a->verdict.word = samples[i].word;
		a->has_document = samples[i].kind != KIND_NONE;
		a->under_correction = !strcmp(page, "passport");
		a->proof = (struct proof){ .kind = samples[i].kind, .number = SLICE("7KQ29M4XC3D"), .recipient = SLICE("Bank of Utopia"),
			.purpose = SLICE("opening an account"), .proof_ends = { 2026, 5, 19 }, .ends = { 2026, 8, 31 },
			.masked = UINT64_C(1) << FIELD_PASSPORT_NUMBER };
		fill_person(a->proof.value);
		fill_papers(a->proof.value);
		if (!strcmp(page, "hostile"))
			fill_hostile(a->proof.value);
		return;
	}
	fprintf(stderr, "page-preview: no page is called %s\n", page);
	exit(2);
}

/* What a share code opens: one record for each letter of states, of one kind after the other. */
static void preview_shared(struct ctx *cx, const struct page_env *env, const char *states, struct buf *out)
{
	static const uint8_t jpeg[] = { 0xff, 0xd8, 0xff, 0xd9 };
	static struct share_answer a;
	a = (struct share_answer){ .open = true, .purpose = purpose_of('B'), .photo = slice_of(jpeg, sizeof jpeg), .until = NOW + 86400, .utc_offset = 480 };
	for (; a.count < SHARE_RECORDS && states[a.count]; a.count++) {
		struct shared_record *r = &a.records[a.count];
		char state = states[a.count];
		r->state = state == 'f' ? SHARE_IN_FORCE : state == 'e' ? SHARE_EXPIRED : SHARE_REVOKED;
		r->under_correction = a.count == 1;
		r->proof.kind = (enum kind)(KIND_VISA + a.count);
		r->proof.masked = UINT64_C(1) << FIELD_PASSPORT_NUMBER;
		fill_person(r->proof.value);
		fill_papers(r->proof.value);
	}
	page_shared(cx, env, &a, out);
}

/* Type, caching and policy, a line each, then the file. */
static void preview_asset(const struct page_assets *assets, const char *path, struct buf *out)
{
	struct http_request q = { .method = HTTP_GET, .path = slice_str(path) };
	struct http_reply r = { 0 };
	struct slice cache = { 0 }, policy = SLICE("default-src 'none'");
	if (!assets_answer(page_assets_served(assets), &q, &r))
		return;
	for (size_t i = 0; i < r.header_count; i++) {
		if (!strcmp(r.headers[i].name, "Cache-Control"))
			cache = r.headers[i].value;
		if (!strcmp(r.headers[i].name, "Content-Security-Policy"))
			policy = r.headers[i].value;
	}
	buf_printf(out, "%s\n%.*s\n%.*s\n", r.content_type, SLICE_FMT(cache), SLICE_FMT(policy));
	buf_put_slice(out, r.body);
}

int main(int argc, char **argv)
{
	struct ctx cx;
	struct buf out;
	struct page_assets *assets = NULL;
	if (argc < 3)
		return 2;
	ctx_init(&cx, NOW);
	buf_init(&out, 2 * LIMIT_ASSET_BYTES);
	if (page_assets_open(&cx, argc > 4 ? argv[4] : "verifier/web", &assets))
		return 1;
	struct page_env env = { .language = !strcmp(argv[2], "zh") ? PAGE_CHINESE : PAGE_ENGLISH, .part = argc > 3 && !strcmp(argv[3], "part"),
		.authority_en = "Specimen Immigration Administration", .authority_zh = "样本移民管理局", .verify_url = "https://verify.example",
		.specimen = true, .request = "0123456789abcdef", .assets = assets,
		.typed_number = slice_str(getenv("TYPED_NUMBER")), .typed_code = slice_str(getenv("TYPED_CODE")) };
	if (!strcmp(argv[1], "start")) {
		page_start(&cx, &env, &out);
	} else if (!strncmp(argv[1], "shared-", 7)) {
		preview_shared(&cx, &env, argv[1] + 7, &out);
	} else if (!strcmp(argv[1], "closed")) {
		page_shared(&cx, &env, &(struct share_answer){ 0 }, &out);
	} else if (!strncmp(argv[1], "problem-", 8)) {
		page_problem(&cx, &env, (int)strtol(argv[1] + 8, NULL, 10), &out);
	} else if (!strncmp(argv[1], "asset-", 6)) {
		preview_asset(assets, argv[1] + 6, &out);
	} else if (!strcmp(argv[1], "headers")) {
		for (const struct page_header *h = page_headers; h->name; h++)
			buf_printf(&out, "%s: %s\n", h->name, h->value);
	} else {
		static struct answer a;
		sample(argv[1], &a);
		page_answer(&cx, &env, &a, &out);
	}
	bool ok = buf_ok(&out) && fwrite(out.p, 1, out.n, stdout) == out.n;
	page_assets_close(assets);
	buf_free(&out);
	ctx_free(&cx);
	return ok ? 0 : 1;
}
