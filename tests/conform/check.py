"""
Judges PDF files against ISO 19005-3 level A and ISO 14289-1 with the rules of this folder, which share nothing with the product.
usage: check.py [--rules] FILE.pdf ...     prints "FILE: RULE: what", or with --rules the list of rules; code 1 when anything is broken
"""
import sys

import document
import rules_file
import rules_fonts
import rules_forms
import rules_graphics
import rules_metadata
import rules_structure

assert rules_file and rules_fonts and rules_forms and rules_graphics and rules_metadata and rules_structure


def main(arguments):
    if arguments[:1] == ["--rules"]:
        for identity, text, _ in document.RULES:
            print(f"{identity}: {text}")
        return 0
    broken = 0
    for path in arguments:
        with open(path, "rb") as f:
            found = document.check(f.read())
        for identity, sentence in found:
            print(f"{path}: {identity}: {sentence}")
        broken += bool(found)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
