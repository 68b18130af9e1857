/* Owns: libcurl. */
#include "notifier/smtp.h"

#include "base/file.h"
#include "base/limits.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS 60L /* for one mail */

struct smtp {
	CURL *curl;
	struct buf password;
};

static enum err read_password(struct ctx *cx, const struct conf *conf, struct buf *out)
{
	const char *file = conf_get(conf, "notifier.password-file");
	enum err e = *file ? file_read(cx, conf_path(cx, conf, "notifier.password-file"), out) : OK;
	while (e == OK && out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
		out->n--;
	buf_putc(out, 0);
	return e == OK && !buf_ok(out) ? fail(cx, ERR_CONF, "notifier.password-file: longer than %d bytes", LIMIT_PASSPHRASE) : e;
}

static bool configure(struct smtp *s, const struct conf *conf, const char *url, bool tls)
{
	const char *user = conf_get(conf, "notifier.user");
	CURL *c = s->curl;
	bool good = curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK;
	/* A redirect or a proxy of the environment must not lead codes to another place. */
	good = good && curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK && curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_USE_SSL, tls ? CURLUSESSL_ALL : CURLUSESSL_NONE) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_TIMEOUT, SECONDS) == CURLE_OK && curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK;
	if (*user)
		good = good && curl_easy_setopt(c, CURLOPT_USERNAME, user) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PASSWORD, (char *)s->password.p) == CURLE_OK;
	return good;
}

enum err smtp_open(struct ctx *cx, const struct conf *conf, struct smtp **out)
{
	const char *url = conf_get(conf, "notifier.smtp-url");
	bool tls = true;
	struct smtp *s = calloc(1, sizeof *s);
	if (!s || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	buf_init(&s->password, LIMIT_PASSPHRASE);
	enum err e = conf_bool(cx, conf, "notifier.tls", &tls);
	if (e == OK && strncmp(url, "smtp://", 7) != 0 && strncmp(url, "smtps://", 8) != 0)
		e = fail(cx, ERR_CONF, "notifier.smtp-url: want smtp://HOST:PORT or smtps://HOST:PORT");
	if (e == OK)
		e = read_password(cx, conf, &s->password);
	s->curl = e == OK ? curl_easy_init() : NULL;
	if (e == OK && (!s->curl || !configure(s, conf, url, tls)))
		e = fail(cx, ERR_CONF, "notifier.smtp-url: libcurl does not take it");
	if (e == OK)
		*out = s;
	else
		smtp_close(s);
	return e;
}

void smtp_close(struct smtp *s)
{
	if (!s)
		return;
	curl_easy_cleanup(s->curl);
	curl_global_cleanup();
	buf_wipe(&s->password);
	free(s);
}

static size_t give(char *out, size_t size, size_t count, void *self)
{
	struct slice *rest = self;
	size_t n = rest->n < size * count ? rest->n : size * count;
	memcpy(out, rest->p, n);
	*rest = slice_sub(*rest, n, rest->n);
	return n;
}

/* libcurl names the step that the server refused; only a refused recipient is the mail's own fault. */
static enum smtp_result judge(CURLcode code, long answer, const char *text, char why[static 64])
{
	snprintf(why, 64, "curl-%d smtp-%ld", (int)code, answer);
	if (code == CURLE_OK)
		return SMTP_SENT;
	if (strncmp(text, "RCPT failed", 11) == 0)
		return answer >= 500 && answer < 600 ? SMTP_NEVER : SMTP_LATER;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST: case CURLE_COULDNT_CONNECT: case CURLE_SSL_CONNECT_ERROR: case CURLE_USE_SSL_FAILED: case CURLE_LOGIN_DENIED:
	case CURLE_PEER_FAILED_VERIFICATION: case CURLE_OPERATION_TIMEDOUT: case CURLE_WEIRD_SERVER_REPLY:
		return SMTP_DOWN;
	default:
		return SMTP_LATER;
	}
}

enum smtp_result smtp_send(struct smtp *s, const char *from, struct slice to, struct slice mail, char why[static 64])
{
	char sender[LIMIT_MESSAGE_LINE + 3], recipient[LIMIT_MESSAGE_LINE + 3], text[CURL_ERROR_SIZE] = "";
	long answer = 0;
	snprintf(sender, sizeof sender, "<%s>", from);
	snprintf(recipient, sizeof recipient, "<%.*s>", SLICE_FMT(to));
	struct curl_slist *recipients = curl_slist_append(NULL, recipient);
	if (!recipients)
		abort();
	bool set = curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, sender) == CURLE_OK && curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK &&
		curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, give) == CURLE_OK && curl_easy_setopt(s->curl, CURLOPT_READDATA, &mail) == CURLE_OK &&
		curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, text) == CURLE_OK;
	CURLcode code = set ? curl_easy_perform(s->curl) : CURLE_FAILED_INIT;
	(void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &answer);
	(void)curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, NULL);
	(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(recipients);
	return judge(code, answer, text, why);
}
