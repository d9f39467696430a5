import configparser
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_setup_cfg_lists_every_package():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    found = {
        ".".join(["kerascnn", *path.parent.relative_to(ROOT).parts]).replace("kerascnn.kerascnn", "kerascnn")
        for folder in ("kerascnn", "cli", "recipes")
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert listed == found


def test_importing_kerascnn_imports_nothing_heavy(python):
    out = python(
        "import sys, kerascnn; print([m for m in ('keras', 'tensorflow', 'numpy', 'matplotlib') if m in sys.modules])"
    )
    assert out.strip() == "[]"
