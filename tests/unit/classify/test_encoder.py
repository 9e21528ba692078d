"""The encoder without its training: pieces, what is read of a long petition, arithmetic, files, mixtures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp.classify.combine import Mixture, fit_independent_mixture, fit_mixture
from nlp.classify.component import PetitionClassifier
from nlp.classify.decide import load_decider
from nlp.classify.encoder.artefacts import load_encoder, write_encoder, write_mixtures
from nlp.classify.encoder.inputs import Sentence, choose_pieces
from nlp.classify.encoder.network import fold_rows, gelu, normalise, unfold_rows
from nlp.classify.encoder.tokens import UNKNOWN, Pieces
from nlp.classify.features import read_content
from nlp.document.document import build_document
from nlp.errors import DonthuError

WIDTH, HEADS = 8, 2
NAMES = "<s> <pad> </s> <unk> ▁ ▁query : ▁đề ▁nghị ▁đ ề nghị n g h ị . ▁x ã".split()
PIECES = Pieces(NAMES, [0.0, 0.0, 0.0, 0.0, *[-float(i) for i in range(1, len(NAMES) - 3)]])
BARE_TEXT = "De nghi xa lam cong thoat nuoc. Troi mua la ngap nha toi. Toi xin cam on quy co quan da doc don nay."
TEXT = "Đề nghị xã làm cống thoát nước. Trời mưa là ngập nhà tôi. Tôi xin cảm ơn quý cơ quan đã đọc đơn này."


def random_arrays(seed: int = 0) -> dict[str, NDArray[np.generic]]:
    draw = np.random.default_rng(seed)

    def some(*shape: int) -> NDArray[np.float32]:
        return draw.normal(size=shape).astype(np.float32)

    arrays: dict[str, NDArray[np.generic]] = {"places": some(64, WIDTH)}
    matrices = {"pieces": (len(NAMES), WIDTH), "layer.0.query_key_value": (3 * WIDTH, WIDTH), "layer.0.attended": (WIDTH, WIDTH)}
    matrices |= {"layer.0.inner": (4 * WIDTH, WIDTH), "layer.0.outer": (WIDTH, 4 * WIDTH)}
    for name, shape in matrices.items():
        arrays[f"{name}.numbers"], arrays[f"{name}.scales"] = fold_rows(some(*shape))
        if name != "pieces":
            arrays[f"{name}.bias"] = some(shape[0])
    for name in ("norm", "layer.0.attended_norm", "layer.0.outer_norm"):
        arrays[f"{name}.scale"], arrays[f"{name}.shift"] = some(WIDTH), some(WIDTH)
    arrays["attention.weights"], arrays["attention.intercepts"] = some(2, WIDTH), some(2)
    for name, classes in (("type", 6), ("parts", 5), ("main", 13), ("fields", 13)):
        arrays[f"{name}.weights"], arrays[f"{name}.intercepts"] = some(classes, 2 * WIDTH), some(classes)
    return arrays


def write_small(folder: Path) -> None:
    mixtures = {name: Mixture(0.5, 1.0, name == "fields") for name in ("type", "main", "fields")}
    write_encoder(
        folder,
        random_arrays(),
        PIECES,
        sizes={"heads": HEADS, "epsilon": 1e-12, "limit": 40},
        settings={},
    )
    write_mixtures(folder, {"encoder": mixtures, "combined": mixtures}, {"encoder": 0.5, "combined": 0.5}, 10)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    write_small(folder)
    return folder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đề nghị", ["▁đề", "▁nghị"]),
        ("  đề\n nghị ", ["▁đề", "▁nghị"]),
        ("xã.", ["▁x", "ã", "."]),
        ("中国", ["▁", "<unk>"]),
        ("", []),
    ],
)
def test_text_is_cut_into_its_most_likely_pieces(text: str, expected: list[str]) -> None:
    assert [NAMES[piece] for piece, _, _ in PIECES.cut(text)] == expected


def test_pieces_say_where_they_stand() -> None:
    text = "xã  đề nghị"
    assert ["".join(text[a:b].split()) for _, a, b in PIECES.cut(text)] == ["x", "ã", "đề", "nghị"]


def test_compatibility_forms_are_read_as_their_letters() -> None:
    assert [piece for piece, _, _ in PIECES.cut("ｘã")] == [piece for piece, _, _ in PIECES.cut("xã")]


def test_a_short_petition_is_read_whole() -> None:
    reading = choose_pieces([Sentence([(7, 0, 1)] * 3, False), Sentence([(8, 0, 1)] * 2, True)], [5], 20)
    assert reading.ids == (0, 5, 7, 7, 7, 8, 8, 2)
    assert reading.sentences == (-1, -1, 0, 0, 0, 1, 1, -1)


def test_requests_at_the_end_of_a_long_petition_are_read() -> None:
    story = [Sentence([(7, 0, 1)] * 12, False) for _ in range(9)]
    reading = choose_pieces([*story, Sentence([(9, 0, 1)] * 10, True)], [5], 50)
    assert reading.ids.count(9) == 10
    assert len(reading.ids) <= 50
    assert list(reading.sentences[2:-1]) == sorted(reading.sentences[2:-1])


def test_one_endless_sentence_is_cut() -> None:
    assert len(choose_pieces([Sentence([(7, 0, 1)] * 999, True)], [5], 50).ids) == 50


def test_rows_come_back_within_half_a_step() -> None:
    matrix = np.random.default_rng(1).normal(size=(5, 30)).astype(np.float32)
    numbers, scales = fold_rows(matrix)
    steps = scales.astype(np.float32)[:, None]
    assert np.all(np.abs(unfold_rows(numbers, scales) - matrix) <= steps * 0.6)


def test_a_row_of_zeros_stays_so() -> None:
    assert not unfold_rows(*fold_rows(np.zeros((2, 3), dtype=np.float32))).any()


def test_gelu_of_some_numbers() -> None:
    values = np.array([-10.0, -1.0, 0.0, 1.0, 10.0], dtype=np.float32)
    assert np.allclose(gelu(values), [0, -0.1588, 0, 0.8412, 10], atol=1e-3)


def test_normalised_rows_have_mean_and_variance() -> None:
    norm = (np.ones(6, dtype=np.float32), np.zeros(6, dtype=np.float32))
    rows = normalise(np.arange(12, dtype=np.float32).reshape(2, 6), norm, 1e-12)
    assert np.allclose(rows.mean(axis=1), 0, atol=1e-6) and np.allclose(rows.var(axis=1), 1, atol=1e-5)


def test_the_same_arrays_give_the_same_files(directory: Path, tmp_path: Path) -> None:
    write_small(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in directory.iterdir()}


def test_the_same_petition_gets_the_same_logits(directory: Path) -> None:
    encoder = load_encoder(directory)
    content = read_content(build_document(TEXT))
    first, second = encoder.understand(content), encoder.understand(content)
    assert all(np.array_equal(first.logits[name], second.logits[name]) for name in first.logits)


def test_shares_of_the_sentences_add_up_to_the_decision(directory: Path) -> None:
    encoder = load_encoder(directory)
    understood = encoder.understand(read_content(build_document(TEXT)))
    shares = encoder.share_sentences(understood, "type", 2, 1)
    weights = encoder.heads["type"].weights[2] - encoder.heads["type"].weights[1]
    rest = understood.states[[i for i, s in enumerate(understood.reading.sentences) if s < 0]]
    drawn = understood.attentions[[i for i, s in enumerate(understood.reading.sentences) if s < 0], 0]
    outside = drawn @ (rest @ weights[:WIDTH]) + (rest @ weights[WIDTH:]).sum() / len(understood.states)
    difference = np.concatenate([understood.attentions[:, 0] @ understood.states, understood.states.mean(axis=0)]) @ weights
    assert sum(shares.values()) + outside == pytest.approx(float(difference), abs=1e-3)


def test_a_changed_file_is_refused(directory: Path, tmp_path: Path) -> None:
    for path in directory.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    next(tmp_path.glob("pieces-*")).write_bytes(b"other")
    with pytest.raises(DonthuError, match=r"model\.digest"):
        load_encoder(tmp_path)
    with pytest.raises(DonthuError, match=r"model\.digest"):
        load_decider("encoder", None, str(tmp_path))


def test_the_encoder_waits_for_the_first_petition_that_needs_it(tmp_path: Path) -> None:
    write_small(tmp_path)
    load_encoder.cache_clear()
    decider = load_decider("combined", None, str(tmp_path))
    decider.decide(
        read_content(build_document("De nghi xa lam cong thoat nuoc. Troi mua la ngap nha toi, xin cam on quy co quan."))
    )
    assert load_encoder.cache_info().currsize == 0
    decider.decide(read_content(build_document(TEXT)))
    assert load_encoder.cache_info().currsize == 1


def test_text_without_diacritics_is_left_to_the_words(directory: Path) -> None:
    bare = read_content(
        build_document("De nghi xa lam cong thoat nuoc. Troi mua la ngap nha toi, xin cam on quy co quan da doc.")
    )
    assert load_decider("combined", None, str(directory)).decide(bare) == load_decider("linear").decide(bare)


def test_the_shipped_encoder_loads_and_is_the_default() -> None:
    classifier = PetitionClassifier()
    assert classifier.classify(build_document(TEXT)).provenance.rule == "combined"


@pytest.mark.parametrize("model", ["encoder", "combined"])
def test_component_with_the_encoder_names_sentences(directory: Path, model: str) -> None:
    document = build_document(TEXT)
    labels = PetitionClassifier(model=model, encoder_model=str(directory), abstain_below=0.0).classify(document)
    assert labels.type is not None and labels.provenance.rule == model
    assert all(0 <= span.start < span.end <= len(document.text) for span in labels.provenance.cues)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(DonthuError, match=r"model\.unknown"):
        PetitionClassifier(model="oracle")


def test_mixture_leans_to_the_model_that_is_right() -> None:
    draw = np.random.default_rng(3)
    right = draw.integers(0, 4, size=80)
    good = np.eye(4)[right] * 3 + draw.normal(size=(80, 4)) * 0.5
    noise = draw.normal(size=(80, 4))
    assert fit_mixture(noise, good, right.tolist()).share > 0.8
    assert fit_mixture(good, noise, right.tolist()).share < 0.2
    holds = np.eye(4, dtype=bool)[right]
    assert fit_independent_mixture(noise, good - 1.5, holds).share > 0.8


def test_mixed_probabilities_are_a_distribution() -> None:
    values = Mixture(0.3, 2.0, False).probabilities(np.array([[1.0, 2.0]]), np.array([[500.0, -500.0]]))
    assert values.sum() == pytest.approx(1.0, abs=1e-3)


def test_unknown_characters_in_a_row_are_one_piece() -> None:
    assert [piece for piece, _, _ in PIECES.cut("中国中国")].count(UNKNOWN) == 1
