"""Selects what is counted: the value in force on a day, changed by the variant that the circumstances of the case ask for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from nlp.errors import LawError
from nlp.law.basis import Basis
from nlp.law.counting import UNIT_NAMES
from nlp.law.given import Given, choose_variant
from nlp.law.parameters import Confidence, DatedValue, Op, Parameters, TimeLimit, Variant


@dataclass(frozen=True, slots=True)
class Selection:
    """A dated value after its variant: how much is counted, on what basis, from which parameters (``RULE@first day in
    force``).
    """

    value: DatedValue
    about: str
    amount: int
    bases: tuple[Basis, ...]
    read: tuple[str, ...]
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def select_value(limit: TimeLimit, start: date, given: Given, law: Parameters) -> Selection:
    """The value of ``limit`` in force on ``start`` under the circumstances; raises ``LawError`` where there is nothing to
    count.
    """
    value = limit.value_on(start)
    variant = choose_variant((*limit.variants, *value.variants), given)
    chosen = _base(limit, value, variant, start, law)
    if variant is not None and variant.plus is not None:
        chosen = _extend(chosen, variant.plus, variant.times, start, law)
    elif variant is not None and variant.use is None:
        chosen = _change(chosen, variant)
    used = set(variant.when) if variant else set()
    judged = tuple(law.given[key].note for key in sorted(used) if law.given[key].note)
    return _explain(limit, replace(chosen, steps=(*chosen.steps, *judged)), _unused(given, used))


def _base(limit: TimeLimit, value: DatedValue, variant: Variant | None, start: date, law: Parameters) -> Selection:
    read: tuple[str, ...] = (f"{limit.rule}@{value.since}",)
    about = limit.about
    if variant is not None and variant.use is not None:
        target = law.find_limit(variant.use)
        value, about = target.value_on(start), target.about
        read += (f"{target.rule}@{value.since}",)
    return Selection(value, about, _amount(limit.rule, value), value.basis, read)


def _amount(rule: str, value: DatedValue) -> int:
    if value.amount is None:
        raise LawError("law.no_amount", f"{rule}: chưa có con số trong nguồn (độ tin cậy {value.confidence.value})", value.note)
    return value.amount


def _extend(chosen: Selection, rule: str, times: int, start: date, law: Parameters) -> Selection:
    """Adds extensions. The whole is counted from the start: an intermediate end is not rolled forward (Điều 148 speaks of the
    last day).
    """
    extension = law.find_limit(rule).value_on(start)
    extra = _amount(rule, extension) * times
    total = chosen.amount + extra
    return replace(
        chosen,
        amount=total,
        bases=(*chosen.bases, *extension.basis),
        read=(*chosen.read, f"{rule}@{extension.since}"),
        steps=(f"Gia hạn {times} lần, tổng cộng {chosen.amount} + {extra} = {total} ngày; mỗi lần phải có quyết định gia hạn.",),
        warnings=(f"Chỉ đúng khi đã có quyết định gia hạn. {extension.condition}".strip(),),
    )


def _change(chosen: Selection, variant: Variant) -> Selection:
    amount = variant.amount if variant.amount is not None else chosen.amount + variant.add
    unit, counts_from = variant.unit or chosen.value.unit, variant.counts_from or chosen.value.counts_from
    value = replace(chosen.value, unit=unit, counts_from=counts_from)
    steps = (variant.note,) if variant.note else ()
    return replace(chosen, amount=amount, value=value, bases=(*chosen.bases, *variant.basis), steps=(*chosen.steps, *steps))


def _unused(given: Given, used: set[str]) -> tuple[str, ...]:
    idle = [f"{key}={text}" for key, text in given.texts.items() if key not in used and (key, text) != ("lan", "1")]
    return (f"Điều kiện {', '.join(idle)} không làm thay đổi thời hạn trong chế độ áp dụng cho ngày này.",) if idle else ()


def _explain(limit: TimeLimit, chosen: Selection, unused: tuple[str, ...]) -> Selection:
    value = chosen.value
    until = f" đến {value.until:%d/%m/%Y}" if value.until else ""
    basis = "; ".join(item.text for item in chosen.bases)
    amount = value.counts_from
    if value.op is not Op.SUSPEND_CLOCK:
        amount = f"{chosen.amount} {UNIT_NAMES[value.unit]}, {amount}"
    intro = f"{chosen.about}: {amount}; áp dụng từ {value.since:%d/%m/%Y}{until} ({basis})."
    condition = (f"Điều kiện: {value.condition}",) if value.condition else ()
    own = (f"Tham số riêng của đơn vị ({limit.origin}), không phải của bộ luật đi kèm.",) if limit.origin else ()
    unsure = f"Tham số chưa chắc chắn (độ tin cậy U), không kết luận vi phạm chỉ từ mốc này. {value.note}".strip()
    return replace(
        chosen,
        steps=(intro[0].upper() + intro[1:], *chosen.steps, *condition),
        warnings=(*own, *((unsure,) if value.confidence is Confidence.UNSURE else ()), *chosen.warnings, *unused),
    )
