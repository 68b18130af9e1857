/*
 * Owns: loading the schemas from a folder or from the copies built into the program (make/schemas.mk names the dependency).
 */
#include "schemas/schema_set.h"

#include "base/file.h"
#include "base/limits.h"

#include <stdlib.h>

/* The assembler copies the file: no generator, no second source of truth. */
#define EMBED(name, path)                                                                                   \
	extern const uint8_t name[] __attribute__((visibility("hidden")));                                  \
	extern const uint8_t name##_end[] __attribute__((visibility("hidden")));                            \
	__asm__(".pushsection .rodata\n.global " #name "\n.hidden " #name "\n.global " #name "_end\n.hidden " #name \
		"_end\n" #name ":\n.incbin \"" path "\"\n" #name "_end:\n.byte 0\n.popsection\n")

EMBED(embedded_visa, "schemas/visa.schema.json");
EMBED(embedded_pr_card, "schemas/pr-card.schema.json");
EMBED(embedded_passport, "schemas/passport.schema.json");
EMBED(embedded_link, "schemas/identity-link.schema.json");

static struct slice embedded(enum kind kind)
{
	static const uint8_t *const at[KIND_COUNT][2] = { [KIND_VISA] = { embedded_visa, embedded_visa_end },
		[KIND_PR_CARD] = { embedded_pr_card, embedded_pr_card_end }, [KIND_PASSPORT] = { embedded_passport, embedded_passport_end },
		[KIND_IDENTITY_LINK] = { embedded_link, embedded_link_end } };
	return slice_of(at[kind][0], (size_t)((uintptr_t)at[kind][1] - (uintptr_t)at[kind][0]));
}

static enum err load(struct ctx *cx, const char *folder, enum kind kind, struct schema **out)
{
	struct buf b;
	const char *path = ctx_printf(cx, "%s%s%s.schema.json", folder, folder[0] ? "/" : "", kind_name(kind));
	if (!folder[0])
		return schema_open(cx, path, embedded(kind), out);
	buf_init(&b, LIMIT_SCHEMA_BYTES);
	enum err e = file_read(cx, path, &b);
	if (e == OK)
		e = schema_open(cx, path, buf_slice(&b), out);
	buf_free(&b);
	return e;
}

enum err schema_set_load(struct ctx *cx, const char *folder, struct schema_set **out)
{
	struct schema_set *s = calloc(1, sizeof *s);
	enum err e = OK;
	if (!s)
		abort();
	for (enum kind k = KIND_VISA; e == OK && k < KIND_COUNT; k++)
		e = load(cx, folder, k, &s->of_kind[k]);
	if (e == OK)
		*out = s;
	else
		schema_set_free(s);
	return e;
}

void schema_set_free(struct schema_set *s)
{
	for (enum kind k = KIND_VISA; s && k < KIND_COUNT; k++)
		schema_free(s->of_kind[k]);
	free(s);
}
