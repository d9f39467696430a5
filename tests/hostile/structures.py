"""Files that are changed where their format says that something matters: a chunk, a directory, an instruction.

Bytes at random places are mostly caught by the first checksum. Here the checksums are right again, so that what is
wrong reaches the code behind them.
"""

import io
import pickle
import pickletools
import struct
import warnings
import zipfile
import zlib

import numpy as np

from mutations import Chance, twisted

SIZES = (0, 1, 2, 7, 255, 256, 30_000, 65_535, 65_536, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
PACKS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def size(chance: Chance, most: int = 2**32 - 1) -> int:
    """A number that a header may hold; every other one is small, so that what follows is read as well."""
    return min(most, chance.choice(SIZES) if chance.random() < 0.5 else chance.randrange(100))


def rearranged(parts: list, chance: Chance) -> list:
    """A list of which a part is lost, doubled, moved, or there many times."""
    parts = list(parts)
    place = chance.randrange(len(parts))
    match chance.randrange(5):
        case 0:
            del parts[place]
        case 1:
            parts.insert(chance.randrange(len(parts)), parts[place])
        case 2:
            parts.insert(chance.randrange(len(parts)), parts.pop(place))
        case 3:
            parts[place:place] = [parts[place]] * chance.choice((3, 100, 3000))
        case 4:
            del parts[place:]
    return parts


# Pictures


def png(content: bytes, chance: Chance) -> bytes:
    """A PNG with other chunks, each with the checksum that it should have."""
    chunks, place = [], 8
    while place < len(content):
        length = int.from_bytes(content[place : place + 4])
        chunks.append((content[place + 4 : place + 8], content[place + 8 : place + 8 + length]))
        place += 12 + length
    for _ in range(chance.choice((1, 1, 2, 4))):
        number = chance.randrange(max(1, len(chunks)))
        match chance.randrange(5) if chunks else 4:
            case 0:
                chunks = rearranged(chunks, chance)
            case 1:
                kind, data = chunks[number]
                chunks[number] = kind, twisted(data, chance)
            case 2:
                fields = list(struct.unpack(">IIBBBBB", chunks[0][1][:13].ljust(13, b"\0")))
                field = chance.randrange(7)
                fields[field] = size(chance) if field < 2 else chance.choice((0, 1, 2, 3, 4, 6, 8, 16, 255))
                chunks[0] = b"IHDR", struct.pack(">IIBBBBB", *fields)
            case 3:
                pixels = zlib.compress(bytes(chance.choice((0, 100, 10**6))))
                chunks[number] = b"IDAT", twisted(pixels, chance)
            case 4:
                kind = chance.choice((b"PLTE", b"tRNS", b"iCCP", b"zTXt", b"iTXt", b"eXIf", b"acTL", b"fcTL", b"IEND"))
                data = chance.choice((b"", chance.randbytes(9), b"a\0\0" + zlib.compress(bytes(10**6))))
                chunks.insert(number, (kind, data))
    made = content[:8]
    for kind, data in chunks:
        made += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made


def jpeg(content: bytes, chance: Chance) -> bytes:
    """A JPEG with other segments, each as long as it says."""
    segments, place = [], 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        length = int.from_bytes(content[place + 2 : place + 4])
        end = place + 2 + length
        if content[place + 1] == 0xDA:  # a scan goes on until the next marker
            while end + 1 < len(content) and not (
                content[end] == 0xFF and content[end + 1] not in (0, *range(208, 216))
            ):
                end += 1
        segments.append(content[place:end])
        place = end
    for _ in range(chance.choice((1, 1, 2, 4))):
        number = chance.randrange(max(1, len(segments)))
        match chance.randrange(4) if segments else 3:
            case 0:
                segments = rearranged(segments, chance)
            case 1:
                segments[number] = segments[number][:4] + twisted(segments[number][4:], chance)
            case 2:
                frames = [each for each, segment in enumerate(segments) if 0xC0 <= segment[1] <= 0xC2]
                if frames:
                    frame = bytearray(segments[frames[0]].ljust(12, b"\0"))
                    frame[1] = chance.choice((0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA))
                    frame[5:9] = struct.pack(">HH", size(chance, 65_535), size(chance, 65_535))
                    segments[frames[0]] = bytes(frame)
            case 3:
                data = chance.randbytes(chance.choice((0, 10, 1000)))
                data = chance.choice((b"Exif\0\0MM\0*", b"ICC_PROFILE\0\1\1", b"Adobe", b"JFIF\0")) + data
                marker = chance.choice((0xE0, 0xE1, 0xE2, 0xEE, 0xFE, 0xDD, 0xDB, 0xC4))
                segments.insert(number, bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data)
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xd9"


TAGS = (254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325, 330, 338, 339)
COMPRESSIONS = (1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 34712, 50001, 65000)


def tiff(content: bytes, chance: Chance) -> bytes:
    """A little-endian TIFF with other entries in its directories, and other places where the next one stands."""
    content = bytearray(content)
    if content[:4] != b"II*\0":
        return twisted(content, chance)
    directories, place = [], int.from_bytes(content[4:8], "little")
    while place and place + 2 <= len(content) and place not in directories:
        directories.append(place)
        after = place + 2 + 12 * int.from_bytes(content[place : place + 2], "little")
        place = int.from_bytes(content[after : after + 4], "little")
    for _ in range(chance.choice((1, 1, 2, 4))):
        place = chance.choice(directories)
        count = int.from_bytes(content[place : place + 2], "little")
        entry = place + 2 + 12 * chance.randrange(max(1, count))
        match chance.randrange(7):
            case 0:
                content[entry : entry + 2] = struct.pack("<H", chance.choice(TAGS))
            case 1:
                content[entry + 2 : entry + 4] = struct.pack("<H", chance.randrange(20))
            case 2:
                content[entry + 4 : entry + 8] = struct.pack("<I", size(chance))
            case 3:
                content[entry + 8 : entry + 12] = struct.pack("<I", size(chance))
            case 4:
                after = place + 2 + 12 * count
                content[after : after + 4] = struct.pack(
                    "<I", chance.choice((*directories, len(content), size(chance)))
                )
            case 5:
                content[place : place + 2] = struct.pack("<H", chance.choice((0, count // 2, 1000, 65_535)))
            case 6:
                for each in range(place + 2, place + 2 + 12 * count, 12):
                    if content[each : each + 2] == b"\x03\x01":
                        content[each + 8 : each + 10] = struct.pack("<H", chance.choice(COMPRESSIONS))
    return bytes(content)


def bmp(content: bytes, chance: Chance) -> bytes:
    """A BMP with other numbers in its two headers."""
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4))):
        match chance.randrange(6):
            case 0:
                content[10:14] = struct.pack("<I", size(chance))
            case 1:
                content[14:18] = struct.pack("<I", chance.choice((12, 40, 52, 56, 64, 108, 124, size(chance))))
            case 2:
                content[18:22] = struct.pack("<I", size(chance))
            case 3:
                content[22:26] = struct.pack("<I", size(chance))
            case 4:
                content[28:30] = struct.pack("<H", chance.choice((0, 1, 4, 8, 16, 24, 32, 64)))
            case 5:
                content[30:34] = struct.pack("<I", chance.choice((0, 1, 2, 3, 4, 5, 6, 11)))
    # With run lengths or not, what follows are bytes that a decoder takes for them.
    return bytes(content) if chance.random() < 0.7 else bytes(content[:54]) + chance.randbytes(2000)


# Pickles


def pickled(content: bytes, chance: Chance) -> bytes:
    """A pickle whose instructions are lost, doubled, exchanged, or joined by others that build what they like."""
    places = [place for _code, _argument, place in pickletools.genops(content)]
    steps = [content[a:b] for a, b in zip(places, [*places[1:], len(content)], strict=True)]
    known = (
        b"0",
        b"1",
        b"2",
        b"(",
        b")",
        b"]",
        b"}",
        b"e",
        b"a",
        b"s",
        b"u",
        b"t",
        b"\x85",
        b"\x86",
        b"\x87",
        b"l",
        b"d",
    )
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        if not steps:
            break
        place = chance.randrange(len(steps))
        match chance.randrange(6):
            case 0:
                steps = rearranged(steps, chance)
            case 1:
                steps[place] = chance.choice(known)
            case 2:
                steps.insert(place, chance.choice(known))
            case 3:
                number = size(chance)
                steps[place] = chance.choice(
                    (b"K" + bytes([number & 255]), b"J" + struct.pack("<I", number & 0x7FFFFFFF))
                )
            case 4:  # the same thing in itself, twice and twice again
                steps[place:place] = [b"2", b"\x86"] * chance.choice((3, 40, 2000))
            case 5:
                steps[place] = twisted(steps[place], chance)
    return b"".join(steps)


# Archives


def npy(array: np.ndarray, chance: Chance) -> bytes:
    """An array as NumPy stores it, with something else in its header."""
    made = io.BytesIO()
    np.lib.format.write_array(made, array, allow_pickle=False)
    content = made.getvalue()
    data = content[10 + int.from_bytes(content[8:10], "little") :]
    header = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    shapes = [(10**12,), (2**63,), (-1,), (0,), (), (1,) * 100, (10**6, 10**6), (2.0,), "x", None, [*array.shape]]
    kinds = ["O", "|V8", "<U1000000", "|S0", "<f8", ">u4", "M8[ns]", [("a", "O")], [("a", "u1", (10**6, 10**6))], "x"]
    match chance.randrange(5):
        case 0:
            header["shape"] = chance.choice(shapes)
        case 1:
            header["descr"] = chance.choice(kinds)
        case 2:
            header["fortran_order"] = chance.choice([True, 1, None, "x"])
        case 3:
            header[chance.choice(["shape", "descr", "more"])] = chance.choice(["(" * 500, "x" * 70_000, {}])
        case 4:
            data = data[: chance.choice((0, 1, len(data) // 2))] + bytes(chance.choice((0, 1, 10**6)))
    text = repr(header).encode()
    if chance.random() < 0.2:
        text = twisted(text, chance)
    text = text[: 2**16 - 1]
    start = b"\x93NUMPY" + bytes(chance.choice(((1, 0), (1, 0), (1, 0), (2, 0), (3, 0), (9, 9))))
    length = struct.pack("<H" if start[6] == 1 else "<I", len(text))
    return start + length + text + data


def archive(members: list[tuple[str, bytes]], chance: Chance) -> bytes:
    """A zip of members that are packed in any way, may come twice or be lost, and lie elsewhere than they say."""
    if chance.random() < 0.3:
        members = rearranged(members, chance)[:2000]
    if chance.random() < 0.2:
        name = chance.choice(("../x", "/x", "config.json", "x" * 60_000, "\x1b[2J", ".", "a\\b", "x/", "\u202e.json"))
        members = [*members, (name, chance.choice((b"", b"x", bytes(10**6))))]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target, warnings.catch_warnings(action="ignore"):  # of a name that comes twice
        usual = chance.choice(PACKS)
        room = 2**26  # to pack gigabytes would take longer than anything that reads them may
        for name, content in members:
            room -= len(content)
            if room > 0:
                target.writestr(name, content, chance.choice(PACKS) if chance.random() < 0.2 else usual)
    return directory(made.getvalue(), chance) if chance.random() < 0.6 else made.getvalue()


def directory(content: bytes, chance: Chance) -> bytes:
    """A zip with other numbers in its directory, in the headers of its members, or at its end."""
    content = bytearray(content)
    # Where the fields begin, with their lengths: versions, flags, method, checksum, sizes, lengths, place.
    fields = {
        b"PK\x01\x02": ((4, 2), (6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4)),
        b"PK\x03\x04": ((4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)),
        b"PK\x05\x06": ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)),
    }
    for _ in range(chance.choice((1, 1, 2, 4))):
        mark = chance.choice(list(fields))
        found, start = [], 0
        while (start := content.find(mark, start)) >= 0:
            found.append(start)
            start += 4
        if not found:
            continue
        place, length = chance.choice(fields[mark])
        place += chance.choice(found)
        number = chance.choice((0, 1, 8, 9, 12, 14, 20, 45, 99)) if length == 2 else size(chance)
        content[place : place + length] = number.to_bytes(length, "little")
    return bytes(content)


def repickled(images: np.ndarray, labels: list[int], chance: Chance) -> bytes:
    """A batch of CIFAR-10 with something else in its dictionary."""
    odd = [None, -1, 10**30, "x" * 3000, b"x", [], {}, [[1]], (1,) * 1000, labels, labels * 2, images, images[:1], 1.5]
    content = {b"data": images, b"labels": labels, b"batch_label": b"one", b"filenames": [b"x.png"] * len(labels)}
    content[chance.choice([b"data", b"labels", b"batch_label", b"filenames", "data", b"x"])] = chance.choice(odd)
    return pickle.dumps(content, chance.choice((0, 1, 2, 3, 4, 5)))
