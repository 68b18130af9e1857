/*
 * Owns: the server's TLS setup: TLS 1.2 and 1.3, forward-secret authenticated ciphers, ALPN http/1.1 alone (RFC 7301).
 * Must never ask for a passphrase, and never fall back to plain text.
 */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include "base/ctx.h"

#include <openssl/ssl.h>

/*
 * From PEM files: certificate chain (own one first) and unencrypted private key. Fails with ERR_HTTP_TLS naming the file. A key
 * that every user may read is used, and told in the log.
 */
must_use enum err tls_open(struct ctx *cx, const char *certificate, const char *key, SSL_CTX **out);

#endif
