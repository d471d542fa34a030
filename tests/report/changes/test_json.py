from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator, ValidationError

from ptgen.report.changes.json import changes_json, changes_schema
from tests.report.changes_samples import ESCAPES, hostile, large, with_escapes


def test_amounts_are_exact_texts() -> None:
    made = json.loads(changes_json(hostile()))
    assert made["totals"]["annual"] == {
        "old": "500000.00",
        "new": "600000.00",
        "difference": "100000.00",
        "percent": "20.00",
    }
    assert not re.search(r":\s*-?\d+\.\d", changes_json(hostile()))


def test_it_keeps_to_its_schema() -> None:
    validator = Draft202012Validator(json.loads(changes_schema()))
    for found in (hostile(), with_escapes(), large(30)):
        validator.validate(json.loads(changes_json(found)))
    wrong = json.loads(changes_json(hostile()))
    wrong["totals"]["annual"]["difference"] = 100000.0
    with pytest.raises(ValidationError):
        validator.validate(wrong)


def test_a_terminal_sees_no_control_characters_and_a_program_sees_them_all() -> None:
    text = changes_json(with_escapes())
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text) is None
    assert json.loads(text)["folders"][0]["projects"][0]["name"]["new"] == ESCAPES
