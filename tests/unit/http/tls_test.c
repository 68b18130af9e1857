#include "http/tls.h"

#include "base/log.h"
#include "tests/unit/http/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A folder with pair.pem + pair.key, other.key, locked.key, made by the openssl program; NULL when that is missing. */
static const char *folder(struct ctx *cx)
{
	static char path[256];
	if (!path[0])
		snprintf(path, sizeof path, "%s", check_scratch(cx));
	const char *command = ctx_printf(cx, "cd %s && exec >/dev/null 2>&1 && test -e locked.key || ("
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2 -keyout pair.key -out pair.pem && "
		"openssl ecparam -name prime256v1 -genkey -noout -out other.key && "
		"openssl ec -in other.key -aes256 -passout pass:x -out locked.key)", path);
	return system(command) == 0 ? path : NULL;
}

/* Runs a shell command, %d is the port; its output. */
static const char *shell(struct ctx *cx, const char *command)
{
	char *out = ctx_alloc(cx, 20000);
	FILE *pipe = popen(command, "r");
	size_t n = pipe ? fread(out, 1, 19999, pipe) : 0;
	out[n] = 0;
	if (pipe)
		pclose(pipe);
	return out;
}

static void refused(struct ctx *cx, const char *certificate, const char *key, const char *words)
{
	SSL_CTX *tls = NULL;
	enum err e = tls_open(cx, certificate, key, &tls);
	if (!strstr(cx->text, words))
		print_error("got: %s\n", cx->text);
	CHECK(strstr(cx->text, words) != NULL);
	CHECK_ERR(e, ERR_HTTP_TLS);
	CHECK(tls == NULL);
}

TEST(tls_names_the_file_that_is_wrong)
{
	const char *at = folder(cx);
	CHECK(at != NULL);
	const char *pair = ctx_printf(cx, "%s/pair.pem", at), *key = ctx_printf(cx, "%s/pair.key", at);
	SSL_CTX *tls = NULL;
	CHECK_OK(tls_open(cx, pair, key, &tls));
	CHECK_INT(SSL_CTX_get_min_proto_version(tls), TLS1_2_VERSION);
	SSL_CTX_free(tls);
	refused(cx, pair, "", "only one is configured");
	refused(cx, NULL, key, "only one is configured");
	refused(cx, "/nowhere.pem", key, "/nowhere.pem: certificate cannot be read");
	refused(cx, pair, "/nowhere.key", "/nowhere.key: private key cannot be read");
	refused(cx, key, key, "pair.key: not a PEM certificate chain");
	refused(cx, pair, pair, "pair.pem: not an unencrypted PEM private key");
	refused(cx, pair, ctx_printf(cx, "%s/locked.key", at), "locked.key: not an unencrypted PEM private key");
	refused(cx, pair, ctx_printf(cx, "%s/other.key", at), "other.key: private key does not belong to the certificate");
}

/* What is logged while the key has these permissions. */
static const char *told(struct ctx *cx, const char *pair, const char *key, mode_t mode)
{
	char *line = ctx_alloc(cx, 512);
	int ends[2];
	SSL_CTX *tls = NULL;
	CHECK(pipe(ends) == 0 && chmod(key, mode) == 0);
	log_set(LOG_INFO, ends[1]);
	CHECK_OK(tls_open(cx, pair, key, &tls));
	log_set(LOG_ERROR, 2);
	SSL_CTX_free(tls);
	close(ends[1]);
	CHECK(read(ends[0], line, 511) >= 0);
	close(ends[0]);
	return line;
}

TEST(tls_tells_of_a_key_that_lies_open)
{
	const char *at = folder(cx);
	CHECK(at != NULL);
	const char *pair = ctx_printf(cx, "%s/pair.pem", at), *key = ctx_printf(cx, "%s/pair.key", at);
	CHECK(strstr(told(cx, pair, key, 0644), "pair.key: every user may read or write it (mode 644); try `chmod 600`"));
	CHECK_TEXT(slice_str(told(cx, pair, key, 0640)), "");
	CHECK_TEXT(slice_str(told(cx, pair, key, 0600)), "");
}

static bool start(struct ctx *cx, struct serve *s, struct http_config *config)
{
	const char *at = folder(cx);
	if (!at)
		return false;
	*config = serve_config();
	config->certificate = ctx_printf(cx, "%s/pair.pem", at);
	config->key = ctx_printf(cx, "%s/pair.key", at);
	return serve_start(s, config);
}

TEST(tls_serves_http_1_1_alone)
{
	struct serve s;
	struct http_config config;
	CHECK(start(cx, &s, &config));
	CHECK(strstr(s.ready, "listening on https://127.0.0.1:") != NULL);
	const char *got = shell(cx, ctx_printf(cx, "curl -skv --http2 https://127.0.0.1:%d/ https://127.0.0.1:%d/facts 2>&1", s.port, s.port));
	CHECK(strstr(got, "ALPN: server accepted http/1.1") != NULL || strstr(got, "ALPN, server accepted to use http/1.1") != NULL);
	CHECK(strstr(got, "hello") && strstr(got, " tls=1 "));
	CHECK(strstr(got, "Strict-Transport-Security: max-age=31536000") != NULL);
	got = shell(cx, ctx_printf(cx, "openssl s_client -connect 127.0.0.1:%d -alpn h2 </dev/null 2>&1", s.port));
	CHECK(strstr(got, "Cipher is (NONE)") != NULL);
	got = shell(cx, ctx_printf(cx, "openssl s_client -connect 127.0.0.1:%d -alpn h2,http/1.1 </dev/null 2>&1", s.port));
	CHECK(strstr(got, "ALPN protocol: http/1.1") != NULL);
	got = shell(cx, ctx_printf(cx, "openssl s_client -connect 127.0.0.1:%d -alpn http/1.0,http/1.1 </dev/null 2>&1", s.port));
	CHECK(strstr(got, "ALPN protocol: http/1.1") != NULL);
	got = shell(cx, ctx_printf(cx, "curl -sk --http1.0 https://127.0.0.1:%d/ 2>&1", s.port));
	CHECK_TEXT(slice_str(got), "hello\n");
	CHECK_INT(serve_stop(&s), 0);
}

TEST(tls_refuses_old_versions)
{
	struct serve s;
	struct http_config config;
	CHECK(start(cx, &s, &config));
	const char *got = shell(cx, ctx_printf(cx, "openssl s_client -connect 127.0.0.1:%d -tls1_1 -cipher ALL:@SECLEVEL=0 </dev/null 2>&1", s.port));
	CHECK(strstr(got, "Cipher is (NONE)") != NULL);
	got = shell(cx, ctx_printf(cx, "openssl s_client -connect 127.0.0.1:%d -tls1_2 </dev/null 2>&1", s.port));
	CHECK(strstr(got, "Cipher is ECDHE-ECDSA") != NULL);
	got = shell(cx, ctx_printf(cx, "openssl s_client -connect 127.0.0.1:%d -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA </dev/null 2>&1", s.port));
	CHECK(strstr(got, "Cipher is (NONE)") != NULL);
	got = shell(cx, ctx_printf(cx, "openssl s_client -connect 127.0.0.1:%d -tls1_3 </dev/null 2>&1", s.port));
	CHECK(strstr(got, "TLSv1.3") != NULL);
	CHECK(serve_metric(cx, &s, "http_refused_total{reason=\"tls\"}") >= 2);
	CHECK_INT(serve_stop(&s), 0);
}

/* The guard, the pool and pipelining behind TLS: bytes may come together with the end of the handshake. */
TEST(tls_guards_as_plain_text_does)
{
	struct serve s;
	struct http_config config;
	CHECK(start(cx, &s, &config));
	static const struct {
		const char *text, *want, *not;
	} cases[] = {
		{ "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n", "400 Bad Request", "hello" },
		{ "POST /pool HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\n\\r\\nabcGET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n", "hello", "400 Bad" }, /* a request id may have 400 in it */
		{ "POST /pool HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\n\\r\\nabcGET / HTTP/1.1\\nHost: a\\r\\n\\r\\n", "400 Bad Request", "hello" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int version = 2; version <= 3; version++) {
			const char *got = shell(cx, ctx_printf(cx, "printf '%s' | timeout 20 openssl s_client -quiet -ign_eof -connect 127.0.0.1:%d -tls1_%d 2>/dev/null",
				cases[i].text, s.port, version));
			CHECK(strstr(got, cases[i].want) != NULL);
			CHECK(strstr(got, cases[i].not) == NULL);
		}
	}
	CHECK(serve_metric_is(cx, &s, "http_connections", 0));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(tls_cuts_unfinished_handshakes)
{
	struct serve s;
	struct http_config config;
	const char *at = folder(cx);
	bool closed = false;
	CHECK(at != NULL);
	config = serve_config();
	config.certificate = ctx_printf(cx, "%s/pair.pem", at);
	config.key = ctx_printf(cx, "%s/pair.key", at);
	config.timeouts.header = 200;
	CHECK(serve_start(&s, &config));
	int silent = serve_connect(s.port), noisy = serve_connect(s.port);
	serve_put(noisy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	serve_get(cx, noisy, 300, &closed);
	CHECK(closed);
	serve_get(cx, silent, 1500, &closed);
	CHECK(closed);
	close(silent);
	close(noisy);
	CHECK(serve_metric_is(cx, &s, "http_connections", 0));
	CHECK_INT(serve_stop(&s), 0);
}

TEST(tls_without_certificate_stops_the_start)
{
	struct serve s;
	struct http_config config = serve_config();
	config.certificate = "/nowhere.pem";
	CHECK(!serve_start(&s, &config));
	CHECK(strstr(s.ready, "HTTP_TLS: TLS needs both") != NULL);
	CHECK_INT(serve_wait(&s, 2000), 1);
}
