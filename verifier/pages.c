/*
 * Owns: the frame of every page, the start page with its forms, and problems. Texts stand in both languages where they are used,
 * so that neither can be forgotten. No inline script or style: the policy below forbids them.
 */
#include "verifier/page_parts.h"

#include "base/limits.h"
#include "http/accept.h"

#include <string.h>

const struct page_header page_headers[] = {
	/* The reader's WebAssembly is compiled in the worker; require-trusted-types keeps every other string out of the DOM. */
	{ "Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
		"worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
		"require-trusted-types-for 'script'; trusted-types cinnabar" },
	{ "Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cache-Control", "no-store" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Vary", "Accept, Accept-Language" },
	{ 0 },
};

const char *say(const struct page_env *env, const char *en, const char *zh) { return env->language == PAGE_CHINESE ? zh : en; }
const char *said(const struct page_env *env, struct said words) { return say(env, words.en, words.zh); }
struct slice page_authority(const struct page_env *env) { return slice_str(say(env, env->authority_en, env->authority_zh)); }
const char *page_tag(enum page_language language) { return language == PAGE_CHINESE ? "zh-Hans" : "en"; }
const char *page_lang(enum page_language language) { return language == PAGE_CHINESE ? "zh" : "en"; }

/* Value of "lang" in a query, without decoding: only two values mean anything. */
static struct slice query_lang(struct slice query)
{
	for (size_t at = 0; at < query.n;) {
		size_t end = slice_find(query, SLICE("&"), at);
		end = end == SIZE_MAX ? query.n : end;
		struct slice pair = slice_sub(query, at, end - at);
		if (slice_starts(pair, SLICE("lang=")))
			return slice_sub(pair, 5, SIZE_MAX);
		at = end + 1;
	}
	return (struct slice){ 0 };
}

enum page_language page_language(struct slice query, struct slice accept_language)
{
	struct slice lang = query_lang(query);
	if (slice_is(lang, "zh") || slice_is(lang, "en"))
		return slice_is(lang, "zh") ? PAGE_CHINESE : PAGE_ENGLISH;
	static const char *const offered[] = { "en", "zh" };
	return accept_language_best(accept_language, offered, 2) == 1 ? PAGE_CHINESE : PAGE_ENGLISH;
}

static void put_icon(struct html *h, const char *name) { html_markup(h, page_icon(name)); }

static const char *language_name(enum page_language language) { return language == PAGE_CHINESE ? "中文" : "English"; }

/* The other language: a posted form where something was typed (a code must not stand in an address), else a link. */
static void put_language(const struct page_env *env, struct html *h, bool start)
{
	enum page_language other = env->language == PAGE_CHINESE ? PAGE_ENGLISH : PAGE_CHINESE;
	const char *name = language_name(other);
	bool typed = env->typed_number.p || env->typed_code.p || env->typed_seal.p;
	if (start) {
		/* The first button of a form is what Enter presses: the hidden one asks, so that Enter never changes the language. */
		html_put(h, "<button form=\"by-code\" hidden></button>"
			"<button class=\"language\" id=\"language\" form=\"by-code\" formaction=\"/check?lang=%s\" formnovalidate name=\"switched\" value=\"1\" "
			"lang=\"%s\">%s</button>\n", page_lang(other), page_tag(other), name);
	} else if (typed) {
		html_put(h, "<form method=\"post\" action=\"/check?lang=%s\">", page_lang(other));
		if (env->typed_seal.p)
			html_put(h, "<input type=\"hidden\" name=\"seal\" value=\"%.*s\">", SLICE_FMT(env->typed_seal));
		else
			html_put(h, "<input type=\"hidden\" name=\"number\" value=\"%.*s\"><input type=\"hidden\" name=\"code\" value=\"%.*s\">",
				SLICE_FMT(env->typed_number), SLICE_FMT(env->typed_code));
		html_put(h, "<button class=\"language\" id=\"language\" lang=\"%s\">%s</button></form>\n", page_tag(other), name);
	} else {
		html_put(h, "<a class=\"language\" id=\"language\" href=\"%s?lang=%s\" hreflang=\"%s\" lang=\"%s\">%s</a>\n", env->here ? env->here : "/",
			page_lang(other), page_tag(other), page_tag(other), name);
	}
}

static void put_head(const struct page_env *env, struct html *h, const char *title, bool start)
{
	const char *base = assets_base(page_assets_served(env->assets));
	html_put(h, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"ltr\" data-reader=\"%s\" data-largest=\"%d\">\n<head>\n<meta charset=\"utf-8\">\n",
		page_tag(env->language), page_assets_reader(env->assets) ? "yes" : "no", LIMIT_PDF_BYTES);
	html_put(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n");
	html_put(h, "<title>%s – %.*s</title>\n", title, SLICE_FMT(page_authority(env)));
	/* Text browsers offer this one: they know no button outside of its form. */
	enum page_language other = env->language == PAGE_CHINESE ? PAGE_ENGLISH : PAGE_CHINESE;
	if (start)
		html_put(h, "<link rel=\"alternate\" hreflang=\"%s\" href=\"/?lang=%s\" title=\"%s\">\n", page_tag(other), page_lang(other), language_name(other));
	html_put(h, "<link rel=\"icon\" href=\"%s/icon.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"%s/style.css\">\n", base, base);
	html_put(h, "<script src=\"%s/boot.js\"></script>\n<script type=\"module\" src=\"%s/app.js\"></script>\n</head>\n", base, base);
}

static void open_page(const struct page_env *env, struct html *h, const char *title, bool start)
{
	if (env->part)
		return;
	put_head(env, h, title, start);
	html_put(h, "<body>\n<a class=\"skip\" href=\"#main\">%s</a>\n", say(env, "Skip to the content", "跳至主要内容"));
	html_put(h, "<header>\n");
	if (env->specimen)
		html_put(h, "<p class=\"specimen\"><strong>SPECIMEN 样本</strong> <span>%s</span></p>\n",
			say(env, "For trying out. Nothing here has legal effect.", "仅供试用，不具法律效力。"));
	html_put(h, "<div class=\"top\">\n<a class=\"who\" href=\"/?lang=%s\"><strong lang=\"%s\">%s</strong> <span lang=\"%s\">%s</span></a>\n"
		"<nav aria-label=\"%s\">\n",
		page_lang(env->language), page_tag(env->language), say(env, env->authority_en, env->authority_zh),
		page_tag(env->language == PAGE_CHINESE ? PAGE_ENGLISH : PAGE_CHINESE), say(env, env->authority_zh, env->authority_en),
		say(env, "Language", "语言"));
	put_language(env, h, start);
	html_put(h, "</nav>\n</div>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n");
}

void page_open(const struct page_env *env, struct html *h, const char *title) { open_page(env, h, title, false); }

/* One sentence that the script shows or speaks; it has no words of its own. */
static void put_spoken(const struct page_env *env, struct html *h, const char *name, const char *en, const char *zh)
{
	html_put(h, "<span data-say=\"%s\">%s</span>\n", name, say(env, en, zh));
}

static void put_script_words(const struct page_env *env, struct html *h)
{
	put_spoken(env, h, "checking", "Checking …", "正在核验……");
	put_spoken(env, h, "no-code", "No square code was found in this picture. Choose a sharper one, or type the number and the code.",
		"图片中未找到二维码。请选择更清晰的图片，或输入编号和核验码。");
	put_spoken(env, h, "no-picture", "This picture cannot be opened by this browser. Try JPEG or PNG.", "此浏览器无法打开该图片。请改用 JPEG 或 PNG。");
	put_spoken(env, h, "no-file", "Choose a PDF file or a picture.", "请选择 PDF 文件或图片。");
	put_spoken(env, h, "no-reader", "This browser cannot read square codes from pictures here. Type the number and the code instead.",
		"此浏览器无法从图片中读取二维码。请改为输入编号和核验码。");
	put_spoken(env, h, "camera-refused", "The camera was not allowed. Allow it in the browser’s settings, or choose another way.",
		"未获准使用摄像头。请在浏览器设置中允许，或改用其他方式。");
	put_spoken(env, h, "camera-none", "No camera was found. Choose a file, or type the number and the code.", "未找到摄像头。请选择文件，或输入编号和核验码。");
	put_spoken(env, h, "camera-on", "The camera is on. Hold the square code into the frame.", "摄像头已打开。请将二维码置于框内。");
	put_spoken(env, h, "camera-off", "The camera is off.", "摄像头已关闭。");
	put_spoken(env, h, "camera-start", "Start the camera", "打开摄像头");
	put_spoken(env, h, "camera-stop", "Stop the camera", "关闭摄像头");
	put_spoken(env, h, "local", "local time", "本地时间");
	put_spoken(env, h, "soon-blank", "This answer will be hidden in one minute.", "本结果将在一分钟后隐藏。");
	put_spoken(env, h, "keep", "Keep it for ten more minutes", "再保留十分钟");
}

static const struct problem {
	int status;
	struct said title, text;
} problems[] = {
	{ 500, { "Something went wrong here", "系统出现故障" }, { "The fault is ours and says nothing about the document. Try again in a few minutes.",
		"这是本系统的故障，并不说明文件的真伪。请过几分钟再试。" } },
	{ 400, { "The question was incomplete", "提交的内容不完整" }, { "Choose a file, or fill in both the document number and the verification code.",
		"请选择文件，或同时填写文件编号和核验码。" } },
	{ 404, { "There is no such page", "没有这个页面" }, { "The address may be mistyped. Checks begin on the start page.", "网址可能有误。请从首页开始核验。" } },
	{ 405, { "This address is for sending only", "此网址仅用于提交" }, { "Checks begin on the start page.", "请从首页开始核验。" } },
	{ 408, { "The file did not arrive", "文件未能送达" }, { "It took too long on its way. Check the network and try again, or type the number and the code. "
		"This says nothing about whether the document is genuine.",
		"传送时间过长。请检查网络后重试，或输入编号和验证码。这并不说明文件的真伪。" } },
	{ 413, { "The file is too large", "文件过大" }, { "Documents of the authority are below 2 MB. Choose the original PDF, not a scan of it. "
		"This says nothing about whether the document is genuine.",
		"本机关的文件小于 2 MB。请选择原始 PDF，而不是扫描件。这并不说明文件的真伪。" } },
	{ 415, { "This kind of file cannot be checked", "无法核验此类文件" }, { "Choose the original PDF, or scan the square code.", "请选择原始 PDF，或扫描二维码。" } },
	{ 429, { "Too many checks in a short time", "短时间内核验次数过多" }, { "Wait a minute and try again. This says nothing about the document.",
		"请等一分钟后再试。这并不说明文件的真伪。" } },
	{ 503, { "Very busy at the moment", "系统繁忙" }, { "The check was not done. Try again in a moment. This says nothing about the document.",
		"核验尚未进行。请稍后再试。这并不说明文件的真伪。" } },
};

static const struct problem *problem_of(int status)
{
	for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
		if (problems[i].status == status)
			return &problems[i];
	}
	return &problems[0];
}

static void put_problem(const struct page_env *env, struct html *h, const struct problem *p, bool numbered)
{
	html_put(h, "<article class=\"answer open\" data-verdict=\"problem\" data-title=\"%s\">\n<div class=\"verdict\">\n", said(env, p->title));
	put_icon(h, "undecided");
	html_put(h, "<div>\n<h1 id=\"answer\" tabindex=\"-1\">%s</h1>\n<p class=\"meaning\">%s</p>\n</div>\n</div>\n", said(env, p->title), said(env, p->text));
	html_put(h, "<p class=\"actions\"><a class=\"button\" id=\"again\" href=\"/?lang=%s\">%s</a></p>\n", page_lang(env->language),
		say(env, "Back to the start page", "返回首页"));
	if (numbered && env->request && *env->request)
		html_put(h, "<p class=\"request\">%s <span class=\"code\" lang=\"zxx\">%s</span></p>\n", say(env, "Request number:", "请求编号："), env->request);
	html_put(h, "</article>\n");
}

/* Articles the script shows where no page of ours came back: no network, a refusal before us, or the answer was hidden. */
static void put_script_notices(const struct page_env *env, struct html *h)
{
	html_put(h, "<template id=\"no-network\">\n<article class=\"answer open\" data-verdict=\"no_network\" data-title=\"%s\">\n<div class=\"verdict\">\n",
		say(env, "No connection", "没有网络连接"));
	put_icon(h, "undecided");
	html_put(h, "<div>\n<h1 id=\"answer\" tabindex=\"-1\">%s</h1>\n<p class=\"meaning\">%s</p>\n<p class=\"next\"><strong>%s</strong> %s</p>\n</div>\n</div>\n",
		say(env, "No connection", "没有网络连接"),
		say(env, "The question did not reach the authority. This says nothing about the document.", "请求未能送达本机关。这并不说明文件的真伪。"),
		say(env, "What to do now:", "现在怎么做："), say(env, "Check the network and try again.", "请检查网络后重试。"));
	html_put(h, "<p class=\"actions\"><button type=\"button\" class=\"button\" id=\"retry\">%s</button> "
		"<a class=\"button plain\" id=\"again\" href=\"/?lang=%s\">%s</a></p>\n"
		"</article>\n</template>\n", say(env, "Try again", "重试"), page_lang(env->language), say(env, "Check another", "核验下一份"));
	for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
		html_put(h, "<template id=\"problem-%d\">\n", problems[i].status);
		put_problem(env, h, &problems[i], false);
		html_put(h, "</template>\n");
	}
	html_put(h, "<template id=\"hidden-answer\">\n<article class=\"answer open\" data-verdict=\"hidden\" data-title=\"%s\">\n<div class=\"verdict\">\n",
		say(env, "Answer hidden", "结果已隐藏"));
	put_icon(h, "undecided");
	html_put(h, "<div>\n<h1 id=\"answer\" tabindex=\"-1\">%s</h1>\n<p class=\"meaning\">%s</p>\n</div>\n</div>\n"
		"<p class=\"actions\"><a class=\"button\" id=\"again\" href=\"/?lang=%s\">%s</a></p>\n</article>\n</template>\n",
		say(env, "Answer hidden", "结果已隐藏"),
		say(env, "Ten minutes have passed. The answer was hidden to protect the holder’s data.", "已过十分钟。为保护持有人信息，结果已被隐藏。"),
		page_lang(env->language), say(env, "Check again or another", "再次核验或核验下一份"));
}

void page_close(const struct page_env *env, struct html *h)
{
	if (env->part)
		return;
	html_put(h, "</main>\n<footer>\n<p>%s <span class=\"code\" lang=\"zxx\">%s</span></p>\n<p>%s</p>\n</footer>\n",
		say(env, "Address of this service:", "本服务的网址："), env->verify_url,
		say(env, "Files and codes are checked in memory and not kept.", "文件和代码仅在内存中核验，不予保存。"));
	html_put(h, "<p id=\"say\" class=\"quiet\" role=\"status\"></p>\n<p class=\"wait\" aria-hidden=\"true\" data-text=\"%s\"></p>\n",
		say(env, "Checking …", "正在核验……"));
	/* Text browsers print what stands in a template or a hidden element: here nothing is read but by the script. */
	html_put(h, "<script type=\"text/html\" id=\"kit\">\n");
	put_script_words(env, h);
	put_script_notices(env, h);
	html_put(h, "</script>\n</body>\n</html>\n");
}

static void put_way(struct html *h, const char *id, const char *icon, const char *title)
{
	html_put(h, "<section class=\"way\" id=\"way-%s\" aria-labelledby=\"title-%s\">\n", id, id);
	put_icon(h, icon);
	html_put(h, "<h2 id=\"title-%s\">%s</h2>\n", id, title);
}

static void put_camera(const struct page_env *env, struct html *h)
{
	put_way(h, "scan", "scan", say(env, "Scan the square code", "扫描二维码"));
	html_put(h, "<p class=\"hint can-scan\" id=\"scan-hint\">%s</p>\n", say(env,
		"Use the camera of this device. The picture does not leave it, and no address found in a code is opened.",
		"使用本设备的摄像头。画面不会离开本设备，也不会打开二维码中的网址。"));
	html_put(h, "<div class=\"view can-scan\" id=\"view\" hidden><video id=\"video\" muted playsinline aria-label=\"%s\"></video></div>\n",
		say(env, "Picture of the camera", "摄像头画面"));
	html_put(h, "<p class=\"can-scan\"><button type=\"button\" class=\"button script\" id=\"camera\" aria-describedby=\"scan-hint\">%s</button></p>\n",
		say(env, "Start the camera", "打开摄像头"));
	html_put(h, "<p class=\"hint cannot-scan\">%s</p>\n", say(env,
		"This browser cannot read square codes here. Scan with your phone’s own camera, or choose another way.",
		"此浏览器无法在此读取二维码。请使用手机自带的相机扫描，或选择其他方式。"));
	html_put(h, "<p class=\"trouble\" id=\"scan-trouble\" role=\"alert\"></p>\n<noscript><p class=\"hint\">%s</p></noscript>\n</section>\n",
		say(env, "Scanning needs JavaScript, which is off in this browser. If you opened this page by scanning a paper, type the document number and the code below.",
			"扫描需要 JavaScript，而此浏览器已将其关闭。如果您是扫描文件后打开本页，请在下方输入文件编号和核验码。"));
}

static const char *flaw_text(const struct page_env *env)
{
	static const struct said words[] = {
		[ASK_FINE] = { "", "" },
		[ASK_NO_FILE] = { "No file was chosen. Choose the PDF, then press “Check the file”.", "尚未选择文件。请先选择 PDF 文件，再点击“核验文件”。" },
		[ASK_EMPTY_FILE] = { "The file you chose is empty. Ask the customer to send the original PDF again.", "所选文件为空。请客户重新发送原始 PDF 文件。" },
		[ASK_NOTHING] = { "Nothing was typed. Fill in both the document number and the verification code.", "尚未输入内容。请同时填写文件编号和验证码。" },
		[ASK_NO_NUMBER] = { "The document number is missing. It is printed beside the square code.", "缺少文件编号。编号印在二维码旁。" },
		[ASK_NO_CODE] = { "The verification code is missing. It is printed beside the square code.", "缺少验证码。验证码印在二维码旁。" },
		[ASK_TWO] = { "Check one thing at a time: a file, a scanned code, or a number with its code.", "每次只能核验一项：文件、扫描的二维码，或编号和验证码。" },
	};
	return said(env, words[env->flaw]);
}

static bool flaw_of_file(const struct page_env *env) { return env->flaw == ASK_NO_FILE || env->flaw == ASK_EMPTY_FILE || env->flaw == ASK_TWO; }

static void put_file_form(const struct page_env *env, struct html *h)
{
	put_way(h, "file", "file", say(env, "Choose the PDF", "选择 PDF 文件"));
	html_put(h, "<p class=\"hint\" id=\"file-hint\">%s <span class=\"script can-scan\">%s</span></p>\n",
		say(env, "The original file as the customer received it.", "客户收到的原始文件。"),
		say(env, "Or a photo or screenshot of the square code: it is read in this browser and not sent.", "也可选择二维码的照片或截图：仅在此浏览器中读取，不会上传。"));
	html_put(h, "<form id=\"by-file\" method=\"post\" action=\"/check?lang=%s\" enctype=\"multipart/form-data\">\n", page_lang(env->language));
	html_put(h, "<p class=\"drop\" id=\"drop\"><label for=\"pdf\">%s</label> <input type=\"file\" id=\"pdf\" name=\"pdf\" accept=\"application/pdf,.pdf,image/*\" "
		"required aria-describedby=\"file-hint\"></p>\n", say(env, "File", "文件"));
	html_put(h, "<p><span class=\"hint script\">%s</span> <button class=\"button unscripted\">%s</button></p>\n"
		"<p class=\"trouble\" id=\"file-trouble\" role=\"alert\">%s</p>\n</form>\n</section>\n",
		say(env, "The check starts as soon as you choose a file or drop it on this page.", "选择文件或将其拖到本页后立即开始核验。"),
		say(env, "Check the file", "核验文件"), flaw_of_file(env) ? flaw_text(env) : "");
}

static void put_code_form(const struct page_env *env, struct html *h)
{
	put_way(h, "type", "type", say(env, "Type number and code", "输入编号和核验码"));
	html_put(h, "<p class=\"hint\" id=\"type-hint\">%s</p>\n", say(env, "Printed beside the square code. Capitals, spaces and hyphens do not matter.",
		"印在二维码旁。不区分大小写，空格和连字符可省略。"));
	html_put(h, "<form id=\"by-code\" method=\"post\" action=\"/check?lang=%s\">\n", page_lang(env->language));
	html_put(h, "<p><label for=\"number\">%s</label> <input id=\"number\" name=\"number\" value=\"%.*s\" required autocomplete=\"off\" "
		"autocapitalize=\"characters\" spellcheck=\"false\" aria-describedby=\"type-hint number-form\"><span class=\"form\" id=\"number-form\">%s</span></p>\n",
		say(env, "Document number", "文件编号"), SLICE_FMT(env->typed_number), say(env, "like 7KQ2-9M4X-C3D", "例如 7KQ2-9M4X-C3D"));
	html_put(h, "<p><label for=\"code\">%s</label> <input id=\"code\" name=\"code\" value=\"%.*s\" required autocomplete=\"off\" autocapitalize=\"characters\" "
		"spellcheck=\"false\" aria-describedby=\"type-hint code-form\"><span class=\"form\" id=\"code-form\">%s</span></p>\n",
		say(env, "Verification code", "核验码"), SLICE_FMT(env->typed_code), say(env, "like 4T8W-N2VH-6RJP-5", "例如 4T8W-N2VH-6RJP-5"));
	html_put(h, "<p class=\"trouble\">%s</p>\n<p><button class=\"button\">%s</button></p>\n</form>\n</section>\n",
		env->flaw && !flaw_of_file(env) ? flaw_text(env) : "", say(env, "Check the code", "核验编号"));
}

static void put_desk_form(const struct page_env *env, struct html *h)
{
	put_way(h, "desk", "desk", say(env, "Desk scanner", "使用扫码枪"));
	html_put(h, "<form id=\"by-seal\" method=\"post\" action=\"/check?lang=%s\">\n<p><label for=\"seal\">%s</label> ", page_lang(env->language),
		say(env, "Put the cursor here and scan", "将光标置于此处后扫描"));
	html_put(h, "<input id=\"seal\" name=\"seal\" value=\"%.*s\" required maxlength=\"2048\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\"> "
		"<button class=\"button plain\">%s</button></p>\n</form>\n</section>\n", SLICE_FMT(env->typed_seal), say(env, "Check", "核验"));
}

/* What each answer means, before it is needed. */
static void put_legend(const struct page_env *env, struct html *h)
{
	static const enum verdict_word order[] = { VERDICT_VALID, VERDICT_EXPIRED, VERDICT_PROOF_EXPIRED, VERDICT_SUPERSEDED, VERDICT_SUSPENDED,
		VERDICT_REVOKED, VERDICT_ALTERED, VERDICT_FORGED, VERDICT_NOT_FOUND, VERDICT_UNREADABLE, VERDICT_UNDECIDED };
	html_put(h, "<details class=\"details\">\n<summary>%s</summary>\n<ul class=\"legend\">\n", say(env, "The answers and what they mean", "各种结果及其含义"));
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		const struct page_verdict *v = page_verdict(order[i]);
		html_put(h, "<li class=\"%s\">", v->tone);
		put_icon(h, v->icon);
		html_put(h, "<div><strong>%s</strong><br>", said(env, v->title));
		html_words(h, said(env, v->meaning), page_authority(env));
		html_put(h, "</div></li>\n");
	}
	html_put(h, "</ul>\n</details>\n");
}

static void put_advice(const struct page_env *env, struct html *h)
{
	html_put(h, "<section class=\"advice\" aria-labelledby=\"advice\">\n<h2 id=\"advice\">%s</h2>\n<ul>\n", say(env, "Before you rely on an answer", "采信结果之前"));
	html_put(h, "<li>%s <strong class=\"code\" lang=\"zxx\">%s</strong> %s</li>\n", say(env, "The address bar must show", "地址栏须显示"), env->verify_url,
		say(env, "– type it yourself. Forged papers carry codes that lead to look-alike pages.", "，请自行输入。伪造文件上的二维码会指向仿冒网站。"));
	html_put(h, "<li>%s</li>\n<li>%s</li>\n</ul>\n</section>\n",
		say(env, "Scan inside this page where you can: it never opens an address found in a code.", "请尽量在本页内扫描：本页不会打开二维码中的网址。"),
		say(env, "The picture of a stamp proves nothing. Only the signed data counts.", "印章图像不能证明任何事。只有经签名的数据才有效。"));
}

void page_start(struct ctx *cx, const struct page_env *env, struct buf *out)
{
	struct html h = html_on(out);
	const char *title = say(env, "Check a document", "核验文件");
	(void)cx;
	open_page(env, &h, title, true);
	html_put(&h, "<article class=\"start\" data-title=\"%s\">\n<h1>%s</h1>\n<p class=\"lead\">", title, title);
	html_words(&h, say(env, "Find out whether a document of {} is genuine and in force. No account is needed, and nothing you check is kept.",
		"查明{}签发的文件是否真实有效。无需注册，所核验的内容不予保存。"), page_authority(env));
	html_put(&h, "</p>\n");
	/* On a small screen the form stands far below: who sent it hears first what is missing. */
	if (env->flaw)
		html_put(&h, "<p class=\"note trouble\" role=\"alert\">%s</p>\n", flaw_text(env));
	html_put(&h, "<div class=\"ways\">\n");
	put_camera(env, &h);
	put_file_form(env, &h);
	put_code_form(env, &h);
	put_desk_form(env, &h);
	html_put(&h, "</div>\n<p class=\"note\"><a href=\"/share?lang=%s\">%s</a> %s</p>\n", page_lang(env->language),
		say(env, "Open a share code", "打开共享码"),
		say(env, "that a holder has given you: twelve characters, with the birth date.", "即持有人提供给您的 12 位代码，须同时输入其出生日期。"));
	put_advice(env, &h);
	put_legend(env, &h);
	html_put(&h, "</article>\n");
	page_close(env, &h);
}

void page_problem(struct ctx *cx, const struct page_env *env, int status, struct buf *out)
{
	struct html h = html_on(out);
	const struct problem *p = problem_of(status);
	(void)cx;
	page_open(env, &h, said(env, p->title));
	put_problem(env, &h, p, true);
	page_close(env, &h);
}
