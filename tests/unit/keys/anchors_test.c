/* Owns: tests of certificate reading and writing: vectors in tests/vectors/certificate, round trip, PEM. */
#include "tests/unit/keys/home.h"

#include "base/text.h"
#include "keys/anchors.h"

#include <string.h>

static const char *dump(struct ctx *cx, const struct certificate *c)
{
	char from[21], to[21];
	instant_format(c->not_before, from);
	instant_format(c->not_after, to);
	return ctx_printf(cx, "OK \"%.*s\" ca=%d path=%d usage=%u purposes=%u %s %s\n", SLICE_FMT(c->common_name), c->is_ca, c->path_length, c->usage,
		c->purposes, from, to);
}

static void one_case(struct ctx *cx, const char *path, const char *stem)
{
	struct certificate c;
	struct slice want = check_file(cx, ctx_printf(cx, "tests/vectors/certificate/%s.want", stem));
	enum err e = anchors_parse(cx, check_file(cx, path), &c);
	const char *got = e == OK ? dump(cx, &c) : ctx_printf(cx, "%s\n", err_name(e));
	if (!slice_is(want, got))
		print_error("%s: %s\n", stem, cx->text);
	CHECK_TEXT(want, got);
	ctx_forgive(cx);
}

TEST(anchors_vectors) { CHECK(check_folder(cx, "tests/vectors/certificate", ".in", one_case) >= 48); }

TEST(anchors_every_truncation_is_refused)
{
	struct slice whole = check_file(cx, "tests/vectors/certificate/good.in");
	CHECK(whole.n > 0);
	for (size_t n = 0; n < whole.n; n++) {
		struct certificate c;
		CHECK(anchors_parse(cx, slice_sub(whole, 0, n), &c) != OK);
		ctx_reset(cx);
		whole = check_file(cx, "tests/vectors/certificate/good.in");
	}
}

static enum err no_signature(struct ctx *cx, void *self, const uint8_t digest[static 32], uint8_t rs[static 64])
{
	(void)cx;
	(void)self;
	(void)digest;
	memset(rs, 0, 64);
	rs[31] = rs[63] = 1;
	return OK;
}

TEST(anchors_build_reads_back)
{
	static const struct signer nobody = { .sign = no_signature };
	struct certificate good, c;
	struct anchors_plan plan = { .not_before = CHECK_NOW, .not_after = INT64_C(2556143999), /* 2050-12-31T23:59:59Z */
		.usage = USAGE_DIGITAL_SIGNATURE, .purposes = PURPOSE_QR_SEAL };
	CHECK_OK(anchors_parse(cx, check_file(cx, "tests/vectors/certificate/good.in"), &good));
	memset(plan.serial, 0xff, sizeof plan.serial);
	plan.spki = plan.issuer_spki = good.spki;
	plan.issuer = good.issuer;
	CHECK_OK(anchors_name(cx, SLICE("样本移民管理局"), true, "SPECIMEN Case", &plan.subject));
	struct slice der;
	CHECK_OK(anchors_build(cx, &plan, &nobody, &der));
	CHECK_OK(anchors_parse(cx, der, &c));
	CHECK_INT(c.serial.n, 16);
	CHECK_INT(c.serial.p[0], 0x7f);
	CHECK_SLICE(c.issuer, good.issuer);
	CHECK_SLICE(c.subject, plan.subject);
	CHECK_TEXT(c.common_name, "SPECIMEN Case");
	CHECK(c.specimen && !good.specimen);
	CHECK_INT(c.not_before, plan.not_before);
	CHECK_INT(c.not_after, plan.not_after);
	CHECK(c.has_constraints && !c.is_ca && c.path_length == -1);
	CHECK(c.has_usage && c.usage == plan.usage && c.purposes == plan.purposes);
	CHECK_INT(c.subject_key.n, 20);
	CHECK_SLICE(c.subject_key, c.authority_key);
	plan.is_ca = true;
	plan.path_length = 3;
	plan.purposes = 0;
	plan.usage = USAGE_CERT_SIGN | USAGE_CRL_SIGN;
	CHECK_OK(anchors_build(cx, &plan, &nobody, &der));
	CHECK_OK(anchors_parse(cx, der, &c));
	CHECK(c.is_ca && c.path_length == 3 && c.usage == plan.usage && c.purposes == 0);
}

/* Widely used readers of certificates keep a number of an object identifier in 31 bits and give up on a longer one. */
TEST(anchors_purposes_have_no_long_numbers)
{
	struct certificate good, c;
	struct anchors_plan plan = { .not_before = CHECK_NOW, .not_after = CHECK_NOW + 86400, .usage = USAGE_DIGITAL_SIGNATURE };
	CHECK_OK(anchors_parse(cx, check_file(cx, "tests/vectors/certificate/good.in"), &good));
	plan.spki = plan.issuer_spki = good.spki;
	plan.issuer = plan.subject = good.issuer;
	static const struct signer nobody = { .sign = no_signature };
	for (plan.purposes = 1; plan.purposes < PURPOSE_OTHER; plan.purposes <<= 1) {
		struct slice der;
		CHECK_OK(anchors_build(cx, &plan, &nobody, &der));
		CHECK_OK(anchors_parse(cx, der, &c));
		CHECK_INT(c.purposes, plan.purposes);
		size_t extension = slice_find(der, SLICE("\x06\x03\x55\x1d\x25"), 0) + 5, at = slice_find(der, SLICE("\x06"), extension), run = 0;
		for (size_t i = at + 2; i < at + 2 + der.p[at + 1]; i++) {
			run = der.p[i] & 0x80 ? run + 1 : 0;
			CHECK(run < 4);
		}
	}
}

TEST(anchors_name_too_long_or_empty)
{
	struct slice name;
	CHECK_OK(anchors_name(cx, SLICE("0123456789012345678901234567890123456789012345678901234567890123"), true, "x", &name));
	CHECK_ERR(anchors_name(cx, SLICE("01234567890123456789012345678901234567890123456789012345678901234"), true, "x", &name), ERR_CONF);
	CHECK_ERR(anchors_name(cx, SLICE(""), true, "x", &name), ERR_CONF);
	CHECK_ERR(anchors_name(cx, SLICE("\xff\xfe"), true, "x", &name), ERR_CONF);
}

TEST(anchors_pem)
{
	struct slice der = check_file(cx, "tests/vectors/certificate/good.in"), back;
	struct buf b;
	buf_init(&b, 8192);
	anchors_encode_pem(cx, der, &b);
	struct slice pem = ctx_copy(cx, buf_slice(&b));
	buf_free(&b);
	CHECK_OK(anchors_parse_pem(cx, pem, &back));
	CHECK_SLICE(back, der);
	CHECK_ERR(anchors_parse_pem(cx, slice_str(ctx_printf(cx, "%.*s%.*s", SLICE_FMT(pem), SLICE_FMT(pem))), &back), ERR_CERT_FORM);
	CHECK_ERR(anchors_parse_pem(cx, slice_str(ctx_printf(cx, "%.*s\n", SLICE_FMT(pem))), &back), ERR_CERT_FORM);
	CHECK_ERR(anchors_parse_pem(cx, slice_str(ctx_printf(cx, " %.*s", SLICE_FMT(pem))), &back), ERR_CERT_FORM);
	CHECK_ERR(anchors_parse_pem(cx, slice_sub(pem, 0, pem.n - 1), &back), ERR_CERT_FORM);
	CHECK_ERR(anchors_parse_pem(cx, SLICE("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"), &back), ERR_CERT_FORM);
	CHECK_ERR(anchors_parse_pem(cx, SLICE(""), &back), ERR_CERT_FORM);
}
