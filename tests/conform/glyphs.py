"""
Owns: reading embedded TrueType programs (head, maxp, hhea, hmtx, loca, glyf, cmap) and CMaps, for the rules about fonts.
"""
import re
import struct


class TrueType:
    def __init__(self, data):
        self.data, self.tables, self.flaws = data, {}, []
        if data[:4] not in (b"\0\1\0\0", b"true"):
            self.flaws.append("no TrueType program")
            return
        for i in range(struct.unpack(">H", data[4:6])[0]):
            tag, checksum, at, size = struct.unpack(">4sLLL", data[12 + 16 * i:28 + 16 * i])
            if at + size > len(data):
                self.flaws.append(f"table {tag} passes the end")
            self.tables[tag.decode("latin-1")] = data[at:at + size]
        for need in ("head", "maxp", "hhea", "hmtx", "loca", "glyf"):
            if need not in self.tables:
                self.flaws.append(f"no table {need}")
        if not self.flaws:
            self.read()

    def read(self):
        t = self.tables
        if t["head"][12:16] != b"\x5f\x0f\x3c\xf5":
            self.flaws.append("head without its magic number")
        self.units, long_places = struct.unpack(">H", t["head"][18:20])[0], struct.unpack(">h", t["head"][50:52])[0]
        self.count = struct.unpack(">H", t["maxp"][4:6])[0]
        metrics = struct.unpack(">H", t["hhea"][34:36])[0]
        if not 1 <= metrics <= self.count or len(t["hmtx"]) < 4 * metrics + 2 * (self.count - metrics):
            self.flaws.append("hmtx does not fit hhea and maxp")
            metrics = max(1, min(metrics, len(t["hmtx"]) // 4))
        advances = [struct.unpack(">H", t["hmtx"][4 * i:4 * i + 2])[0] for i in range(metrics)]
        self.advances = advances + [advances[-1]] * (self.count - metrics)
        size = 4 if long_places else 2
        if len(t["loca"]) < size * (self.count + 1):
            self.flaws.append("loca is short")
            self.places = [0] * (self.count + 1)
            return
        raw = struct.unpack(">%d%s" % (self.count + 1, "L" if long_places else "H"), t["loca"][:size * (self.count + 1)])
        self.places = [v if long_places else 2 * v for v in raw]
        if list(self.places) != sorted(self.places) or self.places[-1] > len(t["glyf"]):
            self.flaws.append("loca does not rise, or passes glyf")
        for glyph in range(self.count):
            self.check_parts(glyph)

    def outline(self, glyph):
        return self.tables["glyf"][self.places[glyph]:self.places[glyph + 1]]

    def check_parts(self, glyph):
        """Parts of a composite glyph exist in the subset."""
        data = self.outline(glyph)
        if not data or struct.unpack(">h", data[:2])[0] >= 0:
            return
        at, more = 10, True
        while more and at + 4 <= len(data):
            flags, part = struct.unpack(">HH", data[at:at + 4])
            if part >= self.count or part == glyph:
                self.flaws.append(f"glyph {glyph} is made of glyph {part}, which is not there")
            at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
            more = bool(flags & 0x20)

    def width(self, glyph):
        """In thousandths of the em."""
        return self.advances[glyph] * 1000 / self.units

    def encodings(self):
        table = self.tables.get("cmap")
        if not table:
            return []
        return [struct.unpack(">HH", table[4 + 8 * i:8 + 8 * i]) for i in range(struct.unpack(">H", table[2:4])[0])]


class ToUnicode:
    """bfchar and bfrange of a CMap (ISO 32000-1 9.10.3)."""

    def __init__(self, data):
        self.map, self.flaws = {}, []
        text = data.decode("latin-1")
        for need in ("begincmap", "endcmap", "begincodespacerange", "/CMapName", "/CIDSystemInfo"):
            if need not in text:
                self.flaws.append(f"no {need}")
        self.ranges = [(int(a, 16), int(b, 16), len(a) // 2) for block in re.findall(r"begincodespacerange(.*?)endcodespacerange", text, re.S)
                       for a, b in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block)]
        for count, block in re.findall(r"(\d+)\s+beginbfchar(.*?)endbfchar", text, re.S):
            pairs = re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f ]*)>", block)
            self.check_count(count, pairs)
            for code, value in pairs:
                self.put(code, value)
        for count, block in re.findall(r"(\d+)\s+beginbfrange(.*?)endbfrange", text, re.S):
            triples = re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]+>|\[[^\]]*\])", block)
            self.check_count(count, triples)
            for first, last, value in triples:
                self.put_range(first, last, value)

    def check_count(self, count, found):
        if int(count) != len(found) or not 1 <= int(count) <= 100:
            self.flaws.append(f"a block says {count} and holds {len(found)} (1-100 are allowed)")

    def put(self, code, value):
        n = int(code, 16)
        if not any(a <= n <= b and size == len(code) // 2 for a, b, size in self.ranges):
            self.flaws.append(f"code {code} outside the code space")
        if n in self.map:
            self.flaws.append(f"code {code} twice")
        try:
            self.map[n] = bytes.fromhex(value).decode("utf-16-be")
        except (UnicodeDecodeError, ValueError):
            self.flaws.append(f"code {code}: {value} is no UTF-16")
            self.map[n] = "\0"

    def put_range(self, first, last, value):
        a, b = int(first, 16), int(last, 16)
        listed = re.findall(r"<([0-9A-Fa-f]+)>", value)
        passes = value.startswith("<") and int(value[-3:-1], 16) + b - a > 255
        if first[:-2] != last[:-2] or b < a or passes:
            self.flaws.append(f"range {first}-{last} passes its last byte, or its values do")
            return
        for i in range(b - a + 1):
            if value.startswith("["):
                text = listed[i] if i < len(listed) else "0000"
            else:
                text = "%0*X" % (len(listed[0]), int(listed[0], 16) + i)
            self.put("%0*X" % (len(first), a + i), text)
