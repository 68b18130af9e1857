/* Tests of verifier/check_pdf.c with sources that know what the test says: what a file signed by our own key is worth beside the registry. */
#include "tests/unit/check.h"
#include "tests/unit/formats/specimen.h"
#include "tests/unit/verifier/world.h"
#include "verifier/verify.h"

#include <string.h>

struct desk {
	struct trusted_key key;
	struct trust trust;
	struct sources sources;
	struct known known;
	size_t asked;
};

static enum err know(struct ctx *cx, void *self, const struct wanted *w, struct known *out)
{
	struct desk *d = self;
	(void)cx;
	CHECK(w->file && slice_is(w->number, "00000000001"));
	d->asked++;
	*out = d->known;
	return OK;
}

static void done(void *self) { (void)self; }

/* Signed by our key; the specimen's signature dictionary says CHECK_NOW. */
static struct slice our_file(struct ctx *cx, const char *surname, int64_t issued_at)
{
	struct proof p = { .kind = KIND_VISA, .number = SLICE("00000000001"), .issued_at = issued_at, .status_index = 1 };
	CHECK(date_parse(SLICE("2026-06-08"), false, &p.proof_ends) && date_parse(SLICE("2026-12-31"), false, &p.ends));
	world_visa(&p, surname, "2026-12-31");
	struct buf b;
	buf_init(&b, 4096);
	proof_encode(&p, &b);
	const char *json = ctx_string(cx, buf_slice(&b));
	buf_free(&b);
	struct specimen plan = { 0 };
	plan.object[PROOF] = ctx_printf(cx, "<</Type/EmbeddedFile/Length %zu>>\nstream\n%s\nendstream", strlen(json), json);
	return specimen_pdf(cx, &plan, false);
}

static void desk_open(struct ctx *cx, struct desk *d, struct slice file)
{
	const struct specimen_keys *k = specimen_keys();
	*d = (struct desk){ .key = { .role = ROLE_PDF_SEAL, .state = TRUST_ACTIVE, .certificate = k->seal, .not_before = CHECK_NOW - 86400,
		.not_after = CHECK_NOW + 86400 } };
	CHECK_OK(p256_open(cx, k->spki, &d->key.key));
	d->trust = (struct trust){ .authority = SLICE("UTO"), .keys = &d->key, .key_count = 1, .issuing_ca = k->ca, .next_update = CHECK_NOW + 86400 };
	d->known = (struct known){ .state = KNOWN_ISSUED, .has_document = true, .as_of = CHECK_NOW, .stock = slice_sub(file, 0, 100),
		.fill = slice_sub(file, 100, file.n), .until = INT64_MAX };
	d->sources = (struct sources){ .self = d, .trust = &d->trust, .live = true, .know = know, .done = done };
}

/* "verdict: CODE CODE" */
static void check_gives(struct ctx *cx, struct desk *d, struct slice file, const char *want)
{
	struct question q = { .kind = QUESTION_PDF, .pdf = file };
	struct answer a;
	struct buf b;
	buf_init(&b, 4096);
	CHECK_OK(verify(cx, &d->sources, &q, &a));
	buf_printf(&b, "%s:", verdict_name(a.verdict.word));
	for (size_t i = 0; i < a.verdict.count; i++)
		buf_printf(&b, " %s", finding_name(a.verdict.findings[i]));
	CHECK_TEXT(buf_slice(&b), want);
	buf_free(&b);
}

#define SIGNED "PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_GOOD "

TEST(pdf_is_compared_with_what_was_issued)
{
	struct desk d;
	struct slice file = our_file(cx, "MUSTER", CHECK_NOW);
	desk_open(cx, &d, file);
	check_gives(cx, &d, file, "valid: " SIGNED "REGISTRY_SAME STATUS_GOOD DATES_GOOD");
	/* Our key, but not these bytes: a stolen key cannot replace a document that the registry holds. */
	struct slice other = our_file(cx, "MISTER", CHECK_NOW);
	check_gives(cx, &d, other, "altered: " SIGNED "REGISTRY_DIFFERS");
	/* A copy that is not what our key signed was damaged on the authority's own disk: no word against the file. */
	d.known.fill = slice_sub(file, 100, file.n - 101);
	check_gives(cx, &d, file, "undecided: " SIGNED "REGISTRY_DAMAGED STATUS_GOOD DATES_GOOD");
	d.known.fill = slice_sub(specimen_patch(cx, file, "MUSTER", "MASTER"), 100, file.n);
	check_gives(cx, &d, file, "undecided: " SIGNED "REGISTRY_DAMAGED STATUS_GOOD DATES_GOOD");
	d.known = (struct known){ .state = KNOWN_ABSENT, .until = INT64_MAX };
	check_gives(cx, &d, file, "not_found: " SIGNED "REGISTRY_ABSENT");
	CHECK_INT(d.asked, 5);
	/* What our key did not sign whole is not asked about. */
	check_gives(cx, &d, specimen_pdf(cx, NULL, false), "altered: " SIGNED "PDF_PROOF_JSON");
	struct slice later = our_file(cx, "MUSTER", CHECK_NOW + 1);
	check_gives(cx, &d, specimen_patch(cx, file, "MUSTER", "MISTER"), "altered: PADES_DIGEST PDF_KEY_OURS");
	CHECK_INT(d.asked, 5);
	check_gives(cx, &d, later, "altered: " SIGNED "PDF_TIME_DIFFERS REGISTRY_ABSENT");
	p256_free(d.key.key);
}

TEST(lie_pdf_key)
{
	struct desk d;
	struct slice file = our_file(cx, "MUSTER", CHECK_NOW);
	desk_open(cx, &d, file);
	check_gives(cx, &d, specimen_pdf(cx, NULL, true), "forged: PDF_PROFILE_GOOD PDF_KEY_UNKNOWN PDF_PROOF_JSON");
	d.key.role = ROLE_QR_SEAL;
	check_gives(cx, &d, file, "forged: PDF_PROFILE_GOOD PDF_KEY_ROLE");
	d.key.role = ROLE_PDF_SEAL;
	d.trust.issuing_ca = specimen_keys()->foreign_ca;
	check_gives(cx, &d, file, "altered: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_CA_UNKNOWN PDF_SIGNATURE_GOOD REGISTRY_SAME");
	d.trust.issuing_ca = specimen_keys()->ca;
	struct p256_key *ours = d.key.key;
	CHECK_OK(p256_open(cx, specimen_keys()->foreign_spki, &d.key.key));
	check_gives(cx, &d, file, "altered: PDF_PROFILE_GOOD PDF_KEY_OURS PDF_SIGNATURE_WRONG");
	p256_free(d.key.key);
	p256_free(ours);
}
