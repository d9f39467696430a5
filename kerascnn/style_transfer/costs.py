"""The costs of neural style transfer, as deck E writes them.

Gatys, Ecker and Bethge 2015 (arXiv:1508.06576), sections "Methods" 1 to 3. All functions take feature maps, or a
picture, as `(height, width, channels)`, arrays or tensors of the backend, and give tensors, so that a gradient can be
taken through them.
"""

from typing import Any

from keras import ops

__all__ = ["content_cost", "gram_matrix", "style_cost", "total_variation"]


def gram_matrix(maps: Any) -> Any:
    """How often two channels of a layer answer at the same place: `G_kk' = Σ_ij a_ijk a_ijk'`.

    Where a channel answers is lost, so that what is left is texture, not what the picture shows.

    Args:
        maps: `(height, width, channels)`.

    Returns:
        `(channels, channels)`, symmetric.

    Example:
        >>> gram_matrix([[[1.0, 0.0], [2.0, 1.0]]]).numpy().tolist()
        [[5.0, 2.0], [2.0, 1.0]]
    """
    maps = ops.convert_to_tensor(maps)
    places = ops.reshape(maps, (-1, maps.shape[-1]))
    return ops.matmul(ops.transpose(places), places)


def content_cost(content: Any, generated: Any) -> Any:
    """How far the maps of a layer are from those of the content picture: `½ ‖a(C) − a(G)‖²`.

    Args:
        content: the layer's maps of the content picture, `(height, width, channels)`.
        generated: those of the picture that is made.

    Example:
        >>> float(content_cost([[[1.0, 2.0]]], [[[0.0, 4.0]]]))
        2.5
    """
    return ops.sum(ops.square(ops.subtract(generated, content))) / 2


def style_cost(style: Any, generated: Any, shape: tuple[int, int, int]) -> Any:
    """How far the Gram matrix of a layer is from that of the style picture.

    `1/(2 n_H n_W n_C)² Σ_kk' (G(S)_kk' − G(G)_kk')²`

    Args:
        style: the layer's Gram matrix of the style picture, `(channels, channels)`.
        generated: that of the picture that is made.
        shape: `(height, width, channels)` of the layer's maps: n_H, n_W and n_C.

    Example:
        >>> float(style_cost([[4.0]], [[0.0]], (1, 2, 1)))
        1.0
    """
    height, width, channels = shape
    # In a product of floats, since large maps have more places than 32 bits count.
    return ops.sum(ops.square(ops.subtract(generated, style))) / float(2 * height * width * channels) ** 2


def total_variation(picture: Any) -> Any:
    """How rough a picture is: the sum of the squared differences of neighbours, down and across.

    Not in Gatys's paper; Mahendran and Vedaldi 2015 (arXiv:1412.0035, section 2, with β = 2).

    Args:
        picture: `(height, width, channels)`.

    Example:
        >>> float(total_variation([[[0.0], [1.0]], [[0.0], [3.0]]]))
        14.0
    """
    picture = ops.convert_to_tensor(picture)
    down = picture[1:] - picture[:-1]
    across = picture[:, 1:] - picture[:, :-1]
    return ops.sum(ops.square(down)) + ops.sum(ops.square(across))
