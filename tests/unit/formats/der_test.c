/* Tests of formats/der: DER is taken, every form of BER is refused. */
#include "tests/unit/check.h"
#include "tests/unit/formats/specimen.h"

#include "formats/der.h"

TEST(der_lengths_in_fewest_bytes)
{
	CHECK(der_is_strict(SLICE("\x04\x00")));
	CHECK(der_is_strict(SLICE("\x30\x03\x02\x01\x05")));
	CHECK(!der_is_strict(SLICE("")));
	CHECK(!der_is_strict(SLICE("\x04\x81\x01\x00")));
	CHECK(!der_is_strict(SLICE("\x04\x82\x00\x01\x00")));
	CHECK(!der_is_strict(SLICE("\x04\x83\x00\x00\x01\x00")));
	CHECK(!der_is_strict(SLICE("\x30\x80\x02\x01\x05\x00\x00")));
	CHECK(!der_is_strict(SLICE("\x04\x02\x00")));
	CHECK(!der_is_strict(SLICE("\x1f\x20\x00")));
	CHECK(!der_is_strict(SLICE("\x30\x04\x02\x02\x00\x05")));
	CHECK(!der_is_strict(SLICE("\x02\x02\xff\x80")));
	CHECK(der_is_strict(SLICE("\x02\x02\x00\x80")));
	CHECK(!der_is_strict(SLICE("\x02\x00")));
}

TEST(der_size_is_that_of_the_first_element)
{
	CHECK_INT((long long)der_size(SLICE("\x04\x01\x00 more")), 3);
	CHECK_INT((long long)der_size(SLICE("\x04\x05\x00")), 0);
	CHECK_INT((long long)der_size(SLICE("")), 0);
}

TEST(der_too_deep_is_refused)
{
	struct slice s = SLICE("\x02\x01\x05");
	for (int i = 0; i < 16; i++)
		s = specimen_der(cx, DER_SEQUENCE, s);
	CHECK(der_is_strict(s));
	CHECK(!der_is_strict(specimen_der(cx, DER_SEQUENCE, s)));
}

TEST(der_writes_each_length_form)
{
	uint8_t many[300] = { 0 };
	CHECK_INT((long long)specimen_der(cx, DER_OCTETS, slice_of(many, 127)).n, 129);
	CHECK_INT((long long)specimen_der(cx, DER_OCTETS, slice_of(many, 128)).n, 131);
	CHECK_INT((long long)specimen_der(cx, DER_OCTETS, slice_of(many, 256)).n, 260);
	for (size_t n = 0; n < sizeof many; n++)
		CHECK(der_is_strict(specimen_der(cx, DER_OCTETS, slice_of(many, n))));
}

TEST(der_names_of_a_certificate)
{
	struct der_certificate c, ca;
	const struct specimen_keys *keys = specimen_keys();
	CHECK(der_certificate(keys->seal, &c) && der_certificate(keys->ca, &ca));
	CHECK_HEX(c.serial, "02040080beef");
	CHECK_SLICE(c.issuer, ca.subject);
	CHECK(c.spki.n == 91);
	CHECK(!der_certificate(specimen_join(cx, keys->seal, SLICE("x")), &c));
	for (size_t n = 0; n < keys->seal.n; n++)
		CHECK(!der_certificate(slice_sub(keys->seal, 0, n), &c));
}
