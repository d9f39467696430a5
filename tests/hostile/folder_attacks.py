"""Hostile annotations, tables, code and models of Keras 2, as attacks of their own kinds."""

import contextlib
import csv
import io
import json
import os
import re

import h5py
import numpy as np

import annotated_folders
import structures
from mutations import NETWORKS, ODD, Drive, twisted, twisted_configuration

ANNOTATIONS = {
    "coco": ("annotations/instances_train2017.json",),
    "voc": ("Annotations/a.xml", "Annotations/b.xml"),
    "yolo": ("labels/train/a.txt", "labels/train/b.txt", "data.yaml"),
    "masks": ("masks/a.png", "classes.txt"),
}
CELLS = [
    "",
    "nan",
    "1e999",
    "-1",
    "=1+1",
    "x" * 300,
    "../../etc/hostname",
    "/dev/zero",
    "\x1b[2J",
    '"',
    "\0",
    "ñ",
    "１",
]
XML = [
    b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    *(
        b"<a>" * 50_000,
        b"<object>" * 3000,
        b"&b;",
        b"&x;",
        b"&#0;",
        b"<xmin>1e999</xmin>",
        b"<width>99999999999</width>",
    ),
]
YOLO = [
    b"nan ",
    b"1e999 ",
    b"-1 ",
    b"0 " * 40_000,
    b"names: [" + b"[" * 50_000,
    b"&a [*a]",
    b"!!python/object:os.system",
]
RLE = [b'{"counts":"' + b"o" * 90_000 + b'","size":[40,60]}', b'{"counts":[4000000000],"size":[99999,99999]}']
CODE = [
    "model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3, activation='relu'), \n"
    "    layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(10)])\n",
    "net = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),\n"
    "    nn.Linear(8 * 8 * 8, 10))\n",
    "model = Sequential()\nmodel.add(Input(shape=(32, 32, 3)))\nmodel.add(Conv2D(filters=16, kernel_size=(3, 3)))\n"
    "model.add(GlobalAveragePooling2D())\nmodel.add(Dense(2))\n",
]
NUMBERS = [
    "0",
    "1",
    "2",
    "7",
    "100",
    "-1",
    "1e3",
    "2.5",
    "1" * 5000,
    "10**9",
    "(3, 5)",
    "'same'",
    "[1, 2, 3]",
    "99999999999",
]
WORDS = [
    *(
        "__import__('os').system('id')",
        "[" * 5000,
        "(" * 300,
        "-" * 5000 + "1",
        "1" * 5000,
        "10**10**10",
        "'a' * 10**10",
    ),
    *(
        "lambda: 0",
        "[layers.Dense(1) for _ in range(10**9)]",
        "f'{1}'",
        "\0",
        "\x1b[2J",
        "*x",
        "**y",
        "a := 1",
        "9" * 30,
    ),
    *("exec('')", "layers.Dense", "nn.Conv2d(1, 2, 3)", "None", "True", "1e308", "0", "float('nan')", "...", "await x"),
]


class FolderAttacks(Drive):
    """Attacks on what lies in a folder of pictures, on pasted code and on models in HDF5."""

    def annotations(self, chance):
        from kerascnn.datasets import annotations

        form = chance.choice(list(ANNOTATIONS))
        folder = annotated_folders.WRITERS[form](self.folder)
        path = folder / chance.choice(ANNOTATIONS[form])
        if chance.harm and path.suffix == ".png":
            path.write_bytes(chance.choice((structures.png, twisted))(path.read_bytes(), chance))
        elif chance.harm:
            path.write_bytes(self._annotation(path, chance))
        skip = chance.random() < 0.3
        if chance.random() < 0.02:
            return self.command("data", "check", folder)
        return self.read(lambda: annotations.load(folder, form=form if skip else None, skip_bad=skip))

    def _annotation(self, path, chance):
        content = path.read_bytes()
        if path.suffix == ".json" and chance.random() < 0.6:
            return json.dumps(twisted_configuration(json.loads(content), chance)).encode("utf-8", "surrogatepass")
        pieces = {".xml": XML, ".json": RLE}.get(path.suffix, YOLO)
        if chance.random() < 0.5:
            place = chance.randrange(len(content) + 1)
            content = content[:place] + chance.choice(pieces) + content[place:]
        return twisted(content, chance) if chance.random() < 0.6 else content

    def table(self, chance):
        """A table of labels beside its pictures, or one of pixels."""
        return self._labels(chance) if chance.random() < 0.6 else self._pixels(chance)

    def _labels(self, chance):
        from kerascnn.datasets.label_table import LabelTable

        photos, rows = self.folder / "photos", [["image", "label", "split"]]
        for number in range(6):
            annotated_folders.write_picture(photos / f"{number}.png", (8, 8), number)
            rows.append([f"{number}.png", "cat" if number % 2 else "dog", "test" if number > 3 else "train"])
        path = self.folder / "labels.csv"
        path.write_bytes(self._written(rows, chance))
        return self.read(lambda: LabelTable.read(path, photos))

    def _pixels(self, chance):
        from kerascnn.datasets import pixel_table

        rows = [["label", *(f"pixel{n}" for n in range(64))], *([n % 3, *range(64)] for n in range(5))]
        path = self.folder / "train.csv"
        path.write_bytes(self._written(rows, chance))
        return self.read(lambda: pixel_table.is_table(path) and pixel_table.read(path))

    def _written(self, rows, chance):
        if chance.harm:
            for _ in range(chance.choice((1, 1, 3))):
                row = chance.choice(rows) or [""]
                match chance.randrange(4):
                    case 0 | 1:
                        row[chance.randrange(len(row))] = chance.choice((*CELLS, *ODD))
                    case 2:
                        row.insert(0, chance.choice(CELLS))
                    case 3:
                        del row[chance.randrange(len(row)) :]
        made = io.StringIO()
        csv.writer(made, delimiter=chance.choice(",,;\t"), escapechar="\\").writerows(rows)
        content = made.getvalue().encode("utf-8", "surrogatepass")
        return twisted(content, chance) if chance.harm and chance.random() < 0.4 else content

    def code(self, chance):
        """The code of a model: parsed, never run."""
        content = chance.choice(CODE)
        for _ in range(chance.choice((1, 1, 2, 4)) if chance.harm else 0):
            place = chance.randrange(len(content) + 1)
            numbers = [found.span() for found in re.finditer(r"\d+", content)]
            if chance.random() < 0.4 and numbers:
                first, last = chance.choice(numbers)
                content = content[:first] + chance.choice(NUMBERS) + content[last:]
            elif chance.random() < 0.6:
                content = content[:place] + chance.choice(WORDS) + content[place + chance.choice((0, 1, 9)) :]
            else:
                content = twisted(content.encode("utf-8", "replace"), chance).decode("utf-8", "replace")
        path = self.folder / "network.py"
        path.write_text(content, encoding="utf-8", errors="replace")
        first = [] if "Input" in content else ["3x32x32" if "nn." in content else "32x32x3"]
        return self.command("shape-calc", *first, "--from", path)

    def legacy(self, chance):
        """A whole model in HDF5: mostly the code that looks into it, in a process that is forked."""
        from kerascnn.loading import contents, hdf5_contents

        config = chance.choice(NETWORKS) if chance.harm else NETWORKS[0]  # of which the weights are
        if chance.harm and chance.random() < 0.5:
            config = twisted_configuration(config, chance)
        text = json.dumps(config)
        if chance.harm and chance.random() < 0.1:
            text = twisted(text.encode(), chance).decode("latin-1")

        def fill(file):
            with contextlib.suppress(RuntimeError):  # too long for an attribute of HDF5
                file.attrs["model_config"] = text.encode("utf-8", "replace").replace(b"\0", b"0")
            file.attrs["keras_version"] = chance.choice(("2.12.0", "2.15.0", "3.5.0"))
            group = file.create_group("model_weights/dense/dense")
            group["kernel:0"], group["bias:0"] = np.zeros((64, 3), "float32"), np.zeros(3, "float32")

        path = self.folder / "model.h5"
        path.write_bytes(_h5(fill))
        if chance.harm and chance.random() < 0.4:
            path.write_bytes(twisted(path.read_bytes(), chance))
        if chance.random() < 0.02:
            return self.command(chance.choice(("summary", "inspect")), path)

        class Done:
            returncode, stdout = 1, b""

        def run(command, **_settings):
            """As `subprocess.run`, without a Python of its own to start."""
            done = Done()
            inner, outer = os.pipe()
            child = os.fork()
            if not child:
                os.close(inner)
                with os.fdopen(outer, "w") as answer:
                    answer.write(json.dumps(hdf5_contents.main(*command[-3:])))
                os._exit(0)
            os.close(outer)
            with os.fdopen(inner, "rb") as answer:
                done.stdout = answer.read()
            done.returncode = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            return done

        contents.subprocess.run = run
        return self.command("summary", path)


def _h5(fill):
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        fill(file)
    return content.getvalue()
