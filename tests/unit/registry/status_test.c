#include "registry/status.h"

#include "registry/document_code.h"
#include "tests/unit/check.h"
#include "tests/unit/registry/help.h"

#include <string.h>

static unsigned bits_at(const struct status_array *a, uint32_t index) { return a->bits.p[index / 4] >> (index % 4 * 2) & 3; }

STORE_TEST(status_of_an_empty_registry)
{
	struct snapshot *v = NULL;
	struct status_array a;
	uint32_t lists = 7;
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(status_lists(cx, v, &lists));
	CHECK_INT(lists, 0);
	CHECK_OK(status_build(cx, v, 0, &a));
	CHECK_INT((long long)a.bits.n, STATUS_LIST_BYTES);
	for (uint32_t i = 0; i < 4096; i++)
		CHECK_INT(bits_at(&a, i * 256), STATUS_INVALID); /* never issued is invalid */
	snapshot_close(v);
}

STORE_TEST(status_bits_follow_every_state)
{
	static const enum status_value want[] = { [DOCUMENT_RESERVED] = STATUS_INVALID, [DOCUMENT_ISSUED] = STATUS_VALID,
		[DOCUMENT_SUSPENDED] = STATUS_SUSPENDED, [DOCUMENT_REVOKED] = STATUS_INVALID, [DOCUMENT_SUPERSEDED] = STATUS_INVALID,
		[DOCUMENT_VOID] = STATUS_INVALID };
	struct reservation r[8];
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	struct status_array a;
	uint8_t digest[32];
	uint32_t lists = 0;
	help_stock_digest(digest);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_put_stock(cx, b, digest, help_stock(cx)));
	CHECK_OK(documents_reserve(cx, b, 8, r));
	for (unsigned i = DOCUMENT_ISSUED; i <= DOCUMENT_SUPERSEDED; i++) {
		struct document d = help_document(cx, &r[i], i);
		CHECK_OK(documents_issue(cx, b, &d, SLICE("fill!")));
	}
	struct document d = help_document(cx, &r[7], 7);
	CHECK_OK(documents_issue(cx, b, &d, SLICE("fill!")));
	CHECK_OK(documents_change(cx, b, slice_str(r[DOCUMENT_SUSPENDED].number), DOCUMENT_SUSPENDED, "test"));
	CHECK_OK(documents_change(cx, b, slice_str(r[DOCUMENT_REVOKED].number), DOCUMENT_REVOKED, "test"));
	CHECK_OK(documents_link(cx, b, slice_str(r[DOCUMENT_SUPERSEDED].number), slice_str(r[7].number)));
	CHECK_OK(documents_void(cx, b, slice_str(r[DOCUMENT_VOID].number), "test"));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(status_lists(cx, v, &lists));
	CHECK_INT(lists, 1);
	CHECK_OK(status_build(cx, v, 0, &a));
	for (unsigned i = DOCUMENT_RESERVED; i <= DOCUMENT_VOID; i++)
		CHECK_INT(bits_at(&a, r[i].index), want[i]);
	CHECK_INT(bits_at(&a, r[7].index), STATUS_VALID);
	CHECK_INT(a.taken, 8);
	CHECK_INT(a.as_of, CHECK_NOW);
	CHECK(a.version == snapshot_version(v));
	/* Back to issued is valid again. */
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_change(cx, b, slice_str(r[DOCUMENT_SUSPENDED].number), DOCUMENT_ISSUED, "test"));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(status_build(cx, v, 0, &a));
	CHECK_INT(bits_at(&a, r[DOCUMENT_SUSPENDED].index), STATUS_VALID);
	snapshot_close(v);
}

/* The counter is set by hand to the end of the first list. */
STORE_TEST(status_goes_on_in_the_next_list)
{
	enum { BLOCK = 512 };
	struct reservation r[BLOCK + 1];
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	struct status_array a;
	struct buf next;
	uint32_t lists = 0;
	buf_init(&next, 8);
	buf_u64(&next, LIST_SIZE - BLOCK);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, key_indexes, buf_slice(&next)));
	CHECK_OK(documents_reserve(cx, b, BLOCK, r));
	for (size_t i = 0; i < BLOCK; i++)
		CHECK(r[i].list == 0 && r[i].index >= LIST_SIZE - BLOCK && r[i].index < LIST_SIZE);
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_OK(status_lists(cx, v, &lists));
	CHECK_INT(lists, 1);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(documents_reserve(cx, b, 1, r + BLOCK));
	CHECK_OK(batch_commit(cx, b));
	CHECK_INT(r[BLOCK].list, 1);
	CHECK(r[BLOCK].index < BLOCK);
	CHECK_OK(snapshot_renew(cx, v));
	CHECK_OK(status_lists(cx, v, &lists));
	CHECK_INT(lists, 2);
	CHECK_OK(status_build(cx, v, 1, &a));
	CHECK_INT(a.taken, 1);
	CHECK_OK(status_build(cx, v, 0, &a));
	CHECK_INT(a.taken, BLOCK);
	snapshot_close(v);
	buf_free(&next);
}

STORE_TEST(status_refuses_a_damaged_index)
{
	struct batch *b = NULL;
	struct snapshot *v = NULL;
	struct status_array a;
	struct key k = key_index(0, LIST_SIZE - 1);
	CHECK_OK(batch_begin(cx, s, &b));
	CHECK_OK(batch_put(cx, b, key_slice(&k), SLICE("short")));
	CHECK_OK(batch_commit(cx, b));
	CHECK_OK(snapshot_open(cx, s, &v));
	CHECK_ERR(status_build(cx, v, 0, &a), ERR_STORE_CORRUPT);
	snapshot_close(v);
}
