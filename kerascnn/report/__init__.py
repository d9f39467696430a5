"""A run, or several, as one HTML file that loads nothing.

    import kerascnn as kc
    run = kc.runs.read(Path("runs/mine"))
    Path("mine.html").write_text(kc.report.of_run(run), encoding="utf-8")

Everything that a run's files say is escaped, and the page's content security policy lets nothing but its own style and
script run. The command is `kerascnn report`.
"""

from kerascnn.report.several import of_groups
from kerascnn.report.single import of_run
from kerascnn.report.sliding_window import of_sliding_window
from kerascnn.report.style_transfer import of_style_transfer

__all__ = ["of_groups", "of_run", "of_sliding_window", "of_style_transfer"]
