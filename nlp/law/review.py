"""What in the law package needs a person: stale or unverified values, dangling references, rules without a case for each
outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from nlp.law.basis import Basis
from nlp.law.calendar import WorkCalendar
from nlp.law.competence import load_competence
from nlp.law.dates import Rounding, add_months
from nlp.law.engine import Rule
from nlp.law.format import load_regimes
from nlp.law.handling import load_rows
from nlp.law.instruments import Registry, load_registry
from nlp.law.library import Library, load_library
from nlp.law.loader import load_node
from nlp.law.outcome import SLUGS
from nlp.law.parameters import Confidence, Parameters


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One thing to look at: ``kind`` is stale, unverified, unsure, dangling, unlisted_amendment, uncovered or failed;
    ``message`` is Vietnamese.
    """

    kind: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class LawReview:
    """The review as of a day. Dangling references and failed cases are faults; the rest is work."""

    as_of: date
    items: tuple[ReviewItem, ...]

    def of_kind(self, kind: str) -> tuple[ReviewItem, ...]:
        """The items of one kind."""
        return tuple(item for item in self.items if item.kind == kind)

    @property
    def has_faults(self) -> bool:
        """Whether something is wrong rather than due."""
        return bool(self.of_kind("dangling") or self.of_kind("failed"))


def review_law(as_of: date, *, library: Library | None = None) -> LawReview:
    """The review of the law at hand, by default the package's own; whether rules have cases is asked by ``find_uncovered``.

    >>> review_law(date(2026, 11, 22)).has_faults
    False
    """
    law, registry = library or load_library(), load_registry()
    parameters = law.parameters
    items = (
        *find_stale(as_of, parameters, law.calendar, registry),
        *find_unsure(parameters),
        *find_dangling(parameters, registry),
    )
    return LawReview(as_of, items)


def find_stale(as_of: date, parameters: Parameters, calendar: WorkCalendar, registry: Registry) -> Iterator[ReviewItem]:
    """Values whose ``verified_on`` plus review months lies before ``as_of``, and values never verified."""
    dated = [(limit.rule, limit.verified_on, limit.review_months) for limit in parameters.limits.values()]
    dated += [(duty.rule, duty.verified_on, duty.review_months) for duty in parameters.duties]
    dated += [(report.rule, report.verified_on, report.review_months) for report in parameters.reports]
    dated += [(f"calendar {table.year}", table.verified_on, table.review_months) for table in calendar.years.values()]
    dated += [(f"format {regime.id}", regime.verified_on, regime.review_months) for regime in load_regimes()]
    dated.append(("instruments", registry.verified_on, registry.review_months))
    dated += [(f"{name}.yaml", *load_review_dates(name)) for name in ("handling", "competence")]
    for name, verified, months in dict.fromkeys(dated):
        if verified is None:
            yield ReviewItem("unverified", name, f"{name}: chưa đối chiếu với nguồn lần nào")
        elif add_months(verified, months, rounding=Rounding.LAST_DAY) < as_of:
            yield ReviewItem("stale", name, f"{name}: đối chiếu lần cuối {verified:%d/%m/%Y}, quá {months} tháng")


def load_review_dates(name: str) -> tuple[date | None, int]:
    """When a file of ``parameters`` was last looked up, and after how many months it is due again."""
    keys = load_node(f"parameters/{name}.yaml").mapping()
    return keys["verified_on"].day_or_none(), keys["review_months"].integer()


def find_unsure(parameters: Parameters) -> Iterator[ReviewItem]:
    """Time limits still in force that rest on an unsure value."""
    for limit in parameters.limits.values():
        last = limit.values[-1]
        if last.until is None and last.confidence is Confidence.UNSURE:
            yield ReviewItem("unsure", limit.rule, f"{limit.rule}: độ tin cậy U. {last.note}")


def find_dangling(parameters: Parameters, registry: Registry) -> Iterator[ReviewItem]:
    """References to instruments that the registry lacks: as replacement or basis a fault, as amendment a gap to fill."""
    for item in registry.instruments:
        for number in item.replaced_by:
            if not registry.find_all_by_number(number):
                yield ReviewItem("dangling", item.number, f"{item.number}: văn bản thay thế {number} không có trong sổ đăng ký")
        for number in item.amended_by:
            if not registry.find_all_by_number(number):
                yield ReviewItem(
                    "unlisted_amendment", item.number, f"{item.number}: văn bản sửa đổi {number} chưa có trong sổ đăng ký"
                )
    for subject, bases in _bases(parameters):
        for number in sorted({basis.instrument for basis in bases if basis.instrument}):
            if not registry.find_all_by_number(number):
                yield ReviewItem("dangling", subject, f"{subject}: căn cứ {number} không có trong sổ đăng ký")


def _bases(parameters: Parameters) -> Iterator[tuple[str, list[Basis]]]:
    """Every legal basis in the parameters, by what rests on it."""
    for limit in parameters.limits.values():
        yield limit.rule, [basis for value in limit.values for basis in value.basis]
    for duty in parameters.duties:
        yield duty.rule, list(duty.basis)
    for report in parameters.reports:
        yield report.rule, list(report.basis)
    for transition in parameters.transitions:
        yield transition.id, [transition.basis]
    for row in load_rows():
        yield row.id, [basis for regime in row.regimes for basis in regime.basis]
    for (matter, against), regimes in load_competence().regimes.items():
        yield f"{matter}/{against}", [basis for regime in regimes for basis in regime.basis]


def find_uncovered(rules: tuple[Rule, ...], covered: Iterable[tuple[str, str]]) -> list[ReviewItem]:
    """Rules that no case shows with each outcome."""
    seen = set(covered)
    items = []
    for name in sorted({rule.id for rule in rules}):
        absent = [slug for slug in SLUGS if (name, slug) not in seen]
        if absent:
            items.append(ReviewItem("uncovered", name, f"{name}: chưa có ca kiểm thử cho {', '.join(absent)}"))
    return items
