"""
Owns: the proof that the rules can fail. Each lie breaks one of our files in one way and names the rule that must find it; a rule without a lie is
itself a failure. usage: lies.py FILE.pdf (a sound one, with a photo). Prints TAP.
"""
import re
import sys
import zlib

import check
import document
from pdf import File, Name, Real, Ref, Stream, Text, write_file

LIES = []


def lie(rule, name):
    def add(function):
        LIES.append((rule, name, function))
        return function
    return add


def values(rule, name, change):
    """A lie told in values: change(file) alters them, the file is written anew."""
    def tell(data):
        file = File(data)
        change(file)
        return write_file(file)
    LIES.append((rule, name, tell))


def bytes_(rule, name, old, new, last=False):
    """A lie told in bytes: the first (or last) old becomes new."""
    def tell(data):
        at = data.rindex(old) if last else data.index(old)
        return data[:at] + new + data[at + len(old):]
    LIES.append((rule, name, tell))


# ---- reaching into a file ----

def page(f): return f.pages()[0][1]
def page_ref(f): return f.pages()[0][0]
def catalog(f): return f.catalog
def widget(f): return f.at(page(f), "Annots", 0)
def signature(f): return f.at(widget(f), "V")
def root(f): return f.at(f.catalog, "StructTreeRoot")
def top(f): return f.at(root(f), "K", 0)
def intent(f): return f.at(f.catalog, "OutputIntents", 0)
def profile(f): return f.at(intent(f), "DestOutputProfile")
def filespec(f): return f.at(f.catalog, "AF", 0)
def resources(f): return f.at(page(f), "Resources")
def image(f, name="Photo"): return f.at(resources(f), "XObject", name)
def seal(f): return f.at(widget(f), "AP", "N")
def font(f): return f.at(resources(f), "Font", "S0")
def descendant(f): return f.at(font(f), "DescendantFonts", 0)
def descriptor(f): return f.at(descendant(f), "FontDescriptor")
def metadata(f): return f.at(f.catalog, "Metadata")
def info(f): return f.get(f.trailer["Info"])


def element(f, kind):
    return next(v for v in f.objects.values() if isinstance(v, dict) and v.get("S") == kind and "P" in v)


def add(f, value):
    n = max(f.objects) + 1
    f.objects[n] = value
    f.trailer["Size"] = n + 1
    return Ref(n)


def plain(stream):
    data = stream.data()
    stream.entries.pop("Filter", None)
    stream.raw = data
    return stream


def draw(operators, before=b"/Artifact<</Type/Layout>>BDC\n", after=b"\nEMC\n"):
    """Puts operators, an artifact unless told otherwise, behind the page's content."""
    def change(f):
        page(f)["Contents"] = f.get(page(f)["Contents"]) + [add(f, Stream({}, before + operators + after))]
    return change


def replace(old, new, count=1):
    """In the first content stream that holds it."""
    def change(f):
        for part in f.get(page(f)["Contents"]):
            stream = f.get(part)
            if re.search(old, stream.data()):
                plain(stream)
                stream.raw = re.sub(old, new, stream.raw, count=count)
                return
        raise KeyError(old)
    return change


def xmp(old, new):
    def change(f):
        assert old in metadata(f).raw, old
        metadata(f).raw = metadata(f).raw.replace(old, new)
    return change


def put(where, key, value):
    return lambda f: where(f).__setitem__(key, value) if isinstance(where(f), dict) else where(f).entries.__setitem__(key, value)


def drop(where, key):
    return lambda f: (where(f) if isinstance(where(f), dict) else where(f).entries).pop(key)


def extra(kind, parent=None, **entries):
    """An element more, with one new piece of marked content, hanging from the document or from parent(f)."""
    def change(f):
        above = parent(f) if parent else top(f)
        where = next(Ref(n) for n, v in f.objects.items() if v is above)
        parents = f.at(root(f), "ParentTree", "Nums", 1)
        mcid = len(parents)
        e = {"S": Name(kind), "P": where, "Pg": page_ref(f), "K": mcid, **entries}
        ref = add(f, e)
        parents.append(ref)
        kids = f.get(above.get("K"))
        above["K"] = (kids if isinstance(kids, list) else [kids]) + [ref]
        draw(b"/%s<</MCID %d>>BDC 0 0 m 1 1 l S EMC" % (kind.encode(), mcid), b"", b"")(f)
        return e
    return change


def inner(kind, *kids):
    """An element with elements in it: inner("Table", ("TR",)) hangs TR from Table."""
    def change(f):
        outer = extra(kind)(f)
        for kid in kids:
            extra(kid, lambda _: outer)(f)
        return outer
    return change


def annotation(**entries):
    def change(f):
        a = {"Type": Name("Annot"), "Rect": [10, 10, 30, 30], "F": 4, "AP": {"N": f.get(widget(f)["AP"])["N"]}, **entries}
        page(f)["Annots"] = f.get(page(f)["Annots"]) + [add(f, a)]
    return change


def with_program(change):
    """Rewrites the program of the text face."""
    def whole(f):
        stream = plain(f.at(descriptor(f), "FontFile2"))
        stream.raw = bytes(change(bytearray(stream.raw)))
        stream.entries["Length1"] = len(stream.raw)
    return whole


def table(data, tag):
    for i in range(data[5]):
        at = 12 + 16 * i
        if data[at:at + 4] == tag:
            return int.from_bytes(data[at + 8:at + 12], "big"), int.from_bytes(data[at + 12:at + 16], "big")
    raise KeyError(tag)


def spoil(tag, at, new):
    def change(data):
        begin, _ = table(data, tag)
        data[begin + at:begin + at + len(new)] = new
        return data
    return with_program(change)


def wrong_cmap(data):
    """Two encodings, neither of them (3, 0), in a new table."""
    cmap = b"\0\0\0\2" + b"\0\1\0\0\0\0\0\x14" + b"\0\3\0\1\0\0\0\x14" + b"\0\0\0\6\0\0"
    n = data[5]
    out = data[:4] + bytes([0, n + 1]) + data[6:12]
    for i in range(n):
        line = data[12 + 16 * i:28 + 16 * i]
        out += line[:8] + (int.from_bytes(line[8:12], "big") + 16).to_bytes(4, "big") + line[12:]
    out += b"cmap" + bytes(4) + (len(data) + 16).to_bytes(4, "big") + len(cmap).to_bytes(4, "big")
    return out + data[12 + 16 * n:] + cmap


def unmap(change):
    """Rewrites the ToUnicode map of the text face."""
    def whole(f):
        stream = plain(f.at(font(f), "ToUnicode"))
        stream.raw = change(stream.raw)
    return whole


def main(path):
    with open(path, "rb") as f:
        sound = f.read()
    import lies_file
    import lies_structure
    assert lies_file and lies_structure
    count, told = 0, set()

    def result(good, name):
        nonlocal count
        count += 1
        print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)

    result(check.document.check(sound) == [], "the file itself is sound")
    result(check.document.check(write_file(File(sound))) == [], "so is its copy")
    for rule, name, tell in LIES:
        found = {identity for identity, _ in document.check(tell(sound))}
        matching = [identity for identity, _, _ in document.RULES if identity == rule or identity.startswith(rule + " ")]
        told.update(matching)
        result(len(matching) == 1 and matching[0] in found, f"{rule} finds: {name}" + ("" if matching else " (no such rule)"))
    for identity, _, _ in document.RULES:
        if identity not in told:
            result(False, f"{identity} has no lie")
    print(f"1..{count}")


if __name__ == "__main__":
    # The tellers import this file by its name: one list for all.
    sys.modules["lies"] = sys.modules["__main__"]
    main(sys.argv[1])
