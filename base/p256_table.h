/*
 * Owns: the ECDSA equation (FIPS 186-5 6.4.2) with a table of multiples of the public key, for keys that verify very often: half the time of
 * EVP. The curve's arithmetic, and the table, are OpenSSL's. Must never accept or refuse anything else than EVP does.
 */
#ifndef BASE_P256_TABLE_H
#define BASE_P256_TABLE_H

#include <stdbool.h>
#include <stdint.h>

struct p256_table;

/*
 * For this uncompressed point, which must have been found on the curve. All of one point in this process share its 150 KiB, which take 20 ms
 * to make and go with the last of them. NULL when there are P256_TABLES points already. For one thread at a time.
 */
#define P256_TABLES 16
struct p256_table *p256_table_new(const uint8_t point[static 65]);
void p256_table_free(struct p256_table *t);
bool p256_table_verify(struct p256_table *t, const uint8_t digest[static 32], const uint8_t rs[static 64]);

#endif
