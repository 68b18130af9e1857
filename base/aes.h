/*
 * Owns: AES-128 in counter mode by the processor's own instructions, where it has them: libraries take longer to set a key up and to
 * forget it than to encrypt a short text. base/crypto.c is the only one to ask, and has another way for other processors.
 */
#ifndef BASE_AES_H
#define BASE_AES_H

#include "base/buf.h"

/* This processor has the instructions. */
bool aes_there(void);
/* As cipher_run (base/crypto.h). The expanded key lies on the stack and is wiped. Only where aes_there. */
void aes_run(const uint8_t key[static 16], uint64_t nonce, struct slice in, uint8_t *out);

#endif
