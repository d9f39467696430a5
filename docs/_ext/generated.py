"""The directive `generated`: text that is written at the build from the code that it describes.

`{generated} commands` stands for what `markdown()` of the module `commands` beside this file returns.
"""

import importlib

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata


class Generated(SphinxDirective):
    """The Markdown of a module beside this one, headings included."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse it where the directive stands."""
        self.env.note_reread()  # it depends on more than this page
        text = importlib.import_module(self.arguments[0]).markdown()
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("generated", Generated)
    return {"parallel_read_safe": True}
