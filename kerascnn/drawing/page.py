"""A scene as a web page of its own: one file, nothing fetched, nothing run."""

import base64
import hashlib
from html import escape

from kerascnn.drawing.marks import DARK, LIGHT
from kerascnn.drawing.scene import Scene
from kerascnn.drawing.svg import FONTS, style, svg
from kerascnn.language import current

__all__ = ["page"]


def page(scene: Scene, theme: str = "auto") -> str:
    """A scene as an HTML page that prints on one sheet of A4.

    Its content security policy allows its own style and nothing else: whatever a stranger's file is called, no script
    runs and nothing is fetched.

    Args:
        scene: what is drawn.
        theme: one of `svg.THEMES`.
    """
    css = "\n".join(["", *_rules(scene, theme), style(scene, theme), ""])
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    scheme = "light dark" if theme == "auto" else theme
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{current()}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width">',
            f'<meta name="color-scheme" content="{scheme}">',
            f"<title>{escape(scene.title)}</title>",
            f"<style>{css}</style>",
            "</head>",
            "<body>",
            svg(scene, theme, styled=False) + "</body>",
            "</html>",
            "",
        ]
    )


def _rules(scene: Scene, theme: str) -> list[str]:
    lying = "landscape" if scene.width > scene.height else "portrait"
    first = DARK if theme == "dark" else LIGHT
    rules = [
        f"body {{ margin: 0; font-family: {FONTS}; background: {first['page']}; }}",
        "svg { display: block; margin: 0 auto; max-width: 100%; height: auto; }",
        f"@page {{ size: A4 {lying}; margin: 7mm; }}",
        # A sheet's height less its margins, and a little, so that no empty second page follows.
        f"@media print {{ svg {{ width: 100%; height: {195 if lying == 'landscape' else 282}mm; }} }}",
    ]
    if theme == "auto":
        rules.append(f"@media screen and (prefers-color-scheme: dark) {{ body {{ background: {DARK['page']}; }} }}")
    return rules
