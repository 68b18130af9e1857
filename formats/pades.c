/* Owns: reading a sealed PDF as a whole: ranges to digest, /Contents to CMS, and what must agree between them (EN 319 142-1 6.3). */
#include "formats/pades.h"

#include "base/hex.h"
#include "formats/der.h"
#include "formats/pdf_search.h"

#include <stdlib.h>
#include <string.h>

static const char *const rule_names[PADES_RULE_COUNT] = {
	[PADES_RULE_NONE] = "NONE",
#define RULE(name, clause, en, zh) [PADES_RULE_##name] = #name,
#include "formats/pades_rules.def"
#undef RULE
};

const char *pades_rule_name(enum pades_rule rule) { return rule_names[(unsigned)rule < PADES_RULE_COUNT ? rule : PADES_RULE_NONE]; }

#define BREAK(out, name)                                         \
	do {                                                     \
		if (RULE_ON("PADES_" #name))                     \
			(out)->broken |= RULE_BIT(PADES_RULE_##name); \
	} while (0)

static bool all_zero_digits(const uint8_t *digits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (digits[i] != '0')
			return false;
	}
	return true;
}

/* Whole length of the CMS that begins so, 0 for something else. Tag, 0x82, two length bytes: no CMS of ours is shorter than 256 bytes. */
static size_t cms_length(const uint8_t head[static 4])
{
	return head[0] == DER_SEQUENCE && head[1] == 0x82 ? ((size_t)head[2] << 8 | head[3]) + 4 : 0;
}

/* As another program writes it that saved the file again: only whose it was is asked. */
static void read_literal(struct pades *out)
{
	size_t got = pdf_search_literal(out->pdf.contents, out->cms_bytes, sizeof out->cms_bytes), n = got < 4 ? 0 : cms_length(out->cms_bytes);
	if (n == 0 || n > got) {
		BREAK(out, CONTENTS);
		return;
	}
	out->cms_size = n;
	cms_read(slice_of(out->cms_bytes, n), &out->cms);
}

/* The CMS by its own length; what stands behind it must be zeros. */
static void read_contents(struct pades *out)
{
	struct slice hex = out->pdf.contents;
	uint8_t head[4];
	size_t n = hex.n >= 8 && hex_read(hex.p, 4, head) ? cms_length(head) : 0;
	if (n > LIMIT_CMS_BYTES || hex.n > 2 * LIMIT_CMS_BYTES) {
		BREAK(out, CONTENTS_SIZE);
		if (n > LIMIT_CMS_BYTES)
			return;
	}
	if (n == 0 || n > hex.n / 2 || !hex_read(hex.p, n, out->cms_bytes)) {
		BREAK(out, CONTENTS);
		return;
	}
	out->cms_size = n;
	if (!all_zero_digits(hex.p + 2 * n, hex.n - 2 * n))
		BREAK(out, PADDING);
	cms_read(slice_of(out->cms_bytes, n), &out->cms);
}

struct pades_start {
	struct slice bytes;
	struct pdf_start *pdf;
	struct hash *hash;
};

struct pades_start *pades_start_new(struct slice beginning)
{
	struct pdf_start *pdf = pdf_start_new(beginning);
	if (!pdf)
		return NULL;
	struct pades_start *start = malloc(sizeof *start);
	if (!start)
		abort();
	*start = (struct pades_start){ beginning, pdf, hash_new() };
	hash_add(start->hash, beginning);
	return start;
}

void pades_start_free(struct pades_start *start)
{
	if (!start)
		return;
	pdf_start_free(start->pdf);
	hash_free(start->hash);
	free(start);
}

static const struct pades_start *choose(struct slice file, struct pades_start *const *starts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_starts(file, starts[i]->bytes))
			return starts[i];
	}
	return NULL;
}

static void hash_ranges(struct slice file, const struct pades_start *start, struct hash *work, struct pades *out)
{
	struct slice before = out->pdf.before, behind = out->pdf.behind;
	if (!before.p || !behind.p) {
		BREAK(out, RANGE);
		return;
	}
	if (start && before.p == file.p && start->bytes.n <= before.n) {
		hash_assign(work, start->hash);
		before = slice_sub(before, start->bytes.n, before.n);
	}
	hash_add(work, before);
	hash_add(work, behind);
	hash_finish(work, out->digest);
	out->has_digest = true;
}

static void join(struct pades *out)
{
	uint8_t hash[32];
	if (out->cms_size == 0)
		return;
	if (out->has_digest && memcmp(out->digest, out->cms.message_digest, 32) != 0)
		BREAK(out, DIGEST);
	if (out->cms.seal_certificate.n == 0)
		return;
	crypto_sha256(out->cms.seal_certificate, hash);
	if (memcmp(hash, out->cms.ess_hash, 32) != 0)
		BREAK(out, CERTIFICATE_HASH);
}

void pades_read_from(struct slice file, struct pades_start *const *starts, size_t count, struct hash *work, struct pades *out)
{
	const struct pades_start *start = choose(file, starts, count);
	out->cms = (struct cms){ 0 };
	out->broken = 0;
	out->has_digest = false;
	memset(out->digest, 0, sizeof out->digest);
	out->cms_size = 0;
	pdf_read_from(file, start ? start->pdf : NULL, &out->pdf);
	if (!out->pdf.has_signature)
		return;
	hash_ranges(file, start, work, out);
	if (out->pdf.contents_are_literal)
		read_literal(out);
	else
		read_contents(out);
	join(out);
}

void pades_read(struct slice file, struct pades *out)
{
	struct hash *work = hash_new();
	pades_read_from(file, NULL, 0, work, out);
	hash_free(work);
}

bool pades_is_clean(const struct pades *p)
{
	return p->pdf.has_signature && p->cms.readable && !(p->pdf.broken | p->cms.broken | p->broken);
}

bool pades_fill_contents(struct slice cms, uint8_t *digits, size_t count)
{
	if (cms.n > count / 2)
		return false;
	hex_write(cms, digits);
	memset(digits + 2 * cms.n, '0', count - 2 * cms.n);
	return true;
}
