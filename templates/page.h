/*
 * Owns: the layout of the paper as data: where each label and value stands, and the words of the paper that are no field's
 * label. A4, points, origin at the lower left. Must never hold a holder's data.
 */
#ifndef TEMPLATES_PAGE_H
#define TEMPLATES_PAGE_H

#include "schemas/kind.h"

#define PAGE_WIDTH  595.2  /* A4 in whole dots at 300 dpi: 2480 by 3508 */
#define PAGE_HEIGHT 841.92
#define PAGE_LEFT   48.0
#define PAGE_RIGHT  547.2
#define PAGE_FRAME  22.0

/* What can stand in a cell: the fields of a record (enum field_id) and these. */
enum slot {
	SLOT_DOCUMENT = FIELD_COUNT, SLOT_ISSUED_AT, SLOT_RECIPIENT, SLOT_PURPOSE, SLOT_PROOF_ENDS, SLOT_ENDS, SLOT_CODE, SLOT_COUNT
};

struct cell {
	int slot;
	double label_x, label_y;  /* baseline of the label */
	double label_below;       /* how far below it the Chinese label stands; 0: behind it */
	double x, y, w;           /* baseline and width of the value; further lines go down by 1.15 times the size */
	double size, least;       /* letters start at size and shrink to least before they wrap */
	int lines;
	bool words;               /* the words of a coded value or a date stand behind it or below it */
	int mcid;                 /* of the value, given by the stock */
};

#define PAGE_CELLS 40
struct page {
	enum kind kind;
	struct cell cell[PAGE_CELLS];
	int cells;
	double panel_top, panel_bottom;   /* recipient, purpose and the two dates */
	double grid_top, grid_bottom;
	double row[24];                   /* hairlines under the rows of the grid */
	int rows;
	double notes_y;
	double photo[4];                  /* x, y, width, height */
	double qr[4];                     /* white ground: room for the largest symbol and its quiet zone */
	double symbol[2];                 /* the symbol's lower left corner */
	double check[4];                  /* how to check: heading at its top, last line at its bottom */
	double seal[4];
};

void page_layout(enum kind kind, struct page *out);
const char *page_label_en(int slot);
const char *page_label_zh(int slot);

/* Sentences of the paper. */
enum page_text {
	TEXT_NOT_TRAVEL = 0, TEXT_NOT_PROVED, TEXT_CHECK, TEXT_TYPE_ADDRESS, TEXT_PICTURE, TEXT_PAGE, TEXT_MASKED, TEXT_UNMASKED,
	TEXT_NO_PHOTO, TEXT_REPLACES, TEXT_OPEN, TEXT_GENERAL, TEXT_UNKNOWN_DAY, TEXT_COUNT
};
const char *page_text_en(enum page_text t);
const char *page_text_zh(enum page_text t);

#endif
