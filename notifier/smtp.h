/*
 * Owns: handing a mail to a mail server (RFC 5321). The only user of libcurl. Must never speak to anything but the configured server, nor
 * send without TLS unless the configuration says so.
 */
#ifndef NOTIFIER_SMTP_H
#define NOTIFIER_SMTP_H

#include "base/conf.h"

enum smtp_result { SMTP_LATER = 0, /* not taken now: try this mail again */
	SMTP_SENT,                 /* the server has taken it */
	SMTP_NEVER,                /* the server refused this recipient for good */
	SMTP_DOWN                  /* no server, no TLS, no login: no mail will go now */ };

struct smtp;

/* Settings notifier.smtp-url, notifier.user, notifier.password-file, notifier.tls. ERR_CONF. */
must_use enum err smtp_open(struct ctx *cx, const struct conf *conf, struct smtp **out);
/* why: static text or the server's answer code, for the log; no address. */
enum smtp_result smtp_send(struct smtp *s, const char *from, struct slice to, struct slice mail, char why[static 64]);
void smtp_close(struct smtp *s);

#endif
