"""Pictures to an encoder, several of each identity in a batch; and pairs to a network that compares two."""

import numpy as np
import numpy.typing as npt

from kerascnn.augmentation.warp import matrices, warp
from kerascnn.tasks.siamese.identities import Part
from kerascnn.training import Feed

__all__ = ["IdentityBatches", "PairBatches", "turned_a_little"]

GREY_LEVELS = np.float32(255)
DEGREES, SCALES, PIXELS = 15.0, (0.85, 1.15), 0.08
"""How far pictures are turned, scaled and, as a part of their side, moved by augmentation."""


class IdentityBatches(Feed):
    """Batches of several pictures of several identities: float32 pictures in [0, 1], and who is on them.

    In an epoch each identity has its turn once before any has it again. An identity with fewer pictures than a batch
    takes of it is seen twice on the same one, which the losses know by its number.

    Args:
        part: the pictures.
        steps: batches of an epoch.
        batch_size: pictures in a batch.
        per_identity: pictures of each identity; more where there are too few identities to fill the batch.
        seed: of the order.
        renewed: whether each epoch has another order; off for a validation that is always the same.
        augment: whether each picture is turned, scaled and moved a little.
        mirror: whether each identity's pictures are mirrored, all or none of a batch, as a coin falls.
    """

    def __init__(
        self,
        part: Part,
        *,
        steps: int,
        batch_size: int,
        per_identity: int,
        seed: int,
        renewed: bool = True,
        augment: bool = False,
        mirror: bool = False,
    ) -> None:
        self.part, self.steps, self.renewed = part, steps, renewed
        self.augment, self.mirror = augment, mirror
        self.at_once = min(max(2, batch_size // per_identity), len(part.names))
        self.each = batch_size // self.at_once
        super().__init__(np.arange(len(part)), batch_size=self.at_once * self.each, seed=seed)
        self._turns: tuple[int, npt.NDArray[np.intp]] = (-1, np.empty((0, 0), np.intp))

    @property
    def batches_per_epoch(self) -> int:
        """How many batches an epoch has, however many pictures there are."""
        return self.steps

    def batch(self, epoch: int, number: int) -> tuple[np.ndarray, ...]:
        """Pictures `(batch, height, width, channels)`, and `(batch, 2)` int32: their identity and their number."""
        epoch = epoch if self.renewed else 0
        generator = self.generator(epoch, number)
        chosen = self._pictures(epoch, number, generator)
        who = np.stack([self.part.labels[chosen], chosen], axis=1).astype(np.int32)
        return self._read(chosen, epoch, generator), who

    def _pictures(self, epoch: int, number: int, generator: np.random.Generator) -> npt.NDArray[np.intp]:
        """The numbers of a batch's pictures, identity after identity."""
        return np.concatenate([self._some(identity, generator) for identity in self._order_of(epoch)[number]])

    def _some(self, identity: int, generator: np.random.Generator) -> npt.NDArray[np.intp]:
        own = generator.permutation(self.part.of_each[identity])
        return np.resize(own, self.each)

    def _read(self, chosen: npt.NDArray[np.intp], epoch: int, generator: np.random.Generator) -> np.ndarray:
        pictures = self.part.of_epoch(chosen, epoch)
        if self.augment:
            pictures = turned_a_little(pictures, generator)
        if self.mirror:
            turned = np.repeat(generator.random(self.at_once) < 0.5, self.each)
            pictures = np.where(turned[:, None, None, None], pictures[:, :, ::-1], pictures)
        return pictures.astype("float32") / GREY_LEVELS

    def _order_of(self, epoch: int) -> npt.NDArray[np.intp]:
        """`(steps, at_once)` whose turn it is in each batch of an epoch, no identity twice in one."""
        drawn, turns = self._turns
        if drawn != epoch:
            chance = np.random.default_rng([self.seed or 0, epoch])
            count = len(self.part.names)
            rounds = -(-self.steps // (count // self.at_once))
            whole = count // self.at_once * self.at_once
            drawn_rounds = [chance.permutation(count)[:whole].reshape(-1, self.at_once) for _round in range(rounds)]
            turns = np.concatenate(drawn_rounds)[: self.steps]
            self._turns = epoch, turns
        return turns


class PairBatches(IdentityBatches):
    """Batches of pairs: two arrays of pictures, and `(batch, 1)` float32, 1 for two pictures of the same identity.

    Half of the pairs are, less those of whom there is one picture: a picture is no pair with itself. Arguments as
    `IdentityBatches`; a batch has half as many pairs as pictures.
    """

    def batch(self, epoch: int, number: int) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:  # type: ignore[override]
        """The two pictures of each pair, `(pairs, height, width, channels)`, and whether they show the same."""
        epoch = epoch if self.renewed else 0
        generator = self.generator(epoch, number)
        first = self._pictures(epoch, number, generator)
        labels = self.part.labels[first]
        pairs = len(first) // 2
        # One after the other are two of the same identity; half a batch apart, two of others.
        a = np.arange(pairs) * 2
        wanted = (np.arange(pairs) % 2 == 0) & (first[a] != first[a + 1])
        b = np.where(wanted, a + 1, (a + 1 + pairs) % (2 * pairs))
        same = labels[a] == labels[b]
        pictures = self._read(first, epoch, generator)
        return (pictures[a], pictures[b]), same[:, None].astype(np.float32)


def turned_a_little(pictures: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Turn, scale and move each picture a little; what comes in from outside is black.

    Args:
        pictures: `(n, height, width, channels)` uint8.
        generator: where all chance comes from.
    """
    count, height, width, _channels = pictures.shape
    rotation, scale, down, right = generator.random((4, count))
    to_old = matrices(
        (height, width),
        rotation=DEGREES * (2 * rotation - 1),
        scale=SCALES[0] + (SCALES[1] - SCALES[0]) * scale,
        down=PIXELS * height * (2 * down - 1),
        right=PIXELS * width * (2 * right - 1),
    )
    return warp(pictures, to_old)
