/*
 * Owns: the switch that turns one rule off in a mutant build, so that a test can prove that the rule matters. In every other
 * build a rule is always on and this costs nothing.
 */
#ifndef FORMATS_RULE_H
#define FORMATS_RULE_H

#include <stdbool.h>
#include <stdint.h>

#ifdef CINNABAR_MUTANT
/* False where the comma list in the environment variable CINNABAR_RULE_OFF (read once) holds this name, e.g. "PDF_HEADER". */
bool rule_on(const char *name);
#define RULE_ON(name) rule_on(name)
#else
#define RULE_ON(name) true
#endif

/* A set of broken rules: bit n for the rule numbered n (1 to 63) in the enum of its profile. 0 = nothing is broken. */
typedef uint64_t rule_set;
#define RULE_BIT(rule) (UINT64_C(1) << (unsigned)(rule))
#define RULE_HAS(set, rule) (((set) & RULE_BIT(rule)) != 0)

/* Lowest rule of a set, 0 when it is empty. Rules stand in the order in which they explain most. */
static inline unsigned rule_first(rule_set set) { return set ? (unsigned)__builtin_ctzll(set) : 0; }

#endif
