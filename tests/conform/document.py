"""
Owns: what the rules look at: the file, its content, structure tree, fonts and XMP packet, read once; and the list of rules.
A rule is a generator of sentences, each naming one breach; it is called with the document.
"""
import re
import xml.dom.minidom
import xml.parsers.expat

from content import Content, Widths
from glyphs import ToUnicode, TrueType
from pdf import File, Name, Ref, Stream, decode_text

RULES = []

STANDARD = set("""Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead
TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form""".split())


def rule(identity, text):
    """identity: standard and clause; a number behind the hyphen counts the tests of the clause."""
    def add(function):
        RULES.append((identity, text, function))
        return function
    return add


class Element:
    def __init__(self, ref, entries, parent):
        self.ref, self.entries, self.parent = ref, entries, parent
        self.kids, self.contents, self.objects = [], [], []
        self.type = str(entries.get("S"))
        self.standard = None

    def text(self, key):
        return decode_text(self.entries.get(key))

    def up(self):
        node = self
        while node:
            yield node
            node = node.parent


class Font:
    """A Type 0 font with its descendant, program and characters; what is missing stays None."""

    def __init__(self, file, place, entries):
        self.place, self.entries = place, entries
        self.descendant = file.at(entries, "DescendantFonts", 0) if entries.get("Subtype") == "Type0" else entries
        self.descendant = self.descendant if isinstance(self.descendant, dict) else {}
        self.descriptor = file.at(self.descendant, "FontDescriptor") or {}
        self.composite = entries.get("Subtype") == "Type0"
        program = file.at(self.descriptor, "FontFile2")
        self.stream = program if isinstance(program, Stream) else None
        self.program = TrueType(program.data()) if self.stream else None
        unicode_map = file.get(entries.get("ToUnicode"))
        self.unicode = ToUnicode(unicode_map.data()) if isinstance(unicode_map, Stream) else None
        self.gid_map = file.get(self.descendant.get("CIDToGIDMap"))
        self.widths = Widths(file, entries)

    def width(self, cid):
        return self.widths.of(cid)

    def glyph(self, cid):
        if isinstance(self.gid_map, Stream):
            data = self.gid_map.data()
            return int.from_bytes(data[2 * cid:2 * cid + 2], "big")
        return cid


class Document:
    def __init__(self, data):
        self.data = data
        self.file = File(data)
        self.at, self.get = self.file.at, self.file.get
        self.catalog, self.trailer = self.file.catalog, self.file.trailer
        self.content = Content(self.file)
        self.read_fonts()
        self.read_tree()
        self.read_xmp()
        intents = self.at(self.catalog, "OutputIntents") or []
        self.intents = [self.get(i) for i in intents]
        self.profile = next((self.get(i.get("DestOutputProfile")) for i in self.intents if i.get("S") == "GTS_PDFA1"), None)

    def read_fonts(self):
        used = {i: Font(self.file, place, entries) for i, (place, entries) in self.content.fonts.items()}
        for place, entries in self.file.dictionaries():
            if entries.get("Type") == "Font" and entries.get("Subtype") == "Type0" and id(entries) not in used:
                used[id(entries)] = Font(self.file, place, entries)
        self.fonts = used

    # ---- structure ----

    def read_tree(self):
        self.root = self.at(self.catalog, "StructTreeRoot")
        self.elements, self.by_ref, self.tree_flaws = [], {}, []
        self.role_map = self.at(self.root, "RoleMap") or {}
        self.parents = self.number_tree(self.at(self.root, "ParentTree"))
        if isinstance(self.root, dict):
            self.read_kids(None, self.root.get("K"), self.catalog.get("StructTreeRoot"), None)

    def number_tree(self, node, seen=0):
        if not isinstance(node, dict) or seen > 10:
            return {}
        nums = self.get(node.get("Nums")) or []
        out = {nums[i]: self.get(nums[i + 1]) if not isinstance(nums[i + 1], Ref) or isinstance(self.get(nums[i + 1]), list) else nums[i + 1]
               for i in range(0, len(nums) - 1, 2)}
        for kid in self.get(node.get("Kids")) or []:
            out.update(self.number_tree(self.get(kid), seen + 1))
        return out

    def read_kids(self, parent, kids, above, page):
        for kid in (self.get(kids) if isinstance(self.get(kids), list) else [kids] if kids is not None else []):
            value = self.get(kid)
            if isinstance(value, int):
                parent.contents.append((page, value))
            elif not isinstance(value, dict):
                self.tree_flaws.append(f"{above}: a kid that is no element: {value!r}")
            elif value.get("Type") == "MCR":
                parent.contents.append((value.get("Pg", page), value.get("MCID")))
            elif value.get("Type") == "OBJR":
                parent.objects.append(value.get("Obj"))
            else:
                self.read_element(parent, kid, value, above)

    def read_element(self, parent, ref, entries, above):
        if ref in self.by_ref:
            self.tree_flaws.append(f"{ref} hangs in the tree twice")
            return
        e = Element(ref, entries, parent)
        e.page = entries.get("Pg", parent.page if parent else None)
        e.standard, e.circle = self.standard_type(e.type)
        self.by_ref[ref] = e
        self.elements.append(e)
        (parent.kids if parent else []).append(e)
        if entries.get("P") != above:
            self.tree_flaws.append(f"{ref} ({e.type}): P is not the element it hangs from")
        if "K" in entries:
            self.read_kids(e, entries["K"], ref, e.page)

    def standard_type(self, name):
        seen = set()
        while name not in STANDARD:
            if name in seen:
                return None, True
            seen.add(name)
            if name not in self.role_map:
                return None, False
            name = str(self.role_map[name])
        return name, False

    def element_of(self, page, mcid):
        """The element a piece of marked content belongs to, by the parent tree."""
        entry = self.parents.get(self.at(page, "StructParents"))
        if not isinstance(entry, list) or not isinstance(mcid, int) or not 0 <= mcid < len(entry):
            return None
        return self.by_ref.get(entry[mcid])

    def language(self, e):
        for node in e.up() if e else []:
            if node.text("Lang") is not None:
                return node.text("Lang")
        return decode_text(self.catalog.get("Lang"))

    # ---- metadata ----

    def read_xmp(self):
        self.metadata = self.at(self.catalog, "Metadata")
        self.packet = self.metadata.data() if isinstance(self.metadata, Stream) else None
        self.xmp, self.xmp_flaw = None, None
        try:
            self.xmp = xml.dom.minidom.parseString(self.packet) if self.packet else None
        except (xml.parsers.expat.ExpatError, UnicodeDecodeError) as error:
            self.xmp_flaw = str(error)

    def descriptions(self):
        return self.xmp.getElementsByTagNameNS("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "Description") if self.xmp else []

    def properties(self):
        """(namespace, local name, prefix, node) of each top property, as element or attribute."""
        out = []
        for d in self.descriptions():
            if d.parentNode.localName != "RDF":
                continue
            out += [(n.namespaceURI, n.localName, n.prefix, n) for n in d.childNodes if n.nodeType == n.ELEMENT_NODE]
            out += [(a.namespaceURI, a.localName, a.prefix, a) for a in (d.attributes.item(i) for i in range(d.attributes.length))
                    if a.namespaceURI not in (None, "http://www.w3.org/2000/xmlns/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")]
        return out

    def property(self, namespace, name):
        return [text_of(node).strip() for space, local, _, node in self.properties() if (space, local) == (namespace, name)]

    def elements_of(self, *types):
        return [e for e in self.elements if e.standard in types]


def text_of(node):
    if node.nodeType in (node.TEXT_NODE, node.CDATA_SECTION_NODE, node.ATTRIBUTE_NODE):
        return node.nodeValue if node.nodeType == node.ATTRIBUTE_NODE else node.data
    return "".join(text_of(kid) for kid in node.childNodes)


LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


def check(data):
    """[(rule, sentence)] of what is broken."""
    try:
        document = Document(data)
    except Exception as error:  # whatever stops the reading is a breach of syntax
        return [("ISO 32000-1 7", f"cannot be read: {type(error).__name__} {error}")]
    out = []
    for identity, _, function in RULES:
        try:
            out += [(identity, sentence) for sentence in function(document)]
        except Exception as error:
            out.append((identity, f"cannot be judged: {type(error).__name__} {error}"))
    return out
