/* Owns: the files built in, and the walk through a folder. */
#include "portal/guidance_files.h"

#include "base/file.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

/* The assembler copies the file: no generator, no second source of truth. */
#define EMBED(name, path)                                                                                   \
	extern const uint8_t name[] __attribute__((visibility("hidden")));                                  \
	extern const uint8_t name##_end[] __attribute__((visibility("hidden")));                            \
	__asm__(".pushsection .rodata\n.global " #name "\n.hidden " #name "\n.global " #name "_end\n.hidden " #name \
		"_end\n" #name ":\n.incbin \"" path "\"\n" #name "_end:\n.byte 0\n.popsection\n");

#define X(symbol, stem) EMBED(guidance_##symbol##_en, "portal/guidance/" stem ".en.md") EMBED(guidance_##symbol##_zh, "portal/guidance/" stem ".zh.md")
#include "portal/guidance.def"
#undef X

static const struct built_in {
	const char *name;
	const uint8_t *from, *end;
} built_in[] = {
#define X(symbol, stem) { stem ".en.md", guidance_##symbol##_en, guidance_##symbol##_en_end }, \
	{ stem ".zh.md", guidance_##symbol##_zh, guidance_##symbol##_zh_end },
#include "portal/guidance.def"
#undef X
};

static void add(struct ctx *memory, const char *name, struct slice text, struct guidance_file **list)
{
	struct guidance_file *f = ctx_alloc(memory, sizeof *f);
	*f = (struct guidance_file){ name, text, *list };
	*list = f;
}

static bool is_text(const char *name)
{
	size_t n = strlen(name);
	return name[0] != '.' && n > 3 && strcmp(name + n - 3, ".md") == 0 && strcmp(name, "README.md") != 0;
}

static enum err read_one(struct ctx *memory, const char *folder, const char *name, struct guidance_file **list)
{
	struct buf b;
	buf_init(&b, LIMIT_GUIDANCE_BYTES);
	enum err e = file_read(memory, ctx_printf(memory, "%s/%s", folder, name), &b);
	if (e == OK)
		add(memory, ctx_string(memory, slice_str(name)), ctx_copy(memory, buf_slice(&b)), list);
	buf_free(&b);
	return e;
}

static enum err read_folder(struct ctx *memory, const char *folder, struct guidance_file **list)
{
	DIR *dir = opendir(folder);
	enum err e = OK;
	size_t count = 0;
	if (!dir)
		return fail(memory, ERR_FILE_READ, "%s: %s", folder, strerror(errno));
	for (struct dirent *entry; e == OK && (entry = readdir(dir));) {
		if (!is_text(entry->d_name))
			continue;
		e = ++count > LIMIT_GUIDANCE_FILES ? fail(memory, ERR_LIMIT, "%s: more than %d files", folder, LIMIT_GUIDANCE_FILES)
			: read_one(memory, folder, entry->d_name, list);
	}
	closedir(dir);
	return e;
}

enum err guidance_files(struct ctx *memory, const char *folder, struct guidance_file **out)
{
	*out = NULL;
	if (folder[0])
		return read_folder(memory, folder, out);
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		add(memory, built_in[i].name, slice_of(built_in[i].from, (size_t)((uintptr_t)built_in[i].end - (uintptr_t)built_in[i].from)), out);
	return OK;
}
