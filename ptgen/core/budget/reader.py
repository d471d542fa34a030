"""Read the amounts of one file and collect what is wrong with them."""

from dataclasses import dataclass, field
from decimal import Decimal

from ptgen.core.diagnostics import Diagnostic, error, warning
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.model.fields import FieldSpecs
from ptgen.core.money import ZERO, fixed, is_whole_fen, plain, to_fen
from ptgen.core.source.nodes import Loc, Mapping, Scalar, find, located, value_span


@dataclass(slots=True)
class AmountReader:
    """The formulas of a file, computed; ``found`` is what is wrong with them.

    ``item_fields`` are the keys that its edition adds to the lines of the budget.
    """

    year: int
    root: Mapping
    item_fields: FieldSpecs = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)

    def formula(self, text: str, loc: Loc) -> Formula | None:
        """The formula at a place; ``None``, and a finding, when it cannot be read."""
        result = parse(text)
        if isinstance(result, Formula):
            return result
        node = find(self.root, loc)
        lead = len(node.text) - len(node.text.lstrip()) if isinstance(node, Scalar) else 0
        self.found.append(located(result, self.root, loc, lead))
        return None

    def amount(self, text: str, loc: Loc) -> Decimal:
        """An amount in 元, rounded to 分; 0 when it cannot be read."""
        formula = self.formula(text, loc)
        if formula is None:
            return ZERO
        self.warn(formula, loc)
        return to_fen(formula.value)

    def optional(self, text: str | None, loc: Loc) -> Decimal | None:
        """An amount that need not be there."""
        return None if text is None else self.amount(text, loc)

    def not_negative(self, text: str | None, loc: Loc) -> Decimal:
        """An amount that need not be there, then 0."""
        amount = self.optional(text, loc) or ZERO
        if amount < 0:
            name = next(step for step in reversed(loc) if isinstance(step, str))
            span = value_span(self.root, loc)
            self.found.append(error("PT207", span, f"“{name}”不能是负数", "写零或正数"))
        return amount

    def warn(self, formula: Formula, loc: Loc) -> None:
        """Collect what is odd about a formula that can be read."""
        whole = is_whole_fen(formula.value)
        if whole and not formula.uncancelled and not formula.squared:
            return
        span = value_span(self.root, loc)
        if not whole:
            message = f"算得的金额不是整分，四舍五入为 {fixed(to_fen(formula.value))} 元"
            self.found.append(warning("PT203", span, message, "请核对算式"))
        if formula.uncancelled:
            message = f"单价按“{formula.uncancelled}”计，却没有乘“{formula.uncancelled}”数"
            hint = f"补上乘数，如 *1{formula.uncancelled}，或改单价的单位"
            self.found.append(warning("PT208", span, message, hint))
        if formula.squared:
            message = f"“万”乘了“万”，算得 {plain(to_fen(formula.value))} 元"
            hint = "单价和数量里只有一个用“万”，请核对单位"
            self.found.append(warning("PT221", span, message, hint))
