"""Owns: the lies about file structure, graphics, fonts, annotations, attachments and metadata."""
import re

from lies import (add, annotation, bytes_, catalog, descendant, descriptor, draw, drop, element, extra, filespec, font, image, info, intent, lie, metadata, page,
                  page_ref, plain, profile, put, replace, resources, root, seal, signature, spoil, table, unmap, values, widget, with_program, wrong_cmap, xmp)
from pdf import Name, Real, Ref, Stream, Text


def odd(digits):
    text = Text(b"\0")
    text.digits = digits
    return text


# ---- 6.1 ----
bytes_("PDF/A 6.1.2-1", "version 2.0", b"%PDF-1.7", b"%PDF-2.0")
lie("PDF/A 6.1.2-2", "a comment of letters")(lambda data: data[:10] + b"abcd" + data[14:])
values("PDF/A 6.1.3-1", "no ID", lambda f: f.trailer.pop("ID"))
values("PDF/A 6.1.3-2", "Encrypt", lambda f: f.trailer.__setitem__("Encrypt", {"Filter": Name("Standard"), "P": -4}))
lie("PDF/A 6.1.3-3", "a line behind the end")(lambda data: data + b"more\n")
bytes_("PDF/A 6.1.4-1", "an entry of 19 bytes", b" 00000 n \n", b" 00000 n\n", True)
bytes_("PDF/A 6.1.4-2", "two ends of line behind xref", b"\nxref\n", b"\nxref\n\n", True)
values("PDF/A 6.1.6-1", "an odd number of digits", put(catalog, "Odd", odd(b"abc")))
values("PDF/A 6.1.6-2", "a letter that is no digit", put(catalog, "Odd", odd(b"ag")))
lie("PDF/A 6.1.7.1-1", "a Length one short")(lambda data: re.sub(rb"/Length (\d+)>>\nstream", lambda m: b"/Length %d>>\nstream" % (int(m.group(1)) - 1), data, 1))
bytes_("PDF/A 6.1.7.1-2", "stream and a lone CR", b"\nstream\n", b"\nstream\r")
values("PDF/A 6.1.7.1-3", "a stream in another file", put(metadata, "F", Text(b"other.xml")))
values("PDF/A 6.1.7.2-1", "LZWDecode", put(metadata, "Filter", Name("LZWDecode")))
values("PDF/A 6.1.8-1", "a font name in Latin-1", put(font, "BaseFont", Name("ABCDEF+Caf\xe9")))
bytes_("PDF/A 6.1.9-1", "no end of line behind endobj", b"endobj\n", b"endobj ")
values("PDF/A 6.1.10-1", "an inline image", draw(b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"))
values("PDF/A 6.1.12-1", "another permission", lambda f: f.at(f.catalog, "Perms").__setitem__("Other", {}))
values("PDF/A 6.1.12-2", "a digest in the reference", lambda f: f.at(signature(f), "Reference", 0).__setitem__("DigestValue", Text(b"x")))
values("PDF/A 6.1.13-1", "an integer of 33 bits", put(catalog, "Big", 2**31))
values("PDF/A 6.1.13-2", "a real too small", put(catalog, "Small", Real("0." + "0" * 39 + "1")))
values("PDF/A 6.1.13-3", "a string of 32768 bytes", put(catalog, "Long", Text(b"a" * 32768)))
values("PDF/A 6.1.13-4", "a name of 128 bytes", put(catalog, "Long", Name("a" * 128)))
bytes_("PDF/A 6.1.13-7", "too many objects", b"/Size", b"/Size 8388609/Old", True)
values("PDF/A 6.1.13-8", "29 q", draw(b"q " * 29 + b"Q " * 29))
values("PDF/A 6.1.13-11", "a page of 14401", put(page, "MediaBox", [0, 0, 14401, 842]))
values("PDF 7.7.3-1", "two pages are counted", lambda f: f.at(f.catalog, "Pages").__setitem__("Count", 2))
values("PDF 7.3.10-1", "a reference to nothing", put(catalog, "Lost", Ref(99999)))

# ---- 6.2 ----
values("PDF/A 6.2.2-1", "an unknown operator", draw(b"BX 1 foo EX"))
values("PDF/A 6.2.2-1", "an operand too few", draw(b"1 2 m 1 l S"))
values("PDF/A 6.2.2-1", "a mark never closed", draw(b"/P BMC"))
values("PDF/A 6.2.2-2", "a font that is not in the resources", draw(b"BT /Nope 9 Tf ET"))
values("PDF/A 6.2.3-1", "a scanner profile", lambda f: setattr(plain(profile(f)), "raw", profile(f).raw[:12] + b"scnr" + profile(f).raw[16:]))
values("PDF/A 6.2.3-1", "a profile of version 5", lambda f: setattr(plain(profile(f)), "raw", profile(f).raw[:8] + b"\5" + profile(f).raw[9:]))
values("PDF/A 6.2.3-1", "four components of RGB", put(profile, "N", 4))
values("PDF/A 6.2.3-1", "a profile cut short", lambda f: setattr(plain(profile(f)), "raw", profile(f).raw[:-4]))
values("PDF/A 6.2.3-2", "two profiles", lambda f: f.get(f.catalog["OutputIntents"]).append({**intent(f), "DestOutputProfile": add(f, profile(f))}))
values("PDF/A 6.2.3-3", "a profile outside", put(intent, "DestOutputProfileRef", {}))
values("PDF 14.11.5-1", "no condition", drop(intent, "OutputConditionIdentifier"))


def icc_based(f):
    f.at(f.get(page(f)["Resources"]))["ColorSpace"] = {"C0": [Name("ICCBased"), add(f, Stream({"N": 1}, profile(f).data()))]}
    draw(b"/C0 cs 1 scn 0 0 1 1 re f")(f)


values("PDF/A 6.2.4.2-1", "a profile of three components as one", icc_based)
values("PDF/A 6.2.4.3-2", "RGB without an intent", lambda f: f.catalog.pop("OutputIntents"))
values("PDF/A 6.2.4.3-3", "CMYK with an RGB intent", draw(b"0 0 0 1 k 0 0 1 1 re f"))
values("PDF/A 6.2.4.3-4", "grey without an intent", lambda f: (f.catalog.pop("OutputIntents"), draw(b"0 g 0 0 1 1 re f")(f)))


def spot(f):
    f.get(page(f)["Resources"])["ColorSpace"] = {"C0": [Name("Separation"), Name("Spot"), Name("DeviceRGB"), {}]}
    draw(b"/C0 cs 1 scn 0 0 1 1 re f")(f)


def state(entries):
    def change(f):
        f.get(page(f)["Resources"])["ExtGState"] = {"G0": {"Type": Name("ExtGState"), **entries}}
        draw(b"q /G0 gs Q")(f)
    return change


values("PDF/A 6.2.4.4-1", "a spot colour", spot)
values("PDF/A 6.2.5-1", "a transfer function", state({"TR": Name("Identity")}))
values("PDF/A 6.2.5-1", "a halftone with a name", state({"HT": {"HalftoneType": 1, "HalftoneName": Text(b"x")}}))
values("PDF/A 6.2.6-1", "an intent of its own", draw(b"/Mine ri"))
values("PDF/A 6.2.8-1", "alternates", put(image, "Alternates", []))
values("PDF/A 6.2.8-2", "OPI", put(image, "OPI", {}))
values("PDF/A 6.2.8-3", "interpolation", put(image, "Interpolate", True))
values("PDF/A 6.2.8-4", "a mask of eight bits", lambda f: image(f, "Symbol").entries.__setitem__("BitsPerComponent", 8))
values("PDF 8.9.5-1", "a photo of another width", lambda f: image(f).entries.__setitem__("Width", image(f).entries["Width"] + 1))
values("PDF 8.9.5-1", "a mask of another height", lambda f: image(f, "Symbol").entries.__setitem__("Height", 3))
values("PDF/A 6.2.9-1", "Subtype2 PS", put(seal, "Subtype2", Name("PS")))
values("PDF/A 6.2.9-2", "a reference XObject", put(seal, "Ref", {}))
values("PDF/A 6.2.9-3", "PostScript", lambda f: resources(f)["XObject"].__setitem__("PS", add(f, Stream({"Type": Name("XObject"), "Subtype": Name("PS")}, b""))))
values("PDF 8.10.2-1", "a form without a box", drop(seal, "BBox"))
values("PDF/A 6.2.10-1", "an unknown blend mode", state({"BM": Name("Sparkle")}))
values("PDF/A 6.2.10-2", "transparency without a blending space", lambda f: (state({"ca": Real("0.5")})(f), f.catalog.pop("OutputIntents")))

# ---- the paper ----


def text(x, y, size, letters=10):
    return draw(b"BT /S0 %.1f Tf %d %d Td <%s> Tj ET" % (size, x, y, b"002b" * letters), b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n")


values("paper-1", "text that runs off the paper", text(540, 40, 9))
values("paper-1", "text in the frame", text(30, 400, 9))
values("paper-2", "text over a value", text(60, 688, 9))
values("paper-2", "text over the code", text(60, 100, 9))
values("paper-3", "letters of two points", text(60, 700, 2))

# ---- 6.2.11 ----
values("PDF/A 6.2.11.2-1", "another subtype", put(font, "Subtype", Name("Type1")))
values("PDF/A 6.2.11.2-1", "names that differ", put(descendant, "BaseFont", Name("ABCDEF+Other")))
values("PDF/A 6.2.11.2-2", "no StemV", drop(descriptor, "StemV"))
values("PDF/A 6.2.11.2-2", "symbolic and not", put(descriptor, "Flags", 36))
values("PDF/A 6.2.11.2-3", "loca that passes glyf", lambda f: spoil(b"loca", 0, b"\xff\xff")(f))
values("PDF/A 6.2.11.2-3", "another Length1", lambda f: f.at(descriptor(f), "FontFile2").entries.__setitem__("Length1", 7))
values("PDF/A 6.2.11.3-1", "no registry", lambda f: f.at(descendant(f), "CIDSystemInfo").pop("Registry"))
values("PDF/A 6.2.11.3-2", "no map of glyphs", drop(descendant, "CIDToGIDMap"))
values("PDF/A 6.2.11.3-3", "an unknown CMap", put(font, "Encoding", Name("Mine-H")))
values("PDF/A 6.2.11.4.1-1", "not embedded", drop(descriptor, "FontFile2"))
values("PDF/A 6.2.11.4.1-2", "a glyph behind the last", replace(rb"(/S0 [\d.]+ ?Tf *\[?)\(", rb"\1(\\377\\360"))


def empty_outline(data):
    """All glyphs of the face lose their outlines."""
    at, size = table(data, b"loca")
    data[at:at + size] = bytes(size)
    return data


values("PDF/A 6.2.11.4.1-3", "glyphs without outlines", with_program(empty_outline))
values("PDF/A 6.2.11.4.2-1", "a CIDSet that lacks glyphs", lambda f: descriptor(f).__setitem__("CIDSet", add(f, Stream({}, b"\x80"))))
values("PDF 9.6.4-1", "no tag", lambda f: [d.__setitem__(k, Name("Plain")) for d, k in
                                          ((font(f), "BaseFont"), (descendant(f), "BaseFont"), (descriptor(f), "FontName"))])
values("PDF/A 6.2.11.5-1", "other widths", lambda f: descendant(f).__setitem__("W", [0, 2000, 777]))
values("PDF/A 6.2.11.6-4", "two encodings", with_program(wrong_cmap))
values("PDF/A 6.2.11.7.2-1", "no ToUnicode", drop(font, "ToUnicode"))
values("PDF/A 6.2.11.7.2-1", "a code left out", unmap(lambda raw: re.sub(rb"\d+ beginbf.*endbf\w+", b"", raw, flags=re.S)))
values("PDF/A 6.2.11.7.2-2", "U+FEFF", unmap(lambda raw: re.sub(rb"(beginbfrange\s*<\w+><\w+>)<\w+>", rb"\1<FEA1>", raw)))
values("PDF/A 6.2.11.7.3-1", "private use without ActualText", unmap(lambda raw: re.sub(rb"(beginbfrange\s*<\w+><\w+>)<\w+>", rb"\1<E020>", raw)))
values("PDF 9.10.3-1", "a count that is wrong", unmap(lambda raw: re.sub(rb"\d+( beginbf)", rb"99\1", raw)))
values("PDF/A 6.2.11.8-1", ".notdef", replace(rb"(/S0 [\d.]+ ?Tf *\[?)\(", rb"\1(\\000\\000"))

# ---- 6.3-6.5 ----
values("PDF/A 6.3.1-1", "a movie", annotation(Subtype=Name("Movie")))
values("PDF/A 6.3.2-1", "no flags", drop(widget, "F"))
values("PDF/A 6.3.2-2", "hidden", put(widget, "F", 6))
values("PDF/A 6.3.2-2", "not printed", put(widget, "F", 128))
values("PDF/A 6.3.3-1", "no appearance", drop(widget, "AP"))
values("PDF/A 6.3.3-2", "an appearance when pressed", lambda f: widget(f)["AP"].__setitem__("D", widget(f)["AP"]["N"]))
values("PDF/A 6.4.1-1", "a widget that acts", put(widget, "A", {"S": Name("GoTo")}))
values("PDF/A 6.4.1-2", "a field that acts", put(widget, "AA", {}))
values("PDF/A 6.4.1-3", "NeedAppearances", lambda f: f.at(f.catalog, "AcroForm").__setitem__("NeedAppearances", True))
values("PDF/A 6.4.2-1", "XFA", lambda f: f.at(f.catalog, "AcroForm").__setitem__("XFA", []))
values("PDF 12.7.3-1", "a field without a name", drop(widget, "T"))
lie("PDF/A 6.4.3-1", "a byte that is not covered")(lambda data: data + b"\n")
values("PDF/A 6.4.3-2", "no certificate", lambda f: signature(f).__setitem__("Contents", Text(b"\x30\x03\x02\x01\x01")))
values("PDF/A 6.5.1-1", "a script", put(catalog, "OpenAction", {"Type": Name("Action"), "S": Name("JavaScript")}))
values("PDF/A 6.5.2-1", "additional actions", put(page, "AA", {}))

# ---- 6.8-6.11 ----
values("PDF/A 6.8-1", "no media type", lambda f: f.at(filespec(f), "EF", "F").entries.pop("Subtype"))
values("PDF/A 6.8-2", "no UF", drop(filespec, "UF"))
values("PDF/A 6.8-3", "no relationship", drop(filespec, "AFRelationship"))
values("PDF/A 6.8-4", "not associated", drop(catalog, "AF"))
values("PDF/A 6.8-5", "another size", lambda f: f.at(filespec(f), "EF", "F", "Params").__setitem__("Size", 1))
values("PDF 7.11.4-1", "no description", drop(filespec, "Desc"))
values("PDF/A 6.9-1", "a configuration without a name", put(catalog, "OCProperties", {"OCGs": [], "D": {}}))
values("PDF/A 6.10-1", "presentation steps", put(page, "PresSteps", {}))
values("PDF/A 6.11-1", "requirements", put(catalog, "Requirements", []))

# ---- 6.6 ----
values("PDF/A 6.6.2.1-1", "no metadata", drop(catalog, "Metadata"))
values("PDF/A 6.6.2.1-2", "bytes in the head", xmp(b' id="W5M', b' bytes="1" id="W5M'))
values("PDF/A 6.6.2.1-3", "encoding in the head", xmp(b' id="W5M', b' encoding="UTF-8" id="W5M'))
values("PDF/A 6.6.2.1-4", "not well formed", xmp(b"</rdf:RDF>", b""))
values("PDF/A 6.6.2.1-5", "Latin-1", xmp(b"PDF/UA identification", b"PDF/UA identificati\xf3n"))
values("PDF/A 6.6.2.3-2", "another prefix", lambda f: (xmp(b"pdfaExtension:schemas", b"ext:schemas")(f), xmp(b"xmlns:pdfaExtension", b"xmlns:ext")(f)))
values("PDF/A 6.6.2.3-2", "a sequence of schemas", xmp(b"rdf:Bag>", b"rdf:Seq>"))
values("PDF/A 6.6.2.3-3", "a schema without a prefix", xmp(b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>", b""))
values("PDF/A 6.6.2.3-4", "a property without a category", xmp(b"<pdfaProperty:category>internal</pdfaProperty:category>", b""))
values("PDF/A 6.6.2.3-7", "pdfuaid without a schema", xmp(b"<pdfaProperty:name>part<", b"<pdfaProperty:name>other<"))
values("PDF/A 6.6.2.3-7", "a title that is no list", xmp(b"rdf:Alt>", b"rdf:Bag>"))
values("PDF/A 6.6.2.3-8", "a property twice", xmp(b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:part>3</pdfaid:part><pdfaid:part>3</pdfaid:part>"))
values("PDF/A 6.6.3-1", "another title", lambda f: info(f).__setitem__("Title", Text(b"Other")))
values("PDF/A 6.6.3-1", "a date in another zone", lambda f: info(f).__setitem__("ModDate", Text(info(f)["ModDate"][:16] + b"+08'00'")))
values("PDF/A 6.6.4-1", "part 2", xmp(b"<pdfaid:part>3<", b"<pdfaid:part>2<"))
values("PDF/A 6.6.4-1", "level B", xmp(b"conformance>A<", b"conformance>B<"))
values("UA 5-1", "no PDF/UA", xmp(b"<pdfuaid:part>1</pdfuaid:part>", b""))
values("UA 7.1-9", "an empty title", lambda f: setattr(metadata(f), "raw", re.sub(rb"(x-default\">)[^<]*", rb"\1", metadata(f).raw)))
values("UA 7.1-10", "the file name is shown", lambda f: f.at(f.catalog, "ViewerPreferences").__setitem__("DisplayDocTitle", False))
values("UA 7.2-33", "no language", drop(catalog, "Lang"))
values("PDF 14.3.2-1", "a second packet", lambda f: add(f, Stream({"Type": Name("Metadata"), "Subtype": Name("XML")}, b"<x/>")))
