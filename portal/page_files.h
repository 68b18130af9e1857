/*
 * Owns: which style, scripts and icons of the pages are built into the program. How they are served is http/assets.h.
 */
#ifndef PORTAL_PAGE_FILES_H
#define PORTAL_PAGE_FILES_H

#include "http/assets.h"

/* For assets_close. */
struct assets *page_files_open(void);
/* SVG markup of an icon by its file's name without ending; the absent slice for a wrong one. */
struct slice page_files_icon(const char *name);

#endif
