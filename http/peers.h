/*
 * Owns: what is known per client address: open connections and the token bucket. Fixed tables with a random hash key: what
 * clients choose never makes it allocate. Thread-safe. Must never write an address anywhere: it is personal data.
 */
#ifndef HTTP_PEERS_H
#define HTTP_PEERS_H

#include "base/buf.h"

struct peers;

/* bucket_size 0 = no rate limit. Never NULL: no memory left ends the process. */
struct peers *peers_open(size_t max_connections, size_t max_per_address, double bucket_size, double bucket_rate);
void peers_close(struct peers *p);

enum peers_answer { PEERS_FULL = 0, PEERS_ADDRESS_FULL, PEERS_WELCOME };

/* Counts a new connection of an address (IPv6, or IPv4 mapped); only PEERS_WELCOME was counted and must leave again. */
enum peers_answer peers_enter(struct peers *p, const uint8_t address[static 16]);
void peers_leave(struct peers *p, const uint8_t address[static 16]);
size_t peers_connections(struct peers *p);
/* Over nine tenths of the connections are taken. */
bool peers_crowded(struct peers *p);

/* Takes `cost` tokens. 0 when granted, else the whole seconds until they would be. `now` in microseconds of any steady clock. */
unsigned peers_take(struct peers *p, const uint8_t address[static 16], double cost, uint64_t now);

#endif
