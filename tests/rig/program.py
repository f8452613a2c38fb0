"""Load one of the programs in scripts/, which are no package, as a module."""

import importlib.util
import sys
from types import ModuleType

from tests.rig.processes import ROOT


def load(name: str) -> ModuleType:
    """Return `scripts/<name>.py` as a module, without running its `main`."""
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
