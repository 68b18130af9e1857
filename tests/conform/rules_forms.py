"""Owns: ISO 19005-3 6.3-6.5 and 6.8-6.11, annotations, forms, signature, actions, attachments, optional content; with ISO 14289-1's on the same."""
import re

from document import rule
from pdf import Stream, decode_text

ANNOTATIONS = set("Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Popup FileAttachment Widget "
                  "PrinterMark TrapNet Watermark Redact".split())


def annotations(d):
    for ref, page in d.file.pages():
        for i, a in enumerate(d.get(page.get("Annots")) or []):
            yield f"{ref} Annots[{i}]", a, d.get(a), page


def fields(d):
    todo = list(d.at(d.catalog, "AcroForm", "Fields") or [])
    while todo:
        field = d.get(todo.pop())
        yield field
        todo += d.get(field.get("Kids")) or []


@rule("PDF/A 6.3.1-1", "annotations are of the allowed types")
def types(d):
    for place, _, a, _ in annotations(d):
        if a.get("Subtype") not in ANNOTATIONS:
            yield f"{place}: {a.get('Subtype')}"


@rule("PDF/A 6.3.2-1", "annotations have flags")
def has_flags(d):
    for place, _, a, _ in annotations(d):
        if "F" not in a and a.get("Subtype") != "Popup":
            yield place


@rule("PDF/A 6.3.2-2", "annotations are printed, and neither hidden nor invisible")
def flags(d):
    for place, _, a, _ in annotations(d):
        if "F" in a and (not a["F"] & 4 or a["F"] & (1 | 2 | 32 | 256)):
            yield f"{place}: {a['F']}"


@rule("PDF/A 6.3.3-1", "annotations have an appearance")
def appearance(d):
    for place, _, a, _ in annotations(d):
        if a.get("Subtype") not in ("Popup", "Link") and not isinstance(d.get(a.get("AP")), dict):
            yield place


@rule("PDF/A 6.3.3-2", "an appearance has the key N only, a stream (but for buttons)")
def normal(d):
    for place, _, a, _ in annotations(d):
        ap = d.get(a.get("AP"))
        if isinstance(ap, dict) and (set(ap) != {"N"} or isinstance(d.get(ap["N"]), dict) != (a.get("FT") == "Btn")):
            yield f"{place}: {sorted(ap)}"


@rule("PDF/A 6.4.1-1", "no widget has actions")
def widget_actions(d):
    for place, _, a, _ in annotations(d):
        if a.get("Subtype") == "Widget" and ("A" in a or "AA" in a):
            yield place


@rule("PDF/A 6.4.1-2", "no form field has additional actions")
def field_actions(d):
    for field in fields(d):
        if "AA" in field:
            yield str(field.get("T"))


@rule("PDF/A 6.4.1-3", "NeedAppearances is not true")
def need_appearances(d):
    if d.at(d.catalog, "AcroForm", "NeedAppearances"):
        yield "it is"


@rule("PDF/A 6.4.2-1 UA 7.15", "no XFA, nothing that needs rendering")
def xfa(d):
    if "XFA" in (d.at(d.catalog, "AcroForm") or {}) or "NeedsRendering" in d.catalog:
        yield "XFA or NeedsRendering"


@rule("PDF 12.7.3-1", "each field has its type and a name of its own, and stands on a page")
def field_keys(d):
    names = [decode_text(f.get("T")) for f in fields(d)]
    for f in fields(d):
        if f.get("FT") not in ("Sig", "Tx", "Btn", "Ch") or not f.get("T") or names.count(decode_text(f["T"])) > 1:
            yield f"{f.get('FT')} {f.get('T')}"
        if f.get("Subtype") == "Widget" and not any(f is a for _, _, a, _ in annotations(d)):
            yield f"{f.get('T')} is on no page"


def signatures(d):
    return [v for v in d.file.objects.values() if isinstance(v, dict) and v.get("Type") == "Sig"]


@rule("PDF/A 6.4.3-1", "a signature covers the whole file but its own Contents")
def byte_range(d):
    for s in signatures(d):
        r = s.get("ByteRange")
        gap = d.data[r[1]:r[2]] if isinstance(r, list) and len(r) == 4 else b""
        if not gap.startswith(b"<") or not gap.endswith(b">") or r[0] != 0 or r[2] + r[3] != len(d.data) or gap.count(b"<") != 1:
            yield str(r)


def der(data, at=0):
    """(tag, content, next place) of a DER value."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        n = size & 0x7F
        size, at = int.from_bytes(data[at:at + n], "big"), at + n
    if at + size > len(data):
        raise ValueError("DER passes the end")
    return tag, data[at:at + size], at + size


def parts(data):
    out, at = [], 0
    while at < len(data):
        tag, content, at = der(data, at)
        out.append((tag, content))
    return out


@rule("PDF/A 6.4.3-2", "Contents is one DER value of SignedData with the signer's certificate and one SignerInfo")
def cms(d):
    for s in signatures(d):
        tag, content, end = der(s["Contents"])
        if tag != 0x30 or s["Contents"][end:].strip(b"\0"):
            yield "no single DER value, padded with zeros"
            continue
        signed = parts(parts(parts(content)[1][1])[0][1])
        certificates = [c for t, c in signed if t == 0xA0]
        infos = parts(signed[-1][1])
        if len(certificates) != 1 or len(infos) != 1:
            yield f"{len(certificates)} sets of certificates, {len(infos)} SignerInfo"
            continue
        identifier = parts(infos[0][1])[1][1]
        issuer, serial = parts(identifier)[:2]
        held = [parts(parts(c)[0][1]) for _, c in parts(certificates[0])]
        if not any((c[1], c[3][1]) == (serial, issuer[1]) for c in held):
            yield "the signer's certificate is not there"


@rule("PDF/A 6.5.1-1", "no actions but GoTo, GoToR, GoToE, Thread, URI, SubmitForm and the four named ones (ours have none at all)")
def actions(d):
    for place, e in d.file.dictionaries():
        if e.get("Type") == "Action" or e.get("S") in ("JavaScript", "Launch", "Sound", "Movie", "ResetForm", "ImportData", "Hide", "SetOCGState", "Rendition",
                                                       "Trans", "GoTo3DView", "Named", "URI", "SubmitForm", "GoToR", "GoToE"):
            yield f"{place}: {e.get('S')}"
    if "OpenAction" in d.catalog:
        yield "OpenAction"
    if "JavaScript" in (d.at(d.catalog, "Names") or {}):
        yield "Names/JavaScript"


@rule("PDF/A 6.5.2-1", "neither catalog nor page has additional actions")
def additional(d):
    for e in [d.catalog] + [page for _, page in d.file.pages()]:
        if "AA" in e:
            yield "AA"


def specifications(d):
    return [(place, e) for place, e in d.file.dictionaries() if "EF" in e]


@rule("PDF/A 6.8-1", "an embedded file has its media type as Subtype")
def media_type(d):
    for place, e in specifications(d):
        for key in d.get(e["EF"]):
            kind = d.at(e, "EF", key, "Subtype")
            if not re.fullmatch(r"[-\w+.]+/[-\w+.]+", str(kind)):
                yield f"{place}: {kind}"


@rule("PDF/A 6.8-2 UA 7.11", "a file specification has F and UF, neither empty, and EF has both")
def file_names(d):
    for place, e in specifications(d):
        if not e.get("F") or not e.get("UF") or not {"F", "UF"} <= set(d.get(e["EF"])) or e.get("Type") != "Filespec":
            yield place


@rule("PDF/A 6.8-3", "a file specification tells the relationship")
def relationship(d):
    for place, e in specifications(d):
        if e.get("AFRelationship") not in ("Source", "Data", "Alternative", "Supplement", "Unspecified"):
            yield f"{place}: {e.get('AFRelationship')}"


@rule("PDF/A 6.8-4", "every embedded file is associated with the document or a part of it (AF)")
def associated(d):
    listed = {id(d.get(f)) for _, e in d.file.dictionaries() if "AF" in e for f in d.get(e["AF"])}
    for place, e in specifications(d):
        if id(e) not in listed:
            yield place


@rule("PDF/A 6.8-5", "an embedded file says when it was changed and how long it is")
def parameters(d):
    for place, e in specifications(d):
        stream = d.at(e, "EF", "F")
        params = d.get(stream.entries.get("Params")) or {}
        if not re.fullmatch(rb"D:\d{14}(Z|[+-]\d\d'\d\d'?)", params.get("ModDate", b"")) or params.get("Size") != len(stream.data()):
            yield f"{place}: {params}"
        if stream.entries.get("Type") != "EmbeddedFile":
            yield f"{place}: stream without Type"


@rule("PDF 7.11.4-1 UA quality", "an embedded file is described, and stands in the names of the document")
def described(d):
    names = d.at(d.catalog, "Names", "EmbeddedFiles", "Names") or []
    for place, e in specifications(d):
        if not e.get("Desc") or not any(d.get(v) is e for v in names[1::2]):
            yield place


@rule("PDF/A 6.9-1 UA 7.10", "optional content, if any, has named configurations without AS")
def optional(d):
    properties = d.at(d.catalog, "OCProperties") or {}
    for config in [properties.get("D")] + (d.get(properties.get("Configs")) or []):
        config = d.get(config)
        if isinstance(config, dict) and (not config.get("Name") or "AS" in config):
            yield str(config.get("Name"))


@rule("PDF/A 6.10-1", "no alternate presentations and no presentation steps")
def presentations(d):
    if "AlternatePresentations" in (d.at(d.catalog, "Names") or {}):
        yield "AlternatePresentations"
    for ref, page in d.file.pages():
        if "PresSteps" in page:
            yield f"{ref}: PresSteps"


@rule("PDF/A 6.11-1", "the catalog asks for nothing (Requirements)")
def requirements(d):
    if "Requirements" in d.catalog:
        yield "Requirements"


# ---- ISO 14289-1 7.18 ----

def element_of_annotation(d, reference, annotation):
    entry = d.parents.get(annotation.get("StructParent"))
    element = d.by_ref.get(entry) if not isinstance(entry, (dict, list)) else None
    return element if element and reference in element.objects else None


@rule("UA 7.18.1-1 MP 28-002", "an annotation that is no widget, link or popup lies in an Annot element with a description")
def annot_element(d):
    for place, ref, a, _ in annotations(d):
        if a.get("Subtype") in ("Widget", "Link", "Popup", "PrinterMark"):
            continue
        e = element_of_annotation(d, ref, a)
        if not e or e.standard != "Annot" or not (a.get("Contents") or e.text("Alt")):
            yield f"{place}: {a.get('Subtype')}"


@rule("UA 7.18.1-3 MP 28-005", "a form field has a description (TU), or its element one (Alt)")
def field_description(d):
    for place, ref, a, _ in annotations(d):
        e = element_of_annotation(d, ref, a)
        if a.get("Subtype") == "Widget" and not a.get("TU") and not (e and e.text("Alt")):
            yield place


@rule("UA 7.18.2-1 MP 28-007", "no TrapNet")
def trap_net(d):
    for place, _, a, _ in annotations(d):
        if a.get("Subtype") == "TrapNet":
            yield place


@rule("UA 7.18.3-1 MP 28-008", "a page with annotations has the tab order of the structure")
def tab_order(d):
    for ref, page in d.file.pages():
        if page.get("Annots") and page.get("Tabs") != "S":
            yield f"{ref}: {page.get('Tabs')}"


@rule("UA 7.18.4-1 MP 28-010", "a widget lies in a Form element, through an OBJR and the parent tree alike")
def widget_element(d):
    for place, ref, a, _ in annotations(d):
        e = element_of_annotation(d, ref, a)
        if a.get("Subtype") == "Widget" and (not e or e.standard != "Form"):
            yield place


@rule("UA 7.18.4-2", "a Form element holds one widget, and nothing else")
def form_element(d):
    for e in d.elements_of("Form"):
        if len(e.objects) != 1 or e.kids or e.contents:
            yield f"{e.ref}"


@rule("UA 7.18.5-1 MP 28-011", "a link lies in a Link element and says where it leads (Contents)")
def links(d):
    for place, ref, a, _ in annotations(d):
        e = element_of_annotation(d, ref, a)
        if a.get("Subtype") == "Link" and (not e or e.standard != "Link" or not a.get("Contents")):
            yield place


@rule("UA 7.18.8-1 MP 28-017", "printer's marks stand outside the structure")
def printer_marks(d):
    for place, ref, a, _ in annotations(d):
        if a.get("Subtype") == "PrinterMark" and element_of_annotation(d, ref, a):
            yield place


@rule("UA 7.16-1 MP 26-001", "an encrypted file lets assistive technology in")
def security(d):
    encrypt = d.get(d.trailer.get("Encrypt"))
    if isinstance(encrypt, dict) and not encrypt.get("P", 0) & 512:
        yield str(encrypt.get("P"))


@rule("UA 7.18.6.2-1 MP 28-014", "media clips have a content type and a description")
def media(d):
    for place, e in d.file.dictionaries():
        if e.get("Type") == "MediaClip" and (not re.fullmatch(r"[-\w+.]+/[-\w+.]+", str(decode_text(e.get("CT")))) or not e.get("Alt")):
            yield place


@rule("UA 7.20-1 MP 30-001", "no reference XObject; no form XObject with marked content is drawn twice")
def forms_once(d):
    for x, calls in d.content.form_calls.values():
        if "Ref" in x.entries or (calls > 1 and b"/MCID" in x.data()):
            yield f"{calls} times"
    for n, s in d.file.objects.items():
        if isinstance(s, Stream) and s.entries.get("Subtype") == "Form" and "Ref" in s.entries:
            yield f"object {n}"
