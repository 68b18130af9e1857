/*
 * Owns: messages that wait to be sent (codes, reminders), a JSON file each, in one folder: written whole, mode 0600, under a random name.
 * Other programs send them. The text must hold nothing sensitive but a code: mail is read by many.
 */
#ifndef BASE_OUTBOX_H
#define BASE_OUTBOX_H

#include "base/conf.h"

#define OUTBOX_NAME 40 /* bytes of a file's name, with NUL */

struct outbox_message {
	struct slice to;              /* address or telephone number, no white space */
	struct slice channel;         /* "email" or "sms" */
	struct slice subject;         /* one line */
	struct slice body;            /* lines ended by '\n' */
	struct slice language;        /* "en", "zh" ... */
	struct slice kind;            /* what it is about, a-z and '-': "bind-code" */
	int64_t made_at;              /* 0 = cx->now */
	int64_t not_before;           /* 0 = at once */
};

/* Setting outbox.folder; in cx. */
const char *outbox_folder(struct ctx *cx, const struct conf *conf);
/* Durable when OK. Makes the folder (0700) where it is missing. ERR_MESSAGE for what no mail could carry. */
must_use enum err outbox_put(struct ctx *cx, const char *folder, const struct outbox_message *m);
/* The same work with nothing to show for it: whoever watches the clock cannot tell the two apart. */
must_use enum err outbox_pretend(struct ctx *cx, const char *folder, const struct outbox_message *m);

/* Names of the messages in the folder, oldest first, at most `most` of them, in cx. No folder is an empty one. */
struct outbox_names { char (*name)[OUTBOX_NAME]; size_t count; };
must_use enum err outbox_list(struct ctx *cx, const char *folder, size_t most, struct outbox_names *out);
/* Slices live in cx. ERR_MESSAGE for a file that is none. */
must_use enum err outbox_read(struct ctx *cx, const char *folder, const char *name, struct outbox_message *out);
/* Sent: the file goes. */
must_use enum err outbox_remove(struct ctx *cx, const char *folder, const char *name);
/* The file moves to a folder inside: "failed" for what can never be sent, "sms" for another program. */
must_use enum err outbox_set_aside(struct ctx *cx, const char *folder, const char *name, const char *inside);
/* Half-written files of processes that were killed, older than an hour, go. */
void outbox_tidy(struct ctx *cx, const char *folder);

#endif
