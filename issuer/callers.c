/* Owns: the table of sessions. */
#include "issuer/callers.h"

#include "base/crypto.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 65536
#define NEAR   64
#define ID     12

struct caller {
	uint8_t session[32];
	char account[ID + 1];
	bool ended;
	int64_t until;        /* 0 = free */
};

struct callers {
	pthread_mutex_t lock;
	struct caller at[PLACES];
};

struct callers *callers_new(void)
{
	struct callers *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void callers_free(struct callers *c)
{
	if (!c)
		return;
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* The session's row, or with `make` a free one for it; NULL. Digests are evenly spread: their first bytes choose the place. */
static struct caller *find(struct callers *c, const uint8_t session[static 32], bool make, int64_t now)
{
	struct caller *spare = NULL;
	size_t start = ((size_t)session[0] << 8 | session[1]) % PLACES;
	for (size_t i = 0; i < NEAR; i++) {
		struct caller *row = &c->at[(start + i) % PLACES];
		if (row->until > now && crypto_equal(slice_of(row->session, 32), slice_of(session, 32)))
			return row;
		if (!spare && row->until <= now)
			spare = row;
	}
	if (!make || !spare)
		return NULL;
	*spare = (struct caller){ .until = now + CALLER_SECONDS };
	memcpy(spare->session, session, 32);
	return spare;
}

static enum caller_state state_of(const struct caller *row, const char *account)
{
	if (!row)
		return CALLER_UNKNOWN;
	return strcmp(row->account, account) != 0 ? CALLER_OTHER : row->ended ? CALLER_ENDED : CALLER_OPEN;
}

static void write_account(struct caller *row, const char *account)
{
	if (!row->account[0] && strlen(account) <= ID)
		memcpy(row->account, account, strlen(account) + 1);
}

enum caller_state callers_open(struct callers *c, const uint8_t session[static 32], const char *account, int64_t now)
{
	pthread_mutex_lock(&c->lock);
	struct caller *row = find(c, session, true, now);
	if (row)
		write_account(row, account);
	enum caller_state state = row ? state_of(row, account) : CALLER_NO_ROOM;
	pthread_mutex_unlock(&c->lock);
	return state;
}

enum caller_state callers_look(struct callers *c, const uint8_t session[static 32], const char *account, int64_t now)
{
	pthread_mutex_lock(&c->lock);
	enum caller_state state = state_of(find(c, session, false, now), account);
	pthread_mutex_unlock(&c->lock);
	return state;
}

enum caller_state callers_end(struct callers *c, const uint8_t session[static 32], const char *account, int64_t now)
{
	pthread_mutex_lock(&c->lock);
	struct caller *row = find(c, session, true, now);
	if (row)
		write_account(row, account);
	enum caller_state state = row ? state_of(row, account) : CALLER_NO_ROOM;
	if (state == CALLER_OPEN) {
		row->ended = true;
		state = CALLER_ENDED;
	}
	pthread_mutex_unlock(&c->lock);
	return state;
}
