"""How Sphinx builds the manual: `python -m sphinx -W --keep-going -b html docs docs/_build/html`."""

import sys
from pathlib import Path

import kerascnn.language
import kerascnn.quiet

sys.path.insert(0, str(Path(__file__).parent / "_ext"))
kerascnn.language.speak("en")  # whatever the machine's locale: here, and in the notebooks' own processes
kerascnn.quiet.start_keras()  # or autodoc would start it aloud

project = "kerascnn"
author = "the authors of kerascnn"
version = release = kerascnn.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docstrings", "generated"]
exclude_patterns = ["_build", "jupyter_execute"]

html_theme = "furo"
html_title = f"kerascnn {version}"
html_copy_source = False
html_show_copyright = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

# Notebooks are kept without outputs and run at each build, from an empty folder of their own.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_merge_streams = True

default_role = "code"  # the docstrings' single backticks
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_use_ivar = True
napoleon_attr_annotations = False  # the class's own line has them
napoleon_use_rtype = False
maximum_signature_line_length = 90
toc_object_entries_show_parents = "hide"
