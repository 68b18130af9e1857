"""Owns: ISO 19005-3 6.6, metadata, and ISO 14289-1 clause 5 and 7.1 on the packet."""
import re

from document import rule, text_of
from pdf import Stream, decode_text

DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
PDF = "http://ns.adobe.com/pdf/1.3/"
PDFA = "http://www.aiim.org/pdfa/ns/id/"
PDFUA = "http://www.aiim.org/pdfua/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

# Properties that need no schema, with their form: text, date, alt, seq, bag, integer.
KNOWN = {(DC, n): "bag" for n in ("contributor", "language", "publisher", "relation", "subject", "type")}
KNOWN.update({(DC, n): "alt" for n in ("description", "rights", "title")})
KNOWN.update({(DC, n): "text" for n in ("coverage", "format", "identifier", "source")})
KNOWN.update({(DC, "creator"): "seq", (DC, "date"): "seq", (PDF, "Keywords"): "text", (PDF, "PDFVersion"): "text", (PDF, "Producer"): "text",
              (XMP, "CreatorTool"): "text", (XMP, "CreateDate"): "date", (XMP, "ModifyDate"): "date", (XMP, "MetadataDate"): "date",
              (PDFA, "part"): "integer", (PDFA, "conformance"): "text", (PDFA, "amd"): "text", (PDFA, "corr"): "text", (EXTENSION, "schemas"): "bag"})
DATE = r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?"


def container(node):
    kids = [k for k in node.childNodes if k.nodeType == k.ELEMENT_NODE] if node.nodeType == node.ELEMENT_NODE else []
    return kids[0].localName.lower() if len(kids) == 1 and kids[0].namespaceURI == RDF else None


def form_flaw(form, node):
    value = text_of(node).strip()
    if form in ("alt", "seq", "bag"):
        if container(node) != form:
            return f"no {form}"
        items = [k for k in node.getElementsByTagNameNS(RDF, "li")]
        if form == "alt" and not any(i.getAttribute("xml:lang") == "x-default" for i in items):
            return "no x-default"
        return None if items else "empty"
    if container(node):
        return "a container where a plain value belongs"
    if form == "date" and not re.fullmatch(DATE, value):
        return f"no date: {value}"
    return f"no integer: {value}" if form == "integer" and not re.fullmatch(r"[+-]?\d+", value) else None


def described_schemas(d):
    """(namespace, name): type of each property that an extension schema describes."""
    out = {}
    for schema in schemas(d):
        space = field(schema, SCHEMA, "namespaceURI")
        for p in items(child(schema, SCHEMA, "property")):
            out[space, field(p, PROPERTY, "name")] = (field(p, PROPERTY, "valueType") or "").lower()
    return out


def child(node, space, name):
    found = [k for k in node.childNodes if k.nodeType == k.ELEMENT_NODE and (k.namespaceURI, k.localName) == (space, name)] if node else []
    return found[0] if found else None


def field(node, space, name):
    found = child(node, space, name)
    return text_of(found).strip() if found else None


def items(node):
    if not node:
        return []
    return [k for c in node.childNodes if c.nodeType == c.ELEMENT_NODE for k in c.childNodes if k.nodeType == k.ELEMENT_NODE and k.localName == "li"]


def schemas(d):
    return [s for space, name, _, node in d.properties() if (space, name) == (EXTENSION, "schemas") for s in items(node)]


@rule("PDF/A 6.6.2.1-1 UA 7.1-8 MP 06-001", "the catalog has a metadata stream, readable without a filter")
def has_metadata(d):
    if not isinstance(d.metadata, Stream) or d.metadata.entries.get("Type") != "Metadata" or d.metadata.entries.get("Subtype") != "XML":
        yield "none"
    elif "Filter" in d.metadata.entries:
        yield "filtered"


def packet_head(d):
    return re.match(rb"(?:\xef\xbb\xbf)?<\?xpacket (.*?)\?>", d.packet or b"", re.S)


@rule("PDF/A 6.6.2.1-2", "the packet's head has no bytes")
def no_bytes(d):
    if packet_head(d) and b"bytes" in packet_head(d).group(1):
        yield "bytes"


@rule("PDF/A 6.6.2.1-3", "the packet's head has no encoding")
def no_encoding(d):
    if packet_head(d) and b"encoding" in packet_head(d).group(1):
        yield "encoding"


@rule("PDF/A 6.6.2.1-4", "the packet is well formed, stands between its two marks, and holds one RDF")
def well_formed(d):
    if d.xmp_flaw or not d.xmp:
        yield str(d.xmp_flaw)
    elif len(d.xmp.getElementsByTagNameNS(RDF, "RDF")) != 1:
        yield "not one RDF"
    head = packet_head(d)
    if not head or b"W5M0MpCehiHzreSzNTczkc9d" not in head.group(1) or not re.search(rb"<\?xpacket end=['\"][rw]['\"]\?>\s*\Z", d.packet):
        yield "marks"


@rule("PDF/A 6.6.2.1-5", "the packet is UTF-8")
def utf8(d):
    try:
        (d.packet or b"").decode("utf-8")
    except UnicodeDecodeError:
        yield "it is not"


@rule("PDF/A 6.6.2.3-2", "extension schemas stand in a bag, with the prefix pdfaExtension")
def extension_bag(d):
    for space, name, prefix, node in d.properties():
        if space == EXTENSION and (prefix != "pdfaExtension" or name != "schemas" or container(node) != "bag"):
            yield f"{prefix}:{name}"


@rule("PDF/A 6.6.2.3-3", "an extension schema has name, namespace, prefix and properties, and nothing unknown")
def extension_schema(d):
    for s in schemas(d):
        for key in ("schema", "namespaceURI", "prefix"):
            if not field(s, SCHEMA, key):
                yield f"no {key}"
        if container(child(s, SCHEMA, "property") or s) != "seq":
            yield "no sequence of properties"
        for k in s.childNodes:
            if k.nodeType == k.ELEMENT_NODE and (k.prefix != "pdfaSchema" or k.localName not in ("schema", "namespaceURI", "prefix", "property", "valueType")):
                yield f"{k.tagName}"


@rule("PDF/A 6.6.2.3-4", "a property of an extension schema has name, type, category and description")
def extension_property(d):
    for s in schemas(d):
        for p in items(child(s, SCHEMA, "property")):
            if not all(field(p, PROPERTY, k) for k in ("name", "valueType", "category", "description")) or field(p, PROPERTY, "category") not in ("internal", "external"):
                yield str(field(p, PROPERTY, "name"))
            for k in p.childNodes:
                if k.nodeType == k.ELEMENT_NODE and (k.prefix != "pdfaProperty" or k.localName not in ("name", "valueType", "category", "description")):
                    yield k.tagName


@rule("PDF/A 6.6.2.3-7", "every property is predefined or described by an extension schema, and of its type")
def properties(d):
    own = described_schemas(d)
    for space, name, prefix, node in d.properties():
        form = KNOWN.get((space, name)) or own.get((space, name))
        if form is None:
            yield f"{prefix}:{name} is described nowhere"
        elif form_flaw(form, node):
            yield f"{prefix}:{name}: {form_flaw(form, node)}"


@rule("PDF/A 6.6.2.3-8", "a property stands once")
def twice(d):
    names = [(space, name) for space, name, _, _ in d.properties()]
    for n in sorted(set(names)):
        if names.count(n) > 1:
            yield str(n)


INFO = {"Title": (DC, "title"), "Author": (DC, "creator"), "Subject": (DC, "description"), "Keywords": (PDF, "Keywords"), "Creator": (XMP, "CreatorTool"),
        "Producer": (PDF, "Producer"), "CreationDate": (XMP, "CreateDate"), "ModDate": (XMP, "ModifyDate")}


def same_instant(info, xmp):
    found = re.fullmatch(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d'\d\d'?)(00'00'?)?", info or "")
    if not found:
        return False
    zone = "Z" if found.group(7) == "Z" else found.group(7)[:6].replace("'", ":")
    y, mo, da, h, mi, s = found.groups()[:6]
    return xmp == f"{y}-{mo}-{da}T{h}:{mi}:{s}{zone}"


@rule("PDF/A 6.6.3-1", "the information dictionary and the packet agree, the dates to the second and the zone")
def agree(d):
    info = d.get(d.trailer.get("Info")) or {}
    for key, (space, name) in INFO.items():
        if key not in info:
            continue
        value, found = decode_text(info[key]), d.property(space, name)
        good = bool(found) and (same_instant(value, found[0]) if key.endswith("Date") else found[0] == value)
        if not good:
            yield f"{key}: {value!r} and {found!r}"


@rule("PDF/A 6.6.4-1", "the packet says part 3, conformance A, with the prefix pdfaid")
def identification(d):
    found = {name: (text_of(node), prefix) for space, name, prefix, node in d.properties() if space == PDFA}
    if found.get("part") != ("3", "pdfaid") or found.get("conformance") != ("A", "pdfaid"):
        yield str(found)


@rule("UA 5-1 MP 06-002", "the packet says PDF/UA part 1, with the prefix pdfuaid")
def ua_identification(d):
    found = {name: (text_of(node), prefix) for space, name, prefix, node in d.properties() if space == PDFUA}
    if found.get("part") != ("1", "pdfuaid"):
        yield str(found)


@rule("UA 7.1-9 MP 06-003", "the packet has a title that names the document")
def title(d):
    if not any(d.property(DC, "title")):
        yield "no dc:title"


@rule("UA 7.1-10 MP 07-001", "the window shows the title")
def shows_title(d):
    if d.at(d.catalog, "ViewerPreferences", "DisplayDocTitle") is not True:
        yield "DisplayDocTitle"


@rule("UA 7.2-33 MP 11-006", "the language of the packet is known, from the catalog")
def metadata_language(d):
    if not decode_text(d.catalog.get("Lang")):
        yield "no Lang in the catalog"


@rule("PDF 14.3.2-1", "every other metadata stream is a packet too")
def other_metadata(d):
    for n, s in d.file.objects.items():
        if isinstance(s, Stream) and s is not d.metadata and s.entries.get("Type") == "Metadata":
            yield f"object {n} (ours have one only)"
