/* Owns: reports in the store, as JSON. */
#include "registry/reports.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/limits.h"

#include <string.h>

enum err reports_add(struct ctx *cx, struct batch *b, const struct report *r)
{
	uint8_t random[8];
	char hex[17];
	struct buf value;
	crypto_random(random, sizeof random);
	hex_format(slice_of(random, sizeof random), hex);
	buf_init(&value, LIMIT_JSON_BYTES);
	struct json_out o = json_out(&value);
	json_begin(&o, NULL, '{');
	json_put_str(&o, "account", r->account);
	json_put_str(&o, "person", r->person);
	json_put_int(&o, "at", r->at);
	json_put_text(&o, "identity", r->identity);
	json_put_text(&o, "field", r->field);
	json_put_text(&o, "text", r->text);
	json_end(&o, '}');
	enum err e = !buf_ok(&value) || strlen(r->case_code) != CASE_SIZE ? fail(cx, ERR_LIMIT, "registry: a report is too long, or has no case")
		: batch_put(cx, b, slice_str(ctx_printf(cx, "E%s-%s", r->case_code, hex)), buf_slice(&value));
	buf_wipe(&value);
	return e;
}

struct walk {
	struct ctx *cx;
	report_each *each;
	void *self;
	enum err e;
};

static bool take_id(const struct json *o, const char *key, char out[static PERSON_SIZE + 1])
{
	struct slice s = json_text(o, key);
	if (s.n > PERSON_SIZE)
		return false;
	memset(out, 0, PERSON_SIZE + 1);
	if (s.n)
		memcpy(out, s.p, s.n);
	return true;
}

static bool on_report(void *self, struct slice key, struct slice value)
{
	struct walk *w = self;
	struct json *o = NULL;
	struct report r = { 0 };
	if (key.n < 1 + CASE_SIZE || json_parse(w->cx, ctx_copy(w->cx, value), &o) != OK || !take_id(o, "account", r.account) || !take_id(o, "person", r.person)) {
		w->e = fail(w->cx, ERR_STORE_CORRUPT, "registry: a report is damaged");
		return false;
	}
	memcpy(r.case_code, key.p + 1, CASE_SIZE);
	const struct json *at = json_get(o, "at");
	r.at = at ? at->integer : 0;
	r.identity = json_text(o, "identity");
	r.field = json_text(o, "field");
	r.text = json_text(o, "text");
	return w->each(w->self, &r);
}

enum err reports_range(struct ctx *cx, struct snapshot *v, const char *case_code, report_each *each, void *self)
{
	struct walk w = { .cx = cx, .each = each, .self = self };
	struct slice from = slice_str(case_code ? ctx_printf(cx, "E%s-", case_code) : "E");
	struct slice to = slice_str(case_code ? ctx_printf(cx, "E%s.", case_code) : "F");
	enum err e = snapshot_range(cx, v, from, to, on_report, &w);
	return e == OK ? w.e : e;
}
