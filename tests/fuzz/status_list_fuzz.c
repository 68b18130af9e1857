/* Fuzzes formats/status_list.c: an accepted list, packed again by us, reads as the same list; no list passes the cap. */
#include "base/limits.h"
#include "formats/status_list.h"
#include "tests/fuzz/fuzz.h"

#define PACK_AGAIN_TO 65536 /* bytes: longer lists cost more than they teach */

static void check_again(struct ctx *cx, const struct status_list *list)
{
	struct status_list again;
	struct buf packed, entries;
	unsigned value;
	buf_init(&packed, 4 * PACK_AGAIN_TO);
	buf_init(&entries, PACK_AGAIN_TO);
	PROMISE(status_list_encode(cx, list, &packed) == OK);
	PROMISE(status_list_parse(cx, buf_slice(&packed), &entries, &again) == OK);
	PROMISE(slice_eq(list->uri, again.uri) && slice_eq(list->entries, again.entries) && list->bits == again.bits);
	PROMISE(list->issued_at == again.issued_at && list->expires_at == again.expires_at && list->ttl == again.ttl);
	PROMISE(status_list_get(list, list->entries.n * 8 / list->bits - 1, &value) && value >> list->bits == 0);
	PROMISE(!status_list_get(list, list->entries.n * 8 / list->bits, &value));
	buf_free(&packed);
	buf_free(&entries);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct status_list list;
	struct cose_sign1 envelope;
	struct buf entries;
	ctx_init(&cx, 1);
	buf_init(&entries, 2 * LIMIT_STATUS_LIST_BYTES);
	struct slice payload = slice_of(data, n);
	if (status_list_envelope(&cx, payload, &envelope) == OK)
		payload = envelope.payload;
	if (n < PACK_AGAIN_TO && status_list_parse(&cx, payload, &entries, &list) == OK) {
		PROMISE(list.entries.n > 0 && list.entries.n <= LIMIT_STATUS_LIST_BYTES);
		if (list.entries.n <= PACK_AGAIN_TO)
			check_again(&cx, &list);
	}
	PROMISE(entries.n <= LIMIT_STATUS_LIST_BYTES);
	buf_free(&entries);
	ctx_free(&cx);
	return 0;
}
