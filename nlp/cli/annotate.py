"""``donthu annotate``: documents out to the tools of annotators, their work back as gold, how far they agree, what comes next;
archives in the store (``nlp.cli.archives``)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from nlp.annotate.agreement import encode_agreement, measure_agreement
from nlp.annotate.agreement_text import render_agreement
from nlp.annotate.codec import file_name
from nlp.annotate.formats import FORMATS, write_files
from nlp.annotate.gold import read_gold, write_gold_files
from nlp.annotate.layers import LAYERS
from nlp.annotate.prediction import read_record
from nlp.annotate.select import SELECTABLE, TYPE, Strategy, select_documents
from nlp.annotate.select_text import encode_selection, render_selection
from nlp.annotate.task import Task
from nlp.cli import archives
from nlp.cli.documents import add_pipeline_options, read_config, read_entries, stream_records
from nlp.cli.parser import Arguments, Parser, UsageError, parse_positive
from nlp.cli.terminal import FAILED, OK, Record, tell, write, write_json
from nlp.evaluation.gold import load_gold
from nlp.interop.output import read_lines
from nlp.interop.wording import Wording


def run(options: Arguments, wording: Wording) -> int:
    """Runs the command that the options name; the exit status."""
    return _COMMANDS[options.annotate_command](options, wording)


def export_tasks(options: Arguments, wording: Wording) -> int:
    """Writes the tasks of documents, records or gold in a tool's format."""
    counts: Counter[str] = Counter()
    tasks = _read_golds(options, wording) if options.gold else _read_tasks(options, wording, counts)
    written = 0

    def count(tasks: Iterator[Task]) -> Iterator[Task]:
        nonlocal written
        for task in tasks:
            written += 1
            yield task

    files = write_files(FORMATS[options.to].write(count(tasks)), options.out)
    tell(wording.say("annotate.exported", tasks=written, files=len(files), path=options.out))
    return FAILED if counts["partial"] or counts["failed"] else OK


def import_tasks(options: Arguments, wording: Wording) -> int:
    """Writes what came back as gold, a folder for each annotator; FAILED where a document could not be taken."""
    taken = refused = 0
    _check_files([options.path], wording, "import")
    for task in FORMATS[options.source].read(options.path):
        if not isinstance(task, Task):
            refused += 1
            tell(
                wording.say("annotate.refused", document=task.document, reason=wording.error(task.error.code, task.error.message))
            )
            continue
        taken += 1
        task = replace(task, annotator=options.annotator or task.annotator, guidelines=options.guidelines or task.guidelines)
        folder = options.out / file_name(task.annotator) if task.annotator else options.out
        write_gold_files(task, folder, file_name(task.document))
    tell(wording.say("annotate.imported", taken=taken, refused=refused, path=options.out))
    return FAILED if refused or not taken else OK


def tell_agreement(options: Arguments, wording: Wording) -> int:
    """Tells how far the annotators of folders of gold agree, and the model with them."""
    _check_files([*options.folders, *options.records], wording, "agreement")
    golds = [task for folder in options.folders for task in _read_folder(folder)]
    texts = {task.document: task.text for task in golds}
    records = (json.loads(line) for path in options.records for line, _ in read_lines(path))
    found = measure_agreement([*golds, *_name_records(records, texts)])
    if options.json:
        for one in encode_agreement(found):
            write_json(one)
    else:
        write(render_agreement(found, wording=wording))
    return OK


def select_next(options: Arguments, wording: Wording) -> int:
    """Tells which documents to annotate next, and why; FAILED where a document could not be read."""
    _check_files(options.annotated, wording, "select")
    counts: Counter[str] = Counter()
    found = select_documents(
        _read_records(options, wording, counts),
        count=options.count,
        layer=options.layer,
        by=Strategy(options.by),
        annotated=(one.entry.read().decode() for one in load_gold(options.annotated)),
    )
    if options.json:
        for row in encode_selection(found, wording=wording):
            write_json(row)
    else:
        write(render_selection(found, wording=wording))
    tell(wording.say("annotate.selected", chosen=len(found.chosen), candidates=found.candidates, near=found.near))
    return FAILED if counts["partial"] or counts["failed"] else OK


def _read_records(options: Arguments, wording: Wording, counts: Counter[str]) -> Iterator[Record]:
    """The records that the paths hold, or those of documents; that the paths lead somewhere is known before the first is read."""
    if options.records:
        _check_files(map(Path, options.paths), wording, options.annotate_command)
        return (json.loads(line) for path in options.paths for line, _ in read_lines(Path(path)))
    entries = read_entries(options, wording)
    return stream_records(iter(entries), len(entries), read_config(options), options, wording, counts)


def _read_tasks(options: Arguments, wording: Wording, counts: Counter[str]) -> Iterator[Task]:
    read = partial(read_record, layers=options.layer, guidelines=options.guidelines)
    return (read(record) for record in _read_records(options, wording, counts) if record["status"] != "failed")


def _check_files(paths: Iterable[Path], wording: Wording, command: str) -> None:
    if missing := [str(path) for path in paths if not path.exists()]:
        raise UsageError(wording.say("usage.no_documents", paths=", ".join(missing)), f"donthu annotate {command}")


def _read_golds(options: Arguments, wording: Wording) -> Iterator[Task]:
    golds = load_gold([Path(path) for path in options.paths])
    if not golds:
        raise UsageError(wording.say("usage.no_gold", paths=", ".join(options.paths)), "donthu annotate export")
    tasks = (read_gold(one.gold, one.entry.read().decode()) for one in golds)
    return (replace(task, guidelines=options.guidelines or task.guidelines) for task in tasks)


def _read_folder(folder: Path) -> Iterator[Task]:
    """The tasks of a folder of gold; of one that names no annotator it is the folder."""
    for one in load_gold([folder]):
        task = read_gold(one.gold, one.entry.read().decode())
        yield replace(task, annotator=task.annotator or folder.name)


def _name_records(records: Iterable[Record], texts: Mapping[str, str]) -> Iterator[Task]:
    """The model's tasks of the documents that the gold has: over the canonical text where the gold is of a record (its name is
    the record's id), else over the text of the file that was read, whose name the gold has."""
    for record in records:
        if record["id"] in texts:
            yield read_record(record)
        elif (name := Path(record["source"]["path"]).stem) in texts:
            yield replace(read_record(record, source=texts[name]), document=name)


_COMMANDS: dict[str, Callable[[Arguments, Wording], int]] = {
    "export": export_tasks, "import": import_tasks, "agreement": tell_agreement, "select": select_next,
    **archives.COMMANDS,
}  # fmt: skip


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The commands of annotation and their options."""
    say = wording.say
    export, import_, agreement, select = (command(name) for name in ("export", "import", "agreement", "select"))
    export.add_argument("--to", choices=tuple(FORMATS), required=True, help=say("help.annotate.to"))
    export.add_argument("--out", type=Path, required=True, metavar=say("meta.folder"), help=say("help.annotate.out"))
    given = export.add_mutually_exclusive_group()
    given.add_argument("--gold", action="store_true", help=say("help.annotate.gold"))
    given.add_argument("--records", action="store_true", help=say("help.annotate.records"))
    export.add_argument("--layer", action="append", choices=tuple(LAYERS), help=say("help.annotate.layer"))
    add_pipeline_options(export, wording)
    import_.add_argument("path", type=Path, metavar=say("meta.path"), help=say("help.annotate.path"))
    import_.add_argument("--from", dest="source", choices=tuple(FORMATS), required=True, help=say("help.annotate.from"))
    import_.add_argument("--out", type=Path, required=True, metavar=say("meta.folder"), help=say("help.annotate.gold_out"))
    import_.add_argument("--annotator", metavar=say("meta.name"), help=say("help.annotate.annotator"))
    for parser in (export, import_):
        parser.add_argument("--guidelines", metavar=say("meta.version"), help=say("help.annotate.guidelines"))
    agreement.add_argument("folders", nargs="+", type=Path, metavar=say("meta.folder"), help=say("help.annotate.folders"))
    agreement.add_argument(
        "--records", action="append", default=[], type=Path, metavar=say("meta.file"), help=say("help.annotate.model")
    )
    agreement.add_argument("--json", action="store_true", help=say("help.json"))
    select.add_argument(
        "--count", type=parse_positive(wording), required=True, metavar=say("meta.number"), help=say("help.annotate.count")
    )
    select.add_argument("--layer", choices=SELECTABLE, default=TYPE, help=say("help.annotate.select_layer"))
    select.add_argument("--by", choices=tuple(Strategy), default=Strategy.BOTH, help=say("help.annotate.by"))
    select.add_argument("--records", action="store_true", help=say("help.annotate.records"))
    select.add_argument(
        "--annotated", action="append", default=[], type=Path, metavar=say("meta.folder"), help=say("help.annotate.annotated")
    )
    select.add_argument("--json", action="store_true", help=say("help.json"))
    add_pipeline_options(select, wording)
    archives.add_options(command, wording)
