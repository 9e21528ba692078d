"""The encoder's learning side, on torch and transformers: from base weights to trained ones, and to the artefact's arrays.

Only training imports this. Heads start as logistic regressions on the untouched encoder's mean vectors, brought to mean 0 and
variance 1, so that the first steps do not spoil what was learnt before (Kumar et al., Fine-Tuning can Distort Pretrained
Features, 2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from transformers import BertConfig, BertModel

from nlp.classify.encoder.base import Base
from nlp.classify.encoder.network import fold_rows
from nlp.classify.encoder.samples import MARKS
from nlp.classify.encoder.tokens import PADDING
from nlp.classify.parts import PARTS, TYPES, join_fields, join_types
from nlp.classify.train import FIELDS

#: Classes of each head.
HEADS = {"type": TYPES, "parts": PARTS, "main": FIELDS, "fields": FIELDS}
_LAYER = {
    "attention.self.query": "q", "attention.self.key": "k", "attention.self.value": "v", "attention.output.dense": "ao",
    "intermediate.dense": "fi", "output.dense": "fo", "attention.output.LayerNorm": "aln", "output.LayerNorm": "oln",
}  # fmt: skip
_PROBE_STRENGTH = 0.01


def build_learner(base: Base, *, depth: int, dropout: float) -> torch.nn.ModuleDict:
    """The first ``depth`` layers of the encoder with heads for type, main field, fields and marks, all heads at zero."""
    width = base.sizes["width"]
    config = BertConfig(
        vocab_size=base.sizes["pieces"],
        hidden_size=width,
        num_hidden_layers=depth,
        num_attention_heads=base.sizes["heads"],
        intermediate_size=base.sizes["inner"],
        max_position_embeddings=base.sizes["places"],
        type_vocab_size=1,
        layer_norm_eps=base.epsilon,
        pad_token_id=PADDING,
        hidden_act="gelu_pytorch_tanh",
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
    )
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(_name_weights(base, depth), strict=True)
    parts: dict[str, torch.nn.Module] = {
        "encoder": encoder,
        "scale": _Standard(width),
        "attention": torch.nn.Linear(width, 2),
        "marks": torch.nn.Linear(width, len(MARKS)),
        "dropout": torch.nn.Dropout(dropout),
    }
    parts |= {f"to_{name}": torch.nn.Linear(2 * width, len(classes)) for name, classes in HEADS.items()}
    for name in ("attention", "marks", *(f"to_{name}" for name in HEADS)):
        torch.nn.init.zeros_(parts[name].weight)
        torch.nn.init.zeros_(parts[name].bias)
    return torch.nn.ModuleDict(parts)


class _Standard(torch.nn.Module):  # type: ignore[misc,unused-ignore]
    """Shifts and scales vectors by numbers that are not learnt."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("spread", torch.ones(width))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = (states - self.mean) / self.spread
        return result


def _name_weights(base: Base, depth: int) -> dict[str, torch.Tensor]:
    """The weights by the names that transformers gives them."""
    named = {
        "embeddings.word_embeddings.weight": base.weights["emb.word"],
        "embeddings.position_embeddings.weight": base.weights["emb.pos"],
        "embeddings.token_type_embeddings.weight": base.weights["emb.type"][:1],
        "embeddings.LayerNorm.weight": base.weights["emb.ln.w"],
        "embeddings.LayerNorm.bias": base.weights["emb.ln.b"],
    }
    for number in range(depth):
        for long, short in _LAYER.items():
            for kind, end in (("weight", "w"), ("bias", "b")):
                named[f"encoder.layer.{number}.{long}.{kind}"] = base.weights[f"l{number}.{short}.{end}"]
    return {name: torch.tensor(values) for name, values in named.items()}


def pad(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """The ids of several texts as one matrix, and 1 where there are ids."""
    width = max(map(len, rows))
    ids = torch.full((len(rows), width), PADDING)
    mask = torch.zeros(len(rows), width)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def read_batch(learner: torch.nn.ModuleDict, ids: torch.Tensor, mask: torch.Tensor) -> dict[str, torch.Tensor]:
    """The logits of each head (texts x classes) and of the marks (texts x pieces x marks)."""
    states = learner["scale"](learner["encoder"](input_ids=ids, attention_mask=mask).last_hidden_state)
    scores = learner["attention"](states).masked_fill(mask[..., None] == 0, -1e4)
    drawn = torch.einsum("blk,bld->bkd", scores.softmax(1), states)
    plain = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    for_type = learner["dropout"](torch.cat([drawn[:, 0], plain], 1))
    for_fields = learner["dropout"](torch.cat([drawn[:, 1], plain], 1))
    return {
        "type": learner["to_type"](for_type),
        "parts": learner["to_parts"](for_type),
        "main": learner["to_main"](for_fields),
        "fields": learner["to_fields"](for_fields),
        "marks": learner["marks"](states),
    }


def find_means(learner: torch.nn.ModuleDict, rows: Sequence[Sequence[int]], batch: int) -> NDArray[np.float64]:
    """The encoder's mean vector of each text (texts x width), before anything is learnt."""
    learner.eval()
    means = np.zeros((len(rows), learner["encoder"].config.hidden_size))
    with torch.no_grad():
        for chosen in by_length(rows, batch):
            ids, mask = pad([rows[i] for i in chosen])
            states = learner["encoder"](input_ids=ids, attention_mask=mask).last_hidden_state
            means[chosen] = ((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)).numpy()
    return means


def by_length(rows: Sequence[Sequence[int]], batch: int) -> list[list[int]]:
    """The numbers of the rows in batches of about the same length."""
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i]), i))
    return [order[k : k + batch] for k in range(0, len(order), batch)]


def start_heads(
    learner: torch.nn.ModuleDict,
    means: NDArray[np.float64],
    types: Sequence[str],
    parts: Sequence[Sequence[str]],
    fields: Sequence[Sequence[str]],
) -> None:
    """Sets the scale and the heads from the mean vectors of the training texts."""
    centre, spread = means.mean(axis=0), means.std(axis=0) + 1e-6
    learner["scale"].mean.copy_(torch.tensor(centre))
    learner["scale"].spread.copy_(torch.tensor(spread))
    scaled = (means - centre) / spread
    _start(learner["to_type"], scaled, [types], TYPES)
    _start(learner["to_parts"], scaled, [[str(part in held) for held in parts] for part in PARTS], None)
    _start(learner["to_main"], scaled, [[codes[0] for codes in fields]], FIELDS)
    _start(learner["to_fields"], scaled, [[str(code in codes) for codes in fields] for code in FIELDS], None)


def _start(head: Any, scaled: NDArray[np.float64], labels: Sequence[Sequence[str]], classes: Sequence[str] | None) -> None:
    """One regression over all classes, or one for each column of labels; each of the two means gets half the weight."""
    for row, column in enumerate(labels):
        if len(set(column)) < 2:
            continue
        balance = "balanced" if classes else None
        fitted = LogisticRegression(C=_PROBE_STRENGTH, class_weight=balance, max_iter=300).fit(scaled, column)
        coefficients, intercepts = fitted.coef_, fitted.intercept_
        if classes and len(coefficients) == 1:
            coefficients, intercepts = np.vstack([-coefficients, coefficients]) / 2, np.concatenate([-intercepts, intercepts]) / 2
        rows = [classes.index(name) for name in fitted.classes_] if classes else [row]
        with torch.no_grad():
            head.weight[rows] = torch.tensor(np.hstack([coefficients, coefficients]) / 2, dtype=torch.float32)
            head.bias[rows] = torch.tensor(intercepts, dtype=torch.float32)


def predict(learner: torch.nn.ModuleDict, rows: Sequence[Sequence[int]], batch: int) -> dict[str, NDArray[np.float64]]:
    """The logits of type (joined with those of its parts), main field and fields for each text."""
    learner.eval()
    logits = {name: np.zeros((len(rows), len(classes))) for name, classes in HEADS.items()}
    with torch.no_grad():
        for chosen in by_length(rows, batch):
            read = read_batch(learner, *pad([rows[i] for i in chosen]))
            for name in HEADS:
                logits[name][chosen] = read[name].numpy()
    logits["type"] = join_types(logits["type"], logits.pop("parts"))
    logits["main"] = join_fields(logits["main"], logits["fields"])
    return logits


def export(learner: torch.nn.ModuleDict) -> dict[str, NDArray[np.generic]]:
    """The arrays that ``nlp.classify.encoder.run`` computes with; the scale of the vectors is worked into the heads."""
    weights = {name: values.numpy() for name, values in learner["encoder"].state_dict().items()}
    at = "embeddings."
    arrays = _fold("pieces", weights[f"{at}word_embeddings.weight"])
    arrays["places"] = weights[f"{at}position_embeddings.weight"] + weights[f"{at}token_type_embeddings.weight"]
    arrays |= _export_norm("norm", weights, f"{at}LayerNorm")
    for number in range(learner["encoder"].config.num_hidden_layers):
        arrays |= _export_layer(weights, f"layer.{number}", f"encoder.layer.{number}.")
    mean, spread = learner["scale"].mean.numpy(), learner["scale"].spread.numpy()
    arrays["attention.weights"] = learner["attention"].weight.detach().numpy() / spread
    arrays["attention.intercepts"] = np.zeros(2, dtype=np.float32)  # the same for every piece, it changes no share
    for name in HEADS:
        matrix = learner[f"to_{name}"].weight.detach().numpy() / np.concatenate([spread, spread])
        arrays[f"{name}.weights"] = matrix
        arrays[f"{name}.intercepts"] = learner[f"to_{name}"].bias.detach().numpy() - matrix @ np.concatenate([mean, mean])
    return arrays


def _fold(name: str, matrix: NDArray[np.float32]) -> dict[str, NDArray[np.generic]]:
    numbers, scales = fold_rows(matrix)
    return {f"{name}.numbers": numbers, f"{name}.scales": scales}


def _export_norm(name: str, weights: Mapping[str, NDArray[np.float32]], at: str) -> dict[str, NDArray[np.generic]]:
    return {f"{name}.scale": weights[f"{at}.weight"], f"{name}.shift": weights[f"{at}.bias"]}


def _export_layer(weights: Mapping[str, NDArray[np.float32]], name: str, at: str) -> dict[str, NDArray[np.generic]]:
    parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
    arrays = _fold(f"{name}.query_key_value", np.concatenate([weights[f"{part}.weight"] for part in parts]))
    arrays[f"{name}.query_key_value.bias"] = np.concatenate([weights[f"{part}.bias"] for part in parts])
    for short, long in (("attended", "attention.output.dense"), ("inner", "intermediate.dense"), ("outer", "output.dense")):
        arrays |= _fold(f"{name}.{short}", weights[f"{at}{long}.weight"])
        arrays[f"{name}.{short}.bias"] = weights[f"{at}{long}.bias"]
    arrays |= _export_norm(f"{name}.attended_norm", weights, f"{at}attention.output.LayerNorm")
    return arrays | _export_norm(f"{name}.outer_norm", weights, f"{at}output.LayerNorm")
