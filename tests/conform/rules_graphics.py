"""Owns: ISO 19005-3 6.2.2-6.2.10, graphics: output intent, colour, images, XObjects, graphics state, transparency."""
import struct

from document import rule
from pdf import Name, Ref, Stream

INTENTS = {"RelativeColorimetric", "AbsoluteColorimetric", "Perceptual", "Saturation"}
BLENDS = set("Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue Saturation Color "
             "Luminosity".split())


@rule("PDF/A 6.2.2-1", "content streams use the operators of ISO 32000-1 with their operands, and nest them properly")
def operators(d):
    for place, token in d.content.unknown:
        if token != "BI":
            yield f"{place}: {token}"
    for place, what in d.content.flaws:
        yield f"{place}: {what}"


@rule("PDF/A 6.2.2-2", "each content stream has the resources it names in a dictionary of its own")
def resources(d):
    for place, what in d.content.missing:
        yield f"{place}: {what}"


def flaws_of_profile(data, components, classes):
    """What is wrong with an ICC profile's header and tags (ICC.1, ISO 15076-1 7)."""
    if len(data) < 132 or struct.unpack(">L", data[:4])[0] != len(data):
        yield "the size in its head is not its size"
        return
    if data[36:40] != b"acsp":
        yield "no acsp signature"
    if data[8] >= 5:
        yield f"version {data[8]}"
    if data[12:16] not in classes:
        yield f"class {data[12:16]!r}"
    if {b"RGB ": 3, b"CMYK": 4, b"GRAY": 1, b"Lab ": 3}.get(data[16:20]) != components:
        yield f"space {data[16:20]!r} with N {components}"
    if data[20:24] not in (b"XYZ ", b"Lab "):
        yield f"connection space {data[20:24]!r}"
    if data[68:80] != bytes.fromhex("0000f6d6000100000000d32d"):
        yield "illuminant is not D50"
    tags = {}
    for i in range(struct.unpack(">L", data[128:132])[0]):
        tag, at, size = struct.unpack(">4sLL", data[132 + 12 * i:144 + 12 * i])
        tags[tag] = data[at:at + size]
        if at + size > len(data) or at % 4:
            yield f"tag {tag} passes the end or is not on a multiple of four"
    needed = [b"desc", b"cprt", b"wtpt"]
    if data[16:20] == b"RGB " and b"A2B0" not in tags:
        needed += [b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"]
    for tag in needed:
        if tag not in tags:
            yield f"no tag {tag.decode()}"
    kinds = {b"desc": (b"desc",), b"cprt": (b"text",), b"wtpt": (b"XYZ ",)}
    if data[8] == 4:
        kinds.update({b"desc": (b"mluc",), b"cprt": (b"mluc",), b"chad": (b"sf32",)})
    for tag, types in kinds.items():
        if tag in tags and tags[tag][:4] not in types:
            yield f"tag {tag.decode()} is of type {tags[tag][:4]!r}"
    if all(t in tags for t in needed) and b"rXYZ" in needed:
        for i in range(3):
            total = sum(struct.unpack(">l", tags[t][8 + 4 * i:12 + 4 * i])[0] for t in (b"rXYZ", b"gXYZ", b"bXYZ")) / 65536
            if abs(total - (0.9642, 1.0, 0.8249)[i]) > 0.002:
                yield f"the colorants do not add up to white: {total:.4f}"


@rule("PDF/A 6.2.3-1", "the output intent's profile is a valid output or monitor profile of version 2 to 4, with the right N")
def output_profile(d):
    for intent in d.intents:
        profile = d.get(intent.get("DestOutputProfile"))
        if not isinstance(profile, Stream):
            yield "no DestOutputProfile"
            continue
        yield from flaws_of_profile(profile.data(), profile.entries.get("N"), (b"prtr", b"mntr"))


@rule("PDF/A 6.2.3-2", "all output intents have one and the same profile")
def one_profile(d):
    if len({i.get("DestOutputProfile") for i in d.intents if "DestOutputProfile" in i}) > 1:
        yield "different profiles"


@rule("PDF/A 6.2.3-3", "no output intent refers to a profile outside")
def profile_outside(d):
    for intent in d.intents:
        if "DestOutputProfileRef" in intent:
            yield "DestOutputProfileRef"


@rule("PDF 14.11.5-1", "an output intent has type, subtype and condition identifier")
def intent_keys(d):
    if len([i for i in d.intents if i.get("S") == "GTS_PDFA1"]) != 1:
        yield "not one intent of PDF/A"
    for intent in d.intents:
        if intent.get("Type") != "OutputIntent" or not isinstance(intent.get("OutputConditionIdentifier"), bytes):
            yield "Type or OutputConditionIdentifier"


def spaces(d, *families):
    return [(place, value) for family in families for place, value in d.content.spaces.get(family, [])]


@rule("PDF/A 6.2.4.2-1", "profiles of ICC based colour spaces are valid, of version 2 to 4")
def icc_spaces(d):
    for place, value in spaces(d, "ICCBased"):
        stream = d.get(value[1])
        for flaw in flaws_of_profile(stream.data(), stream.entries.get("N"), (b"prtr", b"mntr", b"scnr", b"spac")):
            yield f"{place}: {flaw}"


def destination(d):
    return d.profile.data()[16:20] if isinstance(d.profile, Stream) else None


@rule("PDF/A 6.2.4.3-2", "DeviceRGB is used only with an RGB output intent")
def device_rgb(d):
    if spaces(d, "DeviceRGB") and destination(d) != b"RGB ":
        yield spaces(d, "DeviceRGB")[0][0]


@rule("PDF/A 6.2.4.3-3", "DeviceCMYK is used only with a CMYK output intent")
def device_cmyk(d):
    if spaces(d, "DeviceCMYK") and destination(d) != b"CMYK":
        yield spaces(d, "DeviceCMYK")[0][0]


@rule("PDF/A 6.2.4.3-4", "DeviceGray is used only with an output intent")
def device_gray(d):
    if spaces(d, "DeviceGray") and destination(d) is None:
        yield spaces(d, "DeviceGray")[0][0]


@rule("PDF/A 6.2.4.4-1", "only device, CIE based, indexed and pattern spaces (ours use no spot colour, whose rules are not kept here)")
def known_spaces(d):
    for family, uses in d.content.spaces.items():
        if family not in ("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "Lab", "ICCBased", "Indexed", "Pattern"):
            yield f"{uses[0][0]}: {family}"


@rule("PDF/A 6.2.5-1", "no ExtGState has TR, TR2 other than Default, HTP, or a halftone but of types 1 and 5 without name")
def states(d):
    named = [(place, s) for place, s in d.file.dictionaries() if s.get("Type") == "ExtGState"] + d.content.states
    for place, state in named:
        half = d.get(state.get("HT"))
        half = half.entries if isinstance(half, Stream) else half
        if "TR" in state or d.get(state.get("TR2", "Default")) != "Default" or "HTP" in state:
            yield f"{place}: TR, TR2 or HTP"
        if isinstance(half, dict) and (half.get("HalftoneType") not in (1, 5) or "HalftoneName" in half):
            yield f"{place}: halftone"


@rule("PDF/A 6.2.6-1", "rendering intents are the four of ISO 32000-1")
def rendering_intents(d):
    found = d.content.intents + [(place, s["RI"]) for place, s in d.content.states if "RI" in s]
    found += [(place, image.entries["Intent"]) for place, image in d.content.images.values() if "Intent" in image.entries]
    for place, value in found:
        if value not in INTENTS:
            yield f"{place}: {value}"


def images(d):
    return [(f"object {n}", s) for n, s in d.file.objects.items() if isinstance(s, Stream) and s.entries.get("Subtype") == "Image"]


@rule("PDF/A 6.2.8-1", "images have no alternates")
def alternates(d):
    for place, image in images(d):
        if "Alternates" in image.entries:
            yield place


@rule("PDF/A 6.2.8-2", "images have no OPI")
def image_opi(d):
    for place, image in images(d):
        if "OPI" in image.entries:
            yield place


@rule("PDF/A 6.2.8-3", "images are not interpolated")
def interpolate(d):
    for place, image in images(d):
        if d.get(image.entries.get("Interpolate", False)) is not False:
            yield place


@rule("PDF/A 6.2.8-4", "image masks have one bit; JPEG 2000, whose rules are not kept here, is not used")
def image_depth(d):
    for place, image in images(d):
        e = image.entries
        if e.get("ImageMask") is True and (e.get("BitsPerComponent", 1) != 1 or "ColorSpace" in e):
            yield f"{place}: a mask of {e.get('BitsPerComponent')} bits, or with a colour space"
        elif e.get("ImageMask") is not True and e.get("BitsPerComponent") not in (1, 2, 4, 8, 16):
            yield f"{place}: {e.get('BitsPerComponent')} bits"
        if "JPXDecode" in str(e.get("Filter")):
            yield f"{place}: JPXDecode"


@rule("PDF 8.9.5-1", "an image has the data that its size asks for, and a JPEG the size, depth and components that its dictionary says")
def image_size(d):
    for place, image in images(d):
        e = image.entries
        if e.get("Filter") == "DCTDecode":
            wanted = (e.get("Height"), e.get("Width"), {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}.get(e.get("ColorSpace")))
            if jpeg_frame(image.raw) != wanted:
                yield f"{place}: JPEG of {jpeg_frame(image.raw)}, dictionary of {wanted}"
        elif e.get("ImageMask") is True and len(image.data()) != (e["Width"] + 7) // 8 * e["Height"]:
            yield f"{place}: {len(image.data())} bytes"


def jpeg_frame(data):
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            return struct.unpack(">HH", data[at + 5:at + 9]) + (data[at + 9],)
        at += 2 + size
    return None


def xobjects(d):
    return [(f"object {n}", s.entries) for n, s in d.file.objects.items() if isinstance(s, Stream) and s.entries.get("Type") == "XObject"]


@rule("PDF/A 6.2.9-1", "form XObjects have no OPI, no PS and no Subtype2 PS")
def form_keys(d):
    for place, e in xobjects(d):
        if e.get("Subtype") == "Form" and ("OPI" in e or "PS" in e or e.get("Subtype2") == "PS"):
            yield place


@rule("PDF/A 6.2.9-2", "no reference XObjects")
def reference_objects(d):
    for place, e in xobjects(d):
        if "Ref" in e:
            yield place


@rule("PDF/A 6.2.9-3", "no PostScript XObjects")
def postscript(d):
    for place, e in xobjects(d):
        if e.get("Subtype") not in ("Form", "Image"):
            yield f"{place}: {e.get('Subtype')}"


@rule("PDF 8.10.2-1", "a form XObject has its box")
def form_box(d):
    for place, e in xobjects(d):
        box = d.get(e.get("BBox"))
        if e.get("Subtype") == "Form" and not (isinstance(box, list) and len(box) == 4 and box[0] < box[2] and box[1] < box[3]):
            yield f"{place}: {box}"


def blends(d):
    for place, state in d.content.states:
        value = d.get(state.get("BM", Name("Normal")))
        for name in value if isinstance(value, list) else [value]:
            yield place, name


@rule("PDF/A 6.2.10-1", "blend modes are those of ISO 32000-1")
def blend_modes(d):
    for place, name in blends(d):
        if name not in BLENDS:
            yield f"{place}: {name}"


@rule("PDF/A 6.2.10-2", "a page with transparency has a blending colour space, or the file an output intent")
def transparency(d):
    transparent = any(name not in ("Normal", "Compatible") for _, name in blends(d))
    transparent |= any(d.get(s.get("SMask", Name("None"))) != "None" or d.get(s.get("ca", 1)) != 1 or d.get(s.get("CA", 1)) != 1 for _, s in d.content.states)
    transparent |= any("SMask" in s.entries for _, s in images(d))
    if transparent and destination(d) is None and not all(d.at(p, "Group", "CS") for _, p in d.file.pages()):
        yield "transparency without one"


def standing(d):
    """Text and images of the page that stand upright and are no watermark, without spaces."""
    for i in d.content.items:
        watermark = any(p.get("Subtype") == "Watermark" for _, p in i.marks)
        if i.box and not watermark and i.place.startswith("page") and i.box[2] - i.box[0] > 0.6:
            yield i


@rule("paper-1", "no text or picture passes the frame of the paper")
def frame(d):
    for i in standing(d):
        page = d.file.inherited(d.file.pages()[0][1], "MediaBox")
        if i.box[0] < 36 or i.box[1] < 24 or i.box[2] > page[2] - 36 or i.box[3] > page[3] - 24:
            yield f"{i.kind} of MCID {i.mcid} at {[round(v) for v in i.box]}"


@rule("paper-2", "nothing is printed over anything else: no text on text, no text on the photo or the code")
def overprint(d):
    things = sorted(standing(d), key=lambda i: i.box[0])
    for n, a in enumerate(things):
        for b in things[n + 1:]:
            if b.box[0] > a.box[2]:
                break
            wide, high = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0]), min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
            if wide > 0.8 and high > 0.3:
                yield f"MCID {a.mcid} at {[round(v) for v in a.box]} and MCID {b.mcid} at {[round(v) for v in b.box]}"


@rule("paper-3", "no letters smaller than 3 points")
def small(d):
    for i in standing(d):
        if i.kind == "text" and i.size < 3:
            yield f"MCID {i.mcid}: {i.size} points"
