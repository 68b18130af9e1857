/* Owns: the words of the letters. */
#include "issuer/letter.h"

#include "base/limits.h"
#include "base/outbox.h"
#include "issuer/guardian.h"
#include "registry/records.h"

#include <string.h>

struct words {
	const char *subject, *body;
};

enum tongue { TONGUE_en, TONGUE_zh, TONGUE_ja, TONGUE_ko, TONGUE_ru, TONGUE_fr, TONGUE_es, TONGUE_ar, TONGUE_vi, TONGUE_th, TONGUE_COUNT };

static const char *const tongues[TONGUE_COUNT] = { "en", "zh", "ja", "ko", "ru", "fr", "es", "ar", "vi", "th" };

static const char *const kinds[LETTER_COUNT] = {
	[LETTER_BIND_CODE] = "bind-code", [LETTER_BOUND] = "bound", [LETTER_RELATIVE_CODE] = "relative-code", [LETTER_RELATIVE_ASKED] = "relative-asked",
	[LETTER_RELATIVE_ACTIVE] = "relative-active", [LETTER_RELATIVE_ENDED] = "relative-ended", [LETTER_SHARED] = "shared",
};

#define X(letter, language, subject, body) [LETTER_##letter][TONGUE_##language] = { subject, body },
static const struct words words[LETTER_COUNT][TONGUE_COUNT] = {
#include "issuer/letter.def"
};
#undef X

#define RIGHTS 4

/* What is asked for, a line each. */
static const struct {
	unsigned right;
	const char *text[TONGUE_COUNT];
} asked[RIGHTS] = {
	{ RIGHT_VIEW, { "see your records", "查看您的登记信息", "登録情報の閲覧", "등록 정보 보기", "видеть ваши данные", "voir vos données", "ver sus datos",
		"رؤية سجلاتك", "xem hồ sơ của bạn", "ดูข้อมูลของคุณ" } },
	{ RIGHT_BOOK, { "book, move and cancel your appointments", "预约、改期和取消您的预约", "予約・変更・取消し", "예약·변경·취소",
		"записывать вас на приём, переносить и отменять запись", "prendre, déplacer et annuler vos rendez-vous",
		"reservar, cambiar y cancelar sus citas", "حجز مواعيدك وتغييرها وإلغاؤها", "đặt, đổi và hủy lịch hẹn của bạn", "จอง เลื่อน และยกเลิกนัดของคุณ" } },
	{ RIGHT_DOWNLOAD, { "make and download stamped proofs of your records", "制作和下载您登记信息的盖章证明", "証明書の作成とダウンロード", "증명서 발급과 내려받기",
		"создавать и скачивать заверенные справки о вас", "faire et télécharger des attestations tamponnées", "hacer y descargar certificados sellados",
		"إصدار إثباتات مختومة وتنزيلها", "tạo và tải giấy xác nhận có dấu", "ออกและดาวน์โหลดเอกสารรับรองของคุณ" } },
	{ RIGHT_SHARE, { "let institutions see your records", "允许机构查看您的登记信息", "機関への登録情報の共有", "기관에 등록 정보 공유",
		"открывать ваши данные организациям", "montrer vos données à des organismes", "mostrar sus datos a entidades",
		"إتاحة سجلاتك للجهات", "cho tổ chức xem hồ sơ của bạn", "ให้องค์กรดูข้อมูลของคุณ" } },
};

static enum tongue tongue_of(struct slice language)
{
	for (int i = 0; i < TONGUE_COUNT; i++) {
		if (slice_starts(language, slice_str(tongues[i])) && (language.n == 2 || language.p[2] == '-'))
			return (enum tongue)i;
	}
	return TONGUE_en;
}

const char *letter_language(struct slice wanted) { return tongues[tongue_of(wanted)]; }

struct look {
	struct ctx *cx;
	int utc_offset;
	struct contact contact;
	int64_t changed_at;
};

/* A grown person's record that has not changed since childhood names whoever looked after the child. */
static bool is_of_childhood(const struct look *l, const struct json *record, int64_t changed_at)
{
	struct date birth;
	if (!date_parse(json_text(json_get(record, "holder"), "birth_date"), true, &birth))
		return false;
	return l->cx->now > guardian_majority(birth, l->utc_offset) && guardian_limit(birth, l->utc_offset, changed_at) != 0;
}

static bool look_at(void *self, const struct kept_record *r)
{
	struct look *l = self;
	struct json *tree = NULL;
	if (json_parse(l->cx, r->json, &tree) != OK)
		return true;
	const struct json *contact = json_get(tree, "contact");
	struct slice email = json_text(contact, "email"), phone = json_text(contact, "phone");
	if (!(email.n || phone.n) || is_of_childhood(l, tree, r->changed_at))
		return true;
	if (r->changed_at >= l->changed_at || !(l->contact.email.n || l->contact.phone.n)) {
		l->contact = (struct contact){ .email = ctx_copy(l->cx, email), .phone = ctx_copy(l->cx, phone) };
		l->changed_at = r->changed_at;
	}
	return true;
}

enum err letter_contact(struct act *a, const char *person, struct contact *out)
{
	struct look l = { .cx = a->cx, .utc_offset = a->room->desk->utc_offset };
	enum err e = records_of(a->cx, a->view, person, look_at, &l);
	*out = l.contact;
	return e;
}

static void put_text(struct buf *b, enum letter which, enum tongue tongue, const char *code, unsigned rights)
{
	for (const char *at = words[which][tongue].body; *at; at++) {
		bool mark = at[0] == '%' && (at[1] == 's' || at[1] == 'r');
		if (!mark) {
			buf_putc(b, (uint8_t)*at);
			continue;
		}
		if (*++at == 's' && code)
			buf_printf(b, "%.4s %s", code, code + 4);
		for (size_t i = 0; *at == 'r' && i < RIGHTS; i++) {
			if (rights & asked[i].right)
				buf_printf(b, "    - %s\n", asked[i].text[tongue]);
		}
	}
}

/* Whoever asked chose the language; whom the letter warns may not read it, so English follows what is neither English nor Chinese. */
static struct slice body_of(struct ctx *cx, enum letter which, enum tongue tongue, const char *code, unsigned rights)
{
	struct buf b;
	buf_init(&b, LIMIT_MESSAGE_BODY);
	put_text(&b, which, tongue, code, rights);
	if (tongue != TONGUE_en && tongue != TONGUE_zh) {
		buf_putc(&b, '\n');
		put_text(&b, which, TONGUE_en, code, rights);
	}
	struct slice out = ctx_copy(cx, buf_slice(&b));
	buf_wipe(&b);
	return out;
}

enum err letter_send(struct act *a, const struct contact *to, enum letter which, const char *code, unsigned rights)
{
	enum tongue tongue = tongue_of(slice_str(a->language));
	bool reachable = to->email.n || to->phone.n;
	struct outbox_message m = { .to = to->email.n ? to->email : to->phone, .channel = to->email.n ? SLICE("email") : SLICE("sms"),
		.subject = slice_str(words[which][tongue].subject), .body = body_of(a->cx, which, tongue, code, rights),
		.language = slice_str(a->language), .kind = slice_str(kinds[which]) };
	if (!reachable)
		m.to = SLICE("nobody@example.invalid");
	return reachable ? outbox_put(a->cx, a->room->outbox, &m) : outbox_pretend(a->cx, a->room->outbox, &m);
}
