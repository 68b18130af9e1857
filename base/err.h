/*
 * Owns: the one error type of the project and its names. Errors stop work; what is wrong with a document under
 * judgement is never an error but a finding (verifier/verdict.h).
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_class { ERR_CLASS_NONE = 0, ERR_CLASS_INPUT, ERR_CLASS_LIMIT, ERR_CLASS_KEY, ERR_CLASS_STORE, ERR_CLASS_PEER,
	ERR_CLASS_SYSTEM, ERR_CLASS_BUG };

enum err {
	OK = 0,
#define X(name, class, text) ERR_##name,
#include "base/err.def"
#undef X
	ERR_COUNT
};

/* Every function that can fail returns enum err and is marked with this: its result must be looked at. */
#define must_use __attribute__((warn_unused_result))

/* Stable name ("COSE_ALG"), one-line meaning, and class of a code. Static strings; any value is accepted. */
const char *err_name(enum err code);
const char *err_text(enum err code);
enum err_class err_class(enum err code);

#endif
