"""The generated pages of reference and of the stages are what models, commands and contract say."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

from ptgen.cli.main import COMMANDS
from ptgen.core.model.project import PROJECT_KEYS

ROOT = Path(__file__).parents[2]


def _script(name: str) -> ModuleType:
    spec = spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["keys.md", "commands.md"])
def test_a_page_is_fresh(name: str) -> None:
    fresh = _script("make_reference").pages()[name]
    assert fresh == (ROOT / "docs" / name).read_text("utf-8"), "run: scripts/make_reference.py"


def test_the_picture_and_the_table_of_stages_are_fresh() -> None:
    script = _script("make_stages")
    stale = "run: scripts/make_stages.py"
    assert script.picture() == (ROOT / "docs/images/stages.svg").read_text("utf-8"), stale
    assert script.page() == (ROOT / "docs/code.md").read_text("utf-8"), stale


def test_the_table_of_stages_is_on_the_page() -> None:
    script = _script("make_stages")
    text = (ROOT / "docs/code.md").read_text("utf-8")
    order, _ = script.stages()
    assert [name for name in order if f"| `{name}` | {script.STAGES[name]} |" not in text] == []


def test_packages_are_told_with_what_they_have() -> None:
    packages = _script("make_stages").PACKAGES
    folders = {
        path.parent.relative_to(ROOT / "ptgen") for path in ROOT.glob("ptgen/**/__init__.py")
    }
    inner = ("check/rules", "cli/", "view/tables")
    names = {str(folder) for folder in folders} - {"."}
    assert {name for name in names if not name.startswith(inner)} == packages.keys()
    for package, (_, *public) in packages.items():
        for name in public:
            module, _, thing = name.rpartition(".")
            found = import_module(f"ptgen.{package.replace('/', '.')}.{module}")
            assert hasattr(found, thing), f"{package}: {name}"


def test_the_picture_follows_the_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = _script("make_stages")
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text(settings.replace('    "view",\n', ""), "utf-8")
    with pytest.raises(SystemExit, match="view"):
        script.stages()


def test_every_key_and_command_is_told() -> None:
    keys = (ROOT / "docs" / "keys.md").read_text("utf-8")
    commands = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [key for key in PROJECT_KEYS if f"| `{key}` |" not in keys] == []
    assert [name for name in COMMANDS if f"\n## ptgen {name}\n" not in commands] == []


def test_examples_of_keys_are_yaml() -> None:
    text = (ROOT / "docs" / "keys.md").read_text("utf-8")
    rows = [re.split(r"(?<!\\)\|", line) for line in text.splitlines() if line.startswith("| `")]
    examples = [one for row in rows for one in re.findall(r"`([^`]+)`", row[5])]
    assert len(examples) > 80
    for example in examples:
        YAML(typ="safe", pure=True).load("键: " + example.replace("\\|", "|"))
