#include "http/peers.h"

#include "tests/unit/check.h"

#include <string.h>

#define SECOND UINT64_C(1000000)

static void address4(uint8_t out[static 16], uint32_t n)
{
	memset(out, 0, 16);
	out[10] = out[11] = 0xff;
	for (int i = 0; i < 4; i++)
		out[12 + i] = (uint8_t)(n >> (24 - 8 * i));
}

TEST(peers_cap_connections_of_one_address)
{
	struct peers *p = peers_open(100, 3, 0, 0);
	uint8_t a[16], b[16];
	address4(a, 1);
	address4(b, 2);
	for (int i = 0; i < 3; i++)
		CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
	CHECK_INT(peers_enter(p, a), PEERS_ADDRESS_FULL);
	CHECK_INT(peers_enter(p, b), PEERS_WELCOME);
	peers_leave(p, a);
	CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
	CHECK_INT(peers_connections(p), 4);
	peers_close(p);
}

TEST(peers_cap_connections_in_all)
{
	struct peers *p = peers_open(10, 3, 0, 0);
	uint8_t a[16];
	for (uint32_t i = 0; i < 10; i++) {
		address4(a, i);
		CHECK_INT(peers_crowded(p), i == 9);
		CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
	}
	address4(a, 99);
	CHECK_INT(peers_enter(p, a), PEERS_FULL);
	peers_close(p);
}

TEST(peers_count_an_ipv6_customer_as_one)
{
	struct peers *p = peers_open(100, 2, 0, 0);
	uint8_t a[16] = { 0x20, 0x01, 0x0d, 0xb8 };
	CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
	a[15] = 7;
	CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
	a[8] = 9;
	CHECK_INT(peers_enter(p, a), PEERS_ADDRESS_FULL);
	a[7] = 1;
	CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
	peers_close(p);
}

/* Coming and going in any order, the table must find everybody again. */
TEST(peers_find_addresses_after_others_left)
{
	struct peers *p = peers_open(500, 2, 0, 0);
	uint8_t a[16];
	for (int round = 0; round < 20; round++) {
		for (uint32_t i = 0; i < 250; i++) {
			address4(a, i);
			CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
			CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
			if (peers_connections(p) < 500)
				CHECK_INT(peers_enter(p, a), PEERS_ADDRESS_FULL);
		}
		for (uint32_t i = 0; i < 250; i++) {
			address4(a, (i * 7 + 3) % 250);
			peers_leave(p, a);
			CHECK_INT(peers_enter(p, a), PEERS_WELCOME);
			CHECK(peers_enter(p, a) != PEERS_WELCOME);
			peers_leave(p, a);
			peers_leave(p, a);
		}
		CHECK_INT(peers_connections(p), 0);
	}
	peers_close(p);
}

TEST(peers_bucket_empties_and_fills_again)
{
	struct peers *p = peers_open(10, 10, 5, 2);
	uint8_t a[16], b[16];
	address4(a, 1);
	address4(b, 2);
	uint64_t now = 1000 * SECOND;
	for (int i = 0; i < 5; i++)
		CHECK_INT(peers_take(p, a, 1, now), 0);
	CHECK_INT(peers_take(p, a, 1, now), 1);
	CHECK_INT(peers_take(p, a, 4, now), 3);
	CHECK_INT(peers_take(p, b, 1, now), 0);
	CHECK_INT(peers_take(p, a, 0, now), 0);
	CHECK_INT(peers_take(p, a, 1, now + SECOND / 2 + 2), 0);
	CHECK(peers_take(p, a, 1, now + SECOND / 2 + 2) > 0);
	CHECK_INT(peers_take(p, a, 5, now + 100 * SECOND), 0);
	CHECK(peers_take(p, a, 1, now + 100 * SECOND) > 0);
	peers_close(p);
}

/* A flood of other addresses must not give an emptied bucket back as a full one. */
TEST(peers_flood_of_addresses_keeps_the_empty_bucket)
{
	struct peers *p = peers_open(10, 10, 5, 0.001);
	uint8_t a[16], b[16];
	uint64_t now = 1000 * SECOND;
	address4(a, 1);
	CHECK_INT(peers_take(p, a, 5, now), 0);
	for (uint32_t i = 2; i < 50000; i++) {
		address4(b, i);
		peers_take(p, b, 1, now);
	}
	CHECK(peers_take(p, a, 1, now) > 0);
	peers_close(p);
}
