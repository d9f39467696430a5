"""Decode pictures. Run as a process of its own, which is told what to read line by line: `python -I -S ... FOLDER`.

A picture of a few kilobytes can keep a decoder busy for minutes or make it fill the memory: a JPEG of thousands of
scans, a TIFF of one giant strip, a PNG of a hundred thousand chunks. So the decoders run here, where each picture has
memory by its number of pixels and a few seconds of computing, and the process ends if it takes more.

The arguments are folders that hold packages; nothing of this one is imported, so that it starts in 0.1 s. A request is
a line of JSON: `path`, `channels` (1 or 3), `size` (height and width to bring it to, or null), `fit` (how: "stretch",
"crop" or "pad"), `at_least` (height and width that a JPEG may be decoded at a fraction of its size for, or null),
`frames` (whether to count them), `look` (at the header alone), `indices` (whether pixels are numbers, not colours). The
answer is a line of JSON, and the pixels: `size`, `channels`, `frames`, `transparent`, `bits`, `format`, `height` and
`width` (those of the file, upright, before it was made smaller); or `refused`, a word for the reason, with its numbers.
Of a large picture comes `wait` first, and it is decoded when another line has come.
"""

import contextlib
import json
import os
import stat
import sys
import time
from typing import Any

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP", "AVIF", "HEIF")
MOST_PIXELS = 80_000_000
MOST_BYTES = 2**30
MOST_FRAMES = 1_000
LARGE = 10_000_000
"""Pixels from which pictures are decoded one after another."""
SMALL = 2**18
"""Pixels up to which all pictures have the same limits: to set them takes a tenth of a millisecond."""
BASE = 96 * 2**20
"""Bytes of memory that any picture may take."""
EACH = 20
"""And for each pixel: with transparency four copies of four bytes exist for a while."""
SECONDS = 10
PIXELS_A_SECOND = BYTES_A_SECOND = 8_000_000
"""The slowest decoders do this on an old processor: large pictures get so much more time."""
ROWS = 2**20  # about as many pixels are sent at once

POINTER = b"version https://git-lfs.github.com/spec/"
ROOM_AT_ONCE = (b"WEBP", b"avif", b"avis")
"""How files begin, from the ninth byte on, whose decoders make room for all pixels when they are opened."""
HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class RefusedError(Exception):
    """The picture is not decoded: a word for the reason, and numbers."""

    def __init__(self, reason: str, **numbers: Any) -> None:
        super().__init__(reason)
        self.answer = {"refused": reason, **numbers}


def allow(memory: int, seconds: int) -> None:
    """Let this process take so much more, where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = [(resource.RLIMIT_CPU, int(time.process_time()) + seconds + 1)]
    with contextlib.suppress(OSError), open("/proc/self/statm", "rb") as file:  # noqa: PTH123 (one import less)
        limits.append((resource.RLIMIT_AS, int(file.read().split()[0]) * resource.getpagesize() + memory))
    for what, most in limits:
        with contextlib.suppress(OSError, ValueError):  # macOS refuses some of them
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def look_at(path: str) -> tuple[int, bytes]:
    """Look at a file before anything is decoded, and give its length and how it begins."""
    status = os.stat(path)  # noqa: PTH116
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError("folder" if stat.S_ISDIR(status.st_mode) else "device")
    if status.st_size > MOST_BYTES:
        raise RefusedError("long", bytes=status.st_size)
    with open(path, "rb") as file:  # noqa: PTH123
        start = file.read(len(POINTER))
    if start == POINTER:
        raise RefusedError("pointer")
    if start[4:8] == b"ftyp" and start[8:12] in HEIF and not reads_heif():
        raise RefusedError("heif")
    return status.st_size, start


def reads_heif() -> bool:
    """Whether Pillow reads HEIC, which it does with pillow-heif alone."""
    with contextlib.suppress(ImportError):
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        pillow_heif.options.DECODE_THREADS = 1
    return "pillow_heif" in sys.modules


def opened(path: str) -> Any:
    """Open a picture; only its header is read."""
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(path, formats=[name for name in FORMATS if name in Image.OPEN])
    except UnidentifiedImageError:
        raise RefusedError("format") from None


def decoded(image: Any, request: dict[str, Any]) -> tuple[Any, int]:
    """A picture in mode "L" or "RGB", upright and opaque, and the bits of a channel in the file."""
    from PIL import ImageOps

    grey = request["channels"] == 1
    kind = image.format
    packed = str(image.tile[0][3]) if image.tile else ""
    if request["at_least"]:
        image.draft("L" if grey else "RGB", request["at_least"][::-1])
    image.load()
    if orientation(image) != 1:
        image = ImageOps.exif_transpose(image)
    bits = 8
    if image.mode == "F":
        raise RefusedError("float")
    if image.mode.startswith("I"):
        image, bits = eight_bits(image, kind, packed)
    elif "16" in packed and image.mode != "CMYK":
        bits = 16  # of which Pillow takes the upper eight
        extrema = image.getextrema()
        if not any(high for _low, high in (extrema if isinstance(extrema[0], tuple) else (extrema,))[:3]):
            raise RefusedError("dark", highest=255)
    image = on_white(image)
    if image.mode == "LAB":
        from PIL import ImageCms

        profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, *profiles, outputMode="RGB")
    mode = "L" if grey else "RGB"
    if grey and image.mode in ("CMYK", "HSV", "YCbCr"):
        image = image.convert("RGB")
    return image if image.mode == mode else image.convert(mode), bits


def fitted(image: Any, size: Any, fit: str) -> Any:
    """The picture at a size: stretched, the middle cut out of it, or whole on black."""
    from PIL import Image, ImageOps

    (height, width), how = size, Image.Resampling.BILINEAR
    if fit == "stretch" or image.size == (width, height):
        return image if image.size == (width, height) else image.resize((width, height), how)
    if fit == "crop":
        return ImageOps.fit(image, (width, height), how)
    scale = min(width / image.width, height / image.height)
    inner = [max(1, round(side * scale)) for side in image.size]
    left, top = (inner[0] - width) // 2, (inner[1] - height) // 2
    return image.resize(inner, how).crop((left, top, left + width, top + height))  # black beyond the picture


def numbers_of(image: Any) -> Any:
    """The numbers of the pixels as they stand in the file: of a palette, the places in it."""
    image.load()
    if image.mode == "RGB":  # grey, as some programs save it
        red, *others = image.split()
        if all(other.tobytes() == red.tobytes() for other in others):
            return red
    if image.mode not in ("1", "L", "P"):
        raise RefusedError("deep" if image.mode[0] in "IF" else "colours", mode=image.mode)
    return image.convert("L") if image.mode == "1" else image


def orientation(image: Any) -> int:
    """Which way up the picture is, as its EXIF says; where that is damaged, as it lies."""
    try:
        found = image.getexif().get(0x0112, 1)
    except MemoryError:
        raise
    except Exception:
        return 1
    return found if found in range(2, 9) else 1


def eight_bits(image: Any, kind: str, packed: str) -> tuple[Any, int]:
    """Grey of whole numbers as grey of eight bits; and of how many bits it is."""
    if "transparency" in image.info:
        raise RefusedError("key")
    numbers = image if image.mode == "I" else image.convert("I")
    low, high = numbers.getextrema()
    if image.mode == "I" and kind != "PPM":  # 32 bits, of which no format says which number is white
        if low < 0 or high > 255:
            raise RefusedError("range", lowest=low, highest=high)
        return numbers.convert("L"), 32
    bits = 12 if "I;12" in packed else 16  # white is 65,535, and 4,095 in a TIFF of twelve
    divisor = 2 ** (bits - 8)
    if 0 < high < divisor:
        raise RefusedError("dark", highest=high)
    return numbers.point(lambda value: value * (1 / divisor) + 0).convert("L"), bits


def on_white(image: Any) -> Any:
    """The picture on white paper."""
    from PIL import Image

    if not image.has_transparency_data:
        return image
    colours = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", colours.size, "white"), colours)


def frames_of(image: Any) -> int:
    """How many pictures a file holds; `MOST_FRAMES` + 1 stands for more."""
    try:
        if image.format != "TIFF":
            return min(getattr(image, "n_frames", 1), MOST_FRAMES + 1)
        for number in range(1, MOST_FRAMES + 1):
            image.seek(number)
        return MOST_FRAMES + 1
    except EOFError:
        return number
    except MemoryError:
        raise
    except Exception:  # what follows the first is damaged, and not shown
        return 1


def answer(request: dict[str, Any], wait: Any) -> tuple[dict[str, Any], Any]:
    """What to say to a request, and the picture that is sent."""
    length, start = look_at(request["path"])
    waited, seconds = False, SECONDS + length // BYTES_A_SECOND
    allow(BASE + 2 * length + EACH * SMALL, seconds)
    try:
        image = opened(request["path"])
    except Exception:
        if start[8:12] not in ROOM_AT_ONCE:
            raise
        waited = wait()
        allow(BASE + 2 * length + EACH * MOST_PIXELS, seconds)
        image = opened(request["path"])
    with contextlib.ExitStack() as held:
        held.enter_context(image)
        pixels = image.width * image.height
        if pixels > MOST_PIXELS:
            raise RefusedError("pixels", width=image.width, height=image.height)
        if pixels > LARGE and not waited:
            wait()
        if pixels > SMALL:
            allow(BASE + 2 * length + EACH * pixels, seconds + pixels // PIXELS_A_SECOND)
        said: dict[str, Any] = {"transparent": bool(image.has_transparency_data), "frames": 1, "format": image.format}
        said["width"], said["height"] = image.size
        if request.get("look"):
            return said, None
        if image.format == "PNG":
            # Pillow shows a PNG whose end is missing without a word; `verify` walks to the end, and uses it up.
            image.verify()
            image = held.enter_context(opened(request["path"]))
        picture, said["bits"] = (numbers_of(image), 8) if request.get("indices") else decoded(image, request)
        if orientation(image) >= 5:  # it lies on its side
            said["width"], said["height"] = said["height"], said["width"]
    if request["size"]:
        picture = fitted(picture, request["size"], request.get("fit", "stretch"))
    said["size"], said["channels"] = picture.size[::-1], len(picture.getbands())
    if request["frames"]:
        with opened(request["path"]) as image:
            said["frames"] = frames_of(image)
    return said, picture


def serve(requests: Any, answers: Any) -> None:
    """Answer requests until there are no more."""
    import warnings

    warnings.simplefilter("ignore")

    def say(said: dict[str, Any]) -> None:
        answers.write(json.dumps(said).encode() + b"\n")
        answers.flush()

    def wait() -> bool:
        say({"wait": True})
        requests.readline()
        return True

    for line in iter(requests.readline, b""):
        picture = None
        try:
            said, picture = answer(json.loads(line), wait)
        except RefusedError as error:
            said = error.answer
        except MemoryError:
            said = {"refused": "memory"}
        except OSError as error:
            # Decoders raise it too, without a number.
            said = {"refused": "system" if error.errno else "damaged", "errno": error.errno}
        # The decoders raise what they like for a damaged file: SyntaxError, struct.error, TypeError and more.
        except Exception:
            said = {"refused": "damaged"}
        say(said)
        if picture is not None:
            width, height = picture.size
            rows = max(1, ROWS // width)
            for top in range(0, height, rows):
                answers.write(picture.crop((0, top, width, min(height, top + rows))).tobytes())
            answers.flush()


def main(*folders: str) -> None:
    """Get ready, and answer what comes."""
    sys.path.extend(folders)
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from PIL import AvifImagePlugin, Image, TiffImagePlugin, WebPImagePlugin  # noqa: F401 (else all plugins are loaded)

    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # `answer` looks at the header itself
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main(*sys.argv[1:])
