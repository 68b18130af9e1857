/* Owns: the table of purposes. */
#include "schemas/purpose.h"

#define BIT(field) (UINT64_C(1) << FIELD_##field)
#define MASKED(visa, card, passport, link) \
	{ [KIND_VISA] = (visa), [KIND_PR_CARD] = (card), [KIND_PASSPORT] = (passport), [KIND_IDENTITY_LINK] = (link) }

/* Who must copy a number sees it whole; who only needs to know that a person may stay, live or study does not. */
static const struct purpose purposes[] = {
	{ 'B', "bank", "Bank or payment service", "银行或支付机构",
		MASKED(0, 0, 0, 0) },
	{ 'T', "telecom", "Telecom or internet service", "电信或网络服务",
		MASKED(BIT(NUMBER), 0, BIT(EARLIER_PASSPORTS), BIT(EARLIER_PASSPORTS)) },
	{ 'S', "social-security", "Social security or tax office", "社保或税务机构",
		MASKED(0, 0, 0, 0) },
	{ 'E', "employer", "Employer", "用人单位",
		MASKED(0, 0, BIT(EARLIER_PASSPORTS), BIT(EARLIER_PASSPORTS)) },
	{ 'H', "housing", "Landlord or hotel", "房东或酒店",
		MASKED(BIT(NUMBER), BIT(CARD_NUMBER), BIT(CARD_NUMBER) | BIT(EARLIER_PASSPORTS), BIT(CARD_NUMBER) | BIT(EARLIER_PASSPORTS)) },
	{ 'C', "school", "School or university", "学校或高校",
		MASKED(0, BIT(CARD_NUMBER), BIT(CARD_NUMBER) | BIT(EARLIER_PASSPORTS), BIT(CARD_NUMBER) | BIT(EARLIER_PASSPORTS)) },
	{ 'G', "authority", "Another authority", "其他政府机关",
		MASKED(0, 0, 0, 0) },
};

const struct purpose *purpose_at(size_t i) { return i < sizeof purposes / sizeof *purposes ? &purposes[i] : NULL; }

const struct purpose *purpose_of(char letter)
{
	for (size_t i = 0; purpose_at(i); i++) {
		if (purposes[i].letter == letter)
			return &purposes[i];
	}
	return NULL;
}

const struct purpose *purpose_parse(struct slice key)
{
	for (size_t i = 0; purpose_at(i); i++) {
		if (slice_is(key, purposes[i].key))
			return &purposes[i];
	}
	return NULL;
}
