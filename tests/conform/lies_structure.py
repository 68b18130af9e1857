"""Owns: the lies about logical structure, language and tags."""
from lies import add, annotation, catalog, draw, drop, element, extra, font, info, inner, page, put, replace, root, seal, top, values, widget
from pdf import Name, Ref, Stream, Text

values("PDF/A 6.7.2-1", "not marked", lambda f: f.at(f.catalog, "MarkInfo").__setitem__("Marked", False))
values("UA 7.1-4", "suspects", lambda f: f.at(f.catalog, "MarkInfo").__setitem__("Suspects", True))
values("PDF/A 6.7.3-1", "no tree", drop(catalog, "StructTreeRoot"))
values("PDF/A 6.7.3-2", "a type of its own", extra("Stamp"))
values("UA 7.1-6", "a circle of roles", put(root, "RoleMap", {"A": Name("B"), "B": Name("A")}))
values("PDF/A 6.7.3-4", "P means Div", put(root, "RoleMap", {"P": Name("Div")}))
values("PDF/A 6.7.3-3", "a parent that is none", lambda f: element(f, "H1").__setitem__("P", f.catalog["Pages"]))
values("PDF/A 6.7.3-3", "an element that hangs twice", lambda f: top(f)["K"].append(top(f)["K"][0]))
values("UA 7.1-1", "an artifact in a paragraph", replace(rb"(/P<</MCID 0>>BDC)", rb"\1 /Artifact BMC 0 0 m 1 1 l S EMC"))
values("UA 7.1-2", "a paragraph in an artifact", draw(b"/P<</MCID 0>>BDC EMC"))
values("UA 7.1-3", "a line that is neither", draw(b"0 0 m 1 1 l S", b"", b""))
values("UA 7.1-3", "text marked with a tag alone", draw(b"0 0 m 1 1 l S", b"/P BMC\n"))
values("UA 7.8 MP 18-001", "an artifact of no kind", draw(b"/Artifact BMC 0 0 m 1 1 l S EMC", b"", b""))
values("UA 7.8 MP 18-001", "text as decoration", replace(rb"/Subtype/Footer", b""))
values("PDF 14.7.4.4-1", "the parent tree names another element",
       lambda f: f.at(root(f), "ParentTree", "Nums", 1).__setitem__(0, f.at(root(f), "ParentTree", "Nums", 1)[1]))
values("PDF 14.7.4.4-1", "a number used twice", draw(b"/P<</MCID 0>>BDC EMC", b"", b""))
values("PDF 14.7.4.4-1", "a next key that is taken", put(root, "ParentTreeNextKey", 0))
values("PDF 14.7.2-1", "a paragraph tagged as a heading", replace(rb"/P<</MCID 0>>", b"/H1<</MCID 0>>"))
values("PDF 14.7.2-1", "an empty paragraph", lambda f: top(f)["K"].append(add(f, {"S": Name("P"), "P": f.at(root(f), "K")[0]})))
values("PDF/A 6.7.4-1", "a language by name", put(catalog, "Lang", Text(b"English!")))
values("UA 7.2-34", "no language", drop(catalog, "Lang"))
values("UA 7.2 MP 11-001 script", "Chinese as English", replace(rb"/Lang\(zh-CN\)", rb"/Lang(en-GB)", 0))
values("UA 7.2-21", "no language for Alt", drop(catalog, "Lang"))
values("UA 7.2-24", "no language for fields", drop(catalog, "Lang"))
values("UA 7.2-2", "no language for outlines", lambda f: (f.catalog.pop("Lang"), f.catalog.__setitem__("Outlines", {})))
values("UA 7.2-3", "a paragraph in a table", inner("Table", "P"))
values("UA 7.2-3", "a cell outside a row", extra("TD"))
values("UA 7.2-3", "a row outside a table", extra("TR"))


def ragged(f):
    outer = inner("Table", "TR", "TR")(f)
    rows = [f.get(k) for k in outer["K"][1:]]
    for row, cells in zip(rows, (1, 2)):
        for _ in range(cells):
            extra("TD", lambda _, row=row: row)(f)


def unscoped(f):
    outer = inner("Table", "TR")(f)
    extra("TH", lambda _: f.get(outer["K"][-1]))(f)


values("UA 7.2-41", "rows of one and two cells", ragged)
values("UA 7.2-41", "a header cell without scope", unscoped)
values("UA 7.2-17", "a paragraph in a list", inner("L", "P"))
values("UA 7.2-17", "a label outside", extra("Lbl"))
values("UA 7.2-17", "a body outside an item", inner("L", "LBody"))
values("UA 7.2-26", "an entry outside", extra("TOCI"))
values("PDF 14.8.4-1", "two documents", lambda f: root(f)["K"].append(add(f, {"S": Name("Document"), "P": f.catalog["StructTreeRoot"], "K": []})))
values("PDF 14.8.4-1", "a paragraph in a paragraph", inner("P", "P"))
values("UA 7.3-1", "a figure without Alt", lambda f: element(f, "Figure").pop("Alt"))
values("PDF 14.8.5.4.3-1", "a figure without a place", lambda f: element(f, "Figure").pop("A"))
values("UA 7.7-1", "a formula without Alt", extra("Formula"))
values("UA 7.4.2-1", "H4 after all", extra("H4"))
values("UA quality heading", "two first headings", extra("H1"))
values("UA 7.4.4-1", "H and H1", extra("H"))
values("UA 7.9-1", "a note without ID", extra("Note"))
values("UA 7.9-1", "two notes of one ID", lambda f: (extra("Note", ID=Text(b"n"))(f), extra("Note", ID=Text(b"n"))(f)))
values("PDF 14.9.4-1", "private use as ActualText", draw(b"/Span<</ActualText<feffe001>>>BDC EMC"))
values("PDF 14.9.4-2", "a line that begins with a vowel sign", draw(b"/Span<</ActualText<feff093f0915>>>BDC EMC"))
values("PDF 14.8.2.3.3-1", "reversed nothing", draw(b"/ReversedChars BMC EMC"))


def glued(f):
    """Two pieces of one element that run into one word."""
    e = extra("P")(f)
    mcid = len(f.at(root(f), "ParentTree", "Nums", 1))
    f.at(root(f), "ParentTree", "Nums", 1).append(f.at(root(f), "ParentTree", "Nums", 1)[-1])
    e["K"] = [e["K"], mcid]
    code = next(c for c, t in __import__("document").Font(f, "", font(f)).unicode.map.items() if t == "A")
    for m in e["K"]:
        draw(b"/P<</MCID %d>>BDC BT /S0 9 Tf <%04x> Tj ET EMC" % (m, code), b"", b"")(f)


values("PDF 14.8.2.5-1", "two words run into one", glued)

# ---- 7.18 ----
values("UA 7.18.1-1", "an annotation outside the structure", annotation(Subtype=Name("Square")))
values("UA 7.18.1-3", "a field without a description", lambda f: (widget(f).pop("TU"), element(f, "Form").pop("Alt")))
values("UA 7.18.2-1", "TrapNet", annotation(Subtype=Name("TrapNet")))
values("UA 7.18.3-1", "tab order by row", put(page, "Tabs", Name("R")))
values("UA 7.18.4-1", "a widget in a Figure", lambda f: element(f, "Form").__setitem__("S", Name("Figure")))
values("UA 7.18.4-1", "a widget that names another element", put(widget, "StructParent", 7))
values("UA 7.18.4-2", "a Form with content", extra("Form"))
values("UA 7.18.5-1", "a link outside Link", annotation(Subtype=Name("Link"), Contents=Text(b"x")))


def tagged_mark(f):
    annotation(Subtype=Name("PrinterMark"), StructParent=2)(f)
    ref = f.get(page(f)["Annots"])[-1]
    e = extra("Annot")(f)
    e["K"] = {"Type": Name("OBJR"), "Obj": ref}
    f.at(root(f), "ParentTree", "Nums").extend([2, next(Ref(n) for n, v in f.objects.items() if v is e)])


def drawn_twice(f):
    form = Stream({"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 9, 9], "Resources": {}}, b"/P<</MCID 0>>BDC EMC")
    f.at(page(f), "Resources")["XObject"]["Twice"] = add(f, form)
    draw(b"/Twice Do /Twice Do")(f)


values("UA 7.18.8-1", "a printer's mark in the structure", tagged_mark)
values("UA 7.16-1", "no way in for assistive technology", lambda f: f.trailer.__setitem__("Encrypt", {"Filter": Name("Standard"), "P": -3904}))
values("UA 7.18.6.2-1", "a clip without a description", lambda f: add(f, {"Type": Name("MediaClip"), "CT": Text(b"audio/wav")}))
values("UA 7.20-1", "marked content drawn twice", drawn_twice)
values("UA 7.20-1", "a reference XObject", put(seal, "Ref", {}))
