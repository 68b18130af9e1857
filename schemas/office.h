/*
 * Owns: an office of the authority as typed values, read from JSON after schema and rules have accepted it, and its calendar: which
 * day it is there, when it is open. Must never take an office with a flaw.
 */
#ifndef SCHEMAS_OFFICE_H
#define SCHEMAS_OFFICE_H

#include "base/json.h"
#include "schemas/record.h"
#include "schemas/service.h"

/* The same text in English and Chinese. */
struct bilingual {
	struct slice en, zh;
};

/* From a minute of the day up to another: 09:00-12:00 is {540, 720}. */
struct office_span {
	int from, until;
};

#define OFFICE_SPANS 3
/* Open times in order, not touching; none = closed. The gap between two is the lunch break. */
struct office_day {
	struct office_span span[OFFICE_SPANS];
	size_t count;
};

/* Days that are not like other weeks: a holiday, or a working day on a weekend. */
struct office_exception {
	struct date first, last;     /* the same for one day */
	struct office_day day;       /* count 0 = closed */
	struct bilingual name;
};

struct office_counter {
	struct slice number;         /* as on the sign over it */
	uint32_t services;           /* set of SERVICE_BIT */
	bool accessible;             /* step-free, low desk */
	const struct slice *interpreters; /* language codes */
	size_t interpreter_count;
};

struct office {
	struct slice id;             /* a-z 0-9 and hyphens; stands in addresses */
	struct slice province;       /* letters of ISO 3166-2:CN, "BJ" */
	struct bilingual name, city, address;
	struct slice postcode, phone;
	double latitude, longitude;  /* degrees, WGS 84 */
	struct slice time_zone;      /* name of the IANA list */
	int utc_offset;              /* minutes east of UTC; no zone of ours changes its clocks */
	struct office_day week[7];   /* Monday first */
	const struct office_exception *exceptions; /* in the order of their days */
	size_t exception_count;
	const struct office_counter *counters;
	size_t counter_count;
	uint32_t services;           /* set of SERVICE_BIT; every one has a counter */
	int slot_minutes;            /* length of an appointment */
	int places[SERVICE_COUNT];   /* appointments that begin at the same time, for booked services; else 0 */
	int processing_days[SERVICE_COUNT]; /* usual working days; 0 = at once, or not done here */
	struct date confirmed;       /* when the office last confirmed its entry */
	bool sample;                 /* invented: pages say so */
};

/*
 * JSON text of one office -> typed, as record_check does: OK with *out set, or ERR_RECORD with every flaw in *flaws, or ERR_JSON /
 * ERR_LIMIT when it cannot be read at all. cx->now is the day of "not in the future". Results live in cx's arena.
 */
must_use enum err office_check(struct ctx *cx, const struct schema_set *schemas, struct slice json, const struct office **out,
	struct flaw **flaws);
/* An office that was checked before it was kept (registry/offices.h). ERR_RECORD or ERR_JSON when the memory is damaged. */
must_use enum err office_load(struct ctx *cx, struct slice json, const struct office **out);

/* Whether a counter of this office does the service; false for SERVICE_NONE. */
bool office_offers(const struct office *o, enum service service);

/* Day of the week of a complete date: 0 Monday ... 6 Sunday. */
int office_weekday(struct date day);
/* The exception of that day, or NULL; and the open times that count on that day. */
const struct office_exception *office_exception_on(const struct office *o, struct date day);
const struct office_day *office_day_on(const struct office *o, struct date day);
/* Day and minute of the day on the office's clocks, and back to an instant. */
struct date office_local(const struct office *o, int64_t instant, int *minute);
int64_t office_instant(const struct office *o, struct date day, int minute);
/* True when open at that instant; *change is then when it closes, else when it opens next (0 when not within 60 days). */
bool office_is_open(const struct office *o, int64_t instant, int64_t *change);

/* The 31 provinces of the mainland in the order of GB/T 2260. */
#define OFFICE_PROVINCES 31
struct province {
	const char *code, *en, *zh;  /* "BJ", "Beijing", "北京" */
};
extern const struct province office_provinces[OFFICE_PROVINCES];
/* NULL when there is none with this code. */
const struct province *office_province(struct slice code);

#endif
