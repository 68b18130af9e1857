/* Owns: proof <-> claims of the seal; one table of keys for both directions, and the choice of what fits. */
#include "schemas/claims.h"

#include "formats/cbor.h"
#include "formats/crockford.h"
#include "formats/cwt.h"
#include "formats/mrz_name.h"

#include <string.h>

enum form { FORM_TEXT = 1, FORM_DATE, FORM_COUNT, FORM_TYPE };

enum { KEY_KIND = 1, KEY_STATUS = 15, KEY_CUT = 16, KEY_LAST = 21, NUMBER_BITS = 50, NUMBER_BYTES = 7, DAY = 86400 };

#define ON(kind) (1u << (kind))
#define ALL (ON(KIND_VISA) | ON(KIND_PR_CARD) | ON(KIND_PASSPORT) | ON(KIND_IDENTITY_LINK))
#define CARDS (ON(KIND_PR_CARD) | ON(KIND_IDENTITY_LINK))

/* In the order of the encoding. One key may mean another field on another kind. */
static const struct row {
	uint8_t key;
	enum field_id id;
	enum form form;
	unsigned kinds;
} rows[] = {
	{ 2, FIELD_NUMBER, FORM_TEXT, ON(KIND_VISA) },
	{ 2, FIELD_CARD_NUMBER, FORM_TEXT, CARDS },
	{ 2, FIELD_PASSPORT_NUMBER, FORM_TEXT, ON(KIND_PASSPORT) },
	{ 3, FIELD_SURNAME, FORM_TEXT, ALL },
	{ 4, FIELD_GIVEN, FORM_TEXT, ALL },
	{ 5, FIELD_NATIVE, FORM_TEXT, ALL },
	{ 6, FIELD_BIRTH, FORM_DATE, ALL },
	{ 7, FIELD_SEX, FORM_TEXT, ALL },
	{ 8, FIELD_NATIONALITY, FORM_TEXT, ALL },
	{ 9, FIELD_PASSPORT_NUMBER, FORM_TEXT, ON(KIND_VISA) | CARDS },
	{ 10, FIELD_CATEGORY, FORM_TEXT, ON(KIND_VISA) },
	{ 11, FIELD_ENTRIES, FORM_COUNT, ON(KIND_VISA) },
	{ 12, FIELD_DAYS, FORM_COUNT, ON(KIND_VISA) },
	{ 13, FIELD_ISSUED, FORM_DATE, ON(KIND_VISA) },
	{ 13, FIELD_CARD_ISSUED, FORM_DATE, CARDS },
	{ 13, FIELD_PASSPORT_ISSUED, FORM_DATE, ON(KIND_PASSPORT) },
	{ 14, FIELD_EXPIRES, FORM_DATE, ON(KIND_VISA) },
	{ 14, FIELD_CARD_EXPIRES, FORM_DATE, CARDS },
	{ 14, FIELD_PASSPORT_EXPIRES, FORM_DATE, ON(KIND_PASSPORT) },
	{ 17, FIELD_TYPE, FORM_TYPE, ON(KIND_VISA) },
	{ 19, FIELD_ENTER_BEFORE, FORM_DATE, ON(KIND_VISA) },
	{ 20, FIELD_PASSPORT_STATE, FORM_TEXT, ON(KIND_PASSPORT) | ON(KIND_IDENTITY_LINK) },
	{ 21, FIELD_PASSPORT_EXPIRES, FORM_DATE, ON(KIND_IDENTITY_LINK) },
};

static const char kind_letters[KIND_COUNT] = { 0, 'V', 'R', 'P', 'L' };
static const char *const types[] = { "", "visa", "stay-permit", "residence-permit" };

static const struct row *find_row(enum kind kind, uint64_t key)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].key == key && rows[i].kinds & ON(kind))
			return &rows[i];
	}
	return NULL;
}

bool claims_cover(enum kind kind, enum field_id id)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].id == id && rows[i].kinds & ON(kind))
			return true;
	}
	return false;
}

size_t claims_token_size(size_t payload)
{
	/* RFC 9052 4.2: array, protected bstr h'a2 01 26 04 48 kid8', empty map, payload bstr, signature bstr of 64. */
	size_t head = payload < 24 ? 1 : payload < 256 ? 2 : 3;
	return 1 + (1 + 13) + 1 + head + payload + (2 + 64);
}

/* ---- writing ---- */

static uint64_t number_of(struct slice text)
{
	uint64_t v = 0;
	for (size_t i = 0; i < text.n && i < 9; i++)
		v = v * 10 + (uint64_t)(text.p[i] - '0');
	return v;
}

static uint64_t type_of(struct slice text)
{
	uint64_t t = 1;
	while (t < 3 && !slice_is(text, types[t]))
		t++;
	return t;
}

static void put_value(struct buf *b, const struct row *row, struct slice v)
{
	struct date d;
	cbor_put_uint(b, row->key);
	if (row->form == FORM_DATE && date_parse(v, true, &d))
		cbor_put_uint(b, date_number(d));
	else if (row->form == FORM_COUNT)
		cbor_put_uint(b, number_of(v));
	else if (row->form == FORM_TYPE)
		cbor_put_uint(b, type_of(v));
	else
		cbor_put_text(b, v);
}

static size_t count_pairs(const struct claims *c)
{
	size_t n = 1u + !c->status_uri.p + c->names_cut;
	for (uint64_t key = 2; key <= KEY_LAST; key++) {
		const struct row *row = find_row(c->proof.kind, key);
		n += row && c->proof.value[row->id].p ? 1 : 0;
	}
	return n;
}

static void put_document(struct buf *b, const struct claims *c)
{
	const struct proof *p = &c->proof;
	cbor_put_map(b, count_pairs(c));
	cbor_put_uint(b, KEY_KIND);
	cbor_put_text(b, slice_of(&kind_letters[p->kind], 1));
	for (uint64_t key = 2; key <= KEY_LAST; key++) {
		const struct row *row = find_row(p->kind, key);
		if (key == KEY_STATUS && !c->status_uri.p) {
			cbor_put_uint(b, key);
			cbor_put_array(b, 2);
			cbor_put_uint(b, p->status_list);
			cbor_put_uint(b, p->status_index);
		} else if (key == KEY_CUT && c->names_cut) {
			cbor_put_uint(b, key);
			cbor_put_bool(b, true);
		} else if (row && p->value[row->id].p) {
			put_value(b, row, p->value[row->id]);
		}
	}
}

/* draft-ietf-oauth-status-list 6.2 */
static void put_status(struct buf *b, const struct claims *c)
{
	cbor_put_map(b, 1);
	cbor_put_str(b, "status_list");
	cbor_put_map(b, 2);
	cbor_put_str(b, "idx");
	cbor_put_uint(b, c->proof.status_index);
	cbor_put_str(b, "uri");
	cbor_put_text(b, c->status_uri);
}

/* Ten characters of five bits, without the check character, which follows from them. */
static void number_bytes(struct slice number, uint8_t out[NUMBER_BYTES])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	uint64_t bits = 0;
	for (size_t i = 0; i < NUMBER_BITS / 5 && i < number.n; i++) {
		const char *at = memchr(alphabet, number.p[i], 32);
		bits = bits << 5 | (uint64_t)(at ? at - alphabet : 0);
	}
	for (size_t i = NUMBER_BYTES; i-- > 0; bits >>= 8)
		out[i] = (uint8_t)bits;
}

enum err claims_put(struct ctx *cx, const struct claims *c, struct buf *out)
{
	struct buf document, status;
	uint8_t id[NUMBER_BYTES];
	number_bytes(c->proof.number, id);
	buf_init(&document, 1024);
	buf_init(&status, 1024);
	put_document(&document, c);
	if (c->status_uri.p)
		put_status(&status, c);
	struct cwt set = { .issuer = c->issuer, .expires_at = c->expires_at, .issued_at = c->issued_at, .id = slice_of(id, sizeof id) };
	if (c->status_uri.p)
		set.extra[set.extra_count++] = (struct cwt_claim){ CWT_STATUS, buf_slice(&status) };
	set.extra[set.extra_count++] = (struct cwt_claim){ CWT_DOCUMENT, buf_slice(&document) };
	enum err e = OK;
	if (!buf_ok(&document) || !buf_ok(&status))
		e = fail(cx, ERR_LIMIT, "seal: values or status address longer than a seal can be");
	if (e == OK)
		e = cwt_encode(cx, &set, out);
	buf_free(&document);
	buf_free(&status);
	return e;
}

static enum err try_form(struct ctx *cx, const struct claims *c, struct buf *out, bool *fits)
{
	buf_reset(out);
	enum err e = claims_put(cx, c, out);
	*fits = e == OK && claims_token_size(out->n) <= CLAIMS_MAX_SEAL;
	return e;
}

/* Both names as the 39 characters of a zone: "SURNAME<<GIVEN<NAMES" gives "SURNAME" and "GIVEN NAMES". */
static bool cut_names(struct ctx *cx, struct proof *p)
{
	char field[MRZ_NAME_MAX + 1];
	/* Where every name is one letter, a row may only end with one where it is shorter by a place. */
	if (!mrz_name_write(p->value[FIELD_SURNAME], p->value[FIELD_GIVEN], MRZ_NAME_MAX, field) &&
		!mrz_name_write(p->value[FIELD_SURNAME], p->value[FIELD_GIVEN], MRZ_NAME_MAX - 1, field))
		return false;
	struct slice s = slice_str(field);
	while (s.n && s.p[s.n - 1] == '<')
		s.n--;
	size_t border = slice_find(s, SLICE("<<"), 0);
	for (size_t i = 0; i < s.n; i++)
		field[i] = field[i] == '<' ? ' ' : field[i];
	p->value[FIELD_SURNAME] = ctx_copy(cx, slice_sub(s, 0, border == SIZE_MAX ? s.n : border));
	p->value[FIELD_GIVEN] = border == SIZE_MAX ? (struct slice){ 0 } : ctx_copy(cx, slice_sub(s, border + 2, s.n));
	return true;
}

/* Without the last character and the marks that belong to it; absent when nothing is left. */
static struct slice shorten(struct slice text)
{
	size_t last = 0;
	for (size_t at = 0; at < text.n;) {
		size_t here = at;
		int32_t c = text_next(text, &at);
		if (c < 0)
			break;
		if (!text_is_mark(c))
			last = here;
	}
	return last ? slice_sub(text, 0, last) : (struct slice){ 0 };
}

static enum err choose_form(struct ctx *cx, struct claims *c, struct slice status_base, struct buf *out)
{
	bool fits = false;
	c->status_uri = slice_str(ctx_printf(cx, "%.*s%u", SLICE_FMT(status_base), (unsigned)c->proof.status_list));
	enum err e = try_form(cx, c, out, &fits);
	if (e == OK && !fits) {
		c->status_uri = (struct slice){ 0 };
		e = try_form(cx, c, out, &fits);
	}
	if (e == OK && !fits) {
		c->names_cut = cut_names(cx, &c->proof);
		e = c->names_cut ? try_form(cx, c, out, &fits) : fail(cx, ERR_LIMIT, "seal: names cannot be cut: a letter has no row in ICAO 9303-3");
	}
	while (e == OK && !fits && c->proof.value[FIELD_NATIVE].p) {
		c->proof.value[FIELD_NATIVE] = shorten(c->proof.value[FIELD_NATIVE]);
		e = try_form(cx, c, out, &fits);
	}
	if (e == OK && !fits)
		e = fail(cx, ERR_LIMIT, "seal: %zu bytes, at most %d fit the printed code", claims_token_size(out->n), CLAIMS_MAX_SEAL);
	return e;
}

enum err claims_encode(struct ctx *cx, struct slice issuer, struct slice status_base, int utc_offset, const struct proof *proof, struct buf *out)
{
	struct claims c = { .issuer = issuer, .issued_at = proof->issued_at, .expires_at = date_over(proof->proof_ends, utc_offset) - 1, .proof = *proof };
	struct buf payload;
	if (issuer.n == 0 || issuer.n > CLAIMS_MAX_ISSUER)
		return fail(cx, ERR_CLAIMS, "seal: code of the authority: not 1 to %d bytes", CLAIMS_MAX_ISSUER);
	if (proof->number.n != NUMBER_BITS / 5 + 1)
		return fail(cx, ERR_CLAIMS, "seal: the document has no number yet");
	buf_init(&payload, 4096);
	enum err e = choose_form(cx, &c, status_base, &payload);
	if (e == OK)
		buf_put_slice(out, buf_slice(&payload));
	buf_free(&payload);
	return e;
}

/* ---- reading ---- */

static enum err refuse(struct ctx *cx, const char *what) { return fail(cx, ERR_CLAIMS, "seal: %s", what); }

static bool is_line(struct slice text)
{
	for (size_t at = 0; at < text.n;) {
		int32_t c = text_next(text, &at);
		if (c < 0 || !text_is_plain(c))
			return false;
	}
	return text.n > 0;
}

static struct slice take_date(struct ctx *cx, struct cbor_rd *r, bool unknown_allowed)
{
	struct date d;
	uint64_t number = cbor_get_uint(r);
	if (number > 99991231 || !date_from_number((uint32_t)number, unknown_allowed, &d))
		return (struct slice){ 0 };
	char *text = ctx_alloc(cx, 11);
	date_format(d, text);
	return slice_str(text);
}

static struct slice take_value(struct ctx *cx, struct cbor_rd *r, const struct row *row)
{
	struct date d;
	if (row->form == FORM_TEXT || (row->id == FIELD_BIRTH && cbor_peek(r) == CBOR_TEXT)) {
		struct slice text = cbor_get_text(r);
		/* Only a masked date is written as text: what is one after all would have two forms. */
		bool two_forms = row->form == FORM_DATE && date_parse(text, true, &d);
		return is_line(text) && !two_forms ? text : (struct slice){ 0 };
	}
	if (row->form == FORM_DATE)
		return take_date(cx, r, row->id == FIELD_BIRTH);
	uint64_t v = cbor_get_uint(r);
	if (row->form == FORM_TYPE)
		return v >= 1 && v <= 3 ? slice_str(types[v]) : (struct slice){ 0 };
	return v <= 9999 ? slice_str(ctx_printf(cx, "%u", (unsigned)v)) : (struct slice){ 0 };
}

static bool take_place(struct cbor_rd *r, struct proof *p)
{
	if (cbor_get_array(r) != 2)
		return false;
	uint64_t list = cbor_get_uint(r), index = cbor_get_uint(r);
	p->status_list = (uint32_t)list;
	p->status_index = (uint32_t)index;
	return list <= UINT32_MAX && index <= UINT32_MAX;
}

static enum kind kind_of(struct slice letter)
{
	for (enum kind k = KIND_VISA; k < KIND_COUNT; k++) {
		if (letter.n == 1 && letter.p[0] == (uint8_t)kind_letters[k])
			return k;
	}
	return KIND_NONE;
}

/*
 * Every form here has exactly one spelling, so that what is accepted is what claims_put would write: the map is deterministic CBOR with
 * its keys in order, dates, counts and types are numbers of one text each, and "cut" is left out where it is false.
 */
static enum err take_document(struct ctx *cx, struct slice item, struct claims *c)
{
	struct cbor_rd r = cbor_rd(item);
	struct proof *p = &c->proof;
	size_t pairs = cbor_get_map(&r);
	bool placed = false, cut = true;
	if (!pairs || cbor_get_uint(&r) != KEY_KIND || (p->kind = kind_of(cbor_get_text(&r))) == KIND_NONE)
		return refuse(cx, "document: no known kind");
	for (size_t i = 1; i < pairs && !cbor_failed(&r); i++) {
		uint64_t key = cbor_get_uint(&r);
		const struct row *row = find_row(p->kind, key);
		if (key == KEY_STATUS)
			placed = take_place(&r, p);
		else if (key == KEY_CUT)
			cut = c->names_cut = cbor_get_bool(&r);
		else if (row)
			p->value[row->id] = take_value(cx, &r, row);
		else
			return fail(cx, ERR_CLAIMS, "seal: document: key %llu is not known for this kind", (unsigned long long)key);
		if (row && !p->value[row->id].p)
			return fail(cx, ERR_CLAIMS, "seal: document: key %u has a wrong value", row->key);
	}
	if (!cbor_end(&r) || !cut || placed != !c->status_uri.p)
		return refuse(cx, "document: wrong type, not exactly one status, or a cut that is none");
	return OK;
}

/* uri ends with the decimal number of the list. */
static bool take_list_number(struct slice uri, uint32_t *list)
{
	size_t at = uri.n;
	uint64_t v = 0;
	while (at > 0 && uri.p[at - 1] >= '0' && uri.p[at - 1] <= '9' && uri.n - at < 10)
		at--;
	for (size_t i = at; i < uri.n; i++)
		v = v * 10 + (uint64_t)(uri.p[i] - '0');
	*list = (uint32_t)v;
	return at < uri.n && v <= UINT32_MAX && (uri.p[at] != '0' || at + 1 == uri.n);
}

static enum err take_status(struct ctx *cx, struct slice item, struct claims *c)
{
	struct cbor_rd r = cbor_rd(item);
	if (!item.p)
		return OK;
	bool named = cbor_get_map(&r) == 1 && slice_is(cbor_get_text(&r), "status_list") && cbor_get_map(&r) == 2 &&
		slice_is(cbor_get_text(&r), "idx");
	uint64_t index = named ? cbor_get_uint(&r) : 0;
	named = named && slice_is(cbor_get_text(&r), "uri");
	c->status_uri = named ? cbor_get_text(&r) : (struct slice){ 0 };
	c->proof.status_index = (uint32_t)index;
	if (!named || !cbor_end(&r) || index > UINT32_MAX || !is_line(c->status_uri) || !take_list_number(c->status_uri, &c->proof.status_list))
		return refuse(cx, "status claim 65535 is not of the form of draft-ietf-oauth-status-list 6.2");
	return OK;
}

static enum err take_number(struct ctx *cx, struct slice id, struct proof *p)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < id.n && i < NUMBER_BYTES; i++)
		bits = bits << 8 | id.p[i];
	if (id.n != NUMBER_BYTES || bits >> NUMBER_BITS)
		return refuse(cx, "cti is no document number");
	char *text = ctx_alloc(cx, NUMBER_BITS / 5 + 2);
	crockford_format(bits, NUMBER_BITS / 5, text);
	p->number = slice_str(text);
	return OK;
}

/*
 * The last day of the proof: exp + 1 is a midnight, here or somewhere. Where it is none here, the hour says where: of the quarters of an hour a day apart
 * that have it at midnight, the one from -11:45 to +12:00.
 */
static bool take_end(int64_t expires_at, int utc_offset, struct date *out)
{
	int64_t over = expires_at + 1, rest = (over + 60 * (int64_t)utc_offset) % DAY;
	if (rest) {
		int64_t east = (DAY - over % DAY) % DAY;
		utc_offset = (int)(east > DAY / 2 ? east - DAY : east) / 60;
		rest = east % 900;
	}
	*out = date_at(expires_at, utc_offset);
	return rest == 0;
}

static enum err take_registered(struct ctx *cx, const struct cwt *set, int utc_offset, struct claims *c)
{
	c->issuer = set->issuer;
	c->issued_at = c->proof.issued_at = set->issued_at;
	c->expires_at = set->expires_at;
	if (!is_line(set->issuer) || set->issuer.n > CLAIMS_MAX_ISSUER || !set->issued_at || set->subject.p || set->audience.p || set->not_before)
		return refuse(cx, "not exactly the claims iss, exp, iat, cti, status and document");
	if (set->expires_at < set->issued_at || !take_end(set->expires_at, utc_offset, &c->proof.proof_ends))
		return refuse(cx, "exp is not the end of a day after the issue");
	return take_number(cx, set->id, &c->proof);
}

static void mark_masked(struct proof *p)
{
	for (const enum field_id *f = kind_fields(p->kind); *f != FIELD_NONE; f++) {
		if (field_of(*f)->maskable && p->value[*f].p && slice_find(p->value[*f], SLICE("*"), 0) != SIZE_MAX)
			p->masked |= PROOF_BIT(*f);
	}
}

/* What every document of a kind has. */
static bool is_whole(const struct proof *p)
{
	static const enum field_id always[] = { FIELD_SURNAME, FIELD_BIRTH, FIELD_SEX, FIELD_NATIONALITY };
	for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
		if (!p->value[always[i]].p)
			return false;
	}
	return p->value[find_row(p->kind, 2)->id].p && p->value[find_row(p->kind, 13)->id].p;
}

enum err claims_parse(struct ctx *cx, struct slice payload, int utc_offset, struct claims *out)
{
	struct claims c = { 0 };
	struct cwt set;
	enum err e = cwt_parse(cx, payload, &set);
	if (e != OK)
		return e;
	struct slice status = cwt_claim(&set, CWT_STATUS), document = cwt_claim(&set, CWT_DOCUMENT);
	if (!document.p || set.extra_count != 1 + (status.p != NULL))
		return refuse(cx, "not exactly the claims iss, exp, iat, cti, status and document");
	e = take_registered(cx, &set, utc_offset, &c);
	if (e == OK)
		e = take_status(cx, status, &c);
	if (e == OK)
		e = take_document(cx, document, &c);
	if (e != OK)
		return e;
	mark_masked(&c.proof);
	if (!is_whole(&c.proof) || !proof_masks_hold(cx, &c.proof))
		return refuse(cx, "document: a value is missing or masked in a wrong way");
	c.proof.ends = proof_ends_of(&c.proof);
	*out = c;
	return OK;
}

/* ---- comparing ---- */

static bool values_agree(const struct claims *c, const struct proof *whole, const struct proof *cut)
{
	for (const enum field_id *f = kind_fields(whole->kind); *f != FIELD_NONE; f++) {
		struct slice mine = c->proof.value[*f], theirs = cut->value[*f];
		if (!claims_cover(whole->kind, *f))
			continue;
		if (*f == FIELD_NATIVE && c->names_cut && (!mine.p || (theirs.p && slice_starts(theirs, mine))))
			continue;
		if (!mine.p != !theirs.p || !slice_eq(mine, theirs))
			return false;
	}
	return true;
}

bool claims_agree(struct ctx *cx, const struct claims *c, const struct proof *whole)
{
	const struct proof *p = &c->proof;
	struct proof cut = *whole;
	if (c->names_cut && !cut_names(cx, &cut))
		return false;
	return p->kind == whole->kind && slice_eq(p->number, whole->number) && p->issued_at == whole->issued_at &&
		date_compare(p->proof_ends, whole->proof_ends) == 0 && p->status_list == whole->status_list &&
		p->status_index == whole->status_index && values_agree(c, whole, &cut);
}
