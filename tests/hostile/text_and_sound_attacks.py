"""Hostile sound, texts, word vectors, captions, and what runs on them keep beside their networks."""

import json
import struct

import annotated_folders
from mutations import Drive, twisted, twisted_configuration

TEXTS = [
    "text,label\n" + "".join(f"una frase número {n},{'buena' if n % 2 else 'mala'}\n" for n in range(12)),
    "rating\ttext\n" + "".join(f"{n % 5 / 2 - 1}\tthe film number {n} is fine\n" for n in range(12)),
]
VECTORS = ["3 4\nuna 1 2 3 4\nfrase 0.5 -1 2e-3 7\nfilm 1 1 1 1\n", "una 0.25 1\nfrase 1 2\n"]
CAPTIONS = {
    "captions.txt": "image,caption\na.png,a red square\na.png,un cuadrado rojo\nb.png,two green circles\n",
    "Flickr8k.token.txt": "a.png#0\ta red square\na.png#1\tun cuadrado rojo\nb.png#0\ttwo green circles\n",
}
ENROLMENT = {
    "network": "abc",
    "people": {name: {"pictures": ["1.png"], "encodings": [[0.6, 0.8]]} for name in ("ana", "luis")},
}
VOCABULARY = {"words": ["una", "frase"], "tokens": 8, "stop_words": "none", "grams": 20, "buckets": 64}
FIELDS = (4, "I"), (16, "I"), (20, "H"), (22, "H"), (24, "I"), (32, "H"), (34, "H")
"""Of a WAV file's header: where they begin, and their type."""
PIECES = [
    '"',
    ",",
    "\t",
    "\0",
    "\x1b[2J",
    "1e999",
    "nan",
    "-1",
    "9" * 400,
    "\ufeff",
    "é",
    "\ud83d",
    "\n" * 500,
    "x" * 9000,
]
PIECES += ["../../etc/hostname", "=1+1", "a.png#" + "9" * 30, "😀", "\u202e", " " * 3000, "[" * 5000, ";", "|"]


def wav(chance, seconds=0.05):
    """A good WAV file of any kind that is read."""
    kind, bits = chance.choice(((1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64)))
    channels, rate = chance.choice((1, 2, 6)), chance.choice((8_000, 44_100))
    frame, count = channels * bits // 8, int(rate * seconds)
    if kind == 3:
        one = struct.pack("<f" if bits == 32 else "<d", 0.25)
        samples = (one + one[:-1] + b"\xbf") * (count * channels // 2 + 1)
    else:
        samples = bytes(range(256)) * (count * frame // 256 + 1)
    samples = samples[: count * frame]
    head = struct.pack("<HHIIHH", kind, channels, rate, rate * frame, frame, bits)
    chunks = b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


class TextAndSoundAttacks(Drive):
    """Attacks on what is read of sound and texts."""

    def wav(self, chance):
        from kerascnn.datasets.sound import wav as reader

        content = wav(chance)
        if chance.harm:
            content = bytearray(content)
            for _ in range(chance.choice((0, 1, 1, 2))):  # a field of the header
                place, form = chance.choice(
                    ((4, "I"), (16, "I"), (20, "H"), (22, "H"), (24, "I"), (32, "H"), (34, "H"))
                )
                struct.pack_into(f"<{form}", content, place, chance.choice((0, 1, 3, 2**16 - 1, 65534, 64, 1000)))
            if chance.random() < 0.3:
                struct.pack_into("<I", content, 40, chance.choice((0, 1, 2**31, 2**32 - 1, 2**20)))
            content = twisted(bytes(content), chance) if chance.random() < 0.6 else bytes(content)
        path = self.folder / "sound.wav"
        path.write_bytes(content)
        return self.read(lambda: reader.read(path))

    def texts(self, chance):
        """A table of texts, or word vectors."""
        from kerascnn.datasets.text import read_vectors
        from kerascnn.datasets.text.tables import read_table

        path = self.folder / "texts.tsv"
        if chance.random() < 0.6:
            path.write_bytes(self._changed(chance.choice(TEXTS), chance))
            return self.read(lambda: read_table(path))
        content = chance.choice(VECTORS)
        path.write_bytes(self._changed(content, chance))
        return self.read(lambda: read_vectors(path, ("una", "frase", "film"), dimension=4 if "3 4" in content else 2))

    def captions(self, chance):
        from kerascnn.datasets.captions import files

        for name in ("a.png", "b.png"):
            annotated_folders.write_picture(self.folder / name, (8, 8))
        name = chance.choice(list(CAPTIONS))
        (self.folder / name).write_bytes(self._changed(CAPTIONS[name], chance))
        return self.read(lambda: files.read(self.folder, skip_bad=chance.random() < 0.3))

    def beside(self, chance):
        """Who is enrolled, and which words a network knows: files beside networks, which a stranger may have made."""
        from kerascnn.tasks.siamese.enrolment import Enrolment

        good, name = chance.choice(((ENROLMENT, "enrolled.json"), (VOCABULARY, "vocabulary.json")))
        content = json.dumps(twisted_configuration(good, chance) if chance.harm else good)
        content = content.encode("utf-8", "surrogatepass")
        path = self.folder / name
        path.write_bytes(twisted(content, chance) if chance.harm and chance.random() < 0.4 else content)
        if name == "enrolled.json":
            return self.read(lambda: Enrolment.read(path, 2))
        from kerascnn.tasks.text.encoding import Encoder

        return self.read(lambda: Encoder.beside(self.folder / "model.keras").encode(["una frase"]))

    def _changed(self, text, chance):
        for _ in range(chance.choice((1, 1, 2, 4)) if chance.harm else 0):
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chance.choice(PIECES) + text[place + chance.choice((0, 1, 9)) :]
        encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "latin-1", "utf-16")) if chance.harm else "utf-8"
        content = text.encode(encoding, "replace")
        return twisted(content, chance) if chance.harm and chance.random() < 0.3 else content
