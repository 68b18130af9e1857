/*
 * Owns: finding the seal's bytes in what was scanned or typed: URL, fragment or bare base32, also as a keyboard scanner with a
 * foreign layout types it. Judges the host of a URL. Must never follow the URL.
 */
#ifndef VERIFIER_SEAL_TEXT_H
#define VERIFIER_SEAL_TEXT_H

#include "base/buf.h"

enum seal_text { SEAL_TEXT_UNREADABLE = 0, SEAL_TEXT_FOREIGN_HOST, SEAL_TEXT_FOUND };

/*
 * host: "verify.example" or "verify.example:8443", compared without case. token gets the base32 text decoded. ASCII white space counts for nothing,
 * as mail programs wrap long lines.
 */
enum seal_text seal_text_read(struct slice text, struct slice host, struct buf *token);

#endif
