"""What the labels of forms of all regions are called, beside those of the editions at hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ptgen.importer.forms.vocabulary.labels import Slot, bare

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def _by_word(section: str) -> Mapping[str, str]:
    return MappingProxyType(
        {word: key for key, words in _WORDS[section].items() for word in words.split()}
    )


COLUMN_WORDS = _by_word("指标列")
ITEM_WORDS = _by_word("预算列")
LEVELS = _by_word("上级")
_FIELDS = {word: (Slot(*to.split()),) for word, to in _by_word("字段").items()}
_BOTH = {
    word: tuple(Slot("金额", one) for one in to.split()) for word, to in _by_word("两处").items()
}
FIELD_WORDS: Mapping[str, tuple[Slot, ...]] = MappingProxyType(_FIELDS | _BOTH)
_OTHERS = _by_word("其他")
_PERSON = re.compile(
    r"(?:.*(?:负责人|联系人|填报人|填表人|经办人|审核人|制表人|责任人|联系电话|办公电话|手机号?码?|分管领导)|电话|手机)"
    r"(?:签字|签章|姓名|及电话|及联系电话|\(签字\)|\(签章\)|\(盖章\))*"
)


def is_person(label: str) -> bool:
    """Whether a name or a telephone number stands beside a label."""
    return _PERSON.fullmatch(bare(label)) is not None


def is_label_word(text: str) -> bool:
    """Whether forms use a text as a label, in whatever region."""
    plain = bare(text)
    return plain in FIELD_WORDS or plain in COLUMN_WORDS or plain in _OTHERS or is_person(text)
