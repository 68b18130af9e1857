/* Owns: the table of the built-in files. make/portal.mk names the dependency. */
#include "portal/page_files.h"

#include <string.h>

ASSET_EMBED(portal_style, "portal/web/style.css")
ASSET_EMBED(portal_script, "portal/web/portal.js")
ASSET_EMBED(portal_boot, "portal/web/boot.js")
ASSET_EMBED(portal_passkey, "portal/web/passkey.js")
ASSET_EMBED(portal_icon, "portal/web/icon.svg")

#define ICONS I(calendar) I(progress) I(visa) I(card) I(passport) I(office) I(guide) I(family) I(proof) I(share) I(account) I(good) I(stale) I(bad) I(open) \
	I(info) I(print) I(download)
#define I(name) ASSET_EMBED(portal_icon_##name, "portal/web/icons/" #name ".svg")
ICONS
#undef I

struct slice page_files_icon(const char *name)
{
#define I(icon)                   \
	if (!strcmp(name, #icon)) \
		return ASSET_BYTES(portal_icon_##icon);
	ICONS
#undef I
	return (struct slice){ 0 };
}

struct assets *page_files_open(void)
{
	const struct asset files[] = {
		{ "style.css", ASSET_CSS, ASSET_BYTES(portal_style), NULL },
		{ "portal.js", ASSET_JS, ASSET_BYTES(portal_script), NULL },
		{ "boot.js", ASSET_JS, ASSET_BYTES(portal_boot), NULL },
		{ "icon.svg", ASSET_SVG, ASSET_BYTES(portal_icon), NULL },
		{ "passkey.js", ASSET_JS, ASSET_BYTES(portal_passkey), NULL },
	};
	return assets_open(files, sizeof files / sizeof *files);
}
