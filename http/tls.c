/* Owns: building the TLS context. */
#include "http/tls.h"

#include "base/log.h"

#include <openssl/err.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CIPHERS_12 "ECDHE+AESGCM:ECDHE+CHACHA20"

static const char *reason(void)
{
	unsigned long code = ERR_peek_last_error();
	const char *text = code ? ERR_reason_error_string(code) : NULL;
	return text ? text : "unknown reason";
}

/* An encrypted key would make OpenSSL ask on the terminal; nobody is there. */
static int no_passphrase(char *buf, int size, int writing, void *data)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)data;
	return 0;
}

/* A client that offers protocols but none of ours is refused: we speak nothing else. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_n, const unsigned char *in, unsigned int in_n,
	void *data)
{
	static const char *const ours[] = { "http/1.1", "http/1.0" };
	(void)ssl;
	(void)data;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		size_t n = strlen(ours[i]);
		for (unsigned int at = 0; at < in_n && in[at] <= in_n - at - 1; at += 1u + in[at]) {
			if (in[at] == n && memcmp(in + at + 1, ours[i], n) == 0) {
				*out = in + at + 1;
				*out_n = in[at];
				return SSL_TLSEXT_ERR_OK;
			}
		}
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static enum err load_files(struct ctx *cx, SSL_CTX *tls, const char *certificate, const char *key)
{
	struct stat st;
	ERR_clear_error();
	if (access(certificate, R_OK) != 0)
		return fail(cx, ERR_HTTP_TLS, "%s: certificate cannot be read", certificate);
	if (stat(key, &st) != 0 || access(key, R_OK) != 0)
		return fail(cx, ERR_HTTP_TLS, "%s: private key cannot be read", key);
	if (st.st_mode & (S_IROTH | S_IWOTH)) /* of others' making, and often made so: told, not refused */
		log_event(cx, LOG_WARN, "tls.key", "%s: every user may read or write it (mode %03o); try `chmod 600`", key, (unsigned)st.st_mode & 0777);
	if (SSL_CTX_use_certificate_chain_file(tls, certificate) != 1)
		return fail(cx, ERR_HTTP_TLS, "%s: not a PEM certificate chain (%s)", certificate, reason());
	ERR_clear_error();
	int loaded = SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM);
	if (loaded != 1 && ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH)
		return fail(cx, ERR_HTTP_TLS, "%s: private key does not belong to the certificate %s", key, certificate);
	if (loaded != 1)
		return fail(cx, ERR_HTTP_TLS, "%s: not an unencrypted PEM private key (%s)", key, reason());
	if (SSL_CTX_check_private_key(tls) != 1)
		return fail(cx, ERR_HTTP_TLS, "%s: private key does not belong to the certificate %s", key, certificate);
	return OK;
}

enum err tls_open(struct ctx *cx, const char *certificate, const char *key, SSL_CTX **out)
{
	static const unsigned char session_context[] = "cinnabar";
	int groups[] = { NID_X25519, NID_X9_62_prime256v1, NID_secp384r1 };
	enum err e = ERR_HTTP_TLS;
	if (!certificate || !*certificate || !key || !*key)
		return fail(cx, ERR_HTTP_TLS, "TLS needs both a certificate and a key; only one is configured");
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
	if (!tls || SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) != 1 || SSL_CTX_set_cipher_list(tls, CIPHERS_12) != 1 ||
		SSL_CTX_set1_groups(tls, groups, sizeof groups / sizeof *groups) != 1 ||
		SSL_CTX_set_session_id_context(tls, session_context, sizeof session_context - 1) != 1) {
		e = fail(cx, ERR_HTTP_TLS, "TLS context: %s", reason());
		goto out;
	}
	SSL_CTX_set_options(tls, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_default_passwd_cb(tls, no_passphrase);
	SSL_CTX_set_alpn_select_cb(tls, choose_protocol, NULL);
	e = load_files(cx, tls, certificate, key);
out:
	if (e != OK) {
		SSL_CTX_free(tls);
		tls = NULL;
	}
	*out = tls;
	return e;
}
