/* Owns: a message as internet mail (RFC 5322, RFC 2047, MIME): one text in UTF-8, base64. The same message always gives the same bytes. */
#ifndef NOTIFIER_MAIL_H
#define NOTIFIER_MAIL_H

#include "base/outbox.h"

/* name: of the message's file; it becomes the Message-ID, by which a mail that came twice is known. */
void mail_build(const struct outbox_message *m, const char *from, const char *name, struct buf *out);

#endif
