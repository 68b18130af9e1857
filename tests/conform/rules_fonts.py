"""
Owns: ISO 19005-3 6.2.11 and ISO 14289-1 7.21, fonts. A rule of both carries both names. Our fonts are Type 0 over CIDFontType2;
another form is itself a breach here, for its rules are not kept.
"""
import re

from document import rule
from pdf import Ref, Stream


def shown(d):
    """Each used glyph once: (font, code, any example)."""
    seen = {}
    for g in d.content.glyphs:
        seen.setdefault((id(g.font), g.code), g)
    return [(d.fonts[font], code, g) for (font, code), g in seen.items()]


@rule("PDF/A 6.2.11.2-1", "font dictionaries have type, subtype and name; Type 0 has one descendant and an encoding")
def dictionaries(d):
    for f in d.fonts.values():
        if f.entries.get("Type") != "Font" or f.entries.get("Subtype") != "Type0" or not f.entries.get("BaseFont"):
            yield f"{f.place}: {f.entries.get('Subtype')}"
        if len(d.get(f.entries.get("DescendantFonts")) or []) != 1 or f.descendant.get("Type") != "Font" or f.descendant.get("Subtype") != "CIDFontType2":
            yield f"{f.place}: descendant {f.descendant.get('Subtype')}"
        if f.descendant.get("BaseFont") != f.entries.get("BaseFont") or f.descriptor.get("FontName") != f.entries.get("BaseFont"):
            yield f"{f.place}: three names that differ"


@rule("PDF/A 6.2.11.2-2", "a font descriptor has every key that ISO 32000-1 table 122 asks for")
def descriptors(d):
    for f in d.fonts.values():
        if f.descriptor.get("Type") != "FontDescriptor":
            yield f"{f.place}: no descriptor"
        for key in ("FontName", "Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "CapHeight", "StemV"):
            if key not in f.descriptor:
                yield f"{f.place}: no {key}"
        box = d.get(f.descriptor.get("FontBBox")) or [0] * 4
        if len(box) != 4 or box[0] >= box[2] or box[1] >= box[3]:
            yield f"{f.place}: FontBBox {box}"
        if bool(f.descriptor.get("Flags", 0) & 4) == bool(f.descriptor.get("Flags", 0) & 32):
            yield f"{f.place}: neither or both of symbolic and non-symbolic"


@rule("PDF/A 6.2.11.2-3", "the font program is whole: its tables, places, metrics and composite glyphs fit one another")
def programs(d):
    for f in d.fonts.values():
        for flaw in f.program.flaws if f.program else []:
            yield f"{f.place}: {flaw}"
        if f.stream and f.stream.entries.get("Length1") != len(f.stream.data()):
            yield f"{f.place}: Length1"
        if f.stream and f.stream.entries.get("Subtype") not in (None, "OpenType"):
            yield f"{f.place}: program of subtype {f.stream.entries['Subtype']}"


@rule("PDF/A 6.2.11.3-1 UA 7.21.3.1", "the encoding is Identity, or agrees with the CIDSystemInfo of the font, which names registry, ordering and supplement")
def system_info(d):
    for f in d.fonts.values():
        info = d.get(f.descendant.get("CIDSystemInfo")) or {}
        if not isinstance(info.get("Registry"), bytes) or not isinstance(info.get("Ordering"), bytes) or not isinstance(info.get("Supplement"), int):
            yield f"{f.place}: CIDSystemInfo {info}"
        encoding = d.get(f.entries.get("Encoding"))
        if encoding not in ("Identity-H", "Identity-V") and (not isinstance(encoding, Stream) or d.get(encoding.entries.get("CIDSystemInfo")) != info):
            yield f"{f.place}: encoding {encoding}"


@rule("PDF/A 6.2.11.3-2 UA 7.21.3.2", "a CIDFontType2 has a CIDToGIDMap: Identity or a stream")
def gid_map(d):
    for f in d.fonts.values():
        if f.gid_map != "Identity" and not isinstance(f.gid_map, Stream):
            yield f"{f.place}: {f.gid_map}"


@rule("PDF/A 6.2.11.3-3 UA 7.21.3.3", "CMaps that ISO 32000-1 does not know are embedded, with the same WMode in dictionary and stream")
def cmaps(d):
    for f in d.fonts.values():
        encoding = d.get(f.entries.get("Encoding"))
        if isinstance(encoding, Stream):
            inside = re.search(rb"/WMode\s+(\d)", encoding.data())
            if int(inside.group(1) if inside else 0) != encoding.entries.get("WMode", 0) or "UseCMap" in encoding.entries:
                yield f"{f.place}: WMode or UseCMap"
        elif encoding not in ("Identity-H", "Identity-V"):
            yield f"{f.place}: {encoding}"


@rule("PDF/A 6.2.11.4.1-1 UA 7.21.4.1", "every font is embedded")
def embedded(d):
    for f in d.fonts.values():
        if f.stream is None:
            yield f.place


@rule("PDF/A 6.2.11.4.1-2 UA 7.21.4.1", "every glyph that is shown is in its font")
def present(d):
    for f, code, g in shown(d):
        if f.program and not f.program.flaws and f.glyph(code) >= f.program.count:
            yield f"{f.place}: code {code}"


@rule("PDF/A 6.2.11.4.1-3", "every glyph that is shown has an outline, unless it stands for a space or a control character")
def drawn(d):
    for f, code, g in shown(d):
        if f.program and not f.program.flaws and f.glyph(code) < f.program.count and not f.program.outline(f.glyph(code)):
            text = f.unicode.map.get(code, "") if f.unicode else ""
            if not g.item.actual and (not text or not all(c.isspace() or c in "\u200b\u200c\u200d\u200e\u200f\u00ad\u034f" for c in text)):
                yield f"{f.place}: code {code} ({text!r})"


@rule("PDF/A 6.2.11.4.2-1 UA 7.21.4.2", "a CIDSet, if there is one, names all glyphs of the program")
def cid_set(d):
    for f in d.fonts.values():
        stream = d.get(f.descriptor.get("CIDSet"))
        if isinstance(stream, Stream) and f.program:
            bits = stream.data()
            for cid in range(f.program.count):
                if cid // 8 >= len(bits) or not bits[cid // 8] & 0x80 >> cid % 8:
                    yield f"{f.place}: CID {cid}"
                    break


@rule("PDF 9.6.4-1", "the name of a subset begins with six letters and a plus, and no two fonts have the same")
def tags(d):
    names = [f.entries.get("BaseFont") for f in d.fonts.values()]
    for name in names:
        if not re.match(r"[A-Z]{6}\+.", str(name)) or names.count(name) > 1:
            yield str(name)


@rule("PDF/A 6.2.11.5-1 UA 7.21.5", "widths in the dictionary are those of the program, within a thousandth of the em")
def widths(d):
    for f, code, g in shown(d):
        if f.program and not f.program.flaws and f.glyph(code) < f.program.count:
            said, real = f.width(code), f.program.width(f.glyph(code))
            if abs(said - real) > 1:
                yield f"{f.place}: code {code}: {said}, and {real:.1f} in the program"


@rule("PDF/A 6.2.11.6-4 UA 7.21.6", "the cmap of a symbolic TrueType program, if it has one, holds one encoding or (3, 0)")
def symbolic(d):
    for f in d.fonts.values():
        encodings = f.program.encodings() if f.program else []
        if f.descriptor.get("Flags", 0) & 4 and len(encodings) > 1 and (3, 0) not in encodings:
            yield f"{f.place}: {encodings}"


@rule("PDF/A 6.2.11.7.2-1 UA 7.21.7", "every code that is shown has a Unicode value")
def mapped(d):
    for f, code, g in shown(d):
        if not f.unicode or not f.unicode.map.get(code):
            yield f"{f.place}: code {code}"


@rule("PDF/A 6.2.11.7.2-2 UA 7.21.7", "no Unicode value is U+0000, U+FEFF or U+FFFE")
def forbidden(d):
    for f in d.fonts.values():
        for code, text in (f.unicode.map if f.unicode else {}).items():
            if any(c in text for c in "\0\ufeff\ufffe"):
                yield f"{f.place}: code {code}"


@rule("PDF/A 6.2.11.7.3-1", "a character of the private use areas has an ActualText")
def private_use(d):
    for g in d.content.glyphs:
        f = d.fonts[id(g.font)]
        text = f.unicode.map.get(g.code, "") if f.unicode else ""
        if any(0xE000 <= ord(c) <= 0xF8FF or 0xF0000 <= ord(c) for c in text) and not g.item.actual:
            yield f"{f.place}: code {g.code}"


@rule("PDF 9.10.3-1", "a ToUnicode map is well formed, its codes within its code space, each once")
def unicode_maps(d):
    for f in d.fonts.values():
        for flaw in f.unicode.flaws if f.unicode else []:
            yield f"{f.place}: {flaw}"


@rule("PDF/A 6.2.11.8-1 UA 7.21.8", "glyph 0 (.notdef) is never shown")
def notdef(d):
    for f, code, g in shown(d):
        if f.glyph(code) == 0:
            yield f"{f.place}: code {code}"
