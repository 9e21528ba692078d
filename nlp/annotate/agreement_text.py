"""The agreement as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nlp.annotate.agreement import Agreement, LayerAgreement
from nlp.interop.wording import Wording


def render_agreement(found: Iterable[Agreement], *, wording: Wording) -> str:
    """For each version of the guidelines a line a layer, then the pairs, each annotator, and the model with each of them."""
    lines: list[str] = []
    for one in found:
        version = one.guidelines or wording.say("unknown")
        lines += [wording.say("agreement.title", version=version, annotators=", ".join(one.annotators)), ""]
        if one.layers:
            lines += [*_table(one.layers, wording), "", *_pairs(one.layers, wording), "", *_annotators(one, wording), ""]
        if one.model:
            lines += [wording.say("agreement.model"), *_pairs(one.model, wording), ""]
    return "\n".join(lines)


def _table(layers: Iterable[LayerAgreement], wording: Wording) -> Iterator[str]:
    heads = [wording.say(f"agreement.{name}") for name in ("documents", "units", "fleiss", "alpha")]
    yield f"{wording.say('agreement.layer'):<28}" + "".join(f"{head:>12}" for head in heads)
    for layer in layers:
        figures = [str(layer.documents), str(layer.units), _figure(layer.fleiss), _figure(layer.alpha)]
        yield f"{_name(layer.layer, wording):<28}" + "".join(f"{figure:>12}" for figure in figures)


def _pairs(layers: Iterable[LayerAgreement], wording: Wording) -> Iterator[str]:
    heads = [wording.say(f"agreement.{name}") for name in ("cohen", "exact", "overlap")]
    yield f"{wording.say('agreement.layer'):<28}{wording.say('agreement.pair'):<28}" + "".join(f"{head:>12}" for head in heads)
    for layer in layers:
        for pair in sorted({*layer.cohen, *layer.exact}):
            figures = [layer.cohen.get(pair), layer.exact.get(pair), layer.overlap.get(pair)]
            said = f"{_name(layer.layer, wording):<28}{' / '.join(pair):<28}"
            yield said + "".join(f"{_figure(figure):>12}" for figure in figures)


def _annotators(one: Agreement, wording: Wording) -> Iterator[str]:
    heads = [wording.say(f"agreement.{name}") for name in ("cohen", "exact")]
    yield f"{wording.say('agreement.layer'):<28}{wording.say('agreement.annotator'):<28}" + "".join(
        f"{head:>12}" for head in heads
    )
    for layer in one.layers:
        for name in one.annotators:
            figures = layer.of_annotator(name)
            if any(figure is not None for figure in figures):
                said = f"{_name(layer.layer, wording):<28}{name:<28}"
                yield said + "".join(f"{_figure(figure):>12}" for figure in figures)


def _name(layer: str, wording: Wording) -> str:
    group = next((group for group in ("annotation", "header", "layer") if wording.knows(group, layer)), "layer")
    return wording.label(group, layer)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
