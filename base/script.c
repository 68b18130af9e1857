/* Owns: the table of letters and their scripts (Unicode blocks). */
#include "base/script.h"

#include "base/text.h"

const char *script_tag(struct slice text)
{
	static const struct { int32_t first, last; const char *tag; } scripts[] = {
		{ 0x41, 0x24f, "und-Latn" }, { 0x370, 0x3ff, "und-Grek" }, { 0x400, 0x52f, "und-Cyrl" }, { 0x530, 0x58f, "und-Armn" },
		{ 0x590, 0x5ff, "und-Hebr" }, { 0x600, 0x6ff, "und-Arab" }, { 0x750, 0x77f, "und-Arab" }, { 0x900, 0x97f, "und-Deva" },
		{ 0x980, 0x9ff, "und-Beng" }, { 0xe00, 0xe7f, "und-Thai" }, { 0x10a0, 0x10ff, "und-Geor" }, { 0x1100, 0x11ff, "und-Hang" },
		{ 0x1e00, 0x1eff, "und-Latn" }, { 0x3040, 0x30ff, "und-Jpan" }, { 0x3400, 0x9fff, "und-Hani" }, { 0xac00, 0xd7af, "und-Hang" },
		{ 0xf900, 0xfaff, "und-Hani" }, { 0x20000, 0x3ffff, "und-Hani" },
	};
	for (size_t at = 0; at < text.n;) {
		int32_t c = text_next(text, &at);
		for (size_t i = 0; c >= 0 && i < sizeof scripts / sizeof *scripts; i++) {
			if (c >= scripts[i].first && c <= scripts[i].last)
				return scripts[i].tag;
		}
		if (c < 0)
			break;
	}
	return "und";
}
