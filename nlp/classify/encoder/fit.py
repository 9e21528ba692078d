"""Fine-tuning of the encoder: ``python -m nlp.classify.encoder.fit --corpus DIR --params params.yaml --out DIR``.

Type, the contents that a petition joins, main field, all fields and the marks of requests, targets and petitioners are learnt
together, from the title-less text. One fold of hands is kept from training: ``nlp.classify.encoder.mix`` calibrates on it.
Nothing is read from the test split. The same corpus, parameters, packages and processor give the same bytes with
``OMP_NUM_THREADS`` fixed.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from torch.nn import functional

from nlp.classify.corpus import load_petitions
from nlp.classify.encoder.artefacts import write_encoder
from nlp.classify.encoder.base import Base, load_base
from nlp.classify.encoder.learn import build_learner, export, find_means, pad, read_batch, start_heads
from nlp.classify.encoder.samples import (
    MARKS,
    Reading,
    Sample,
    build_type_words,
    load_samples,
    prefix_of,
    put_title,
    rename_types,
)
from nlp.classify.parts import PARTS, TYPES
from nlp.classify.train import FIELDS, find_folds
from nlp.errors import DonthuError


@dataclass(frozen=True)
class Settings:
    """The parameters of a fine-tuning, from ``params.yaml`` under ``encoder``."""

    depth: int  # layers that are kept, from the bottom
    frozen: int  # of these, how many stay as they are; the embeddings do too where it is above 0
    limit: int  # pieces read of a petition
    epochs: int
    batch: int
    rate: float  # of the top layer
    head_rate: float
    decay: float  # of the rate from a layer to the one below
    dropout: float
    smoothing: float
    parts_weight: float
    fields_weight: float
    marks_weight: float
    changed: float  # share of readings without diacritics or misread
    titled: float  # share with a stranger's title in front
    renamed: float  # share with the words for types taken for one another
    seed: int
    folds: int  # of hands; the first one is kept from training


def load_settings(path: Path) -> Settings:
    """The settings of ``params.yaml``; raises DonthuError where one is missing or unknown."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["encoder"]
        return Settings(**data)
    except (KeyError, TypeError) as error:
        raise DonthuError("train.params", f"{path}: {error} under encoder", "see params.yaml of the project") from error


def fine_tune(base: Base, samples: Sequence[Sample], settings: Settings) -> torch.nn.ModuleDict:
    """The encoder with heads, trained on the samples."""
    torch.manual_seed(settings.seed)
    draw = random.Random(settings.seed)
    learner = build_learner(base, depth=settings.depth, dropout=settings.dropout)
    means = find_means(learner, [s.readings["plain"].ids for s in samples], settings.batch)
    start_heads(learner, means, [s.type for s in samples], [s.parts for s in samples], [s.fields for s in samples])
    groups = _group_weights(learner, settings)
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    steps = settings.epochs * math.ceil(len(samples) / settings.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _slope(step, steps))
    learnt = [weight for group in groups for weight in group["params"]]
    words = build_type_words(base.pieces)
    learner.train()
    for _ in range(settings.epochs):
        readings = [_vary(sample, samples, settings, words, base, draw) for sample in samples]
        for chosen in _draw_batches([len(r.ids) for r in readings], settings.batch, draw):
            loss = _measure_loss(learner, [samples[i] for i in chosen], [readings[i] for i in chosen], settings)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            schedule.step()
    return learner


def _slope(step: int, steps: int) -> float:
    """The share of the rate at a step: up over the first twelfth, then down to nothing."""
    warm = max(1, steps // 12)
    return min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))


def _group_weights(learner: torch.nn.ModuleDict, settings: Settings) -> list[dict[str, Any]]:
    """The weights that learn, each with its rate: lower layers learn more slowly, heads at a rate of their own."""
    groups = []
    for name, weight in learner.named_parameters():
        level = settings.depth
        if name.startswith("encoder.embeddings."):
            level = -1
        elif name.startswith("encoder.encoder.layer."):
            level = int(name.split(".")[3])
        if settings.frozen and level < settings.frozen:
            weight.requires_grad_(False)
            continue
        rate = settings.head_rate if level == settings.depth else settings.rate * settings.decay ** (settings.depth - 1 - level)
        groups.append({"params": [weight], "lr": rate, "weight_decay": 0.01 if weight.dim() > 1 else 0.0})
    return groups


def _vary(
    sample: Sample,
    samples: Sequence[Sample],
    settings: Settings,
    words: Sequence[Sequence[tuple[int, ...]]],
    base: Base,
    draw: random.Random,
) -> Reading:
    """One way in which a petition may come."""
    variant = "plain" if draw.random() >= settings.changed else draw.choice(("bare", "bare", "misread"))
    reading = sample.readings[variant]
    if draw.random() < settings.renamed:
        reading = rename_types(reading, words, draw)
    if draw.random() < settings.titled:
        reading = put_title(reading, draw.choice(samples).title, len(prefix_of(base.pieces)))
    return Reading(reading.ids[: settings.limit], reading.marks[: settings.limit])


def _draw_batches(lengths: Sequence[int], size: int, draw: random.Random) -> list[list[int]]:
    """Batches in random order, each of texts of about the same length."""
    order = list(range(len(lengths)))
    draw.shuffle(order)
    batches = []
    stretch = 12 * size
    for start in range(0, len(order), stretch):
        part = sorted(order[start : start + stretch], key=lambda i: lengths[i])
        batches += [part[k : k + size] for k in range(0, len(part), size)]
    draw.shuffle(batches)
    return batches


def _measure_loss(
    learner: torch.nn.ModuleDict, samples: Sequence[Sample], readings: Sequence[Reading], settings: Settings
) -> torch.Tensor:
    ids, mask = pad([reading.ids for reading in readings])
    read = read_batch(learner, ids, mask)
    types = torch.tensor([TYPES.index(sample.type) for sample in samples])
    parts = torch.tensor([[float(part in sample.parts) for part in PARTS] for sample in samples])
    mains = torch.tensor([FIELDS.index(sample.fields[0]) for sample in samples])
    each = torch.tensor([[float(code in sample.fields) for code in FIELDS] for sample in samples])
    marked = torch.zeros(*ids.shape, len(MARKS))
    for i, reading in enumerate(readings):
        for j, columns in enumerate(reading.marks):
            for column in columns:
                marked[i, j, column] = 1
    per_piece = functional.binary_cross_entropy_with_logits(read["marks"], marked, reduction="none").sum(-1)
    loss: torch.Tensor = (
        functional.cross_entropy(read["type"], types, label_smoothing=settings.smoothing)
        + settings.parts_weight * functional.binary_cross_entropy_with_logits(read["parts"], parts)
        + functional.cross_entropy(read["main"], mains, label_smoothing=settings.smoothing)
        + settings.fields_weight * functional.binary_cross_entropy_with_logits(read["fields"], each)
        + settings.marks_weight * (per_piece * mask).sum() / mask.sum()
    )
    return loss


def train(corpus: Path, params: Path, out: Path) -> int:
    """Trains and writes the encoder; gives the number of petitions."""
    settings = load_settings(params)
    base = load_base([petition.text for petition in load_petitions(corpus, "train")])
    samples = load_samples(corpus, "train", base.pieces, settings.limit)
    training, held = next(find_folds([sample.group for sample in samples], settings.folds))
    learner = fine_tune(base, [samples[i] for i in training], settings)
    write_encoder(
        out,
        export(learner),
        base.pieces,
        sizes={"heads": base.sizes["heads"], "epsilon": base.epsilon, "limit": settings.limit},
        settings={"examples": len(samples), "held_out": len(held), "params": asdict(settings)},
    )
    return len(samples)


def main(arguments: list[str] | None = None) -> int:
    """Command line of the fine-tuning; exit status 0, or 2 where something is missing."""
    parser = argparse.ArgumentParser(description="fine-tune the encoder of petitions")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--out", type=Path, default=Path("models/petition_encoder"))
    options = parser.parse_args(arguments)
    torch.use_deterministic_algorithms(True)
    try:
        count = train(options.corpus, options.params, options.out)
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(f"{count} petitions, encoder in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
