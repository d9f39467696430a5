"""WAV files of every kind, μ-law, and chords whose noise is known."""

import itertools
import struct
import wave

import numpy as np
import pytest
from scipy.io import wavfile
from scipy.stats import norm

from kerascnn.datasets import sound
from kerascnn.datasets.sound import composed_chords, mu_law, sounds, wav
from kerascnn.errors import InputError


def tone(seconds=1.0, rate=8_000, hertz=440.0):
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def riff(kind, channels, rate, bits, data, *, said=None, extra=b"", before=b""):
    """A WAV file by hand, after the format's own description."""
    width = channels * bits // 8
    fmt = struct.pack("<HHIIHH", kind, channels, rate, rate * width, width, bits) + extra
    parts = before + b"fmt " + struct.pack("<I", len(fmt)) + fmt
    parts += b"data" + struct.pack("<I", len(data) if said is None else said) + data
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts


def test_codes_by_the_formula():
    """sign(x) · ln(1 + 255 |x|) / ln 256, in 256 equal steps of [−1, 1]."""
    amplitudes = np.random.default_rng(0).uniform(-1, 1, 2_000) ** 3
    companded = np.sign(amplitudes) * np.log(1 + 255 * np.abs(amplitudes)) / np.log(256)
    np.testing.assert_array_equal(mu_law.encode(amplitudes), np.floor((companded + 1) * 128).clip(0, 255))
    assert mu_law.encode([0.0]) == mu_law.SILENCE
    assert mu_law.encode([-9.0, 9.0]).tolist() == [0, 255]


def test_decoding_and_encoding_again_changes_nothing():
    codes = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(mu_law.encode(mu_law.decode(codes)), codes)
    assert mu_law.decode(codes).min() >= -1
    # Twice as fine near silence as far from it would be a slip: a code at 0.9 is some two hundred times as wide.
    widths = np.diff(mu_law.EDGES)
    assert 200 < widths[-1] / widths[128] < 256


@pytest.mark.parametrize(("clean", "noise"), [(0.3, 0.02), (0.0, 0.001), (-0.9, 0.05)])
def test_the_floor_is_the_entropy_of_the_noise_in_mu_law(clean, noise):
    """Against a count of a million draws, and against the integral over each code."""
    drawn = mu_law.encode(clean + np.random.default_rng(0).normal(0, noise, 1_000_000))
    share = np.bincount(drawn, minlength=256) / len(drawn)
    counted = -(share[share > 0] * np.log2(share[share > 0])).sum()
    found = mu_law.noise_entropy(np.full(3, clean), noise)
    assert found == pytest.approx(counted, abs=0.003)
    edges = [-np.inf, *mu_law.EDGES[1:-1], np.inf]  # what is louder than 1 has the loudest code
    chance = [norm.cdf(b, clean, noise) - norm.cdf(a, clean, noise) for a, b in itertools.pairwise(edges)]
    assert found == pytest.approx(-sum(p * np.log2(p) for p in chance if p > 0), abs=0.01)


@pytest.mark.parametrize("voices", [1, 3, 4])
def test_chords_are_sums_of_sines_at_the_notes_frequencies_with_noise_as_strong_as_said(voices):
    made = sound.chords(seed=3, count=2, seconds=1.0, voices=voices)
    assert made.notes.shape == (2, voices)
    for notes, clean, codes in zip(made.notes, made.clean, made.codes, strict=True):
        power = np.abs(np.fft.rfft(clean * np.hanning(len(clean)))) ** 2
        expected = {round(440 * 2 ** ((note - 69) / 12) * partial) for note in notes for partial in (1, 2, 3)}
        near = np.zeros(len(power), bool)
        for hertz in expected:  # a second has a line a hertz
            near[hertz - 3 : hertz + 4] = True
        assert power[near].sum() > 0.9999 * power.sum()
        assert 0.3 <= np.abs(clean).max() <= 0.9
        quiet = np.abs(clean) < 0.05  # where a step of μ-law is finer than the noise
        assert (mu_law.decode(codes) - clean)[quiet].std() == pytest.approx(made.noise, rel=0.05)


def test_no_chord_of_a_part_is_in_another_and_a_seed_repeats():
    of_parts = [{tuple(row) for row in composed_chords._chords_of(part)} for part in composed_chords.PARTS]
    assert sum(map(len, of_parts)) == len(set.union(*of_parts)) == 24 * 23 * 22 // 6
    tones = [composed_chords._chords_of(part, 1) for part in composed_chords.PARTS]
    assert [len(each) for each in tones] == [20, 2, 2]
    for part, every in zip(composed_chords.PARTS, of_parts, strict=True):
        some = sound.chords(seed=1, count=5, seconds=0.05, part=part)
        assert {tuple(row) for row in some.notes} <= every
    again, other = (sound.chords(seed=seed, count=5, seconds=0.05, part="test") for seed in (1, 2))
    np.testing.assert_array_equal(some.codes, again.codes)
    assert (some.codes != other.codes).any()


@pytest.mark.parametrize(
    "settings", [{"part": "tests"}, {"count": 0}, {"seconds": 0}, {"noise": 0}, {"seed": -1}, {"voices": 7}]
)
def test_chords_that_cannot_be_made_are_refused(settings):
    with pytest.raises(InputError, match=next(iter(settings))):
        sound.chords(**settings)


def test_more_chords_than_memory_has_room_for_are_refused():
    with pytest.raises(InputError, match="1,000,000 chords of 2 seconds have 16,000,000,000 samples; expected at most"):
        sound.chords(count=10**6)


@pytest.mark.parametrize(
    ("dtype", "scale", "offset", "within"),
    [
        (np.uint8, 127, 128, 0.012),
        (np.int16, 2**15 - 1, 0, 1e-4),
        (np.int32, 2**31 - 1, 0, 1e-6),
        (np.float32, 1, 0, 1e-6),
        (np.float64, 1, 0, 1e-6),
    ],
)
def test_files_that_scipy_writes_are_read(tmp_path, dtype, scale, offset, within):
    samples = tone()
    wavfile.write(tmp_path / "a.wav", 8_000, (samples * scale + offset).astype(dtype))
    found = wav.read(tmp_path / "a.wav")
    assert found.rate == 8_000
    np.testing.assert_allclose(found.samples, samples, atol=within)


def test_24_bits_in_stereo_are_read_as_scipy_reads_them(tmp_path):
    values = np.random.default_rng(0).integers(-(2**23), 2**23, (500, 2))
    data = b"".join(int(each).to_bytes(3, "little", signed=True) for each in values.reshape(-1))
    (tmp_path / "a.wav").write_bytes(riff(1, 2, 44_100, 24, data))
    _rate, expected = wavfile.read(tmp_path / "a.wav")  # in the upper bytes of 32
    np.testing.assert_allclose(wav.read(tmp_path / "a.wav").samples, (expected / 2**31).mean(axis=1), atol=1e-6)


def test_what_else_a_good_file_may_have(tmp_path):
    """Other parts before the sound, of odd length; the extensible form; a length that nobody knew."""
    data = (tone() * 32_767).astype("<i2").tobytes()
    long = struct.pack("<HHIH", 22, 16, 4, 1) + b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
    contents = {
        "listed": riff(1, 1, 8_000, 16, data, before=b"LIST\x03\x00\x00\x00abc\x00"),
        "extensible": riff(0xFFFE, 1, 8_000, 16, data, extra=long),
        "piped": riff(1, 1, 8_000, 16, data, said=0xFFFFFFFF),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        np.testing.assert_allclose(wav.read(tmp_path / name).samples, tone(), atol=1e-4)


def test_a_file_that_is_written_is_read_by_others(tmp_path):
    wav.write(tmp_path / "a.wav", np.array([0.0, 0.5, -0.5, 3.0]), 11_025)
    with wave.open(str(tmp_path / "a.wav")) as reader:
        assert (reader.getnchannels(), reader.getsampwidth(), reader.getframerate()) == (1, 2, 11_025)
        assert np.frombuffer(reader.readframes(9), "<i2").tolist() == [0, 16384, -16384, 32767]
    with pytest.raises(InputError, match="exists"):
        wav.write(tmp_path / "a.wav", np.zeros(3), 8_000)


def test_another_rate_is_brought_to_the_one_asked_for(tmp_path):
    wavfile.write(tmp_path / "a.wav", 44_100, (tone(rate=44_100) * 32_767).astype(np.int16))
    codes = sound.as_codes(tmp_path / "a.wav", 8_000)
    assert len(codes) == 8_000
    spectrum = np.abs(np.fft.rfft(mu_law.decode(codes)))
    assert spectrum.argmax() == 440
    assert np.abs(mu_law.decode(codes)).max() == pytest.approx(0.9, abs=0.02)


GOOD = riff(1, 1, 8_000, 16, (tone() * 32_767).astype("<i2").tobytes())
BAD = {
    "empty": (b"", "is empty"),
    "cut": (GOOD[:9_000], "is cut short: 8,956 of 16,000 bytes"),
    "header": (GOOD[:26], "is cut short within its header"),
    "head": (GOOD[:20], "is cut short within its header"),
    "bare": (GOOD[:12], "holds no sound"),
    "silent": (riff(1, 1, 8_000, 16, bytes(16_000)), "is silent"),
    "none": (riff(1, 1, 8_000, 16, b"\x01"), "holds no sample"),
    "text": (b"hello, this is a text", "is no WAV file"),
    "mp3": (b"ID3\x04" + bytes(100), "holds MP3, whatever its name says"),
    "mp3 without a tag": (b"\xff\xfb\x90d" + bytes(100), "holds MP3"),
    "mp4": (b"\x00\x00\x00\x20ftypM4A " + bytes(100), "holds MP4"),
    "flac": (b"fLaC" + bytes(100), "holds FLAC"),
    "mp3 inside": (riff(85, 1, 8_000, 16, bytes(100)), "holds MP3 of 16 bits; expected PCM"),
    "12 bits": (riff(1, 1, 8_000, 12, bytes(100)), "holds PCM of 12 bits"),
    "a-law": (riff(6, 1, 8_000, 8, bytes(100)), "holds A-law of 8 bits"),
    "no channel": (riff(1, 0, 8_000, 16, bytes(100)), "0 channels"),
    "rate": (riff(1, 1, 0, 16, bytes(100)), "0 samples a second"),
    "nan": (riff(3, 1, 8_000, 32, np.full(9, np.nan, "<f4").tobytes()), "holds numbers that are none"),
    "no format": (b"RIFF\x00\x00\x00\x00WAVEdata\x04\x00\x00\x00abcd", "holds no sound"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_one_line(tmp_path, name):
    content, said = BAD[name]
    (tmp_path / "x.wav").write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        sound.load(tmp_path / "x.wav")
    assert "\n" not in str(caught.value)


def test_a_file_is_never_read_beyond_a_bound(tmp_path, monkeypatch):
    """Nor is memory taken for what a header promises."""
    monkeypatch.setattr(wav, "MOST_BYTES", 10_000)
    (tmp_path / "x.wav").write_bytes(GOOD)
    with pytest.raises(InputError, match=r"holds more than 0 MB of sound"):
        wav.read(tmp_path / "x.wav")
    (tmp_path / "y.wav").write_bytes(riff(1, 1, 8_000, 16, b"ab", said=0xFFFFFFF0))
    with pytest.raises(InputError, match=r"is cut short: 2 of 4,294,967,280 bytes"):
        wav.read(tmp_path / "y.wav")


def write_tones(folder, count, seconds=2.0):
    folder.mkdir()
    for number in range(count):
        wav.write(folder / f"{number:02}.wav", tone(seconds, hertz=200 + 50 * number), 8_000)
    return folder


def test_of_few_files_the_ends_are_held_out_and_of_many_whole_files(tmp_path):
    few = sound.load(write_tones(tmp_path / "few", 3))
    assert [sum(map(len, part)) for part in (few.train, few.validation, few.test)] == [38_400, 4_800, 4_800]
    assert (few.name, few.floor) == ("few", None)
    many = sound.load(write_tones(tmp_path / "many", 20, 0.5))
    assert [len(part) for part in (many.train, many.validation, many.test)] == [16, 2, 2]
    assert {len(codes) for codes in many.test} == {4_000}
    assert sound.load(tmp_path / "many", seed=1).sha256 != many.sha256
    assert sound.load(tmp_path / "many").sha256 == many.sha256


def test_folders_that_cannot_be_used_are_one_line(tmp_path, monkeypatch):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "a.mp3").write_bytes(b"ID3")
    for path, said in (
        (tmp_path / "none", "holds no WAV file"),
        (tmp_path / "nowhere", "does not exist"),
        (write_tones(tmp_path / "short", 1, 1.0), "1.0 seconds of sound, of which 0.10"),
    ):
        with pytest.raises(InputError, match=said):
            sound.load(path)
    monkeypatch.setattr(sounds, "MOST_SAMPLES", 7_000)
    with pytest.raises(InputError, match="hours of sound"):
        sound.load(tmp_path / "short")
    monkeypatch.setattr(sounds, "MOST_FILES", 0)
    with pytest.raises(InputError, match="more than 0 WAV files"):
        sound.load(tmp_path / "short")


def test_no_damage_to_a_file_is_more_than_one_line(tmp_path):
    """Cut anywhere within its header, and with bytes changed: it is read, or one line says what is wrong."""
    chance, path, short = np.random.default_rng(0), tmp_path / "x.wav", GOOD[:300]
    damaged = [GOOD[:length] for length in range(60)]
    for _round in range(300):
        content = bytearray(short)
        for place in chance.integers(0, 60, chance.integers(1, 4)):
            content[place] = chance.integers(0, 256)
        damaged.append(bytes(content))
    said = []
    for content in damaged:
        path.write_bytes(content)
        try:
            assert np.isfinite(wav.read(path).samples).all()
        except InputError as error:
            said.append(str(error))
    assert len(said) >= 60
    assert all(str(path) in line and "\n" not in line for line in said)
