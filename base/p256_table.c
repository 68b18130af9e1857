/* Owns: one EC_GROUP a point, whose generator is that point; and the inverse of s, for which GMP takes a fifteenth of BN_mod_inverse's time. */
#define OPENSSL_SUPPRESS_DEPRECATED /* EC_GROUP_precompute_mult, the only way to a table of another point; a point's own coordinates */
#include "base/p256_table.h"

#include <gmp.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Read by all threads, not changed while it has users. */
struct point {
	size_t users;
	uint8_t bytes[65];
	EC_GROUP *multiples; /* P-256 with this point for its generator */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the points' making and users */
static struct point points[P256_TABLES];
static EC_GROUP *curve;

struct p256_table {
	struct point *point;
	BN_CTX *work;
	EC_POINT *a, *b;
	BIGNUM *r, *s, *w, *u;
	mpz_t inverse, order; /* nothing here is secret: GMP's time depends on its numbers */
};

static void must(bool good)
{
	if (!good)
		abort();
}

static void make(struct point *p, const uint8_t bytes[static 65])
{
	BN_CTX *work = BN_CTX_new();
	EC_GROUP *group = EC_GROUP_dup(curve);
	EC_POINT *q = EC_POINT_new(curve);
	must(work && group && q && EC_POINT_oct2point(curve, q, bytes, 65, work) == 1 && EC_POINT_is_at_infinity(curve, q) == 0 &&
		EC_GROUP_set_generator(group, q, EC_GROUP_get0_order(curve), EC_GROUP_get0_cofactor(curve)) == 1 &&
		EC_GROUP_precompute_mult(group, work) == 1);
	memcpy(p->bytes, bytes, 65);
	p->multiples = group;
	EC_POINT_free(q);
	BN_CTX_free(work);
}

static struct point *take_point(const uint8_t bytes[static 65])
{
	struct point *found = NULL, *empty = NULL;
	pthread_mutex_lock(&lock);
	if (!curve)
		must((curve = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)) != NULL);
	for (struct point *p = points; p < points + P256_TABLES && !found; p++) {
		if (!p->users)
			empty = p;
		else if (memcmp(p->bytes, bytes, 65) == 0)
			found = p;
	}
	if (!found && empty)
		make(found = empty, bytes);
	if (found)
		found->users++;
	pthread_mutex_unlock(&lock);
	return found;
}

static void let_go(struct point *p)
{
	pthread_mutex_lock(&lock);
	if (--p->users == 0)
		EC_GROUP_free(p->multiples);
	pthread_mutex_unlock(&lock);
}

struct p256_table *p256_table_new(const uint8_t point[static 65])
{
	struct point *p = take_point(point);
	if (!p)
		return NULL;
	struct p256_table *t = malloc(sizeof *t);
	must(t != NULL);
	*t = (struct p256_table){ .point = p, .work = BN_CTX_new(), .a = EC_POINT_new(curve), .b = EC_POINT_new(curve), .r = BN_new(), .s = BN_new(),
		.w = BN_new(), .u = BN_new() };
	uint8_t order[32];
	must(t->work && t->a && t->b && t->r && t->s && t->w && t->u && BN_bn2binpad(EC_GROUP_get0_order(curve), order, 32) == 32);
	mpz_inits(t->inverse, t->order, NULL);
	mpz_import(t->order, 32, 1, 1, 1, 0, order);
	return t;
}

void p256_table_free(struct p256_table *t)
{
	if (!t)
		return;
	let_go(t->point);
	BN_CTX_free(t->work);
	EC_POINT_free(t->a);
	EC_POINT_free(t->b);
	BN_free(t->r);
	BN_free(t->s);
	BN_free(t->w);
	BN_free(t->u);
	mpz_clears(t->inverse, t->order, NULL);
	free(t);
}

static bool is_in_range(const BIGNUM *v, const BIGNUM *order) { return !BN_is_zero(v) && BN_cmp(v, order) < 0; }

/* w = 1/s modulo n; 0 < s < n, and n is prime: there always is one. */
static bool invert(struct p256_table *t, const uint8_t s[static 32])
{
	uint8_t bytes[32] = { 0 };
	mpz_import(t->inverse, 32, 1, 1, 1, 0, s);
	if (mpz_invert(t->inverse, t->inverse, t->order) == 0)
		return false;
	size_t n = (mpz_sizeinbase(t->inverse, 2) + 7) / 8;
	mpz_export(bytes + 32 - n, NULL, 1, 1, 1, 0, t->inverse);
	return BN_bin2bn(bytes, 32, t->w) != NULL;
}

/*
 * Whether a's x, modulo n, is r. OpenSSL has x as X / Z^2: comparing r Z^2 with X spares the division. n < p < 2 n: x is r or r + n.
 */
static bool has_x(struct p256_table *t)
{
	const BIGNUM *field = EC_GROUP_get0_field(curve), *order = EC_GROUP_get0_order(curve);
	BIGNUM *x = t->u, *zz = t->w, *want = t->s;
	if (EC_POINT_get_Jprojective_coordinates_GFp(curve, t->a, x, NULL, zz, t->work) != 1 || BN_mod_sqr(zz, zz, field, t->work) != 1)
		return false;
	if (BN_mod_mul(want, t->r, zz, field, t->work) == 1 && BN_cmp(want, x) == 0)
		return true;
	return BN_add(want, t->r, order) == 1 && BN_cmp(want, field) < 0 && BN_mod_mul(want, want, zz, field, t->work) == 1 && BN_cmp(want, x) == 0;
}

/* 6.4.2, steps 1 to 8: 0 < r, s < n; w = 1/s; R = (e w) G + (r w) Q; not at infinity; its x, modulo n, is r. */
static bool holds(struct p256_table *t, const uint8_t s[static 32])
{
	const BIGNUM *order = EC_GROUP_get0_order(curve);
	BIGNUM *u = t->u;
	return is_in_range(t->r, order) && is_in_range(t->s, order) && invert(t, s) &&
		BN_mod_mul(u, u, t->w, order, t->work) == 1 && EC_POINT_mul(curve, t->a, u, NULL, NULL, t->work) == 1 &&
		BN_mod_mul(u, t->r, t->w, order, t->work) == 1 && EC_POINT_mul(t->point->multiples, t->b, u, NULL, NULL, t->work) == 1 &&
		EC_POINT_add(curve, t->a, t->a, t->b, t->work) == 1 && EC_POINT_is_at_infinity(curve, t->a) == 0 && has_x(t);
}

bool p256_table_verify(struct p256_table *t, const uint8_t digest[static 32], const uint8_t rs[static 64])
{
	must(BN_bin2bn(rs, 32, t->r) && BN_bin2bn(rs + 32, 32, t->s) && BN_bin2bn(digest, 32, t->u));
	return holds(t, rs + 32);
}
