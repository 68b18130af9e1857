/* Owns: the tables of labels, sentences and places. */
#include "templates/page.h"

#include <string.h>

struct words {
	const char *en, *zh;
};

static const struct words labels[SLOT_COUNT - FIELD_COUNT] = {
	[SLOT_DOCUMENT - FIELD_COUNT] = { "Document number", "编号" },
	[SLOT_ISSUED_AT - FIELD_COUNT] = { "Issued at", "签发时间" },
	[SLOT_RECIPIENT - FIELD_COUNT] = { "Issued for use by", "接收机构" },
	[SLOT_PURPOSE - FIELD_COUNT] = { "Purpose", "用途" },
	[SLOT_PROOF_ENDS - FIELD_COUNT] = { "This proof may be relied on until", "本证明有效期至" },
	[SLOT_ENDS - FIELD_COUNT] = { "What it describes is valid until", "所证明的证件有效期至" },
	[SLOT_CODE - FIELD_COUNT] = { "Verification code", "核验码" },
};

static const struct words texts[TEXT_COUNT] = {
	[TEXT_NOT_TRAVEL] = { "Not a travel document.", "不是旅行证件。" },
	[TEXT_NOT_PROVED] = { "It states what the records of the authority said at the time of issue. It does not prove that its bearer is "
		"this person, and says nothing of income, credit or conduct.", "只证明签发时的登记信息，不证明持有人身份，不证明信用。" },
	[TEXT_CHECK] = { "Check this document", "核验本证明" },
	[TEXT_TYPE_ADDRESS] = { "Type this address yourself:", "请自行输入网址：" },
	[TEXT_PICTURE] = { "A picture of a stamp proves nothing.", "印章图片不能证明。" },
	[TEXT_PAGE] = { "Page 1 of 1", "第1页共1页" },
	[TEXT_MASKED] = { "Characters shown as * are masked. A registered institution sees them when it checks this document.",
		"* 为遮盖，登记机构核验时可见。" },
	[TEXT_UNMASKED] = { "Nothing on this paper is masked.", "无遮盖。" },
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
	double w = p->photo[0] - 16 - PAGE_LEFT - 96;
	for (int i = 0; i < 3; i++) {
		double size = i == 2 ? 16 : 20;
		struct cell *c = &p->cell[p->cells++];
		*c = (struct cell){ .slot = slots[i], .label_x = PAGE_LEFT, .label_y = top - 24 - 32 * i, .x = PAGE_LEFT + 96, .y = top - 24 - 32 * i,
			.w = w, .size = size, .least = 11, .lines = 2 };
	}
}

static void lay_panel(struct page *p)
{
	static const int slots[4] = { SLOT_RECIPIENT, SLOT_PURPOSE, SLOT_PROOF_ENDS, SLOT_ENDS };
	for (int i = 0; i < 4; i++) {
		double x = PAGE_LEFT + 8 + (i % 2) * (COLUMN + GAP), y = p->panel_top - 13 - (i / 2) * 40;
		struct cell *c = add(p, slots[i], x, y, COLUMN - 16, 14);
		c->words = true;
		c->least = 9;
	}
}

static void lay_grid(struct page *p)
{
	int rows = 0, column = 0;
	for (const enum field_id *f = kind_fields(p->kind); *f; f++) {
		if (is_name(*f))
			continue;
		rows += is_wide(*f) ? 1 : column == 0;
		column = is_wide(*f) ? 0 : !column;
	}
	double height = (p->grid_top - p->grid_bottom) / rows;
	if (height > 34)
		height = 34;
	double y = p->grid_top + height;
	column = 0;
	for (const enum field_id *f = kind_fields(p->kind); *f; f++) {
		if (is_name(*f))
			continue;
		if (is_wide(*f) || column == 0) {
			y -= height;
			p->row[p->rows++] = y - height;
		}
		bool left = is_wide(*f) || column == 0;
		struct cell *c = add(p, *f, left ? PAGE_LEFT : PAGE_LEFT + COLUMN + GAP, y - 10, is_wide(*f) ? PAGE_RIGHT - PAGE_LEFT : COLUMN, 10.5);
		c->words = true;
		if (is_wide(*f))
			c->least = 8;
		column = is_wide(*f) ? 0 : !column;
	}
}

void page_layout(enum kind kind, struct page *p)
{
	memset(p, 0, sizeof *p);
	p->kind = kind;
	static const double photo[4] = { PAGE_RIGHT - 76, 583, 76, 97.7 }, qr[4] = { 48, 46, 163.2, 163.2 }, seal[4] = { 433, 70, 114, 114 };
	memcpy(p->photo, photo, sizeof photo);
	memcpy(p->qr, qr, sizeof qr);
	memcpy(p->seal, seal, sizeof seal);
	struct cell *c = add(p, SLOT_DOCUMENT, PAGE_LEFT, 698, 200, 9.5);
	c->x = PAGE_LEFT + 96;
	c->y = c->label_y;
	c = add(p, SLOT_ISSUED_AT, 330, 698, 120, 9.5);
	c->x = 400;
	c->y = c->label_y;
	lay_names(p, 684);
	p->panel_top = 572;
	p->panel_bottom = 492;
	lay_panel(p);
	p->grid_top = 486;
	p->grid_bottom = 258;
	lay_grid(p);
	p->notes_y = 244;
	c = add(p, SLOT_CODE, 228, 116, 190, 15);
	c->lines = 1;
}
