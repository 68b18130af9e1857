/* Owns: the calendar of an office (declared in schemas/office.h), and the provinces. */
#include "schemas/office.h"

/* Exceptions are at most a few weeks long: who looks further ahead finds a closed office. */
#define LOOK_AHEAD_DAYS 60
#define DAY_SECONDS     86400

const struct province office_provinces[OFFICE_PROVINCES] = {
	{ "BJ", "Beijing", "北京" }, { "TJ", "Tianjin", "天津" }, { "HE", "Hebei", "河北" }, { "SX", "Shanxi", "山西" },
	{ "NM", "Inner Mongolia", "内蒙古" }, { "LN", "Liaoning", "辽宁" }, { "JL", "Jilin", "吉林" }, { "HL", "Heilongjiang", "黑龙江" },
	{ "SH", "Shanghai", "上海" }, { "JS", "Jiangsu", "江苏" }, { "ZJ", "Zhejiang", "浙江" }, { "AH", "Anhui", "安徽" },
	{ "FJ", "Fujian", "福建" }, { "JX", "Jiangxi", "江西" }, { "SD", "Shandong", "山东" }, { "HA", "Henan", "河南" },
	{ "HB", "Hubei", "湖北" }, { "HN", "Hunan", "湖南" }, { "GD", "Guangdong", "广东" }, { "GX", "Guangxi", "广西" },
	{ "HI", "Hainan", "海南" }, { "CQ", "Chongqing", "重庆" }, { "SC", "Sichuan", "四川" }, { "GZ", "Guizhou", "贵州" },
	{ "YN", "Yunnan", "云南" }, { "XZ", "Tibet (Xizang)", "西藏" }, { "SN", "Shaanxi", "陕西" }, { "GS", "Gansu", "甘肃" },
	{ "QH", "Qinghai", "青海" }, { "NX", "Ningxia", "宁夏" }, { "XJ", "Xinjiang", "新疆" },
};

const struct province *office_province(struct slice code)
{
	for (size_t i = 0; i < OFFICE_PROVINCES; i++) {
		if (slice_is(code, office_provinces[i].code))
			return &office_provinces[i];
	}
	return NULL;
}

/* 1970-01-01 was a Thursday. */
int office_weekday(struct date day) { return (int)(((date_days(day) + 3) % 7 + 7) % 7); }

const struct office_exception *office_exception_on(const struct office *o, struct date day)
{
	for (size_t i = 0; i < o->exception_count; i++) {
		const struct office_exception *e = &o->exceptions[i];
		if (date_compare(e->first, day) <= 0 && date_compare(day, e->last) <= 0)
			return e;
	}
	return NULL;
}

const struct office_day *office_day_on(const struct office *o, struct date day)
{
	const struct office_exception *e = office_exception_on(o, day);
	return e ? &e->day : &o->week[office_weekday(day)];
}

struct date office_local(const struct office *o, int64_t instant, int *minute)
{
	int64_t local = instant + (int64_t)o->utc_offset * 60;
	int64_t second = ((local % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
	*minute = (int)(second / 60);
	return date_from_days((local - second) / DAY_SECONDS);
}

int64_t office_instant(const struct office *o, struct date day, int minute)
{
	return date_days(day) * DAY_SECONDS + (int64_t)(minute - o->utc_offset) * 60;
}

bool office_is_open(const struct office *o, int64_t instant, int64_t *change)
{
	int minute = 0;
	struct date today = office_local(o, instant, &minute);
	int64_t first = date_days(today);
	*change = 0;
	for (int64_t d = first; d < first + LOOK_AHEAD_DAYS; d++) {
		struct date date = date_from_days(d);
		const struct office_day *day = office_day_on(o, date);
		for (size_t i = 0; i < day->count; i++) {
			const struct office_span *s = &day->span[i];
			bool now = d == first && s->from <= minute && minute < s->until;
			if (d == first && !now && s->from <= minute)
				continue;
			*change = office_instant(o, date, now ? s->until : s->from);
			return now;
		}
	}
	return false;
}
