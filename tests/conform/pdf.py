"""
Owns: reading a PDF file into plain values, keeping what the rules ask of the bytes themselves (ISO 32000-1 7.2-7.5), and writing
changed values back for the broken copies. Shares nothing with the product: it is a witness.
"""
import re
import zlib

WHITE = b"\0\t\n\f\r "
DELIMITERS = b"()<>[]{}/%"
REGULAR_END = re.compile(rb"[\0\t\n\f\r ()<>\[\]{}/%]")


class Name(str):
    __slots__ = ()


class Operator(str):
    __slots__ = ()


class Text(bytes):
    """A string object; digits: of a hexadecimal string, as written."""
    digits = None


class Real(float):
    pass


class Ref:
    __slots__ = ("number", "generation")

    def __init__(self, number, generation=0):
        self.number, self.generation = number, generation

    def __eq__(self, other):
        return isinstance(other, Ref) and (self.number, self.generation) == (other.number, other.generation)

    def __hash__(self):
        return hash((self.number, self.generation))

    def __repr__(self):
        return f"{self.number} {self.generation} R"


class Stream:
    def __init__(self, entries, raw):
        self.entries, self.raw = entries, raw

    def data(self):
        """The bytes behind FlateDecode; other filters are left as they are."""
        filters = self.entries.get("Filter", [])
        raw = self.raw
        for name in filters if isinstance(filters, list) else [filters]:
            if name == "FlateDecode":
                raw = zlib.decompress(raw)
        return raw


class Broken(Exception):
    pass


class Lexer:
    """Objects from bytes. In a content stream (operators=True) bare words are operators and there are no references."""

    def __init__(self, data, at=0, operators=False):
        self.data, self.at, self.operators = data, at, operators

    def space(self):
        data, n = self.data, len(self.data)
        while self.at < n:
            if data[self.at] in WHITE:
                self.at += 1
            elif data[self.at] == 0x25:
                while self.at < n and data[self.at] not in b"\r\n":
                    self.at += 1
            else:
                return True
        return False

    def word(self):
        found = REGULAR_END.search(self.data, self.at)
        end = found.start() if found else len(self.data)
        word = self.data[self.at:end]
        self.at = end
        return word

    def literal(self):
        out, depth, data = bytearray(), 1, self.data
        escapes = {0x6E: 10, 0x72: 13, 0x74: 9, 0x62: 8, 0x66: 12}
        self.at += 1
        while True:
            c = data[self.at]
            self.at += 1
            if c == 0x5C:
                c = data[self.at]
                self.at += 1
                if 0x30 <= c <= 0x37:
                    digits = re.compile(rb"[0-7]{1,3}").match(data, self.at - 1).group()
                    self.at += len(digits) - 1
                    out.append(int(digits, 8) & 255)
                elif c not in b"\r\n":
                    out.append(escapes.get(c, c))
                continue
            depth += (c == 0x28) - (c == 0x29)
            if depth == 0:
                return Text(out)
            out.append(c)

    def hexadecimal(self):
        end = self.data.index(b">", self.at)
        digits = bytes(c for c in self.data[self.at + 1:end] if c not in WHITE)
        self.at = end + 1
        clean = re.sub(rb"[^0-9A-Fa-f]", b"", digits)
        text = Text(bytes.fromhex((clean + b"0" * (len(clean) % 2)).decode()))
        text.digits = digits
        return text

    def name(self):
        self.at += 1
        raw = self.word()
        return Name(re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), raw).decode("latin-1"))

    def collection(self, end):
        items = []
        while True:
            if not self.space():
                raise Broken(f"no {end!r}")
            if self.data.startswith(end, self.at):
                self.at += len(end)
                return items
            items.append(self.object())

    def dictionary(self):
        self.at += 2
        items = self.collection(b">>")
        keys = items[0::2]
        if len(items) % 2 or not all(isinstance(k, Name) for k in keys) or len(set(keys)) != len(keys):
            raise Broken(f"dictionary with odd or double keys: {keys}")
        return dict(zip(keys, items[1::2]))

    REFERENCE = re.compile(rb"(\d+)[\0\t\n\f\r ]+(\d+)[\0\t\n\f\r ]+R(?=[\0\t\n\f\r ()<>\[\]{}/%]|$)")

    def number_or_word(self):
        reference = None if self.operators else self.REFERENCE.match(self.data, self.at)
        if reference:
            self.at = reference.end()
            return Ref(int(reference.group(1)), int(reference.group(2)))
        word = self.word()
        if re.fullmatch(rb"[+-]?\d+", word):
            return int(word)
        if re.fullmatch(rb"[+-]?(\d+\.\d*|\.\d+)", word):
            return Real(word)
        if word in (b"true", b"false"):
            return word == b"true"
        if word == b"null":
            return None
        if self.operators and word:
            return Operator(word.decode("latin-1"))
        raise Broken(f"unknown word {word[:20]!r} at {self.at}")

    def object(self):
        if not self.space():
            raise Broken("nothing where an object should be")
        data, at = self.data, self.at
        if data[at] == 0x2F:
            return self.name()
        if data[at] == 0x28:
            return self.literal()
        if data.startswith(b"<<", at):
            return self.dictionary()
        if data[at] == 0x3C:
            return self.hexadecimal()
        if data[at] == 0x5B:
            self.at += 1
            return self.collection(b"]")
        return self.number_or_word()


class File:
    """One revision with a plain cross-reference table: the only form our files have."""

    OBJECT = re.compile(rb"(\d+)([\0\t\n\f\r ]+)(\d+)([\0\t\n\f\r ]+)obj")

    def __init__(self, data):
        self.data, self.objects, self.places = data, {}, {}
        start = re.search(rb"startxref[\r\n]+(\d+)[\r\n]+%%EOF", data[-2048:])
        if not start:
            raise Broken("no startxref")
        self.xref = int(start.group(1))
        self.read_table()
        for number in sorted(self.places):
            self.objects[number] = self.read_object(number)

    def read_table(self):
        head = re.compile(rb"xref[\0\t\n\f\r ]*(\d+) (\d+)[\0\t\n\f\r ]*").match(self.data, self.xref)
        if not head:
            raise Broken("no cross-reference table")
        at = head.end()
        for i in range(int(head.group(2))):
            line = self.data[at + 20 * i:at + 20 * i + 20]
            if line[17:18] == b"n":
                self.places[int(head.group(1)) + i] = int(line[:10])
        trailer = self.data.index(b"trailer", at)
        self.trailer = Lexer(self.data, trailer + 7).object()

    def read_object(self, number):
        head = self.OBJECT.match(self.data, self.places[number])
        if not head or int(head.group(1)) != number:
            raise Broken(f"object {number} is not where the table says")
        lexer = Lexer(self.data, head.end())
        value = lexer.object()
        lexer.space()
        if not self.data.startswith(b"stream", lexer.at):
            return value
        at = lexer.at + 6
        at += 2 if self.data[at:at + 2] == b"\r\n" else 1
        length = value.get("Length")
        return Stream(value, self.data[at:at + length])

    def get(self, value):
        for _ in range(20):
            if not isinstance(value, Ref):
                return value
            value = self.objects.get(value.number)
        raise Broken("references in a circle")

    def at(self, value, *path):
        """The value at the end of a path of keys and indices, None where it breaks off."""
        value = self.get(value)
        for key in path:
            if isinstance(value, Stream):
                value = value.entries
            if isinstance(value, dict):
                value = self.get(value.get(key))
            elif isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
                value = self.get(value[key])
            else:
                return None
        return value

    @property
    def catalog(self):
        return self.get(self.trailer.get("Root"))

    def pages(self):
        """(reference, dictionary) of each page."""
        out, todo, seen = [], [self.catalog.get("Pages")], set()
        while todo:
            ref = todo.pop(0)
            node = self.get(ref)
            if ref in seen or not isinstance(node, dict):
                continue
            seen.add(ref)
            if node.get("Type") == "Pages":
                todo = list(self.get(node.get("Kids", []))) + todo
            else:
                out.append((ref, node))
        return out

    def inherited(self, page, key):
        while isinstance(page, dict):
            if key in page:
                return self.get(page[key])
            page = self.get(page.get("Parent"))
        return None

    def walk(self):
        """Every value in the file, strings and names within collections included, as (place, value)."""
        todo = [(str(n), v) for n, v in self.objects.items()] + [("trailer", self.trailer)]
        while todo:
            place, value = todo.pop()
            yield place, value
            if isinstance(value, Stream):
                value = value.entries
            if isinstance(value, dict):
                todo += [(f"{place}/{k}", v) for k, v in value.items()] + [(place, k) for k in value]
            elif isinstance(value, list):
                todo += [(f"{place}[{i}]", v) for i, v in enumerate(value)]

    def dictionaries(self):
        for place, value in self.walk():
            if isinstance(value, Stream):
                yield place, value.entries
            elif isinstance(value, dict):
                yield place, value


def decode_text(value):
    """A text string (7.9.2): UTF-16 with its mark, else PDFDocEncoding, taken as Latin-1 (ours are ASCII)."""
    if not isinstance(value, bytes):
        return None
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    return value.decode("latin-1")


def write_value(value):
    if isinstance(value, Name):
        return b"/" + b"".join(bytes([c]) if 0x21 <= c < 0x7F and c not in DELIMITERS + b"#" else b"#%02X" % c for c in value.encode("latin-1"))
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if value is None:
        return b"null"
    if isinstance(value, Ref):
        return b"%d %d R" % (value.number, value.generation)
    if isinstance(value, bytes):
        return b"<" + (getattr(value, "digits", None) or value.hex().encode()) + b">"
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, float):
        text = f"{value:.45f}".rstrip("0")
        return (text + "0" if text.endswith(".") else text).encode()
    if isinstance(value, list):
        return b"[" + b" ".join(write_value(v) for v in value) + b"]"
    return b"<<" + b" ".join(write_value(Name(k)) + b" " + write_value(v) for k, v in value.items()) + b">>"


def write_file(file):
    """The values as a new file of the same shape; the signature's range is set anew (its digest no longer fits)."""
    out = bytearray(file.data[:15] if file.data.startswith(b"%PDF-1.7\n%") else b"%PDF-1.7\n%\x80\x80\x80\x80\n")
    places, contents = {}, None
    for number, value in file.objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number
        if isinstance(value, Stream):
            value.entries["Length"] = len(value.raw)
            out += write_value(value.entries) + b"\nstream\n" + value.raw + b"\nendstream"
        else:
            signature = isinstance(value, dict) and value.get("Type") == "Sig" and "ByteRange" in value
            if signature and file.fix_range:
                value["ByteRange"] = [0, 1000000000, 1000000000, 1000000000]
            body = write_value(value)
            if signature and file.fix_range:
                begin = len(out) + body.index(b"/Contents <") + 10
                contents = begin, begin + body[body.index(b"/Contents <") + 10:].index(b">") + 1
            out += body
        out += b"\nendobj\n"
    xref, size = len(out), max(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    out += b"trailer\n" + write_value(file.trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % xref
    if contents:
        for number in (contents[0], contents[1], len(out) - contents[1]):
            at = out.index(b" 1000000000")
            out[at:at + 11] = b" %10d" % number
    return bytes(out)


File.fix_range = True
