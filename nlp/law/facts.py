"""Facts that rules read: typed, recorded, and never defaulted.

A fact may be known, unknown (absent), or, for events, known not to have happened (None). Reading an unknown fact raises
``MissingFact``, which the engine turns into ``Undetermined``; no rule needs an ``if`` for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nlp.errors import LawError

Value = date | bool | str | None

FACTS: Mapping[str, tuple[str, str]] = {
    "loai_don": ("text", "loại đơn: khieu_nai, to_cao, kien_nghi, phan_anh"),
    "lan_khieu_nai": ("text", "khiếu nại lần 1 hay lần 2"),
    "ky_luat": ("flag", "khiếu nại quyết định kỷ luật cán bộ, công chức"),
    "thuoc_tham_quyen": ("flag", "đơn thuộc thẩm quyền giải quyết của nơi nhận"),
    "tiep_nhan_tai_noi_tiep": ("flag", "nhận tại nơi tiếp công dân"),
    "phuc_tap": ("flag", "vụ việc phức tạp"),
    "phuc_tap_bang_van_ban": ("flag", "việc xác định phức tạp được ghi bằng văn bản"),
    "vung_sau": ("flag", "vùng sâu, vùng xa đi lại khó khăn"),
    "xac_minh_nhieu_noi": ("flag", "phải xác minh ở nhiều địa điểm hoặc ủy quyền xác minh"),
    "co_tro_ngai": ("flag", "có ốm đau, thiên tai hoặc trở ngại khách quan khác"),
    "so_lan_gia_han": ("text", "số lần đã gia hạn: 0, 1, 2"),
    "ngay_biet_quyet_dinh": ("event", "ngày nhận hoặc biết quyết định, hành vi bị khiếu nại"),
    "ngay_khieu_nai": ("event", "ngày nộp khiếu nại"),
    "ngay_nhan": ("event", "ngày cơ quan nhận đơn"),
    "ngay_thu_ly": ("event", "ngày thụ lý"),
    "ngay_tra_loi_thu_ly": ("event", "ngày thông báo thụ lý hoặc không thụ lý"),
    "ngay_xu_ly_ban_dau": ("event", "ngày xong xử lý ban đầu tố cáo"),
    "ngay_chuyen_don": ("event", "ngày chuyển đơn đến nơi có thẩm quyền"),
    "ngay_thong_bao_thu_ly": ("event", "ngày thông báo việc thụ lý tố cáo"),
    "ngay_giai_quyet": ("event", "ngày ra quyết định giải quyết hoặc kết luận"),
    "ngay_gui_quyet_dinh": ("event", "ngày gửi quyết định giải quyết"),
    "ngay_gui_ket_luan": ("event", "ngày gửi kết luận nội dung tố cáo"),
    "ngay_cong_khai": ("event", "ngày công khai kết luận, quyết định"),
    "ngay_de_xuat_xu_ly": ("event", "ngày đề xuất xử lý đơn"),
    "ngay_tra_loi": ("event", "ngày trả lời kết quả xử lý bước đầu"),
    "ngay_tam_dinh_chi": ("event", "ngày quyết định tạm đình chỉ giải quyết khiếu nại"),
    "ngay_tiep_tuc": ("event", "ngày quyết định tiếp tục giải quyết khiếu nại"),
    "loai_van_ban": ("text", "loại văn bản, viết không dấu như record.md"),
    "co_quoc_hieu": ("flag", "có Quốc hiệu, Tiêu ngữ (văn bản Đảng: tiêu đề)"),
    "co_ten_co_quan": ("flag", "có tên cơ quan ban hành"),
    "co_so_ky_hieu": ("flag", "có số, ký hiệu"),
    "co_thoi_gian": ("flag", "có dòng ngày, tháng, năm ban hành"),
    "co_dia_danh": ("flag", "có địa danh"),
    "co_trich_yeu": ("flag", "có trích yếu"),
    "co_chu_ky": ("flag", "có chức vụ, họ tên người ký"),
    "co_noi_nhan": ("flag", "có nơi nhận"),
    "co_kinh_gui": ("flag", "có phần Kính gửi"),
    "kinh_gui_o_dau": ("flag", "có phần Kính gửi ở đầu văn bản"),
    "ky_thay": ("flag", "chữ ký có ghi quyền hạn (thay mặt, ký thay, thừa lệnh, thừa ủy quyền)"),
    "cap_pho_ky": ("flag", "người ký là cấp phó"),
    "ky_kt": ("flag", "chữ ký ghi ký thay (KT.)"),
    "thay_mat_chuc_vu": ("flag", "sau chữ thay mặt (TM.) là chức vụ, không phải tập thể, cơ quan"),
    "ky_thay_bi_thu": ("flag", "ghi ký thay (K/T) bí thư"),
    "thanh_phan_sai_cho": ("text", "thành phần thể thức đứng sai chỗ, rỗng khi không có"),
    "ky_hieu_khop": ("flag", "phần cơ quan trong ký hiệu đúng với tên cơ quan ban hành"),
    "ten_loai_cong_van": ("flag", "có dòng tên loại “CÔNG VĂN”"),
    "noi_nhan_luu": ("text", "dòng lưu ở cuối Nơi nhận, rỗng khi không có"),
    "luu_vt": ("flag", "dòng lưu ghi “VT”"),
    "cap_huyen": ("flag", "cơ quan ban hành là của cấp huyện"),
    "bo_cu": ("flag", "cơ quan ban hành là bộ, cơ quan ngang bộ đã sắp xếp lại từ 01/3/2025"),
    "hoc_ham": ("flag", "trước họ tên người ký có học hàm, học vị"),
    "chi_bo": ("flag", "văn bản do chi bộ ban hành"),
    "tu_so": ("text", "từ đứng trước số, như in"),
    "so": ("text", "số của văn bản như in, rỗng khi để trống"),
    "dau_noi": ("text", "dấu giữa số và ký hiệu"),
    "ma_loai": ("text", "chữ viết tắt đứng ở vị trí tên loại trong ký hiệu"),
    "ngay_ghi": ("text", "ngày như in, rỗng khi để trống"),
    "thang_ghi": ("text", "tháng như in, rỗng khi để trống"),
    "nam_ghi": ("text", "năm như in, rỗng khi để trống"),
    "quyen_han_ghi": ("text", "chữ viết tắt quyền hạn như in"),
}

_TYPES: Mapping[str, tuple[type, ...]] = {"event": (date, type(None)), "flag": (bool,), "text": (str,)}


class MissingFact(LawError):
    """A rule asked for a fact that is not known; ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__("law.missing_fact", f"chưa biết: {FACTS[name][1]} ({name})")
        self.name = name


@dataclass
class Facts:
    """The facts of one case; ``read`` collects, in order, the names that a rule asked for, known or not.

    >>> Facts({"ngay_nhan": date(2024, 1, 2)}).event("ngay_nhan")
    datetime.date(2024, 1, 2)
    """

    values: Mapping[str, Value]
    read: dict[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            _check(name, value)

    def fresh(self) -> Facts:
        """The same facts with nothing read yet; they are not checked again."""
        facts = Facts({})
        facts.values = self.values
        return facts

    def assume(self, name: str, value: Value) -> Facts:
        """The same facts with one more taken as known, to see whether it matters."""
        return Facts({**self.values, name: value})

    def knows(self, name: str) -> bool:
        """Whether the fact is known; asking is not reading."""
        _kind(name)
        return name in self.values

    def event(self, name: str) -> date | None:
        """The day an event happened, None where it is known not to have happened."""
        value = self._get(name, "event")
        return value if isinstance(value, date) else None

    def day(self, name: str) -> date:
        """The day of an event that must have happened; one that has not is missing too."""
        value = self.event(name)
        if value is None:
            raise MissingFact(name)
        return value

    def flag(self, name: str) -> bool:
        """Whether a circumstance holds."""
        return self._get(name, "flag") is True

    def text(self, name: str) -> str:
        """A label or number as text."""
        return str(self._get(name, "text"))

    def _get(self, name: str, kind: str) -> Value:
        if _kind(name) != kind:
            raise LawError("law.fact_kind", f"fact {name!r} is of kind {_kind(name)}, not {kind}")
        if name not in self.values:
            raise MissingFact(name)
        self.read[name] = self.values[name]
        return self.values[name]


def _kind(name: str) -> str:
    if name not in FACTS:
        raise LawError("law.unknown_fact", f"no fact {name!r}", f"known: {', '.join(FACTS)}")
    return FACTS[name][0]


def _check(name: str, value: Value) -> None:
    if not isinstance(value, _TYPES[_kind(name)]):
        raise LawError("law.fact_kind", f"fact {name!r} is of kind {_kind(name)}, found {value!r}")
