/*
 * Fuzzes the intake of records: whatever JSON comes, it is refused with flaws or gives a record whose proof and seal come back from
 * their bytes. The whole of schemas/ stands behind it.
 */
#include "base/limits.h"
#include "schemas/claims.h"
#include "schemas/flaw.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_seal(struct ctx *cx, const struct proof *p)
{
	struct claims c;
	struct buf b;
	buf_init(&b, 1024);
	PROMISE(claims_encode(cx, SLICE("UTO"), SLICE("http://127.0.0.1:8080/v1/status/"), 480, p, &b) == OK);
	PROMISE(claims_token_size(b.n) <= CLAIMS_MAX_SEAL);
	PROMISE(claims_parse(cx, buf_slice(&b), 480, &c) == OK);
	PROMISE(claims_agree(cx, &c, p));
	buf_free(&b);
}

static void check_proof(struct ctx *cx, struct checked record, uint64_t mask)
{
	struct proof_options o = { .mask = mask & proof_maskable(record.record->kind), .proof_days = 90 };
	struct proof p, q;
	struct buf b;
	buf_init(&b, LIMIT_PROOF_JSON);
	PROMISE(proof_show(cx, record, &o, date_of_instant(cx->now), &p) == OK);
	p.number = SLICE("7K3QD9XW2M6");
	p.status_list = 3;
	p.status_index = 70000;
	proof_encode(&p, &b);
	PROMISE(buf_ok(&b));
	PROMISE(proof_parse(cx, buf_slice(&b), &q) == OK);
	PROMISE(q.masked == p.masked && date_compare(q.ends, p.ends) == 0);
	check_seal(cx, &p);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct schema_set *schemas;
	struct checked record = { 0 };
	struct flaw *flaws = NULL;
	struct ctx cx;
	ctx_init(&cx, 1773144000);
	if (!schemas)
		PROMISE(schema_set_load(&cx, "", &schemas) == OK);
	enum err e = record_check(&cx, schemas, slice_of(data, n), &record, &flaws);
	PROMISE((e == ERR_RECORD) == (flaws != NULL) && (e == OK) == (record.record != NULL));
	size_t count = 0;
	for (const struct flaw *f = flaws; f; f = f->next, count++)
		PROMISE(f->text[0] && f->reason[0] && strlen(f->field) < 4096);
	PROMISE(count <= LIMIT_RECORD_FLAWS);
	if (e == OK) {
		check_proof(&cx, record, 0);
		check_proof(&cx, record, UINT64_MAX);
	}
	ctx_free(&cx);
	return 0;
}
