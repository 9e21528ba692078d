"""Settings of the readers."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, kw_only=True)
class IngestSettings:
    """Limits and choices of the readers; sizes in bytes, times in seconds.

    ``ocr`` is ``auto`` (images, and PDF pages whose text layer is missing or rubbish), ``never`` or ``always``.
    Raises TypeError or ValueError for a value that does not fit.
    """

    max_bytes: int = 100 * 1024 * 1024
    ocr: str = "auto"
    max_unpacked_bytes: int = 256 * 1024 * 1024
    max_members: int = 10_000
    max_pages: int = 2_000
    max_pixels: int = 120_000_000
    ocr_max_pages: int = 200
    ocr_dpi: int = 240
    ocr_timeout: int = 120
    ocr_workers: int = 1
    convert_timeout: int = 120

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if type(value) is not type(item.default):
                raise TypeError(f"{item.name} is {value!r}, not {type(item.default).__name__}")
            if isinstance(value, int) and value < 1:
                raise ValueError(f"{item.name} is {value}, not positive")
        if self.ocr not in ("auto", "never", "always"):
            raise ValueError(f"ocr is {self.ocr!r}, not auto, never or always")
