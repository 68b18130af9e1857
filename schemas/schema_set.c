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
EMBED(embedded_office, "schemas/office.schema.json");
EMBED(embedded_application, "schemas/application.schema.json");

static struct slice between(const uint8_t *from, const uint8_t *end) { return slice_of(from, (size_t)((uintptr_t)end - (uintptr_t)from)); }

static struct slice embedded(enum kind kind)
{
	static const uint8_t *const at[KIND_COUNT][2] = { [KIND_VISA] = { embedded_visa, embedded_visa_end },
		[KIND_PR_CARD] = { embedded_pr_card, embedded_pr_card_end }, [KIND_PASSPORT] = { embedded_passport, embedded_passport_end },
		[KIND_IDENTITY_LINK] = { embedded_link, embedded_link_end } };
	return between(at[kind][0], at[kind][1]);
}

static enum err load(struct ctx *cx, const char *folder, const char *name, struct slice built_in, struct schema **out)
{
	struct buf b;
	const char *path = ctx_printf(cx, "%s%s%s.schema.json", folder, folder[0] ? "/" : "", name);
	if (!folder[0])
		return schema_open(cx, path, built_in, out);
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
		e = load(cx, folder, kind_name(k), embedded(k), &s->of_kind[k]);
	if (e == OK)
		e = load(cx, folder, "office", between(embedded_office, embedded_office_end), &s->office);
	if (e == OK)
		e = load(cx, folder, "application", between(embedded_application, embedded_application_end), &s->application);
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
	if (s) {
		schema_free(s->office);
		schema_free(s->application);
	}
	free(s);
}
