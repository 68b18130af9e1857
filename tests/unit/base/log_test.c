/* Lines written at once and gathered: the same bytes, each line whole. */
#include "base/log.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

TEST(log_gathered_lines_are_those_of_single_writes)
{
	int one[2], many[2];
	static char single[65536], gathered[65536];
	size_t n = 0, m = 0, writes = 0, lines = 60;
	struct log_lines l = { 0 };
	CHECK(pipe(one) == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, many) == 0);
	memcpy(cx->request, "0123456789abcdef", 17);
	log_set(LOG_INFO, one[1]);
	for (size_t i = 0; i < lines; i++)
		log_event(cx, LOG_INFO, "test.line", "number=%zu text=%s", i, i % 7 ? "plain" : "with\ncontrol");
	log_event(cx, LOG_DEBUG, "test.dropped", "x=1");
	log_set(LOG_INFO, many[1]);
	for (size_t i = 0; i < lines; i++)
		log_gather(&l, cx, LOG_INFO, "test.line", "number=%zu text=%s", i, i % 7 ? "plain" : "with\ncontrol");
	log_gather(&l, cx, LOG_DEBUG, "test.dropped", "x=1");
	log_flush(&l);
	log_flush(&l);
	log_set(LOG_INFO, 2);
	close(one[1]);
	close(many[1]);
	for (ssize_t got; (got = read(one[0], single + n, sizeof single - n)) > 0;)
		n += (size_t)got;
	for (ssize_t got; (got = read(many[0], gathered + m, sizeof gathered - m)) > 0; writes++) {
		m += (size_t)got;
		/* A piece that a pipe takes whole, with whole lines. */
		CHECK(got <= 4096);
		CHECK(gathered[m - 1] == '\n');
	}
	close(one[0]);
	close(many[0]);
	CHECK_SLICE(slice_of(gathered, m), slice_of(single, n));
	CHECK(writes > 1 && writes < lines / 10);
}
