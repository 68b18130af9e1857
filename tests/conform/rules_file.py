"""Owns: ISO 19005-3 6.1, file structure, on the bytes of the file."""
import re

from document import rule
from pdf import Name, Real, Ref, Stream

FILTERS = {"ASCIIHexDecode", "ASCII85Decode", "FlateDecode", "RunLengthDecode", "CCITTFaxDecode", "JBIG2Decode", "DCTDecode", "JPXDecode"}


@rule("PDF/A 6.1.2-1", "the header is %PDF-1.n at byte 0, followed by an end of line")
def header(d):
    if not re.match(rb"%PDF-1\.[0-7](\r\n|\r|\n)", d.data):
        yield f"starts {d.data[:10]!r}"


@rule("PDF/A 6.1.2-2", "a comment of four bytes above 127 follows")
def binary_comment(d):
    if not re.match(rb"%PDF-1\.\d(\r\n|\r|\n)%[\x80-\xff]{4}", d.data):
        yield "no such comment"


@rule("PDF/A 6.1.3-1", "the trailer has an ID of two strings")
def identifier(d):
    value = d.get(d.trailer.get("ID"))
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(v, bytes) and len(v) for v in value):
        yield f"ID is {value!r}"


@rule("PDF/A 6.1.3-2", "no encryption")
def encryption(d):
    if "Encrypt" in d.trailer:
        yield "Encrypt in the trailer"


@rule("PDF/A 6.1.3-3", "nothing follows the last %%EOF but one end of line")
def end_of_file(d):
    if not re.search(rb"%%EOF(\r\n|\r|\n)?\Z", d.data):
        yield f"ends {d.data[-12:]!r}"


@rule("PDF/A 6.1.4-1", "entries of the cross-reference table are 20 bytes and point at objects; free and used ones add up")
def table(d):
    head = re.compile(rb"xref(\r\n|\r|\n)(\d+) (\d+)(\r\n|\r|\n)").match(d.data, d.file.xref)
    if not head:
        yield "no plain head"
        return
    at, count = head.end(), int(head.group(3))
    for i in range(count):
        line = d.data[at + 20 * i:at + 20 * i + 20]
        if not re.fullmatch(rb"\d{10} \d{5} [nf]( \r| \n|\r\n)", line):
            yield f"entry {i} is {line!r}"
            return
    if d.get(d.trailer.get("Size")) != count:
        yield f"Size {d.trailer.get('Size')} of {count} entries"


@rule("PDF/A 6.1.4-2", "xref and the head of its subsection are apart by one end of line")
def table_head(d):
    if not re.compile(rb"xref(\r\n|\r|\n)\d+ \d+(\r\n|\r|\n| \r| \n)").match(d.data, d.file.xref):
        yield f"reads {d.data[d.file.xref:d.file.xref + 12]!r}"


@rule("PDF/A 6.1.6-1", "hexadecimal strings have an even number of digits")
def even_hex(d):
    for place, value in d.file.walk():
        if isinstance(value, bytes) and getattr(value, "digits", None) and len(value.digits) % 2:
            yield place


@rule("PDF/A 6.1.6-2", "hexadecimal strings hold hexadecimal digits only")
def clean_hex(d):
    for place, value in d.file.walk():
        if isinstance(value, bytes) and getattr(value, "digits", None) and not re.fullmatch(rb"[0-9A-Fa-f]*", value.digits):
            yield place


def streams(d):
    return [(n, v) for n, v in d.file.objects.items() if isinstance(v, Stream)]


@rule("PDF/A 6.1.7.1-1", "Length is the number of bytes of the stream")
def stream_length(d):
    for n, s in streams(d):
        begin = d.data.index(b"stream", d.file.places[n])
        at = d.data.index(b"\n", begin) + 1 + len(s.raw)
        if not isinstance(s.entries.get("Length"), int) or not re.compile(rb"(\r\n|\r|\n)endstream").match(d.data, at):
            yield f"object {n}: Length {s.entries.get('Length')}"


@rule("PDF/A 6.1.7.1-2", "an end of line stands after stream (never a lone CR) and before endstream")
def stream_lines(d):
    for n, s in streams(d):
        begin = d.data.index(b"stream", d.file.places[n]) + 6
        if not re.compile(rb"\r?\n").match(d.data, begin) or d.data[d.data.index(b"endstream", begin + len(s.raw)) - 1] not in b"\r\n":
            yield f"object {n}"


@rule("PDF/A 6.1.7.1-3", "no stream lies in another file (F, FFilter, FDecodeParms)")
def stream_outside(d):
    for n, s in streams(d):
        if {"F", "FFilter", "FDecodeParms"} & set(s.entries):
            yield f"object {n}"


@rule("PDF/A 6.1.7.2-1", "only the filters of ISO 32000-1 table 6, without LZW and Crypt")
def filters(d):
    for n, s in streams(d):
        value = d.get(s.entries.get("Filter", []))
        for name in value if isinstance(value, list) else [value]:
            if name not in FILTERS:
                yield f"object {n}: {name}"


@rule("PDF/A 6.1.8-1", "names of fonts, colorants and structure types are UTF-8")
def names(d):
    for place, value in d.file.walk():
        if isinstance(value, Name) and place.rsplit("/", 1)[-1] in ("BaseFont", "FontName", "S"):
            try:
                value.encode("latin-1").decode("utf-8")
            except UnicodeDecodeError:
                yield f"{place}: {value!r}"


@rule("PDF/A 6.1.9-1", "number, generation and obj are apart by one space; obj and endobj stand between ends of line")
def objects(d):
    for n, at in d.file.places.items():
        head = re.compile(rb"\d+[\0\t\f ]\d+[\0\t\f ]obj(\r\n|\r|\n)").match(d.data, at)
        if not head or d.data[at - 1] not in b"\r\n":
            yield f"object {n}"
    for found in re.finditer(rb".endobj.", d.data, re.S):
        if found.group()[0] not in b"\r\n" or found.group()[-1] not in b"\r\n":
            yield f"endobj at {found.start()}"


@rule("PDF/A 6.1.10-1", "content streams hold no inline image (ours never do; its filters are therefore never in question)")
def inline_images(d):
    for place, token in d.content.unknown:
        if token == "BI":
            yield place


@rule("PDF/A 6.1.12-1", "the permissions dictionary holds DocMDP and UR3 only")
def permissions(d):
    extra = set(d.at(d.catalog, "Perms") or {}) - {"DocMDP", "UR3"}
    if extra:
        yield str(extra)


@rule("PDF/A 6.1.12-2", "with DocMDP no signature reference has a digest of its own")
def reference_digest(d):
    if "DocMDP" not in (d.at(d.catalog, "Perms") or {}):
        return
    for place, entries in d.file.dictionaries():
        if entries.get("Type") == "SigRef" and {"DigestLocation", "DigestMethod", "DigestValue"} & set(entries):
            yield place


def integers(d):
    for place, value in d.file.walk():
        if isinstance(value, (int, Real)) and not isinstance(value, bool):
            yield place, value
    yield from d.content.numbers


@rule("PDF/A 6.1.13-1", "integers lie within 32 bits")
def integer_limit(d):
    for place, value in integers(d):
        if isinstance(value, int) and not -2**31 <= value < 2**31:
            yield f"{place}: {value}"


@rule("PDF/A 6.1.13-2", "reals lie within 3.403e38 and are no smaller than 1.175e-38")
def real_limit(d):
    for place, value in integers(d):
        if isinstance(value, Real) and (abs(value) > 3.403e38 or 0 < abs(value) < 1.175e-38):
            yield f"{place}: {value}"


@rule("PDF/A 6.1.13-3", "strings have at most 32767 bytes")
def string_limit(d):
    for place, value in d.file.walk():
        if isinstance(value, bytes) and len(value) > 32767:
            yield place


@rule("PDF/A 6.1.13-4", "names have at most 127 bytes")
def name_limit(d):
    for place, value in d.file.walk():
        if isinstance(value, Name) and len(value) > 127:
            yield place


@rule("PDF/A 6.1.13-7", "at most 8388607 objects")
def object_limit(d):
    if d.get(d.trailer.get("Size")) > 8388608:
        yield str(d.trailer["Size"])


@rule("PDF/A 6.1.13-8", "q and Q nest at most 28 deep")
def nesting(d):
    if d.content.depth_max > 28:
        yield str(d.content.depth_max)


@rule("PDF/A 6.1.13-11", "page boxes are 3 to 14400 units wide and high")
def boxes(d):
    for ref, page in d.file.pages():
        for key in ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox"):
            box = d.file.inherited(page, key)
            if box and not all(3 <= abs(d.get(box[i + 2]) - d.get(box[i])) <= 14400 for i in (0, 1)):
                yield f"{ref} {key} {box}"


@rule("PDF 7.7.3-1", "every page has its type, parent, box, and stands in the count of its parent")
def page_tree(d):
    pages = d.file.pages()
    if d.at(d.catalog, "Pages", "Count") != len(pages) or not pages:
        yield f"Count {d.at(d.catalog, 'Pages', 'Count')} of {len(pages)} pages"
    for ref, page in pages:
        if page.get("Type") != "Page" or not d.file.inherited(page, "MediaBox") or d.file.inherited(page, "Resources") is None:
            yield f"{ref} lacks Type, MediaBox or Resources"


@rule("PDF 7.3.10-1", "every reference finds an object")
def references(d):
    for place, value in d.file.walk():
        if isinstance(value, Ref) and value.number not in d.file.objects:
            yield f"{place} refers to {value}"
