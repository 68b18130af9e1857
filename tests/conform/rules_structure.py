"""Owns: ISO 19005-3 6.7 and ISO 14289-1 7.1-7.9, logical structure. MP: failure condition of the Matterhorn Protocol 1.1."""
import unicodedata

from document import LANGUAGE, STANDARD, rule
from pdf import decode_text

HEADINGS = ["H1", "H2", "H3", "H4", "H5", "H6"]


@rule("PDF/A 6.7.2-1", "the catalog says that the file is marked")
def marked(d):
    if d.at(d.catalog, "MarkInfo", "Marked") is not True:
        yield "MarkInfo"


@rule("UA 7.1-4 MP 01-007", "no suspects")
def suspects(d):
    if d.at(d.catalog, "MarkInfo", "Suspects"):
        yield "Suspects"


@rule("PDF/A 6.7.3-1 UA 7.1-11", "the catalog has a structure tree with elements")
def tree(d):
    if not isinstance(d.root, dict) or d.root.get("Type") != "StructTreeRoot" or not d.elements:
        yield "none"


@rule("PDF/A 6.7.3-2 UA 7.1-5 MP 02-001", "structure types are standard, or mapped to one")
def standard_types(d):
    for e in d.elements:
        if e.standard is None and not e.circle:
            yield f"{e.ref}: {e.type}"


@rule("UA 7.1-6 MP 02-003", "the role map has no circle")
def circles(d):
    for name in d.role_map:
        if d.standard_type(name)[1]:
            yield name


@rule("PDF/A 6.7.3-4 UA 7.1-7 MP 02-004", "no standard type is mapped to another")
def remapped(d):
    for name in d.role_map:
        if name in STANDARD:
            yield name


@rule("PDF/A 6.7.3-3", "the tree is a tree: every P leads to where the element hangs, nothing hangs twice")
def consistent(d):
    yield from d.tree_flaws


@rule("UA 7.1-1 MP 01-003", "no artifact lies in tagged content")
def artifact_inside(d):
    for place, tag, _, around in d.content.sequences:
        if tag == "Artifact" and not place.startswith("appearance") and any("MCID" in p for _, p in around):
            yield place


@rule("UA 7.1-2 MP 01-004", "no tagged content lies in an artifact")
def inside_artifact(d):
    for place, tag, properties, around in d.content.sequences:
        if "MCID" in properties and any(t == "Artifact" for t, _ in around):
            yield f"{place}: MCID {properties['MCID']}"


@rule("UA 7.8 MP 18-001", "an artifact says what it is; one that holds text is of pagination: footer, header or watermark")
def artifact_types(d):
    for place, tag, p, _ in d.content.sequences:
        if tag == "Artifact" and p.get("Type") not in ("Pagination", "Layout", "Page", "Background"):
            yield f"{place}: {p.get('Type')}"
    for i in page_items(d):
        for tag, p in i.marks:
            if tag == "Artifact" and i.kind == "text" and (p.get("Type"), p.get("Subtype")) not in PAGINATION:
                yield f"{i.place}: text in {p.get('Type')} {p.get('Subtype')}"


PAGINATION = {("Pagination", s) for s in ("Header", "Footer", "Watermark")}


def page_items(d):
    return [i for i in d.content.items if i.place.startswith("page")]


@rule("UA 7.1-3 MP 01-005", "whatever is painted is an artifact or belongs to an element of the structure tree")
def everything_marked(d):
    for i in page_items(d):
        if not i.artifact and (i.mcid is None or d.element_of(d.content.page, i.mcid) is None):
            yield f"{i.place}: {i.kind} in {[t for t, _ in i.marks]}"


@rule("PDF 14.7.4.4-1", "an element and the parent tree name the same pieces of content, each used once, and all of them exist")
def parent_tree(d):
    for ref, page in d.file.pages():
        entry = d.parents.get(page.get("StructParents"))
        used = [m for place, m, _ in d.content.mcids if place.startswith("page")]
        if not isinstance(entry, list):
            yield f"{ref}: no StructParents"
            continue
        for m in sorted(set(used)):
            if used.count(m) > 1:
                yield f"MCID {m} is used {used.count(m)} times"
        said = {}
        for e in d.elements:
            for where, m in e.contents:
                if m in said or where != ref:
                    yield f"MCID {m} belongs to two elements, or to another page"
                said[m] = e.ref
        listed = {m: kid for m, kid in enumerate(entry) if kid is not None}
        if said != listed:
            yield f"elements and parent tree differ in {sorted(set(said.items()) ^ set(listed.items()), key=str)[:3]}"
        if set(said) != set(used):
            yield f"in the tree or on the page only: {sorted(set(said) ^ set(used))}"
    keys = list(d.parents)
    if not isinstance(d.at(d.root, "ParentTreeNextKey"), int) or d.at(d.root, "ParentTreeNextKey") <= max(keys, default=-1):
        yield "ParentTreeNextKey is not above all keys"


@rule("PDF 14.7.2-1", "the tag of marked content is the type of its element; an element is not empty")
def tags(d):
    for place, m, tag in d.content.mcids:
        e = d.element_of(d.content.page, m) if place.startswith("page") else None
        if e and tag not in (e.type, "Span"):
            yield f"{place}: MCID {m} is {tag} on the page and {e.type} in the tree"
    for e in d.elements:
        if not e.kids and not e.contents and not e.objects and e.standard not in ("TD", "TH"):
            yield f"{e.ref}: {e.type} is empty"


# ---- language ----

@rule("PDF/A 6.7.4-1 UA 7.2-29", "every Lang is a language tag")
def language_tags(d):
    found = [("catalog", d.catalog.get("Lang"))] + [(str(e.ref), e.entries["Lang"]) for e in d.elements if "Lang" in e.entries]
    found += [(place, p["Lang"]) for place, _, p, _ in d.content.sequences if "Lang" in p]
    for place, value in found:
        if value is not None and not LANGUAGE.fullmatch(decode_text(value) or ""):
            yield f"{place}: {value!r}"


def language_of(d, item):
    return item.lang or d.language(d.element_of(d.content.page, item.mcid))


@rule("UA 7.2-34 MP 11-001", "the language of every text is known")
def text_language(d):
    for i in page_items(d):
        if i.kind == "text" and not i.artifact and not language_of(d, i):
            yield f"{i.place}: MCID {i.mcid}"


# Scripts that one language at most of a few is written in: text in them cannot be English.
SCRIPTS = {"CJK": ("zh", "ja", "ko", "und-Hani"), "HANGUL": ("ko",), "HIRAGANA": ("ja",), "KATAKANA": ("ja",), "THAI": ("th",), "ARABIC": ("ar", "fa", "ur", "und-Arab"),
           "DEVANAGARI": ("hi", "mr", "ne", "und-Deva"), "CYRILLIC": ("ru", "uk", "bg", "und-Cyrl"), "HEBREW": ("he", "yi"), "GREEK": ("el",)}


def text_of_glyph(d, g):
    f = d.fonts[id(g.font)]
    return f.unicode.map.get(g.code, "") if f.unicode else ""


def script_of(character):
    return unicodedata.name(character, "").split(" ")[0] if character.isalpha() else ""


@rule("UA 7.2 MP 11-001 script", "text in another script says its language: Chinese is not read out as English")
def script_language(d):
    for g in d.content.glyphs:
        if g.item.artifact or not g.item.place.startswith("page"):
            continue
        for c in text_of_glyph(d, g):
            wanted = SCRIPTS.get(script_of(c))
            lang = language_of(d, g.item) or ""
            if wanted and not any(lang == w or lang.startswith(w + "-") for w in wanted):
                yield f"MCID {g.item.mcid}: {c!r} in {lang!r}"


@rule("UA 7.2-21 MP 11-002", "the language of Alt, ActualText and E is known")
def replacement_language(d):
    for e in d.elements:
        if any(k in e.entries for k in ("Alt", "ActualText", "E")) and not d.language(e):
            yield f"{e.ref}"


@rule("UA 7.2-24 MP 11-004", "the language of annotations and field descriptions is known")
def form_language(d):
    if not decode_text(d.catalog.get("Lang")):
        for _, e in d.file.dictionaries():
            if e.get("Subtype") == "Widget" and ("TU" in e or "Contents" in e):
                yield "TU or Contents"


@rule("UA 7.2-2 MP 11-003", "the language of outlines is known")
def outline_language(d):
    if "Outlines" in d.catalog and not decode_text(d.catalog.get("Lang")):
        yield "Outlines"


# ---- kinds of elements ----

def kids(e):
    return [k.standard for k in e.kids]


def parent(e):
    return e.parent.standard if e.parent else None


@rule("UA 7.2-3 MP 09-004", "tables: Table holds rows, row groups and one caption; rows hold cells")
def tables(d):
    inside = {"Table": {"TR", "THead", "TBody", "TFoot", "Caption"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"}, "TR": {"TH", "TD"}}
    outside = {"TR": {"Table", "THead", "TBody", "TFoot"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"}, "TH": {"TR"}, "TD": {"TR"}}
    for e in d.elements:
        if e.standard in inside and not set(kids(e)) <= inside[e.standard]:
            yield f"{e.ref}: {e.standard} holds {sorted(set(map(str, kids(e))) - inside[e.standard])}"
        if e.standard in outside and parent(e) not in outside[e.standard]:
            yield f"{e.ref}: {e.standard} in {parent(e)}"
        if e.standard == "Table" and (kids(e).count("THead") > 1 or kids(e).count("TFoot") > 1 or "Caption" in kids(e)[1:-1]
                                      or ({"THead", "TFoot"} & set(kids(e)) and "TBody" not in kids(e))):
            yield f"{e.ref}: groups or caption"


def attribute(d, e, key):
    value = d.get(e.entries.get("A"))
    for a in value if isinstance(value, list) else [value]:
        a = d.get(a)
        if isinstance(a, dict) and key in a:
            return d.get(a[key])
    return None


@rule("UA 7.2-41 MP 15-003", "tables: all rows have as many cells, and every header cell its scope")
def table_shape(d):
    for table in d.elements_of("Table"):
        rows = [r for k in table.kids for r in ([k] if k.standard == "TR" else k.kids) if r.standard == "TR"]
        sums = {sum(attribute(d, c, "ColSpan") or 1 for c in r.kids) for r in rows}
        if len(sums) > 1 and not any(attribute(d, c, "RowSpan") for r in rows for c in r.kids):
            yield f"{table.ref}: rows of {sorted(sums)} cells"
    for cell in d.elements_of("TH"):
        if attribute(d, cell, "Scope") not in ("Row", "Column", "Both"):
            yield f"{cell.ref}: no Scope"


@rule("UA 7.2-17 MP 09-005", "lists: L holds items, items hold label and body")
def lists(d):
    for e in d.elements:
        if e.standard == "L" and (not set(kids(e)) <= {"L", "LI", "Caption"} or "Caption" in kids(e)[1:]):
            yield f"{e.ref}: L holds {kids(e)}"
        if e.standard == "LI" and (parent(e) != "L" or not set(kids(e)) <= {"Lbl", "LBody"}):
            yield f"{e.ref}: LI"
        if e.standard == "LBody" and parent(e) != "LI":
            yield f"{e.ref}: LBody in {parent(e)}"
        if e.standard == "Lbl" and parent(e) not in ("LI", "Note", "BibEntry", "Form", "Caption"):
            yield f"{e.ref}: Lbl in {parent(e)}"


@rule("UA 7.2-26 MP 09-006", "tables of contents: TOC holds TOCI")
def contents(d):
    for e in d.elements:
        if e.standard == "TOC" and (not set(kids(e)) <= {"TOC", "TOCI", "Caption"} or "Caption" in kids(e)[1:]):
            yield f"{e.ref}: TOC holds {kids(e)}"
        if e.standard == "TOCI" and parent(e) != "TOC":
            yield f"{e.ref}: TOCI in {parent(e)}"


@rule("PDF 14.8.4-1", "the tree has one Document; block elements do not lie in inline ones or in paragraphs")
def nesting(d):
    tops = [e for e in d.elements if e.parent is None]
    if [e.standard for e in tops] != ["Document"]:
        yield f"at the top: {[e.standard for e in tops]}"
    block = {"P", "Table", "L", "Sect", "Part", "Art", "Div", "Document", "TOC", "BlockQuote"} | set(HEADINGS)
    for e in d.elements:
        if e.standard in block and parent(e) in {"P", "Span", "Link", "Quote"} | set(HEADINGS):
            yield f"{e.ref}: {e.standard} in {parent(e)}"


@rule("UA 7.3-1 MP 13-004", "figures have an alternative text")
def figures(d):
    for e in d.elements_of("Figure"):
        if not (e.text("Alt") or e.text("ActualText")):
            yield f"{e.ref}"


@rule("PDF 14.8.5.4.3-1", "figures tell their place: a Layout attribute with BBox on the page")
def figure_boxes(d):
    for e in d.elements_of("Figure", "Formula"):
        box = attribute(d, e, "BBox")
        page = d.file.inherited(d.get(e.page) or {}, "MediaBox")
        if not box or not page or not (page[0] <= box[0] < box[2] <= page[2] and page[1] <= box[1] < box[3] <= page[3]):
            yield f"{e.ref}: {box}"


@rule("UA 7.7-1 MP 17-002", "formulas have an alternative text")
def formulas(d):
    for e in d.elements_of("Formula"):
        if not (e.text("Alt") or e.text("ActualText")):
            yield f"{e.ref}"


@rule("UA 7.4.2-1 MP 14-002", "headings begin with H1 and skip no level")
def headings(d):
    level = 0
    for e in d.elements_of(*HEADINGS):
        n = int(e.standard[1])
        if n > level + 1:
            yield f"{e.ref}: {e.standard} after H{level}"
        level = n


@rule("UA quality heading", "the document has one H1")
def has_heading(d):
    if len(d.elements_of("H1")) != 1:
        yield f"{len(d.elements_of('H1'))} of them"


@rule("UA 7.4.4-1 MP 14-006", "no node has two H; H and H1-H6 are not mixed")
def strong_headings(d):
    for e in d.elements:
        if kids(e).count("H") > 1:
            yield f"{e.ref}"
    if d.elements_of("H") and d.elements_of(*HEADINGS):
        yield "H and Hn"


@rule("UA 7.9-1 MP 19-003", "notes have an identifier of their own")
def notes(d):
    identities = [e.text("ID") for e in d.elements_of("Note")]
    for e in d.elements_of("Note"):
        if not e.text("ID") or identities.count(e.text("ID")) > 1:
            yield f"{e.ref}"


@rule("PDF 14.9.4-1", "ActualText of marked content is a text string that holds no character of the private use areas")
def actual_text(d):
    for place, _, p, _ in d.content.sequences:
        if "ActualText" in p:
            text = decode_text(p["ActualText"])
            if text is None or any(0xE000 <= ord(c) <= 0xF8FF or ord(c) in (0, 0xFFFD, 0xFFFE) for c in text):
                yield f"{place}: {p['ActualText']!r}"


@rule("PDF 14.9.4-2", "no piece of a value begins with a mark that belongs to the letter before it: the line was cut within a letter")
def cut_letters(d):
    for place, _, p, _ in d.content.sequences:
        text = decode_text(p.get("ActualText")) or ""
        if text and unicodedata.category(text[0]).startswith("M"):
            yield f"{place}: {text[:4]!r}"


@rule("PDF 14.8.2.3.3-1", "reversed characters stand in text only, never empty")
def reversed_text(d):
    empty = {id(p) for _, tag, p, _ in d.content.sequences if tag == "ReversedChars"}
    for i in d.content.items:
        for tag, p in i.marks:
            empty.discard(id(p) if tag == "ReversedChars" and i.kind == "text" else None)
    if empty:
        yield f"{len(empty)} empty"


@rule("PDF 14.8.2.5-1", "words are apart by spaces: no element ends in a word where the next piece of it begins with one")
def spaces(d):
    pieces = {}
    for g in d.content.glyphs:
        if g.item.place.startswith("page") and not g.item.artifact:
            pieces.setdefault(g.item.mcid, []).append(text_of_glyph(d, g))
    for e in d.elements:
        texts = ["".join(pieces.get(m, [])) for _, m in e.contents]
        for a, b in zip(texts, texts[1:]):
            if a and b and a[-1].isalnum() and b[0].isalnum() and a[-1].isascii() and b[0].isascii():
                yield f"{e.ref}: {a[-12:]!r} {b[:12]!r}"
