/*
 * Owns: rounds through the outbox: what is due is sent, oldest first; what fails waits longer each time. A message leaves the folder only
 * after the server has taken it, or to `failed` when it never will; what was taken is not sent again.
 */
#ifndef NOTIFIER_ROUND_H
#define NOTIFIER_ROUND_H

#include "base/conf.h"
#include "notifier/smtp.h"

/* Who sends; tests play the server. */
typedef enum smtp_result round_send(void *self, const char *from, struct slice to, struct slice mail, char why[static 64]);

struct round;

/* Settings outbox.folder, notifier.from, notifier.give-up-hours. ERR_STORE_BUSY when another notifier has the folder. */
must_use enum err round_open(struct ctx *cx, const struct conf *conf, round_send *send, void *self, struct round **out);
void round_close(struct round *r);

struct round_counts { size_t sent, waiting, failed; };

/* One round at cx->now; *stop ends it early. */
must_use enum err round_run(struct ctx *cx, struct round *r, const volatile int *stop, struct round_counts *out);

#endif
