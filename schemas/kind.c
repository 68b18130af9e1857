/* Owns: the tables of kinds, fields and coded words. */
#include "schemas/kind.h"

#include "schemas/country.h"

static const struct {
	const char *name, *en, *zh;
} kinds[KIND_COUNT] = {
	[KIND_VISA] = { "visa", "Proof of Visa, Stay or Residence Permit", "签证、停留居留证件信息证明" },
	[KIND_PR_CARD] = { "pr-card", "Proof of Permanent Residence Identity Card", "外国人永久居留身份证信息证明" },
	[KIND_PASSPORT] = { "passport", "Proof of Registered Passport", "登记护照信息证明" },
	[KIND_IDENTITY_LINK] = { "identity-link", "Proof that Residence Card and Passports Belong to One Person",
		"永久居留身份证与护照持有人身份一致证明" },
};

static const struct field fields[FIELD_COUNT] = {
	[FIELD_SURNAME] = { FIELD_SURNAME, "surname", "Surname", "姓", false },
	[FIELD_GIVEN] = { FIELD_GIVEN, "given_names", "Given names", "名", false },
	[FIELD_NATIVE] = { FIELD_NATIVE, "native_name", "Name in own script", "本国文字姓名", false },
	[FIELD_BIRTH] = { FIELD_BIRTH, "birth_date", "Date of birth", "出生日期", true },
	[FIELD_SEX] = { FIELD_SEX, "sex", "Sex", "性别", false },
	[FIELD_NATIONALITY] = { FIELD_NATIONALITY, "nationality", "Nationality", "国籍", false },
	[FIELD_NUMBER] = { FIELD_NUMBER, "number", "Visa or permit number", "签证(证件)号码", true },
	[FIELD_TYPE] = { FIELD_TYPE, "type", "Type", "类型", false },
	[FIELD_CATEGORY] = { FIELD_CATEGORY, "category", "Category", "种类", false },
	[FIELD_ENTRIES] = { FIELD_ENTRIES, "entries", "Entries", "入境次数", false },
	[FIELD_ENTER_BEFORE] = { FIELD_ENTER_BEFORE, "enter_before", "Enter before", "入境有效期至", false },
	[FIELD_DAYS] = { FIELD_DAYS, "days", "Days of each stay", "每次停留天数", false },
	[FIELD_ISSUED] = { FIELD_ISSUED, "issued", "Date of issue", "签发日期", false },
	[FIELD_EXPIRES] = { FIELD_EXPIRES, "expires", "Stay permitted until", "停留居留有效期至", false },
	[FIELD_PLACE] = { FIELD_PLACE, "place", "Place of issue", "签发地", false },
	[FIELD_AUTHORITY] = { FIELD_AUTHORITY, "authority", "Issuing authority", "签发机关", false },
	[FIELD_REMARKS] = { FIELD_REMARKS, "remarks", "Remarks", "备注", false },
	[FIELD_CARD_NUMBER] = { FIELD_CARD_NUMBER, "card_number", "Residence card number", "永久居留身份证号码", true },
	[FIELD_CARD_ISSUED] = { FIELD_CARD_ISSUED, "card_issued", "Card issued on", "身份证签发日期", false },
	[FIELD_CARD_EXPIRES] = { FIELD_CARD_EXPIRES, "card_expires", "Card valid until", "身份证有效期至", false },
	[FIELD_PASSPORT_NUMBER] = { FIELD_PASSPORT_NUMBER, "passport_number", "Passport number", "护照号码", true },
	[FIELD_PASSPORT_STATE] = { FIELD_PASSPORT_STATE, "passport_state", "Issuing state", "护照签发国", false },
	[FIELD_PASSPORT_ISSUED] = { FIELD_PASSPORT_ISSUED, "passport_issued", "Passport issued on", "护照签发日期", false },
	[FIELD_PASSPORT_EXPIRES] = { FIELD_PASSPORT_EXPIRES, "passport_expires", "Passport valid until", "护照有效期至", false },
	[FIELD_EARLIER_PASSPORTS] = { FIELD_EARLIER_PASSPORTS, "earlier_passports", "Earlier passports", "曾用护照号码", true },
	[FIELD_MRZ] = { FIELD_MRZ, "mrz", "Machine-readable zone", "机读区", false },
};

#define HOLDER_FIELDS FIELD_SURNAME, FIELD_GIVEN, FIELD_NATIVE, FIELD_BIRTH, FIELD_SEX, FIELD_NATIONALITY

static const enum field_id no_fields[] = { FIELD_NONE };
static const enum field_id visa_fields[] = { HOLDER_FIELDS, FIELD_PASSPORT_NUMBER, FIELD_TYPE, FIELD_CATEGORY, FIELD_NUMBER,
	FIELD_ENTRIES, FIELD_ENTER_BEFORE, FIELD_DAYS, FIELD_ISSUED, FIELD_EXPIRES, FIELD_PLACE, FIELD_REMARKS, FIELD_NONE };
static const enum field_id pr_card_fields[] = { HOLDER_FIELDS, FIELD_CARD_NUMBER, FIELD_CARD_ISSUED, FIELD_CARD_EXPIRES,
	FIELD_AUTHORITY, FIELD_PASSPORT_NUMBER, FIELD_NONE };
static const enum field_id passport_fields[] = { HOLDER_FIELDS, FIELD_PASSPORT_NUMBER, FIELD_PASSPORT_STATE, FIELD_PASSPORT_ISSUED,
	FIELD_PASSPORT_EXPIRES, FIELD_AUTHORITY, FIELD_EARLIER_PASSPORTS, FIELD_CARD_NUMBER, FIELD_MRZ, FIELD_NONE };
static const enum field_id link_fields[] = { HOLDER_FIELDS, FIELD_CARD_NUMBER, FIELD_CARD_ISSUED, FIELD_CARD_EXPIRES, FIELD_AUTHORITY,
	FIELD_PASSPORT_NUMBER, FIELD_PASSPORT_STATE, FIELD_PASSPORT_ISSUED, FIELD_PASSPORT_EXPIRES, FIELD_EARLIER_PASSPORTS, FIELD_NONE };

struct words {
	enum field_id id;
	const char *value, *en, *zh;
};

static const struct words coded[] = {
	{ FIELD_SEX, "M", "male", "男" },
	{ FIELD_SEX, "F", "female", "女" },
	{ FIELD_SEX, "X", "unspecified", "未说明" },
	{ FIELD_TYPE, "visa", "visa", "签证" },
	{ FIELD_TYPE, "stay-permit", "stay permit", "停留证件" },
	{ FIELD_TYPE, "residence-permit", "residence permit", "居留证件" },
	{ FIELD_CATEGORY, "C", "crew", "乘务" },
	{ FIELD_CATEGORY, "D", "permanent residence", "永久居留" },
	{ FIELD_CATEGORY, "F", "exchanges and visits", "交流访问" },
	{ FIELD_CATEGORY, "G", "transit", "过境" },
	{ FIELD_CATEGORY, "J1", "resident journalist", "常驻记者" },
	{ FIELD_CATEGORY, "J2", "short-term news coverage", "临时采访" },
	{ FIELD_CATEGORY, "L", "tourism", "旅游" },
	{ FIELD_CATEGORY, "M", "trade and commerce", "商业贸易" },
	{ FIELD_CATEGORY, "Q1", "family reunion", "家庭团聚" },
	{ FIELD_CATEGORY, "Q2", "short family visit", "短期探亲" },
	{ FIELD_CATEGORY, "R", "talent", "人才" },
	{ FIELD_CATEGORY, "S1", "long-term private affairs", "长期私人事务" },
	{ FIELD_CATEGORY, "S2", "short-term private affairs", "短期私人事务" },
	{ FIELD_CATEGORY, "X1", "long-term study", "长期学习" },
	{ FIELD_CATEGORY, "X2", "short-term study", "短期学习" },
	{ FIELD_CATEGORY, "Z", "work", "工作" },
	{ FIELD_ENTRIES, "0", "multiple", "多次" },
	{ FIELD_ENTRIES, "1", "single", "一次" },
	{ FIELD_ENTRIES, "2", "two", "两次" },
	{ FIELD_DAYS, "0", "apply for a residence permit within 30 days of entry", "入境后30日内办理居留证件" },
};

static bool is_kind(enum kind kind) { return kind > KIND_NONE && kind < KIND_COUNT; }

const char *kind_name(enum kind kind) { return is_kind(kind) ? kinds[kind].name : ""; }
const char *kind_title_en(enum kind kind) { return is_kind(kind) ? kinds[kind].en : ""; }
const char *kind_title_zh(enum kind kind) { return is_kind(kind) ? kinds[kind].zh : ""; }

enum kind kind_parse(struct slice name)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		if (slice_is(name, kinds[k].name))
			return k;
	}
	return KIND_NONE;
}

const enum field_id *kind_fields(enum kind kind)
{
	static const enum field_id *const lists[KIND_COUNT] = { no_fields, visa_fields, pr_card_fields, passport_fields, link_fields };
	return is_kind(kind) ? lists[kind] : no_fields;
}

bool kind_has(enum kind kind, enum field_id id)
{
	for (const enum field_id *f = kind_fields(kind); *f != FIELD_NONE; f++) {
		if (*f == id)
			return true;
	}
	return false;
}

const struct field *field_of(enum field_id id)
{
	static const struct field none = { FIELD_NONE, "", "", "", false };
	return id > FIELD_NONE && id < FIELD_COUNT ? &fields[id] : &none;
}

enum field_id field_parse(struct slice key)
{
	for (enum field_id id = FIELD_SURNAME; id < FIELD_COUNT; id++) {
		if (slice_is(key, fields[id].key))
			return id;
	}
	return FIELD_NONE;
}

bool field_is_date(enum field_id id)
{
	switch (id) {
	case FIELD_BIRTH:
	case FIELD_ENTER_BEFORE:
	case FIELD_ISSUED:
	case FIELD_EXPIRES:
	case FIELD_CARD_ISSUED:
	case FIELD_CARD_EXPIRES:
	case FIELD_PASSPORT_ISSUED:
	case FIELD_PASSPORT_EXPIRES:
		return true;
	default:
		return false;
	}
}

static const struct words *find_words(enum field_id id, struct slice value)
{
	for (size_t i = 0; i < sizeof coded / sizeof *coded; i++) {
		if (coded[i].id == id && slice_is(value, coded[i].value))
			return &coded[i];
	}
	return NULL;
}

static const struct country *find_country(enum field_id id, struct slice value)
{
	return id == FIELD_NATIONALITY || id == FIELD_PASSPORT_STATE ? country_find(value) : NULL;
}

const char *field_words_en(enum field_id id, struct slice value)
{
	const struct country *c = find_country(id, value);
	const struct words *w = find_words(id, value);
	return c ? c->en : w ? w->en : NULL;
}

const char *field_words_zh(enum field_id id, struct slice value)
{
	const struct country *c = find_country(id, value);
	const struct words *w = find_words(id, value);
	return c ? c->zh : w ? w->zh : NULL;
}
