"""Annotations that were changed at random are read or refused in one line, whatever has become of them."""

import random
import re

import pytest

import annotated_folders
from kerascnn.datasets import annotations
from kerascnn.errors import InputError

FILES = {
    "coco": ["annotations/instances_train2017.json"],
    "voc": ["Annotations/a.xml", "Annotations/b.xml"],
    "yolo": ["labels/train/a.txt", "labels/train/b.txt", "data.yaml"],
    "masks": ["masks/a.png", "classes.txt"],
}
PIECES = [
    *(b"null", b"-1", b"1e999", b"NaN", b"[]", b"{}", b'"x"', b"true", b"9" * 20, b"0", b"\x00", b"\xff", b"\n", b"<"),
    *(b"&amp;", b"&#0;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"[[1,2,3,4,5,6]]", b'{"counts":"04h0","size":[40,60]}'),
    *(b"1.5", b"-0.5 ", "\u202e".encode(), b"inf", b" "),
]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A word replaced, a piece put in, taken out or doubled, or a byte changed."""
    way, at = chance.random(), chance.randrange(len(content) + 1)
    words = list(re.finditer(rb'-?\d+(\.\d+)?|"[^"]*"|\w+', content))
    if way < 0.45 and words:
        word = chance.choice(words)
        return content[: word.start()] + chance.choice(PIECES) + content[word.end() :]
    if way < 0.6:
        return content[:at] + chance.choice(PIECES) + content[at:]
    if way < 0.75:
        return content[:at] + content[at + chance.randint(1, 40) :]
    if way < 0.9:
        return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    return content[:at] + content[max(0, at - 60) :]


@pytest.mark.parametrize("form", FILES)
def test_what_was_changed_at_random_is_read_or_refused(form, tmp_path):
    folder = annotated_folders.WRITERS[form](tmp_path)
    read, refused = 0, []
    for seed in range(120):
        chance = random.Random(seed)
        path = folder / chance.choice(FILES[form])
        before = path.read_bytes()
        content = before
        for _change in range(chance.randint(1, 3)):
            content = mutated(content, chance)
        path.write_bytes(content)
        try:
            found = annotations.load(folder, form=form, skip_bad=bool(seed % 2))
        except InputError as error:
            refused.append(str(error))
        else:
            read += 1
            for image in found:
                assert image.boxes.shape == (len(image), 4)
                assert (image.boxes[:, :2] < image.boxes[:, 2:]).all()
                assert (image.boxes >= 0).all()
                assert (image.boxes[:, [3, 2]] <= image.size).all()
                assert not image.has_masks or image.class_map().shape == image.size
        path.write_bytes(before)
    assert min(read, len(refused)) > 5
    assert [sentence for sentence in refused if "\n" in sentence] == []
