/* Fuzzes http/guard.c: heads are judged alike in one piece and in parts; accepted chunks end where h2o's decoder ends them. */
#include "http/guard.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* As in guard.c: exported by the h2o library without a header. */
struct phr_chunked_decoder {
	size_t bytes_left_in_chunk;
	char consume_trailer, hex_count, state;
};
ssize_t phr_decode_chunked(struct phr_chunked_decoder *decoder, char *buf, size_t *n);

static void judge_head(struct slice s)
{
	struct guard_head whole, part;
	enum guard_answer answer = guard_head(s, 0, &whole);
	if (answer == GUARD_REFUSE)
		PROMISE(whole.status >= 400 && whole.why);
	if (answer != GUARD_PASS)
		return;
	PROMISE(whole.size >= 4 && whole.size <= s.n && memcmp(s.p + whole.size - 4, "\r\n\r\n", 4) == 0);
	PROMISE(!(whole.chunked && whole.length));
	PROMISE(whole.path.n && whole.path.p[0] == '/');
	size_t seen = 0;
	for (size_t n = 1; n < whole.size; n++) {
		PROMISE(guard_head(slice_of(s.p, n), seen, &part) == GUARD_WAIT);
		seen = n;
	}
	PROMISE(guard_head(slice_of(s.p, whole.size), seen, &part) == GUARD_PASS);
	PROMISE(part.size == whole.size && part.chunked == whole.chunked && part.length == whole.length);
}

static void judge_chunks(struct slice s)
{
	struct guard_chunks at_once = { 0 }, bytes = { 0 };
	bool good = guard_chunks(&at_once, s), same = true;
	for (size_t i = 0; i < s.n && same; i++)
		same = guard_chunks(&bytes, slice_of(s.p + i, 1));
	PROMISE(good == same && (!good || at_once.state == bytes.state));
	if (!good)
		return;
	struct phr_chunked_decoder decoder = { .consume_trailer = 1 };
	struct buf copy;
	buf_init(&copy, s.n + 1);
	buf_put_slice(&copy, s);
	buf_putc(&copy, 0);
	size_t n = s.n;
	PROMISE(phr_decode_chunked(&decoder, (char *)copy.p, &n) != -1);
	buf_free(&copy);
}

/* A finished body followed by anything: both must stop at the same byte. */
static void compare_ends(struct slice s)
{
	struct guard_chunks c = { 0 };
	struct phr_chunked_decoder decoder = { .consume_trailer = 1 };
	struct buf copy;
	size_t end = 0;
	ssize_t left = -2;
	buf_init(&copy, s.n + 1);
	for (; end < s.n && left == -2; end++) {
		if (!guard_chunks(&c, slice_of(s.p + end, 1)))
			break;
		buf_reset(&copy);
		buf_putc(&copy, s.p[end]);
		size_t n = 1;
		left = phr_decode_chunked(&decoder, (char *)copy.p, &n);
	}
	/* Once h2o is done the guard takes anything, because it is done too. */
	struct guard_chunks after = c;
	if (left >= 0)
		PROMISE(guard_chunks(&after, SLICE("\x01\xff not a chunk")));
	buf_free(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice s = slice_of(data, n);
	if (n == 0)
		return 0;
	if (n < 3000)
		judge_head(s);
	judge_chunks(s);
	compare_ends(s);
	return 0;
}
