"""
Owns: running content streams (ISO 32000-1 7.8.2, 8, 9, 14.6) without drawing: which glyphs, colours, objects and marks are used,
and every painted thing with the marks around it.
"""
from pdf import Broken, Lexer, Name, Operator, Real, Stream, decode_text

OPERANDS = {
    "w": 1, "J": 1, "j": 1, "M": 1, "d": 2, "ri": 1, "i": 1, "gs": 1, "q": 0, "Q": 0, "cm": 6, "m": 2, "l": 2, "c": 6, "v": 4, "y": 4, "h": 0, "re": 4,
    "S": 0, "s": 0, "f": 0, "F": 0, "f*": 0, "B": 0, "B*": 0, "b": 0, "b*": 0, "n": 0, "W": 0, "W*": 0, "BT": 0, "ET": 0, "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1,
    "Tf": 2, "Tr": 1, "Ts": 1, "Td": 2, "TD": 2, "Tm": 6, "T*": 0, "Tj": 1, "TJ": 1, "'": 1, '"': 3, "d0": 2, "d1": 6, "CS": 1, "cs": 1, "SC": None, "SCN": None,
    "sc": None, "scn": None, "G": 1, "g": 1, "RG": 3, "rg": 3, "K": 4, "k": 4, "sh": 1, "Do": 1, "MP": 1, "DP": 2, "BMC": 1, "BDC": 2, "EMC": 0, "BX": 0, "EX": 0,
}
PAINT = set("S s f F f* B B* b b*".split())
FILL = set("f F f* B B* b b*".split())
STROKE = set("S s B B* b b*".split())
SHOW = {"Tj", "TJ", "'", '"'}
DEVICE = {"g": "DeviceGray", "G": "DeviceGray", "rg": "DeviceRGB", "RG": "DeviceRGB", "k": "DeviceCMYK", "K": "DeviceCMYK"}


class Item:
    """One painted thing: kind text, path, image, shading; marks: (tag, properties) from the outside in."""

    def __init__(self, kind, marks, place):
        self.kind, self.marks, self.place = kind, marks, place
        self.box, self.size = None, None  # of text and images that stand upright: left, bottom, right, top on the page; size of the letters

    @property
    def mcid(self):
        ids = [p.get("MCID") for _, p in self.marks if isinstance(p.get("MCID"), int)]
        return ids[-1] if ids else None

    @property
    def artifact(self):
        return any(tag == "Artifact" for tag, _ in self.marks)

    @property
    def actual(self):
        return any("ActualText" in p for _, p in self.marks)

    @property
    def lang(self):
        given = [decode_text(p["Lang"]) for _, p in self.marks if "Lang" in p]
        return given[-1] if given else None


class Glyph:
    __slots__ = ("font", "code", "mode", "item")

    def __init__(self, font, code, mode, item):
        self.font, self.code, self.mode, self.item = font, code, mode, item


class Content:
    """What all content streams of a file use."""

    def __init__(self, file):
        self.file = file
        self.items, self.glyphs, self.flaws, self.fonts, self.images, self.forms, self.states = [], [], [], {}, {}, {}, []
        self.spaces, self.intents, self.sequences, self.missing, self.numbers = {}, [], [], [], []
        self.metrics = {}
        self.depth_max, self.mcids, self.form_calls, self.unknown = 0, [], {}, []
        for n, (ref, page) in enumerate(file.pages()):
            parts = file.get(page.get("Contents"))
            data = b"\n".join(file.get(p).data() for p in (parts if isinstance(parts, list) else [page.get("Contents")]) if file.get(p))
            self.page = ref
            self.run(data, file.get(page.get("Resources")), f"page {n + 1}", [], "Resources" in page)
            for annotation in file.get(page.get("Annots")) or []:
                self.run_appearance(annotation)

    def run_appearance(self, annotation):
        normal = self.file.at(annotation, "AP", "N")
        for name, stream in (normal.items() if isinstance(normal, dict) else [("N", normal)]):
            stream = self.file.get(stream)
            if isinstance(stream, Stream):
                self.forms[id(stream)] = stream
                self.run(stream.data(), self.file.at(stream, "Resources"), f"appearance {name}", [("Artifact", {})], "Resources" in stream.entries)

    def use_space(self, value, place):
        value = self.file.get(value)
        family = value if isinstance(value, Name) else self.file.get(value[0]) if isinstance(value, list) and value else None
        self.spaces.setdefault(str(family), []).append((place, value))
        if isinstance(value, list) and family in ("Indexed", "Separation", "DeviceN", "Pattern") and len(value) > 1:
            self.use_space(value[1 if family in ("Indexed", "Pattern") else 2], place)

    def advance(self, item):
        """How far the pen moves, and the box of the text."""
        font, value, spacing, pen = item.shown
        if id(font) not in self.metrics:
            self.metrics[id(font)] = Widths(self.file, font)
        total = 0
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, bytes):
                codes = [int.from_bytes(part[i:i + 2], "big") for i in range(0, len(part) - 1, 2)]
                total += sum(self.metrics[id(font)].of(c) * item.size / 1000 + spacing for c in codes)
            else:
                total -= part * item.size / 1000
        if pen:
            item.box = (pen[0], pen[1] - 0.1 * item.size, pen[0] + total, pen[1] + 0.6 * item.size)
        return total

    def run(self, data, resources, place, marks, own_resources=True, depth=0):
        Run(self, data, resources or {}, place, list(marks), own_resources, depth).all()


class Widths:
    """The widths of a Type 0 font (ISO 32000-1 9.7.4.3)."""

    def __init__(self, file, font):
        descendant = file.at(font, "DescendantFonts", 0) or {}
        w, self.map, i = file.get(descendant.get("W")) or [], {}, 0
        self.default = descendant.get("DW", 1000)
        while i + 1 < len(w):
            second = file.get(w[i + 1])
            if isinstance(second, list):
                self.map.update({w[i] + k: file.get(v) for k, v in enumerate(second)})
                i += 2
            else:
                self.map.update({cid: file.get(w[i + 2]) for cid in range(w[i], second + 1)} if i + 2 < len(w) else {})
                i += 3

    def of(self, cid):
        return self.map.get(cid, self.default)


class Run:
    def __init__(self, content, data, resources, place, marks, own, depth):
        self.content, self.file, self.resources, self.place, self.marks, self.own, self.depth = content, content.file, resources, place, marks, own, depth
        self.outer = len(marks)
        self.lexer = Lexer(data, 0, True)
        self.state = {"font": None, "mode": 0, "fill": "DeviceGray", "stroke": "DeviceGray", "size": 0, "spacing": 0, "matrix": (1, 0, 0, 1, 0, 0)}
        self.stack, self.text, self.pen, self.line = [], False, None, None

    def all(self):
        operands = []
        while self.lexer.space():
            token = self.lexer.object()
            if not isinstance(token, Operator):
                operands.append(token)
                continue
            if token == "BI":
                self.content.unknown.append((self.place, "BI"))  # ours draw no inline image; their rules are not kept here
            elif token not in OPERANDS:
                self.content.unknown.append((self.place, token))
            elif OPERANDS[token] is not None and len(operands) != OPERANDS[token]:
                self.flaw(f"{token} with {len(operands)} operands")
            else:
                self.content.numbers += [(self.place, v) for v in operands if isinstance(v, (int, Real)) and not isinstance(v, bool)]
                self.one(token, operands)
            operands = []
        if self.stack:
            self.flaw(f"{len(self.stack)} q without Q")
        if len(self.marks) != self.outer:
            self.flaw(f"{len(self.marks) - self.outer} marked contents are not closed")
        if operands or self.text:
            self.flaw("ends inside text or with operands left over")

    def flaw(self, what):
        self.content.flaws.append((self.place, what))

    def resource(self, kind, name):
        found = self.file.at(self.resources, kind, name)
        if found is None or not self.own:
            self.content.missing.append((self.place, f"{kind} {name}"))
        return found

    def one(self, op, v):
        if op == "q":
            self.stack.append(dict(self.state))
            self.content.depth_max = max(self.content.depth_max, len(self.stack))
        elif op == "Q":
            if self.stack:
                self.state = self.stack.pop()
            else:
                self.flaw("Q without q")
        elif op in ("BMC", "BDC"):
            self.begin(v)
        elif op == "EMC":
            if len(self.marks) > self.outer:
                self.marks.pop()
            else:
                self.flaw("EMC without BMC")
        elif op in ("BT", "ET"):
            if self.text == (op == "BT"):
                self.flaw(f"{op} out of place")
            self.text = op == "BT"
            self.pen = self.line = (0, 0)
        elif op == "cm":
            a, b, c, d, e, f = self.state["matrix"]
            p, q, r, s, t, u = v
            self.state["matrix"] = (p * a + q * c, p * b + q * d, r * a + s * c, r * b + s * d, t * a + u * c + e, t * b + u * d + f)
        elif op == "Tc":
            self.state["spacing"] = v[0]
        elif op == "Td" and self.line:
            self.pen = self.line = (self.line[0] + v[0], self.line[1] + v[1])
        elif op in ("Tm", "TD", "T*"):
            self.pen = self.line = None  # ours use these for turned letters only
        elif op in DEVICE or op in ("cs", "CS"):
            self.colour(op, v)
        elif op == "ri":
            self.content.intents.append((self.place, v[0]))
        elif op == "gs":
            self.content.states.append((self.place, self.resource("ExtGState", v[0]) or {}))
        elif op == "Tr":
            self.state["mode"] = v[0]
        elif op == "Tf":
            self.font(v[0])
            self.state["size"] = v[1]
        elif op in SHOW:
            self.show(v[-1])
        elif op in PAINT:
            self.paint("path", op in FILL, op in STROKE)
        elif op == "sh":
            self.paint("shading", False, False)
            self.content.use_space(self.file.at(self.resource("Shading", v[0]), "ColorSpace"), self.place)
        elif op == "Do":
            self.draw(v[0])

    def begin(self, v):
        properties = v[1] if len(v) == 2 else {}
        if isinstance(properties, Name):
            properties = self.resource("Properties", properties) or {}
        self.content.sequences.append((self.place, str(v[0]), properties, list(self.marks)))
        self.marks.append((str(v[0]), properties))
        if isinstance(properties.get("MCID"), int):
            self.content.mcids.append((self.place, properties["MCID"], str(v[0])))

    def colour(self, op, v):
        side = "stroke" if op.isupper() else "fill"
        if op in DEVICE:
            self.state[side] = DEVICE[op]
        elif v[0] in ("DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern"):
            self.state[side] = v[0]
        else:
            self.state[side] = self.resource("ColorSpace", v[0])

    def paint(self, kind, fill, stroke):
        item = Item(kind, tuple(self.marks), self.place)
        self.content.items.append(item)
        for wanted, side in ((fill, "fill"), (stroke, "stroke")):
            if wanted:
                self.content.use_space(self.default(self.state[side]), self.place)
        return item

    def default(self, space):
        """DefaultRGB and its like stand for the device spaces (8.6.5.6)."""
        key = {"DeviceGray": "DefaultGray", "DeviceRGB": "DefaultRGB", "DeviceCMYK": "DefaultCMYK"}.get(space if isinstance(space, str) else "")
        return self.file.at(self.resources, "ColorSpace", key) or Name(space) if key else space

    def font(self, name):
        ref = self.file.at(self.resources, "Font")
        ref = ref.get(name) if isinstance(ref, dict) else None
        font = self.resource("Font", name)
        self.state["font"] = font
        if font is not None:
            self.content.fonts[id(font)] = (f"{self.place} {name} {ref}", font)

    def show(self, value):
        if not self.text or self.state["font"] is None:
            self.flaw("text outside BT or without a font")
            return
        mode = self.state["mode"]
        item = self.paint("text", mode in (0, 2, 4, 6), mode in (1, 2, 5, 6))
        item.size = self.state["size"]
        composite = self.state["font"].get("Subtype") == "Type0"
        item.shown = (self.state["font"], value, self.state["spacing"], self.pen if self.state["matrix"] == (1, 0, 0, 1, 0, 0) else None)
        if self.pen:
            self.pen = (self.pen[0] + self.content.advance(item), self.pen[1])
        for part in value if isinstance(value, list) else [value]:
            if not isinstance(part, bytes):
                continue
            if composite and len(part) % 2:
                self.flaw("two-byte codes in an odd string")
            width = 2 if composite else 1
            for at in range(0, len(part) - width + 1, width):
                self.content.glyphs.append(Glyph(self.state["font"], int.from_bytes(part[at:at + width], "big"), mode, item))

    def draw(self, name):
        x = self.resource("XObject", name)
        if not isinstance(x, Stream):
            return
        if x.entries.get("Subtype") == "Image":
            mask = x.entries.get("ImageMask") is True
            a, b, c, d, e, f = self.state["matrix"]
            self.paint("image", mask, False).box = (e, f, e + a, f + d) if b == c == 0 else None
            self.content.images[id(x)] = (f"{self.place} {name}", x)
            if not mask:
                self.content.use_space(self.default(self.file.get(x.entries.get("ColorSpace"))), f"{self.place} {name}")
            return
        self.content.forms[id(x)] = x
        if x.entries.get("Subtype") != "Form":
            return
        if self.depth > 12:
            raise Broken("form XObjects in a circle")
        calls = self.content.form_calls.setdefault(id(x), [x, 0])
        calls[1] += 1
        self.content.run(x.data(), self.file.at(x, "Resources"), f"{self.place} {name}", self.marks, "Resources" in x.entries, self.depth + 1)
