"""A sliding window as figure, GIF, video and page."""

import base64
import hashlib
import json
import re
import shutil
import subprocess

import pytest
from PIL import Image

from kerascnn import language, plots
from kerascnn.errors import InputError
from kerascnn.filters import EXAMPLES, sliding

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
SHOWN = sliding.worked(EXAMPLES["strided-7x7-s2"])


def texts(figure):
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_the_figure_has_the_numbers_the_weights_and_the_arithmetic_of_its_step():
    written = texts(plots.sliding_window(SHOWN, step=3))
    assert {"91", "100", "88"} <= set(written)
    assert "69" not in written
    assert written.count("×(−1)") == 1
    assert any(f"step 3 of 9 · {SHOWN.formulas[0]}\n" in text for text in written)
    assert any(SHOWN.steps[2].arithmetic in text.replace("\n", " ") for text in written)
    with pytest.raises(InputError, match="there is no step 10; there are 1 to 9"):
        plots.sliding_window(SHOWN, step=10)


def test_what_is_cut_off_and_what_is_padding_is_said():
    stamps = texts(plots.sliding_window(sliding.worked(EXAMPLES["transpose-2x2"]), step=4))
    assert any("grey cells of the output are cut off in the end" in text for text in stamps)
    padded = texts(plots.sliding_window(sliding.worked(EXAMPLES["conv-7x7x3"])))
    assert any("grey cells of the input are padding" in text for text in padded)


def test_a_gif_has_one_frame_a_step(tmp_path):
    path = plots.save_animation(sliding.worked(EXAMPLES["maxpool-4x4-a"]), tmp_path / "pool.gif", seconds=0.5)
    with Image.open(path) as image:
        durations = []
        for frame in range(image.n_frames):
            image.seek(frame)
            durations.append(image.info["duration"])
    # The last one is held; Pillow joins equal frames.
    assert durations == [500, 500, 500, 1500]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_video_lasts_as_long_as_its_steps(tmp_path):
    path = plots.save_animation(sliding.worked(EXAMPLES["maxpool-4x4-a"]), tmp_path / "pool.mp4", seconds=0.5)
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path]
    assert float(subprocess.run(command, capture_output=True, check=True).stdout) == pytest.approx(3, abs=0.2)


def test_the_page_is_whole_and_may_load_nothing(tmp_path):
    page = plots.save_animation(SHOWN, tmp_path / "conv.html", seconds=2).read_text()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r"https?:|src=|href=|url\(|@import| style=| on\w+=", page)
    # The steps stand in it as text, and as what the script moves.
    assert re.findall(r"<li>(.*?)</li>", page) == [step.arithmetic for step in SHOWN.steps]
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    moved = json.loads(data)
    assert moved["milliseconds"] == 2000
    assert moved["steps"][8]["output"] == [["91", "100", "88"], ["69", "91", "117"], ["44", "72", "74"]]
    assert moved["steps"][0]["output"][0] == ["91", "", ""]
    assert [tuple(cell) for cell in moved["steps"][4]["inputs"]] == list(SHOWN.steps[4].inputs)


def test_the_page_speaks_spanish(tmp_path):
    language.use("es")
    page = plots.save_animation(sliding.worked(EXAMPLES["maxpool-4x4-a"]), tmp_path / "p.html").read_text()
    assert '<html lang="es">' in page
    assert "<h2>Todas las posiciones</h2>" in page
    assert "muestreo máximo 4×4, ventana 2×2, paso 2, relleno 0" in page


def test_only_what_can_be_written_is_begun(tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"conv\.avi has an ending that cannot be animated; expected one of: \.gif, "):
        plots.save_animation(SHOWN, tmp_path / "conv.avi")
    with pytest.raises(InputError, match="seconds is 0; expected a number greater than 0"):
        plots.save_animation(SHOWN, tmp_path / "conv.gif", seconds=0)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        InputError, match=r"an mp4 needs ffmpeg, which is not installed; install it, or choose conv\.gif"
    ):
        plots.save_animation(SHOWN, tmp_path / "conv.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not BROWSER, reason="Chromium is not installed")
def test_the_page_runs_in_a_browser_without_a_complaint(tmp_path):
    path = plots.save_animation(SHOWN, tmp_path / "conv.html", seconds=1)
    # Virtual time: two seconds and a half of playing, so the third step stands.
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=2500"]
    command = [BROWSER, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "CONSOLE" not in done.stderr
    assert '<span id="place">step 3 of 9</span>' in done.stdout
    assert re.findall(r'<li aria-current="step">(.*?)</li>', done.stdout) == [SHOWN.steps[2].arithmetic]
    assert done.stdout.count('class="window"') == 9
    (output,) = re.findall(r'<table id="output">.*?</table>', done.stdout, re.DOTALL)
    cells = re.findall(r'<td class="(.*?)"><span>(.*?)</span>|<td><span>(.*?)</span>', output)
    assert [name or text for _class, name, text in cells] == ["91", "100", "88", "", "", "", "", "", ""]
