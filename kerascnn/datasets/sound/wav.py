"""Sound in WAV files: PCM of 8, 16, 24 and 32 bits and floating point are read, 16 bits are written.

Read here and not by Python's `wave`, which knows no floating point, nor by SciPy, which takes as much memory as a
header asks for: what a header says is compared with the bytes that are there.
"""

import io
import os
import wave
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn import files, system_errors
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import N_, _
from kerascnn.leftovers import plain_file
from kerascnn.shapes.places import shown

__all__ = ["MOST_BYTES", "Recording", "encoded", "read", "write"]

MOST_BYTES = 2**28
"""Of sound in a file: 25 minutes of a compact disc."""
MOST_CHUNKS = 1_000
MOST_CHANNELS = 64
RATES = 100, 768_000
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
COMPRESSED = {2: "ADPCM", 6: "A-law", 7: "μ-law", 17: "IMA ADPCM", 49: "GSM", 80: "MPEG", 85: "MP3", 255: "AAC"}
OPEN_ENDED = 0, 0xFFFFFFFF
"""What stands as the length of the sound where a program wrote it before it knew."""
OTHERS = {
    b"ID3": "MP3",
    b"\xff\xfb": "MP3",
    b"\xff\xf3": "MP3",
    b"\xff\xf2": "MP3",
    b"OggS": "Ogg",
    b"fLaC": "FLAC",
    b"FORM": "AIFF",
    b".snd": "AU",
    b"RF64": "RF64",
    b"RIFX": "RIFX",
    b"#!AMR": "AMR",
}
"""How other files of sound begin."""


class Recording(NamedTuple):
    """A sound.

    Attributes:
        samples: `(n,)` float32, one channel; PCM lies in [−1, 1].
        rate: samples in a second.
    """

    samples: npt.NDArray[np.float32]
    rate: int


class _Format(NamedTuple):
    kind: int
    channels: int
    rate: int
    bits: int

    @property
    def frame(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * self.bits // 8


def read(path: Path) -> Recording:
    """Read a WAV file; several channels become one, their mean.

    Raises:
        InputError: it cannot be read, is no WAV, compressed, cut short, without sound or too long, or it holds numbers
            that are none.
    """
    try:
        with plain_file(Path(os.path.realpath(path))) as file:
            return _read(file, path)
    except OSError as error:
        raise system_errors.failure(error, path) from error


def _read(file: BinaryIO, path: Path) -> Recording:
    start = file.read(12)
    if start[:4] != b"RIFF" or start[8:12] != b"WAVE":
        check_no_pointer(path)
        raise _no_wav(path, start)
    said: _Format | None = None
    for _number in range(MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        name, length = head[:4], int.from_bytes(head[4:], "little")
        if name == b"fmt ":
            said = _format(file.read(min(length, 40)), path)
            file.seek(max(0, length - 40) + length % 2, io.SEEK_CUR)
        elif name == b"data":
            if said is None:
                break
            return Recording(_samples(_content(file, length, path), said, path), said.rate)
        else:
            file.seek(length + length % 2, io.SEEK_CUR)
    text = _("{path}: holds no sound: its header has no part that says how, or none with the samples")
    raise InputError(text.format(path=_named(path)))


def _named(path: Path) -> str:
    return shown(str(path), 200)


def _no_wav(path: Path, start: bytes) -> InputError:
    kind = next((kind for begins, kind in OTHERS.items() if start.startswith(begins)), None)
    if start[4:8] == b"ftyp":
        kind = "MP4"
    if not start:
        return InputError(_("{path} is empty; expected a WAV file").format(path=_named(path)))
    if kind is None:
        return InputError(_("{path} is no WAV file; expected one, of PCM or floating point").format(path=_named(path)))
    text = _("{path} holds {kind}, whatever its name says; convert it to WAV first, as ffmpeg -i FILE sound.wav does")
    return InputError(text.format(path=_named(path), kind=kind))


def _format(content: bytes, path: Path) -> _Format:
    if len(content) < 16:
        raise InputError(_("{path} is cut short within its header; get it again").format(path=_named(path)))
    kind, channels = (int.from_bytes(content[at : at + 2], "little") for at in (0, 2))
    rate, bits = int.from_bytes(content[4:8], "little"), int.from_bytes(content[14:16], "little")
    if kind == EXTENSIBLE and len(content) >= 26:
        kind = int.from_bytes(content[24:26], "little")
    if bits not in {PCM: (8, 16, 24, 32), FLOAT: (32, 64)}.get(kind, ()):
        text = _("{path} holds {kind} of {bits} bits; expected PCM of 8, 16, 24 or 32 bits, or float of 32 or 64")
        of_kind = {PCM: "PCM", FLOAT: N_("float")}.get(kind) or COMPRESSED.get(kind) or f"0x{kind:04X}"
        raise InputError(text.format(path=_named(path), kind=_(of_kind), bits=bits))
    if not 1 <= channels <= MOST_CHANNELS or not RATES[0] <= rate <= RATES[1]:
        text = _(
            "{path}: {channels} channels of {rate:,} samples a second; expected 1 to {most} of {low:,} to {high:,}"
        )
        values = {"channels": channels, "rate": rate, "most": MOST_CHANNELS, "low": RATES[0], "high": RATES[1]}
        raise InputError(text.format(path=_named(path), **values))
    return _Format(kind, channels, rate, bits)


def _content(file: BinaryIO, length: int, path: Path) -> bytes:
    """The bytes of the samples."""
    content = file.read(MOST_BYTES + 1 if length in OPEN_ENDED else min(length, MOST_BYTES + 1))
    if len(content) > MOST_BYTES:
        text = _("{path} holds more than {most} MB of sound; cut it into shorter files")
        raise InputError(text.format(path=_named(path), most=MOST_BYTES // 10**6))
    if length not in OPEN_ENDED and len(content) < length:
        text = _("{path} is cut short: {there:,} of {said:,} bytes of its sound are there; get it again")
        raise InputError(text.format(path=_named(path), there=len(content), said=length))
    return content


def _samples(content: bytes, said: _Format, path: Path) -> npt.NDArray[np.float32]:
    count = len(content) // said.frame
    if not count:
        raise InputError(_("{path} holds no sample").format(path=_named(path)))
    raw = memoryview(content)[: count * said.frame]
    found: npt.NDArray[Any]
    if said.kind == FLOAT:
        found = np.frombuffer(raw, f"<f{said.bits // 8}")
        if not np.isfinite(found).all():
            text = _("{path} holds numbers that are none (NaN or infinite); write the sound anew")
            raise InputError(text.format(path=_named(path)))
    elif said.bits == 8:
        found = (np.frombuffer(raw, np.uint8).astype(np.float32) - 128) / 128
    elif said.bits == 24:
        # Into the upper three bytes of four, which keeps the sign.
        wide = np.zeros((count * said.channels, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        found = wide.view("<i4")[:, 0].astype(np.float32) / 2**31
    else:
        found = np.frombuffer(raw, f"<i{said.bits // 8}").astype(np.float32) / 2 ** (said.bits - 1)
    return found.reshape(count, said.channels).mean(axis=1, dtype=np.float64).astype(np.float32)


def encoded(samples: npt.NDArray[np.floating[Any]], rate: int) -> bytes:
    """A sound of one channel as a WAV file has it, PCM of 16 bits.

    Args:
        samples: `(n,)` in [−1, 1]; what lies beyond is cut off.
        rate: samples in a second.
    """
    content = io.BytesIO()
    with wave.open(content, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(np.round(np.clip(samples, -1, 1) * (2**15 - 1)).astype("<i2").tobytes())
    return content.getvalue()


def write(path: Path, samples: npt.NDArray[np.floating[Any]], rate: int, *, force: bool = False) -> None:
    """Write a sound as `encoded` gives it, whole or not at all.

    Args:
        path: the file.
        samples: `(n,)` in [−1, 1].
        rate: samples in a second.
        force: replace a file that exists.

    Raises:
        InputError: it exists and `force` is off.
    """
    files.write(path, encoded(samples, rate), force=force)
