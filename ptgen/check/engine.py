"""Check projects: collect what loading and the rules find, less what comments silence."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ptgen.check.catalogue import CATALOGUE, FINDERS
from ptgen.check.explanations import SEVERITIES
from ptgen.check.from_stages import STAGES
from ptgen.check.rule import RuleContext
from ptgen.check.rules.amounts.volume import find_texts, find_volume
from ptgen.check.rules.amounts.volume_years import find_years
from ptgen.check.rules.fields import same_name, same_output
from ptgen.check.rules.file.pending import pending
from ptgen.check.settings import Policy, Settings
from ptgen.check.silencing import Outcome, after_comments, own_sources
from ptgen.core.diagnostics import Diagnostic, Span, few
from ptgen.core.layout.model import RuleLevel
from ptgen.core.loader import Loaded
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.core.source.nodes import Mapping as Nodes
from ptgen.core.source.nodes import key_span

_UNREAD_AMOUNTS = frozenset({"PT201", "PT202", "PT205"})
_LEVELS = {word: level for level, word in SEVERITIES.items()}
_AMOUNT_KEYS = ("预算", "年度", "资金来源", "资金总额口径")


def check(
    loaded: Sequence[Loaded],
    settings: Settings | None = None,
    partial: Collection[str] = (),
    *,
    clashing: Sequence[Diagnostic] | None = None,
) -> tuple[Diagnostic, ...]:
    """The findings of :func:`examine`, without those that comments silence."""
    return examine(loaded, settings, partial, clashing=clashing).findings


def examine(
    loaded: Sequence[Loaded],
    settings: Settings | None = None,
    partial: Collection[str] = (),
    *,
    clashing: Sequence[Diagnostic] | None = None,
    known: Mapping[str, tuple[Diagnostic, ...]] = MappingProxyType({}),
) -> Outcome:
    """What is wrong with the projects, in the order of files and lines, each once.

    The findings of the stages and of the rules, those between projects included, with the
    severities of ``settings``; less what comments silence; and the comments that silence nothing.
    ``partial`` are the folders of which not every project is among ``loaded``. ``clashing`` are
    the findings of :mod:`ptgen.check.rules.fields.same_output` where ``loaded`` are some projects of many.
    ``known`` are the findings of :func:`findings_in` that were made before, by the project's path.
    """
    settings = settings or Settings()
    contexts = {
        project.file.path: context
        for project in loaded
        if (context := context_of(project, settings.of(project.file.path))) is not None
    }
    found: list[Diagnostic] = []
    for project in loaded:
        path = project.file.path
        found.extend(known[path] if path in known else findings_in(project, contexts.get(path)))
    found.extend(same_name.find_across(tuple(contexts.values())))
    if clashing is None:
        clashing = tuple(same_output.find_files([project.file for project in loaded]))
    found.extend(clashing)
    found.extend(_volumes(loaded, contexts, partial))
    for source in own_sources(loaded):
        found.extend(pending(source))
    judged = {path for path, context in contexts.items() if context.whole and not context.lost}
    return after_comments(loaded, found, settings, judged)


def check_project(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """What is wrong with one project, looked at by itself."""
    return check((loaded,), None, {loaded.file.folder})


def context_of(loaded: Loaded, policy: Policy) -> RuleContext | None:
    """What the rules look at; ``None`` when nothing of a file can be looked at."""
    if loaded.root is None or loaded.project is None or loaded.budget is None:
        return None
    return RuleContext(
        loaded.file,
        loaded.root,
        loaded.project,
        loaded.layout,
        loaded.budget,
        loaded.lost.isdisjoint(_AMOUNT_KEYS)
        and not any(_spoils_amounts(found, loaded) for found in loaded.diagnostics),
        loaded.lost,
        policy,
    )


def _spoils_amounts(found: Diagnostic, loaded: Loaded) -> bool:
    """Whether totals cannot be trusted; a plan by quarters that is wrong leaves them alone."""
    if found.code != "PT205" or loaded.root is None:
        return found.code in _UNREAD_AMOUNTS
    return found.span != key_span(loaded.root, ("季度用款计划",))


def findings_in(loaded: Loaded, context: RuleContext | None) -> tuple[Diagnostic, ...]:
    """The findings of the stages and rules in one project, as much as its layout makes of them."""
    found = list(loaded.diagnostics)
    if context is None:
        return tuple(found)
    for find in FINDERS:
        found.extend(few(find(context)))
    levels = context.layout.rules if context.layout is not None else {}
    found.extend(_unknown_codes(loaded, [code for code in levels if code not in CATALOGUE]))
    own = context.policy.severities
    levels = {code: level for code, level in levels.items() if code not in own}
    return tuple(
        replace(one, severity=_LEVELS[levels[one.code]]) if one.code in levels else one
        for one in found
        if levels.get(one.code) is not RuleLevel.OFF
    )


def _unknown_codes(loaded: Loaded, codes: Sequence[str]) -> Iterator[Diagnostic]:
    """Rules that a layout names and that do not exist, at the lines that name them."""
    for source in loaded.sources if codes else ():
        for number, line in enumerate(source.lines, 1):
            for code in codes:
                at = line.find(code) + 1
                if at and source.path not in (loaded.file.path, loaded.file.unit_path):
                    span = Span(source.path, number, at, number, at + len(code))
                    hint = "ptgen rule 列出所有规则"
                    yield STAGES["PT121"].at(span, f"没有规则 {code}", hint)


def _volumes(
    loaded: Sequence[Loaded], contexts: Mapping[str, RuleContext], partial: Collection[str]
) -> Iterator[Diagnostic]:
    """What is wrong with volumes, of folders whose projects all have amounts that hold."""
    folders: dict[str, list[Loaded]] = {}
    for project in loaded:
        folders.setdefault(project.file.folder, []).append(project)
    for folder, projects in folders.items():
        unit = _unit_root(projects[0])
        if unit is None or unit.get(VOLUME_KEY) is None or folder in partial:
            continue
        inside = [contexts.get(project.file.path) for project in projects]
        sound = [context for context in inside if context is not None and context.whole]
        if len(sound) < len(projects):
            continue
        for find in (find_texts, find_years, find_volume):
            yield from find(sound, unit)


def _unit_root(project: Loaded) -> Nodes | None:
    path = project.file.unit_path
    return next((source.root for source in project.sources if source.path == path), None)
