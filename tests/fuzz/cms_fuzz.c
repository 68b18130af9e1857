/* Fuzzes formats/cms and formats/der: nothing is read outside the input, and what breaks no rule is whole. */
#include "formats/cms.h"
#include "formats/der.h"
#include "tests/fuzz/fuzz.h"

static bool is_inside(struct slice part, struct slice whole)
{
	return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice der = slice_of(data, n);
	struct cms cms;
	cms_read(der, &cms);
	PROMISE(is_inside(cms.seal_certificate, der) && is_inside(cms.ca_certificate, der));
	if (cms.broken == 0) {
		PROMISE(cms.readable && cms.seal_certificate.n > 0 && cms.ca_certificate.n > 0 && der_size(der) == n && der_is_strict(der));
		PROMISE(cms_room(cms.seal_certificate, cms.ca_certificate) >= n);
	}
	struct der_certificate c;
	if (der_certificate(der, &c))
		PROMISE(is_inside(c.spki, der) && c.spki.n > 0 && der_size(der) == n);
	struct buf b;
	buf_init(&b, n + 8);
	der_put(&b, DER_OCTETS, der);
	PROMISE(n > 0xffff || (buf_ok(&b) && der_size(buf_slice(&b)) == b.n));
	buf_free(&b);
	return 0;
}
