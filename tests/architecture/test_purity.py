"""No clock, no network, no print, no unseeded randomness, no pickle below the command line."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source_tree import Module, modules, of_each

CLOCK = {
    "datetime.date.today", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
    "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "time.localtime", "time.gmtime", "time.strftime",
}  # fmt: skip
NETWORK = {"requests", "urllib.request", "urllib3", "httpx", "aiohttp", "socket", "http.client", "ftplib", "smtplib", "telnetlib"}
GENERATORS = {"random.Random", "numpy.random.default_rng", "numpy.random.RandomState"}
ENTROPY = {"os.urandom", "uuid.uuid1", "uuid.uuid4", "secrets.token_hex"}
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
# Who may, and why. `cli` is the edge of the house.
ALLOWED = {
    "clock": ("nlp.cli", "nlp.evaluation.bench", "nlp.web"),  # benchmarks time; the web application stamps its audit trail
    "network": ("nlp.cli", "nlp.web"),  # a server socket
    "print": ("nlp.cli",),
}


def exempt(module: Module, subject: str) -> bool:
    return module.name.startswith(ALLOWED.get(subject, ()))


def spelt_out(module: Module) -> list[tuple[str, int]]:
    """Calls by their full names; ``date.today()`` after ``from datetime import date`` is ``datetime.date.today``."""
    return [(name, call.lineno) for name, call in module.calls()]


def is_in(name: str, roots: set[str]) -> bool:
    return any(name == root or name.startswith(root + ".") for root in roots)


def report(module: Module, found: list[tuple[str, int]]) -> str:
    return "\n".join(f"{module.path}:{line} {name}" for name, line in found)


@of_each(modules())
def test_reads_no_clock(module: Module) -> None:
    found = [(name, line) for name, line in spelt_out(module) if name in CLOCK]
    assert exempt(module, "clock") or not found, report(module, found)


@of_each(modules())
def test_opens_no_connection(module: Module) -> None:
    found = [(name, line) for name, line in module.imports() if is_in(name, NETWORK)]
    assert exempt(module, "network") or not found, report(module, found)


@of_each(modules())
def test_prints_nothing(module: Module) -> None:
    found = [(name, line) for name, line in spelt_out(module) if name in {"print", "pprint.pprint", "input"}]
    assert exempt(module, "print") or not found, report(module, found)


@of_each(modules())
def test_randomness_has_a_seed(module: Module) -> None:
    found = []
    for name, call in module.calls():
        if is_in(name, GENERATORS):
            unseeded = not (call.args or call.keywords)
        elif name.startswith(("random.", "numpy.random.")):
            unseeded = module_imports(module, name.split(".")[0])
        else:
            unseeded = name in ENTROPY and not module.name.startswith(("nlp.cli", "nlp.web"))
        if unseeded:
            found.append((name, call.lineno))
    assert not found, report(module, found)


def module_imports(module: Module, package: str) -> bool:
    return any(name.split(".")[0] == package for name, _ in module.imports())


@of_each(modules())
def test_artefacts_are_no_pickles(module: Module) -> None:
    found = [(name, line) for name, line in module.imports() if is_in(name, PICKLES)]
    loads = [(n, line) for n, line in spelt_out(module) if n in {"torch.load", "numpy.load"} and not refuses_pickle(module, line)]
    assert not found + loads, report(module, found + loads)


def refuses_pickle(module: Module, line: int) -> bool:
    """Whether the call on that line says ``allow_pickle=False`` or ``weights_only=True``."""
    for _, call in module.calls():
        if call.lineno == line:
            given = {k.arg: k.value.value for k in call.keywords if isinstance(k.value, ast.Constant)}
            if given.get("weights_only") is True or given.get("allow_pickle") is False:
                return True
    return False


@of_each(modules())
def test_models_come_from_local_folders(module: Module) -> None:
    found = []
    for name, call in module.calls():
        if name.endswith(".from_pretrained"):
            local = any(k.arg == "local_files_only" and getattr(k.value, "value", None) is True for k in call.keywords)
            if not local:
                found.append((name, call.lineno))
    assert not found, report(module, found)


def test_the_reader_of_calls_sees_through_aliases() -> None:
    imports = "import datetime as dt\nfrom datetime import date\nimport numpy as np\n"
    source = imports + "dt.date.today()\ndate.today()\nnp.random.rand()\n"
    example = Module("nlp.example", Path("example.py"), source, ast.parse(source))
    assert [name for name, _ in example.calls()] == ["datetime.date.today", "datetime.date.today", "numpy.random.rand"]
