"""Every mode that Pillow opens shows what the file holds or is refused; what would take hours or gigabytes is not done.

The numbers are worked out beside each case from the format's own rules, not with Pillow's conversions.
"""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kerascnn.datasets import picture, picture_decoder
from kerascnn.errors import InputError

GREY = np.arange(0, 64, dtype=np.uint8).reshape(8, 8) * 4


def shown(path, channels=3):
    """What each of the three ways gives, which have to agree."""
    height, width = 8, 8
    pixels = picture.read(path, size=(height, width), channels=channels)
    assert np.array_equal(np.asarray(picture.load(path, channels=channels)).reshape(pixels.shape), pixels)
    array, remarks = picture.as_array(path, grey=channels == 1)
    assert np.array_equal(np.broadcast_to(array, pixels.shape), pixels)
    return pixels, remarks


def saved(tmp_path, image, name, **settings):
    image.save(tmp_path / name, **settings)
    return tmp_path / name


def tiff(tmp_path, tags, data, name="made.tif", order="<"):
    """A TIFF of one strip, tag by tag (TIFF 6.0, section 2)."""
    tags = {256: 8, 257: 8, 258: 8, 259: 1, 262: 1, 273: 0, 277: 1, 278: 8, 279: len(data)} | tags
    after = 8 + 2 + 12 * len(tags) + 4
    entries, extra = b"", b""
    for tag in sorted(tags):
        values = tags[tag] if isinstance(tags[tag], tuple) else (tags[tag],)
        kind = "I" if tag in (273, 279) else "H"
        packed = struct.pack(f"{order}{len(values)}{kind}", *values)
        if tag == 273:
            packed = b"STRP"
        entries += struct.pack(f"{order}2HI", tag, 4 if kind == "I" else 3, len(values))
        if len(packed) > 4:
            entries += struct.pack(f"{order}I", after + len(extra))
            extra += packed
        else:
            entries += packed.ljust(4, b"\0")
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HIH", 42, 8, len(tags))
    content = head + entries + bytes(4) + extra
    content = content.replace(b"STRP", struct.pack(f"{order}I", len(content)))
    (tmp_path / name).write_bytes(content + data)
    return tmp_path / name


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp", "a.pgm", "a.webp"])
def test_eight_bits_of_grey_are_what_they_are(tmp_path, name):
    path = saved(tmp_path, Image.fromarray(GREY), name, **({"lossless": True} if name.endswith("webp") else {}))
    assert np.array_equal(shown(path, 1)[0][..., 0], GREY)


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bits_are_shown_by_their_upper_eight(tmp_path, order):
    deep = GREY.astype(np.uint16) * 256 + 77
    path = tiff(tmp_path, {258: 16}, deep.astype(f"{order}u2").tobytes(), order=order)
    pixels, remarks = shown(path, 1)
    assert np.array_equal(pixels[..., 0], GREY)
    assert remarks == (f"{path} has 16 bits a channel; the upper 8 are shown",)


def test_sixteen_bits_of_a_png_and_of_a_pgm(tmp_path):
    deep = GREY.astype(np.uint16) * 256
    path = saved(tmp_path, Image.fromarray(deep), "deep.png")
    assert np.array_equal(shown(path, 1)[0][..., 0], GREY)
    (tmp_path / "deep.pgm").write_bytes(b"P5 8 8 65535\n" + deep.astype(">u2").tobytes())
    assert np.array_equal(shown(tmp_path / "deep.pgm", 1)[0][..., 0], GREY)


def test_twelve_bits_are_white_at_4095(tmp_path):
    values = GREY.astype(int).ravel() * 16  # 4,080 at most
    pairs = values.reshape(-1, 2)
    packed = np.stack([pairs[:, 0] >> 4, (pairs[:, 0] & 15) << 4 | pairs[:, 1] >> 8, pairs[:, 1] & 255], axis=1)
    path = tiff(tmp_path, {258: 12}, packed.astype(np.uint8).tobytes())
    pixels, remarks = shown(path, 1)
    assert np.array_equal(pixels[..., 0], GREY)
    assert "12 bits" in remarks[0]


def test_eight_bits_in_a_file_of_sixteen_are_not_shown_as_black(tmp_path):
    with pytest.raises(InputError, match=r"more than 8 bits a channel but no number above 252, .* save it with 8 bits"):
        shown(saved(tmp_path, Image.fromarray(GREY.astype(np.uint16)), "dim.png"), 1)
    black = saved(tmp_path, Image.fromarray(np.zeros((8, 8), np.uint16)), "black.png")
    assert not shown(black, 1)[0].any()


@pytest.mark.parametrize(("order", "sign"), [("<", 1), ("<", 2), (">", 2)])
def test_32_bits_are_shown_where_they_are_values_up_to_255_and_else_refused(tmp_path, order, sign):
    kind = f"{order}{'ui'[sign - 1]}4"
    tags = {258: 32, 339: sign}
    path = tiff(tmp_path, tags, GREY.astype(kind).tobytes(), order=order)
    assert np.array_equal(shown(path, 1)[0][..., 0], GREY)
    for factor, low, high in ((2, "0", "504"), (300, "0", "75,600"), (10**6, "0", "252,000,000")):
        path = tiff(tmp_path, tags, (GREY.astype(int) * factor).astype(kind).tobytes(), order=order)
        with pytest.raises(InputError, match=f"whole numbers from {low} to {high}, and does not say which is white"):
            shown(path, 1)
    if sign == 2:
        path = tiff(tmp_path, tags, (GREY.astype(int) - 5).astype(kind).tobytes(), order=order)
        with pytest.raises(InputError, match="whole numbers from -5 to 247"):
            shown(path, 1)


def test_floating_numbers_are_refused(tmp_path):
    with pytest.raises(InputError, match="numbers that are no brightness"):
        shown(saved(tmp_path, Image.fromarray(GREY.astype(np.float32) / 255), "float.tif"))


def png(colour, bits, row, palette=b"", transparency=b""):
    """A PNG of 8×8 pixels, chunk by chunk (PNG specification, section 11)."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, bits, colour, 0, 0, 0))
    if palette:
        head += chunk(b"PLTE", palette)
    if transparency:
        head += chunk(b"tRNS", transparency)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress((b"\0" + row) * 8)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (png(0, 1, b"\xff"), (255, 255, 255)),
        (png(0, 2, b"\x55\x55"), (85, 85, 85)),  # 1 of 3
        (png(0, 4, b"\x55" * 4), (85, 85, 85)),  # 5 of 15
        (png(2, 8, bytes((1, 2, 3)) * 8), (1, 2, 3)),
        (png(2, 16, bytes((1, 99, 2, 99, 3, 99)) * 8), (1, 2, 3)),
        (png(3, 8, b"\1" * 8, bytes((0, 0, 0, 9, 8, 7))), (9, 8, 7)),
        (png(3, 4, b"\x11" * 4, bytes((0, 0, 0, 9, 8, 7))), (9, 8, 7)),
        (png(3, 8, b"\1" * 8, bytes((0, 0, 0, 9, 8, 7)), b"\xff\x00"), (255, 255, 255)),
        (png(3, 8, b"\1" * 8, bytes((0, 0, 0, 55, 55, 55)), b"\xff\x80"), (155, 155, 155)),  # 55 + 200 × 127/255
        (png(4, 8, bytes((55, 128)) * 8), (155, 155, 155)),
        (png(4, 16, bytes((55, 0, 128, 0)) * 8), (155, 155, 155)),
        (png(6, 8, bytes((55, 0, 255, 128)) * 8), (155, 127, 255)),
        (png(6, 16, bytes((55, 0, 0, 0, 255, 0, 128, 0)) * 8), (155, 127, 255)),
        (png(0, 8, b"\x09" * 8, transparency=b"\0\x09"), (255, 255, 255)),
        (png(2, 8, bytes((1, 2, 3)) * 8, transparency=b"\0\1\0\2\0\3"), (255, 255, 255)),
        (png(2, 8, bytes((1, 2, 4)) * 8, transparency=b"\0\1\0\2\0\3"), (1, 2, 4)),
    ],
)
def test_every_kind_of_png(tmp_path, content, colour):
    (tmp_path / "a.png").write_bytes(content)
    pixels, _remarks = shown(tmp_path / "a.png")
    assert (abs(pixels.astype(int) - colour) <= 1).all()


@pytest.mark.parametrize(
    "content",
    [
        png(0, 16, b"\x09\x09" * 8, transparency=b"\x09\x09"),
        png(2, 16, bytes((0, 9)) * 24),
        png(4, 16, bytes((0, 9, 255, 255)) * 8),
    ],
    ids=["grey with a transparent value", "dim colours", "dim with alpha"],
)
def test_what_no_eight_bits_can_show_is_refused(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InputError, match="save it with 8 bits"):
        shown(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("tags", "pixel", "colour"),
    [
        ({262: 0}, (250,), (5, 5, 5)),  # white is zero
        ({262: 0, 258: 1}, None, (0, 0, 0)),
        ({262: 2, 277: 3, 258: (8, 8, 8)}, (1, 2, 3), (1, 2, 3)),
        ({262: 2, 277: 3, 258: (16, 16, 16)}, (99, 1, 99, 2, 99, 3), (1, 2, 3)),
        ({262: 2, 277: 4, 258: (8, 8, 8, 8), 338: 0}, (1, 2, 3, 77), (1, 2, 3)),  # RGBX: the fourth says nothing
        ({262: 2, 277: 4, 258: (8, 8, 8, 8), 338: 2}, (55, 0, 255, 128), (155, 127, 255)),  # RGBA
        ({262: 2, 277: 4, 258: (8, 8, 8, 8), 338: 1}, (27, 0, 128, 128), (154, 127, 255)),  # multiplied already
        ({262: 2, 277: 4, 258: (16,) * 4, 338: 2}, (0, 55, 0, 0, 0, 255, 0, 128), (155, 127, 255)),
        ({262: 1, 277: 2, 258: (8, 8), 338: 2}, (55, 128), (155, 155, 155)),  # LA
        ({262: 5, 277: 4, 258: (8, 8, 8, 8)}, (0, 0, 0, 0), (255, 255, 255)),  # CMYK without ink
        ({262: 5, 277: 4, 258: (8, 8, 8, 8)}, (0, 255, 255, 0), (255, 0, 0)),
        ({262: 5, 277: 4, 258: (8, 8, 8, 8)}, (0, 0, 0, 255), (0, 0, 0)),
        ({262: 5, 277: 4, 258: (16,) * 4}, (0, 0, 0, 255, 0, 255, 0, 0), (255, 0, 0)),
        ({262: 8, 277: 3, 258: (8, 8, 8)}, (255, 0, 0), (255, 255, 255)),  # L* = 100
        ({262: 8, 277: 3, 258: (8, 8, 8)}, (0, 0, 0), (0, 0, 0)),
        # L* = 53.24, a* = 80.09, b* = 67.20: sRGB's red (53.24 × 2.55 = 136).
        ({262: 8, 277: 3, 258: (8, 8, 8)}, (136, 80, 67), (255, 0, 0)),
    ],
)
def test_every_kind_of_tiff(tmp_path, tags, pixel, colour):
    data = bytes(pixel) * 64 if pixel else b"\xff" * 8
    pixels, _remarks = shown(tiff(tmp_path, tags, data))
    near = 12 if tags[262] == 8 else 2
    assert (abs(pixels.astype(int) - colour) <= near).all()
    grey = shown(tmp_path / "made.tif", 1)[0]
    assert (abs(grey.astype(int) - np.dot(pixels, (0.299, 0.587, 0.114))[..., None]) <= 1).all()


@pytest.mark.parametrize(
    "tags",
    [
        {262: 2, 277: 5, 258: (8,) * 5},
        {262: 2, 277: 6, 258: (16,) * 6},
        {262: 1, 258: 64},
        {262: 9, 277: 3, 258: (8, 8, 8)},
        {262: 32803, 258: 8},
    ],
)
def test_a_tiff_of_other_bands_is_refused_in_one_line(tmp_path, tags):
    with pytest.raises(InputError, match=r"made\.tif: ") as caught:
        shown(tiff(tmp_path, tags, bytes(8 * 8 * 16)))
    assert "\n" not in str(caught.value)


def test_cmyk_and_ycbcr_of_a_jpeg(tmp_path):
    red = saved(tmp_path, Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "print.jpg")
    assert (abs(shown(red)[0].astype(int) - (255, 0, 0)) <= 3).all()
    blue = saved(tmp_path, Image.new("YCbCr", (8, 8), (29, 255, 107)), "blue.jpg")
    assert (abs(shown(blue)[0].astype(int) - (0, 0, 255)) <= 4).all()


def directories(count, after):
    """A TIFF of `count` directories of one pixel; the last one says that another lies at `after`."""
    tags = {256: 1, 257: 1, 258: 8, 262: 1, 273: 8 + 102 * count, 277: 1, 278: 1, 279: 1}
    entries = struct.pack("<H", 8) + b"".join(struct.pack("<2H2I", tag, 4, 1, tags[tag]) for tag in tags)
    following = [*(8 + 102 * number for number in range(1, count)), after]
    chain = b"".join(entries + struct.pack("<I", place) for place in following)
    return b"II*\0" + struct.pack("<I", 8) + chain + b"\x80"


@pytest.mark.parametrize("after", [8, 60, 109, 10**9, 2**32 - 1])
def test_a_tiff_whose_second_directory_is_broken_shows_its_first(tmp_path, after):
    (tmp_path / "a.tif").write_bytes(directories(1, after))
    pixels, _remarks = picture.as_array(tmp_path / "a.tif", grey=True)
    assert pixels.ravel().tolist() == [128]


def test_a_tiff_of_100_000_directories_is_not_walked_through(tmp_path):
    (tmp_path / "a.tif").write_bytes(directories(100_000, 0))
    assert picture.remarks(tmp_path / "a.tif") == (
        f"{tmp_path / 'a.tif'} has more than 1,000 frames; the first is taken",
    )
    (tmp_path / "b.tif").write_bytes(directories(3, 0))
    assert "has 3 frames" in picture.remarks(tmp_path / "b.tif")[0]


def scans(side, count):
    """A progressive JPEG whose last scan comes again and again: each goes through all of the picture."""
    buffer = io.BytesIO()
    Image.new("L", (side, side), 128).save(buffer, "JPEG", progressive=True)
    content = buffer.getvalue()
    return content[:-2] + content[content.rindex(b"\xff\xda") : -2] * count + b"\xff\xd9"


@pytest.fixture
def hurried(monkeypatch):
    """Decoders that have one second for a picture."""
    from kerascnn.datasets import decoding

    script = (decoding.Path(decoding.__file__).with_name("picture_decoder.py")).read_text()
    assert "SECONDS = 10\n" in script
    quick = decoding.Path(os.environ["HURRIED"])
    quick.write_text(script.replace("SECONDS = 10\n", "SECONDS = 0\n"))
    pool = decoding._Pool()
    monkeypatch.setattr(decoding, "_pool", pool)
    monkeypatch.setattr(decoding, "__file__", str(quick))
    yield
    pool.close()


@pytest.fixture(autouse=True)
def place(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("HURRIED", str(tmp_path_factory.mktemp("decoder") / "picture_decoder.py"))


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no limit on computing")
def test_what_takes_longer_than_its_size_explains_is_given_up(tmp_path, hurried):
    (tmp_path / "scans.jpg").write_bytes(scans(2000, 3000))
    with pytest.raises(InputError, match=r"scans\.jpg: takes longer to decode than a picture of its size"):
        picture.read(tmp_path / "scans.jpg", size=(8, 8), channels=1)
    Image.fromarray(GREY).save(tmp_path / "good.png")
    assert picture.read(tmp_path / "good.png", size=(8, 8), channels=1).any()  # by another process


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system tells no process its memory")
def test_what_takes_more_memory_than_its_size_explains_is_given_up(tmp_path):
    buffer = io.BytesIO()
    Image.fromarray(GREY).save(buffer, "GIF")
    content = buffer.getvalue()
    block = content.index(b",")
    (tmp_path / "a.gif").write_bytes(content[:block] + b"!\xfe\x01a\0" * 3_000_000 + content[block:])
    with pytest.raises(InputError, match=r"a\.gif: takes more memory to decode than a picture of its size"):
        picture.read(tmp_path / "a.gif", size=(8, 8), channels=1)


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "missing", "long", "loop", "forbidden text"])
def test_what_is_no_file(tmp_path, kind):
    path = tmp_path / "a.png"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "long":
            path = tmp_path / ("a" * 5_000)
        case "loop":
            path.symlink_to(path)
    with pytest.raises(InputError, match=r"a folder; give|a pipe or a device|does not exist|cannot read .*: "):
        picture.read(path, size=(8, 8), channels=1)


@pytest.mark.skipif(not picture.READS_HEIF, reason="pillow-heif is not installed")
def test_heic_is_read_where_pillow_heif_is(tmp_path):
    import pillow_heif

    image = pillow_heif.from_pillow(Image.new("RGB", (64, 48), (200, 30, 30)))
    image.save(tmp_path / "a.heic", quality=90)
    pixels, header = picture.with_header(tmp_path / "a.heic", size=(12, 16), channels=3)
    assert header == (48, 64, "HEIF")
    assert abs(pixels.astype(int) - (200, 30, 30)).max() < 8


@pytest.mark.parametrize(
    ("fit", "first", "last"),
    [("stretch", [90] * 4, [90] * 4), ("crop", [50] * 4, [150] * 4), ("pad", [0, 90, 90, 0], [0, 90, 90, 0])],
)
def test_three_ways_to_bring_a_picture_to_a_size(tmp_path, fit, first, last):
    # Twice as high as wide: its middle is 50 above 150, what a crop leaves out is 90.
    Image.fromarray(np.repeat([90, 50, 150, 90], [20, 20, 20, 20]).astype(np.uint8)[:, None].repeat(40, 1)).save(
        tmp_path / "a.png"
    )
    got = picture.read(tmp_path / "a.png", size=(4, 4), channels=1, fit=fit)[..., 0]
    assert np.abs(got[0].astype(int) - first).max() <= 10  # each pixel takes something of its neighbours
    assert np.abs(got[3].astype(int) - last).max() <= 10
    Image.new("L", (3000, 2), 255).save(tmp_path / "line.png")
    assert picture.read(tmp_path / "line.png", size=(32, 32), channels=1, fit=fit).max() == 255


def test_the_header_says_how_large_a_picture_is_without_decoding_it(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.effect_noise((40, 30), 50).save(tmp_path / "a.png", "JPEG", exif=exif)
    assert picture.header(tmp_path / "a.png") == (30, 40, "JPEG")
    assert picture.with_header(tmp_path / "a.png", size=(8, 8), channels=3)[1] == (40, 30, "JPEG")
    whole = (tmp_path / "a.png").read_bytes()
    (tmp_path / "b.jpg").write_bytes(whole[: len(whole) - 200])
    assert picture.header(tmp_path / "b.jpg").width == 40
    with pytest.raises(InputError, match=r"c\.jpg does not exist"):
        picture.header(tmp_path / "c.jpg")


def test_heic_and_pointers_are_told_by_what_they_hold(tmp_path, monkeypatch):
    (tmp_path / "a.jpg").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    # What the process that decodes says where there is no pillow-heif.
    with monkeypatch.context() as patch:
        patch.setattr(picture_decoder, "reads_heif", lambda: False)
        with pytest.raises(picture_decoder.RefusedError) as caught:
            picture_decoder.look_at(str(tmp_path / "a.jpg"))
        patch.setattr(picture, "decode", lambda _request: (caught.value.answer, None))
        with pytest.raises(
            InputError, match=r"a\.jpg: a HEIC picture, which is read where pillow-heif is installed: `p"
        ):
            picture.read(tmp_path / "a.jpg", size=(8, 8), channels=1)
    (tmp_path / "a.jpg").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    with pytest.raises(InputError, match=r"a\.jpg is a Git LFS pointer, not the file itself; run `git lfs pull`"):
        picture.read(tmp_path / "a.jpg", size=(8, 8), channels=1)


def test_a_process_that_was_killed_is_replaced(tmp_path):
    from kerascnn.datasets import decoding

    Image.fromarray(GREY).save(tmp_path / "a.png")
    picture.read(tmp_path / "a.png", size=(8, 8), channels=1)
    held = [decoding._pool.take() for _number in range(decoding._pool.started)]
    for decoder in held:
        decoder.process.kill()
        decoder.process.wait()
        decoding._pool.idle.put(decoder)
    for _number in held:
        picture.read(tmp_path / "a.png", size=(8, 8), channels=1)
    assert np.array_equal(picture.read(tmp_path / "a.png", size=(8, 8), channels=1)[..., 0], GREY)
