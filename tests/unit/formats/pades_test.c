/* Tests of formats/pades: a whole sealed file, and every lie that only shows when PDF and CMS are held together. */
#include "tests/unit/check.h"
#include "tests/unit/formats/specimen.h"

#include <stdio.h>

static const char *pdf_name(unsigned rule) { return pdf_rule_name((enum pdf_rule)rule); }
static const char *cms_name(unsigned rule) { return cms_rule_name((enum cms_rule)rule); }
static const char *pades_name(unsigned rule) { return pades_rule_name((enum pades_rule)rule); }

/* Reads and compares the broken rules of the three layers. */
static struct pades *expect(struct ctx *cx, struct slice file, const char *pdf, const char *cms, const char *pades)
{
	struct pades *p = ctx_alloc(cx, sizeof *p);
	pades_read(file, p);
	CHECK_TEXT(slice_str(specimen_rules(cx, p->pdf.broken, PDF_RULE_COUNT, pdf_name)), pdf);
	CHECK_TEXT(slice_str(specimen_rules(cx, p->cms.broken, CMS_RULE_COUNT, cms_name)), cms);
	CHECK_TEXT(slice_str(specimen_rules(cx, p->broken, PADES_RULE_COUNT, pades_name)), pades);
	return p;
}

TEST(pades_good_file_is_clean)
{
	struct pades *p = expect(cx, specimen_pdf(cx, NULL, false), "", "", "");
	CHECK(pades_is_clean(p));
	CHECK_TEXT(p->pdf.claimed_proof, "{\"number\":\"1\"}");
	CHECK_INT(p->pdf.claimed_signed_at, CHECK_NOW);
	struct p256_key *key;
	CHECK_OK(p256_open(cx, specimen_keys()->spki, &key));
	CHECK(p256_verify(key, p->cms.signed_digest, p->cms.signature));
	p256_free(key);
}
