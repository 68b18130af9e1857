/* Owns: the tables of labels, sentences and places. */
#include "templates/page.h"

#include <string.h>

struct words {
	const char *en, *zh;
};

static const struct words labels[SLOT_COUNT - FIELD_COUNT] = {
	[SLOT_DOCUMENT - FIELD_COUNT] = { "Document number", "文件编号" },
	[SLOT_ISSUED_AT - FIELD_COUNT] = { "Issued at", "签发时间" },
	[SLOT_RECIPIENT - FIELD_COUNT] = { "Recipient", "接收方" },
	[SLOT_PURPOSE - FIELD_COUNT] = { "Purpose", "用途" },
	[SLOT_PROOF_ENDS - FIELD_COUNT] = { "This proof may be relied on until", "本证明有效期至" },
	[SLOT_ENDS - FIELD_COUNT] = { "What it describes is valid until", "所证明的证件有效期至" },
	[SLOT_CODE - FIELD_COUNT] = { "Verification code", "核验码" },
};

static const struct words texts[TEXT_COUNT] = {
	[TEXT_NOT_TRAVEL] = { "Not a travel document.", "不是旅行证件。" },
	[TEXT_NOT_PROVED] = { "It states what the authority's records said when it was issued. It does not prove who its bearer is, and says "
		"nothing of income or conduct.", "只证明签发时的登记信息，不证明持有人身份，不证明信用。" },
	[TEXT_CHECK] = { "Check this document", "核验本证明" },
	[TEXT_TYPE_ADDRESS] = { "Type this address yourself:", "请自行输入网址：" },
	[TEXT_PICTURE] = { "A picture of a stamp proves nothing.", "印章图片不足为证。" },
	[TEXT_PAGE] = { "Page 1 of 1", "第1页共1页" },
	[TEXT_MASKED] = { "Characters shown as * are hidden, at the holder's wish.", "* 为应持有人要求隐藏的内容。" },
	[TEXT_UNMASKED] = { "Nothing on this paper is hidden.", "无隐藏内容。" },
	[TEXT_NO_PHOTO] = { "No photograph", "无照片" },
	[TEXT_REPLACES] = { "Replaces document", "替代编号" },
	[TEXT_OPEN] = { "no end date", "无期限" },
	[TEXT_GENERAL] = { "not limited", "不限" },
	[TEXT_UNKNOWN_DAY] = { "day or month unknown", "日期不详" },
};

const char *page_text_en(enum page_text t) { return texts[t].en; }
const char *page_text_zh(enum page_text t) { return texts[t].zh; }
const char *page_label_en(int slot) { return slot < FIELD_COUNT ? field_of((enum field_id)slot)->label_en : labels[slot - FIELD_COUNT].en; }
const char *page_label_zh(int slot) { return slot < FIELD_COUNT ? field_of((enum field_id)slot)->label_zh : labels[slot - FIELD_COUNT].zh; }

#define GAP 14.0
#define COLUMN ((PAGE_RIGHT - PAGE_LEFT - GAP) / 2)
#define SECOND (PAGE_LEFT + COLUMN + GAP) /* where the right column begins */
#define NAME_INDENT 78.0
#define ROW_MAX 48.0
#define WIDE_ROW 1.25

static struct cell *add(struct page *p, int slot, double x, double y, double w, double size)
{
	struct cell *c = &p->cell[p->cells++];
	*c = (struct cell){ .slot = slot, .label_x = x, .label_y = y, .x = x, .y = y - size * 1.12 - 1, .w = w, .size = size, .least = 7.5, .lines = 2 };
	return c;
}

static bool is_wide(int slot)
{
	return slot == FIELD_REMARKS || slot == FIELD_EARLIER_PASSPORTS || slot == FIELD_MRZ;
}

static bool is_name(int slot)
{
	return slot == FIELD_SURNAME || slot == FIELD_GIVEN || slot == FIELD_NATIVE;
}

/* Names: label at the left, large letters beside it. */
static void lay_names(struct page *p, double top)
{
	static const int slots[3] = { FIELD_SURNAME, FIELD_GIVEN, FIELD_NATIVE };
	double w = p->photo[0] - 18 - PAGE_LEFT - NAME_INDENT;
	for (int i = 0; i < 3; i++) {
		double y = top - 26 - 33 * i;
		p->cell[p->cells++] = (struct cell){ .slot = slots[i], .label_x = PAGE_LEFT, .label_y = y + 7, .label_below = 8.5, .x = PAGE_LEFT + NAME_INDENT, .y = y,
			.w = w, .size = i == 2 ? 17 : 21, .least = 11, .lines = 2 };
	}
}

static void lay_panel(struct page *p)
{
	static const int slots[4] = { SLOT_RECIPIENT, SLOT_PURPOSE, SLOT_PROOF_ENDS, SLOT_ENDS };
	for (int i = 0; i < 4; i++) {
		double x = i % 2 ? SECOND : PAGE_LEFT + 9, y = p->panel_top - 14 - (i / 2) * 38;
		struct cell *c = add(p, slots[i], x, y, COLUMN - 18, 14.5);
		c->words = true;
		c->least = 9;
	}
}

/* Rows of two cells, or one wide cell in a higher row. */
static void lay_grid(struct page *p)
{
	double shares = 0;
	int column = 0;
	for (const enum field_id *f = kind_fields(p->kind); *f; f++) {
		int slot = (int)*f;
		if (is_name(slot))
			continue;
		shares += is_wide(slot) ? WIDE_ROW : column == 0;
		column = is_wide(slot) ? 0 : !column;
	}
	double unit = (p->grid_top - p->grid_bottom) / shares;
	if (unit > ROW_MAX)
		unit = ROW_MAX;
	double size = unit > 40 ? 13 : unit > 30 ? 11.5 : 10.5, top = p->grid_top, bottom = top;
	column = 0;
	for (const enum field_id *f = kind_fields(p->kind); *f; f++) {
		int slot = (int)*f;
		if (is_name(slot))
			continue;
		bool wide = is_wide(slot), left = wide || column == 0;
		if (left) {
			top = bottom;
			bottom = top - unit * (wide ? WIDE_ROW : 1);
			p->row[p->rows++] = bottom;
		}
		bool alone = left && (!f[1] || is_wide((int)f[1]));
		struct cell *c = add(p, slot, left ? PAGE_LEFT : SECOND, top - unit / 2 + 4.5, wide || alone ? PAGE_RIGHT - PAGE_LEFT : COLUMN, size);
		c->words = true;
		c->least = 7;
		column = wide ? 0 : !column;
	}
}

/* A cell whose value stands behind its label. */
static struct cell *add_inline(struct page *p, int slot, double x, double y, double indent, double size)
{
	struct cell *c = add(p, slot, x, y, 130, size);
	c->x = x + indent;
	c->y = y;
	return c;
}

void page_layout(enum kind kind, struct page *p)
{
	memset(p, 0, sizeof *p);
	p->kind = kind;
	/* The symbol stands on whole dots (0.24 pt) at 300 dpi. */
	static const double photo[4] = { PAGE_RIGHT - 78, 575, 78, 100.3 }, symbol[2] = { PAGE_LEFT, 54.96 };
	static const double qr[4] = { 40.32, 47.28, 163.2, 163.68 }, check[4] = { 216, 57, 200, 130 }, seal[4] = { 431, 66, 116, 116 };
	memcpy(p->photo, photo, sizeof photo);
	memcpy(p->qr, qr, sizeof qr);
	memcpy(p->symbol, symbol, sizeof symbol);
	memcpy(p->check, check, sizeof check);
	memcpy(p->seal, seal, sizeof seal);
	add_inline(p, SLOT_DOCUMENT, PAGE_LEFT, 688, 105, 9.5);
	add_inline(p, SLOT_ISSUED_AT, SECOND, 688, 66, 9.5);
	lay_names(p, 681);
	p->panel_top = 564;
	p->panel_bottom = 484;
	lay_panel(p);
	p->grid_top = 480;
	p->grid_bottom = 262;
	lay_grid(p);
	p->notes_y = 247;
	struct cell *c = add(p, SLOT_CODE, check[0], 131, check[2], 16);
	c->lines = 1;
	c->least = 10;
	add_inline(p, SLOT_DOCUMENT, check[0], 94, 104, 9.5);
}
