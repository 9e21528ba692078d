"""Labels of petitions: types and fields, as record.md defines them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from nlp.document.annotation import Annotation


class PetitionType(StrEnum):
    """Types by content (Luật Khiếu nại 02/2011/QH13, Luật Tố cáo 25/2018/QH14, Luật Tiếp công dân 42/2013/QH13)."""

    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"
    RECOMMENDATION = "kien_nghi"
    REPORT = "phan_anh"
    MIXED = "nhieu_noi_dung"
    OTHER = "khac"


class PetitionField(StrEnum):
    """Fields of a petition."""

    LAND = "dat_dai"
    CLEARANCE = "giai_phong_mat_bang"
    ENVIRONMENT = "moi_truong"
    CONSTRUCTION = "xay_dung"
    SOCIAL_POLICY = "chinh_sach_xa_hoi"
    OFFICIALS = "can_bo"
    CORRUPTION = "tham_nhung"
    JUSTICE = "tu_phap"
    PUBLIC_ORDER = "an_ninh_trat_tu"
    EDUCATION_HEALTH = "giao_duc_y_te"
    FINANCE_TAX = "tai_chinh_thue"
    PROCEDURE = "thu_tuc_hanh_chinh"
    OTHER = "khac"


@dataclass(frozen=True, slots=True)
class FieldScore:
    """A field and its probability."""

    code: PetitionField
    score: float


@dataclass(frozen=True, kw_only=True)
class PetitionLabels(Annotation):
    """Type (None where the classifier abstains), its probabilities, and the fields that hold, the main one first."""

    LAYER: ClassVar[str] = "petition_labels"
    WRITES_TEXT: ClassVar[bool] = False

    type: PetitionType | None
    type_scores: Mapping[str, float] = field(default_factory=dict)
    fields: tuple[FieldScore, ...] = ()
