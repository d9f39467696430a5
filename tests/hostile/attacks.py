"""One hostile file of each kind that is read, and what reads it."""

import csv
import hashlib
import io
import json
import os
import shutil

import numpy as np
from PIL import Image

import gadgets
import structures
from folder_attacks import FolderAttacks
from gadgets import layer, sequential
from mutations import NETWORKS, ODD, pictures, six_digits, twisted, twisted_configuration
from publishers import python2_pickle
from run_folders import facts, history, write_run
from text_and_sound_attacks import TextAndSoundAttacks

# Beside the networks of `mutations`: what has other sizes, weights, or kinds of values in its settings.
MORE_NETWORKS = [
    sequential(
        layer("Rescaling", scale=1 / 255),
        layer("Resizing", height=12, width=12),
        layer("Normalization", axis=-1, mean=None, variance=None, invert=False),
        layer("SeparableConv2D", filters=4, kernel_size=[3, 3], depth_multiplier=1, padding="same"),
        layer("DepthwiseConv2D", kernel_size=[3, 3], depth_multiplier=2, padding="same"),
        layer("GroupNormalization", groups=2),
        layer("UpSampling2D", size=[2, 2], interpolation="nearest"),
        layer("Conv2DTranspose", filters=3, kernel_size=[2, 2], strides=[2, 2]),
        layer("ZeroPadding2D", padding=[[1, 1], [1, 1]]),
        layer("GlobalAveragePooling2D"),
        layer("Dense", units=2),
    ),
    sequential(
        layer("Reshape", target_shape=[64]),
        layer("Embedding", input_dim=10, output_dim=4),
        layer("Conv1D", filters=3, kernel_size=[3], dilation_rate=[2]),
        layer("MaxPooling1D", pool_size=[2]),
        layer("GRU", units=3, return_sequences=True),
        layer("TimeDistributed", layer=layer("Dense", units=2)),
        layer("GlobalMaxPooling1D"),
    ),
]
CELLS = ["nan", "inf", "-1", "1e308", "1" * 400, '"', "", "=1+1", "\0", "x" * 5000, "0x10", "1_0", "\x1b[2J", "１"]
OUTSIDE = "/etc/hostname"


def as_bytes(image: Image.Image, form: str, **settings) -> bytes:
    content = io.BytesIO()
    image.save(content, form, **settings)
    return content.getvalue()


def good_pictures() -> dict[str, list[bytes]]:
    """Pictures of each format, in the ways in which its encoder can write them."""
    colours = np.random.default_rng(0).integers(0, 255, (24, 30, 3), np.uint8)
    image = Image.fromarray(colours)
    grey, palette, deep = image.convert("L"), image.quantize(16), np.arange(720, dtype=np.uint16).reshape(24, 30)
    clear, ink, black, deep = image.convert("RGBA"), image.convert("CMYK"), image.convert("1"), Image.fromarray(deep)
    pages = {"save_all": True, "append_images": [grey, image]}
    ways = {
        "PNG": [*((each, {}) for each in (image, grey, palette, clear, deep, black)), (image, pages)],
        "JPEG": [*((each, {}) for each in (image, grey, ink)), (image, {"progressive": True, "optimize": True})],
        "TIFF": [*((each, {}) for each in (image, grey, palette, deep, ink)), (image, pages)],
        "BMP": [(each, {}) for each in (image, grey, palette, black, clear)],
    }
    ways["PNG"] += [(palette, {"transparency": 3})]
    ways["JPEG"] += [(image, {"exif": Image.Exif()})]
    ways["TIFF"] += [(image, {"compression": each}) for each in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg")]
    ways["TIFF"] += [(black, {"compression": "group4"})]
    return {form.lower(): [as_bytes(each, form, **settings) for each, settings in rows] for form, rows in ways.items()}


class Attacks(FolderAttacks, TextAndSoundAttacks):
    """Makes one file of each kind and hands it to what reads it.

    Args:
        folder: an empty folder to work in.
        deep: go on as far as Keras where a file passes all checks; it should be imported before.
    """

    KINDS = (
        *("keras", "h5", "npz", "pickle", "idx", "png", "jpeg", "tiff", "bmp", "picture"),
        *("run", "csv", "checkpoint", "zip", "annotations", "table", "code", "legacy"),
        *("wav", "texts", "captions", "beside"),
    )
    DEEP = ("keras", "zip", "run", "csv", "checkpoint")
    """What is read with the help of Keras, or before it is needed; the last one by nothing else."""

    def __init__(self, folder, *, deep=False):
        super().__init__(folder)
        self.deep = deep
        self.good = good_pictures()
        self.stored = list(gadget_weights())

    # Models and their weights

    def keras(self, chance):
        path = self.folder / "model.keras"
        config = chance.choice(NETWORKS + MORE_NETWORKS)
        if chance.harm and chance.random() < 0.6:
            config = twisted_configuration(config, chance)
        text = json.dumps(config)
        if chance.harm and chance.random() < 0.15:
            text = twisted(text.encode(), chance).decode("latin-1")
        gadgets.write(path, text=text)
        if chance.harm and chance.random() < 0.15:
            path.write_bytes(twisted(path.read_bytes(), chance))
        return self._model(path, chance)

    def zip(self, chance):
        """The archive alone: its members are good."""
        if chance.random() < 0.5:
            members = [("metadata.json", json.dumps(gadgets.METADATA).encode())]
            members += [("config.json", json.dumps(chance.choice(NETWORKS)).encode())]
            members += [("model.weights.h5", self.stored[0])]
            path = self.folder / "model.keras"
            path.write_bytes(structures.archive(members, chance) if chance.harm else self._packed(members))
            return self._model(path, chance)
        members = [(f"{name}.npy", self._stored(array)) for name, array in self._arrays().items()]
        content = structures.archive(members, chance) if chance.harm else self._packed(members)
        return self._known("mnist", {"mnist.npz": content})

    def _model(self, path, chance):
        commands = ("summary", "inspect", "predict") if self.deep else ("summary", "inspect")
        # What starts another process takes half a second: it has its turn less often.
        command = "summary" if chance.random() < 0.8 else chance.choice(commands)
        if command != "predict":
            return self.command(command, path)
        picture = self.folder / "picture.png"
        picture.write_bytes(self.good["png"][0])
        return self.command("predict", path, picture)

    def h5(self, chance):
        """Mostly the code that reads weights, in a process that is forked; now and then with all that is around it."""
        self.originals["hdf5"] = [chance.choice(self.stored if chance.harm else self.stored[:1])]
        if chance.random() < 0.98:
            return self.hdf5(chance)
        from kerascnn.loading.weights import clean_weights

        path = self.folder / "mine.weights.h5"
        path.write_bytes(twisted(self.originals["hdf5"][0], chance))

        def read():
            with clean_weights(path):
                pass

        return self.read(read)

    # Data

    def _arrays(self):
        return six_digits()

    def _stored(self, array):
        made = io.BytesIO()
        np.save(made, array)
        return made.getvalue()

    def _packed(self, members):
        made = io.BytesIO()
        with structures.zipfile.ZipFile(made, "w") as archive:
            for name, content in members:
                archive.writestr(name, content)
        return made.getvalue()

    def npz(self, chance):
        if not chance.harm or chance.random() < 0.3:
            return super().npz(chance)
        arrays = self._arrays()
        changed = chance.choice(list(arrays))
        members = [
            (f"{name}.npy", structures.npy(array, chance) if name == changed else self._stored(array))
            for name, array in arrays.items()
        ]
        made = io.BytesIO()
        pack = chance.choice(structures.PACKS)
        with structures.zipfile.ZipFile(made, "w", pack) as archive:
            for name, content in members:
                archive.writestr(name, content)
        return self._known("mnist", {"mnist.npz": made.getvalue()})

    def pickle(self, chance):
        from kerascnn.datasets.cifar import TEST, TRAIN

        good = self.originals["cifar python"]
        files = dict.fromkeys((*TRAIN, TEST), good[0])
        if chance.harm:
            images = np.random.default_rng(1).integers(0, 256, (6, 3072), np.uint8)
            match chance.randrange(3):
                case 0:
                    content = twisted(chance.choice(good), chance)
                case 1:
                    content = structures.repickled(images, list(range(6)), chance)
                case 2:
                    content = structures.pickled(chance.choice((*good, python2_pickle(images, range(6)))), chance)
            files[chance.choice((*TRAIN, TEST))] = content
        return self._known("cifar10", files)

    # Pictures

    def _picture(self, kind, chance, change):
        content = chance.choice(self.good[kind])
        if chance.harm:
            content = change(content, chance) if chance.random() < 0.7 else twisted(content, chance)
        return self._seen(content, kind, chance)

    def _seen(self, content, suffix, chance):
        """Mostly the code that decodes, in a process that is forked; now and then with all that is around it."""
        from kerascnn.datasets import picture, picture_decoder

        path = self.folder / f"picture.{suffix}"
        path.write_bytes(content)
        channels, size = chance.choice((1, 3)), chance.choice((None, (28, 28)))
        if chance.random() < 0.02:
            return self.read(lambda: picture.read(path, size=(28, 28), channels=channels))
        request = {"path": str(path), "channels": channels, "size": size, "at_least": size, "frames": size is None}
        child = os.fork()
        if not child:
            said = io.BytesIO()
            picture_decoder.serve(io.BytesIO(json.dumps(request).encode() + b"\n\n"), said)
            said = next(line for line in said.getvalue().split(b"\n", 2) if not line.startswith(b'{"wait"'))
            os._exit(2 if "refused" in json.loads(said) else 0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        # Ended by a limit or by the decoder's own fault: whoever waits for the process refuses the picture.
        return (0, "") if status == 0 else (2, "Error: refused\n" if status == 2 else "Error: the process ended\n")

    def png(self, chance):
        return self._picture("png", chance, structures.png)

    def jpeg(self, chance):
        return self._picture("jpeg", chance, structures.jpeg)

    def tiff(self, chance):
        return self._picture("tiff", chance, structures.tiff)

    def bmp(self, chance):
        return self._picture("bmp", chance, structures.bmp)

    def picture(self, chance):
        content = chance.choice(list(pictures()))
        return self._seen(twisted(content, chance), chance.choice(("gif", "webp", "ppm", "png")), chance)

    # Runs

    def _reads_runs(self, chance, folder):
        """`report`, `compare` or `resume`; the first and the last import Keras."""
        match chance.randrange(3) if self.deep else chance.choice((1, *[3] * 11)):
            case 0:
                return self.command("report", folder, "-o", self.folder / "out.html")
            case 1:
                other = write_run(self.folder / "other", facts("cifar-cnn"))
                return self.command("compare", folder, other, "-o", self.folder / "out")
            case 2:
                return self.command("resume", folder)
            case 3:
                from kerascnn import runs

                return self.read(lambda: runs.read(folder))

    def run_folder(self, **changed):
        options = {
            "batch_size": 16, "optimizer": "adamw", "shift": 0, "label_smoothing": 0.0, "width": None,
            "normalization": None, "augmentation": "none", "strength": 1.0, "mirror": None, "whiten": False,
            "vector_rate": 1.0, "test_mirror": False, "border": "black", "test_shift": False,
            "device": "cpu", "precision": "float32", "jit": None, "checkpoint_minutes": 10.0, "auto_batch": False,
        }  # fmt: skip
        about = facts(**options) | changed
        # A folder that is not there ends a resume before its training, when all else was read.
        about["asked"] = {"name": "cifar10", "data": "full", "data_dir": str(self.folder / "away"), "skip_bad": False}
        return write_run(self.folder / "run", about)

    def run(self, kind, chance=None):
        """An attack of a kind; or, with a chance alone, that on a run's folder, which is called so."""
        if chance is not None:
            return super().run({"run": "run_json"}.get(kind, kind), chance)
        return self.run_json(kind)

    def run_json(self, chance):
        folder = self.run_folder()
        if not chance.harm:
            return self._reads_runs(chance, folder)
        path = folder / chance.choice(("run.json", "run.json", "metrics.json"))
        content = json.loads(path.read_text())
        match chance.choice((0, 0, 0, 0, 1, 2, 3)):
            case 0:
                text = json.dumps(twisted_configuration(content, chance))
            case 1:
                text = twisted(path.read_bytes(), chance).decode("latin-1")
            case 2:
                text = chance.choice(("[" * 200_000, '{"a":' * 100_000, "1" * 10**6, "", "null", "\ud800", "NaN"))
            case 3:
                return self._misplaced(chance, folder)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return self._reads_runs(chance, folder)

    def _misplaced(self, chance, folder):
        """What should be a file is a folder, a pipe, or a link to somewhere else."""
        path = folder / chance.choice(
            ("run.json", "metrics.json", "history.csv", "model.keras", "checkpoints", "report")
        )
        if path.exists():
            path.unlink()
        match chance.randrange(6):
            case 0:
                path.mkdir()
            case 1:
                os.mkfifo(path)
            case 2:
                path.symlink_to("/dev/zero")
            case 3:
                path.symlink_to(path)
            case 4:
                path.symlink_to(OUTSIDE)
            case 5:
                path.write_bytes(chance.randbytes(3000))
        return self._reads_runs(chance, folder)

    def checkpoint(self, chance):
        """A run that was stopped, of whose checkpoint the sums are right."""
        folder = self.run_folder(status="interrupted")
        path = folder / "checkpoints" / "000001"
        path.mkdir(parents=True)
        training_state = json.dumps({"training": {"epoch": 1, "batch": 0, "history": []}, "circumstances": []})
        good = {"state.npz": {"a": np.zeros(9), "step": np.array(3)}, "best.npz": {"00000": np.ones(3)}}
        for name, arrays in good.items():
            members = [(f"{key}.npy", self._stored(array)) for key, array in arrays.items()]
            if chance.harm and chance.random() < 0.7:
                members = [(key, structures.npy(np.zeros(9), chance)) for key, _content in members]
            (path / name).write_bytes(structures.archive(members, chance) if chance.harm else self._packed(members))
        if chance.harm and chance.random() < 0.5:
            training_state = json.dumps(twisted_configuration(json.loads(training_state), chance))
        (path / "standing.json").write_text(training_state)
        sums = "".join(f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in path.iterdir())
        (path / "SHA256SUMS").write_text(sums)
        return self.command("resume", folder)

    def csv(self, chance):
        folder = self.run_folder()
        rows = [list(row) for row in history(chance.choice((2, 2, 50)))]
        if chance.harm:
            for _ in range(chance.choice((1, 1, 3))):
                row = chance.choice(rows)
                place = chance.randrange(max(1, len(row)))
                match chance.randrange(5):
                    case 0 | 1:
                        row[place : place + 1] = [chance.choice((*CELLS, *ODD))]
                    case 2:
                        row.insert(place, chance.choice(CELLS))
                    case 3:
                        rows = structures.rearranged(rows, chance) or [[]]
                    case 4:
                        del row[place:]
        made = io.StringIO()
        csv.writer(made, escapechar="\\").writerows(rows)
        content = made.getvalue().encode("utf-8", "surrogatepass")
        (folder / "history.csv").write_bytes(twisted(content, chance) if chance.random() < 0.3 else content)
        return self._reads_runs(chance, folder)


def gadget_weights():
    """Good weights, and files of weights that are refused for one thing each, of which bytes are then changed."""
    yield gadgets.hdf5()
    yield gadgets.hdf5()
    yield gadgets.hdf5(_attributes)
    for fill, _words in gadgets.WEIGHTS.values():
        if fill not in (gadgets._many_times, gadgets._zeros, gadgets._hollow):  # megabytes
            yield gadgets.hdf5(fill)


def _attributes(file):
    group = file.create_group("layers/dense/vars")
    for number in range(2):
        made = group.create_dataset(str(number), data=np.zeros((64, 3) if number == 0 else 3, "float32"))
        made.attrs["dtype"] = "bfloat16"
        made.attrs["names"] = ["x" * 50] * 9
    group.attrs["deep"] = np.zeros((3, 3))


def emptied(folder):
    """Take everything out of a folder."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
