/* Owns: a small cache over the published folder. */
#include "verifier/published.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Seconds between two looks at the disk for one file. */
#define LOOK_EVERY 2

struct entry {
	char *path;
	const char *content_type;
	struct buf bytes;
	int64_t looked_at;
	struct timespec changed;
	char etag[20];
};

struct published {
	struct entry trust_list, root, lists[PUBLISHED_MAX_LISTS];
};

static void entry_open(struct entry *e, const char *path, const char *content_type)
{
	e->path = strdup(path);
	if (!e->path)
		abort();
	e->content_type = content_type;
	buf_init(&e->bytes, LIMIT_STATUS_LIST_BYTES);
}

static void entry_close(struct entry *e)
{
	free(e->path);
	buf_free(&e->bytes);
}

static void read_again(struct entry *e, struct ctx *cx)
{
	uint8_t digest[32];
	buf_reset(&e->bytes);
	if (file_read(cx, e->path, &e->bytes) != OK) {
		ctx_forgive(cx);
		buf_reset(&e->bytes);
		return;
	}
	crypto_sha256(buf_slice(&e->bytes), digest);
	e->etag[0] = '"';
	hex_format(slice_of(digest, 8), e->etag + 1);
	memcpy(e->etag + 17, "\"", 2);
}

static void look_up(struct entry *e, struct ctx *cx, struct published_file *out)
{
	struct stat st;
	*out = (struct published_file){ .content_type = e->content_type };
	if (e->looked_at == 0 || cx->now >= e->looked_at + LOOK_EVERY || cx->now < e->looked_at) {
		e->looked_at = cx->now;
		bool there = stat(e->path, &st) == 0;
		if (!there)
			buf_reset(&e->bytes);
		else if (e->bytes.n == 0 || memcmp(&st.st_mtim, &e->changed, sizeof e->changed) != 0)
			read_again(e, cx);
		e->changed = there ? st.st_mtim : (struct timespec){ 0 };
	}
	if (e->bytes.n == 0)
		return;
	out->bytes = buf_slice(&e->bytes);
	memcpy(out->etag, e->etag, sizeof out->etag);
}

struct published *published_open(const struct conf *conf)
{
	struct ctx cx;
	ctx_init(&cx, 0);
	struct published *p = calloc(1, sizeof *p);
	if (!p)
		abort();
	const char *folder = conf_path(&cx, conf, "publish.folder");
	entry_open(&p->trust_list, ctx_printf(&cx, "%s/trust-list.cbor", folder), "application/cinnabar-trust-list+cbor");
	entry_open(&p->root, conf_path(&cx, conf, "trust.root"), "application/x-pem-file");
	for (unsigned i = 0; i < PUBLISHED_MAX_LISTS; i++)
		entry_open(&p->lists[i], ctx_printf(&cx, "%s/status-%u.cwt", folder, i), "application/statuslist+cwt");
	ctx_free(&cx);
	return p;
}

void published_close(struct published *p)
{
	if (!p)
		return;
	entry_close(&p->trust_list);
	entry_close(&p->root);
	for (size_t i = 0; i < PUBLISHED_MAX_LISTS; i++)
		entry_close(&p->lists[i]);
	free(p);
}

void published_trust_list(struct published *p, struct ctx *cx, struct published_file *out) { look_up(&p->trust_list, cx, out); }
void published_root(struct published *p, struct ctx *cx, struct published_file *out) { look_up(&p->root, cx, out); }

void published_status_list(struct published *p, struct ctx *cx, uint32_t list, struct published_file *out)
{
	*out = (struct published_file){ 0 };
	if (list < PUBLISHED_MAX_LISTS)
		look_up(&p->lists[list], cx, out);
}
