"""The labelling configuration, generated from the layers and their vocabularies, with Vietnamese names.

Controls: a ``Labels`` for each layer, a per-region ``Choices`` or ``TextArea`` for each field of its values (``LAYER_FIELD``),
the relations, and for the document ``Choices`` (``doc_NAME``) and ``TextArea`` (``header_NAME``). Results hold the stored values,
which are the ``alias`` of what is shown. Source: Label Studio's documentation of tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from nlp.annotate.layers import (
    DOCUMENT_LABEL_SETS,
    DOCUMENT_LABELS,
    HEADER_LISTS,
    HEADER_TEXTS,
    LAYERS,
    RELATIONS,
    SIGNATURE_TEXTS,
    UNKNOWN,
    FieldType,
    Layer,
    vocabulary,
)
from nlp.interop.wording import Wording

TEXT = "text"
MAIN_FIELD = "doc_main_field"
# Blanks are counted, so they have to be seen.
_STYLE = ".htx-text, .lsf-richtext__line, .lsf-htx-richtext {white-space: pre-wrap;}"
_COLOURS = {
    "clauses": "#9e9e9e", "citations": "#1f77b4", "deadlines": "#d62728", "obligations": "#2ca02c", "bodies": "#9467bd",
    "petitioners": "#ff7f0e", "addresses": "#8c564b", "targets": "#e377c2", "requests": "#17becf",
}  # fmt: skip


def field_control(layer: str, field: str) -> str:
    """The name of the control of a layer's field."""
    return f"{layer}_{field}"


def document_control(label: str) -> str:
    """The name of the control of a label of the document (``petition.type`` gives ``doc_petition_type``)."""
    return f"doc_{label.replace('.', '_')}"


def header_control(part: str) -> str:
    """The name of the control of a part of the header."""
    return f"header_{part}"


def write_configuration(wording: Wording) -> str:
    """The configuration as XML, in the language of the wording."""
    view = Element("View")
    _add(view, "Style").text = _STYLE
    desk = _add(view, "View", style="display: flex; gap: 1em; align-items: flex-start;")
    labels = _add(desk, "View", style="flex: 0 0 20em; position: sticky; top: 0; max-height: 90vh; overflow-y: auto;")
    page = _add(desk, "View", style="flex: 1;")
    for layer in LAYERS.values():
        _add(labels, "Header", value=wording.label("layer", layer.name), size="6")
        _add_labels(labels, layer, wording)
    relations = _add(view, "Relations")
    for name in RELATIONS:
        _add(relations, "Relation", value=name)
    _add(page, "Text", name=TEXT, value=f"${TEXT}", granularity="symbol", saveTextResult="yes")
    for layer in LAYERS.values():
        _add_fields(page, layer, wording)
    _add_document(page, wording)
    indent(view)
    return tostring(view, encoding="unicode") + "\n"


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return SubElement(parent, tag, attributes)


def _add_labels(view: Element, layer: Layer, wording: Wording) -> None:
    control = _add(view, "Labels", name=layer.name, toName=TEXT, showInline="true")
    labels = layer.labels if layer.label else (*layer.labels, UNKNOWN)
    for label in labels:
        known = layer.group if layer.group and label != UNKNOWN else "annotation"
        _add(control, "Label", value=wording.label(known, label), alias=label, background=_COLOURS[layer.name])


def _add_fields(view: Element, layer: Layer, wording: Wording) -> None:
    for field in layer.fields:
        box = _add(view, "View", visibleWhen="region-selected", whenTagName=layer.name)
        _add(box, "Header", value=wording.label("annotation", field.name), size="6")
        name = field_control(layer.name, field.name)
        if field.type is FieldType.CHOICE and field.group:
            _add_choices(box, name, field.group, wording, choice="single-radio", perRegion="true")
        else:
            several: dict[str, str] = {} if field.type is FieldType.TEXTS else {"maxSubmissions": "1"}
            _add(box, "TextArea", name=name, toName=TEXT, perRegion="true", editable="true", **several)


def _add_document(view: Element, wording: Wording) -> None:
    for label, group in DOCUMENT_LABELS.items():
        _add_title(view, label, wording)
        _add_choices(view, document_control(label), group, wording, choice="single")
    _add_title(view, "main_field", wording)
    _add_choices(view, MAIN_FIELD, DOCUMENT_LABEL_SETS["petition.fields"], wording, choice="single")
    for label, group in DOCUMENT_LABEL_SETS.items():
        _add_title(view, label, wording)
        _add_choices(view, document_control(label), group, wording, choice="multiple")
    for part, several in header_parts():
        _add_title(view, part, wording)
        limit: dict[str, str] = {} if several else {"maxSubmissions": "1"}
        _add(view, "TextArea", name=header_control(part), toName=TEXT, editable="true", **limit)


def header_parts() -> Iterator[tuple[str, bool]]:
    """The parts of the header that have a control, and whether one holds several texts."""
    yield from ((name, False) for name in HEADER_TEXTS)
    yield from ((name, True) for name in HEADER_LISTS)
    yield from ((f"signature_{name}", False) for name in SIGNATURE_TEXTS)


def _add_title(view: Element, name: str, wording: Wording) -> None:
    group = "header" if wording.knows("header", name) else "annotation"
    _add(view, "Header", value=wording.label(group, name), size="6")


def _add_choices(view: Element, name: str, group: str, wording: Wording, **settings: str) -> None:
    control = _add(view, "Choices", name=name, toName=TEXT, showInline="true", **settings)
    for value in vocabulary(group):
        _add(control, "Choice", value=wording.label(group, value), alias=value)
