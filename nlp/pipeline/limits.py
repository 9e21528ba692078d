"""What one document may take of the machine."""

from __future__ import annotations

from dataclasses import dataclass, fields

MEBIBYTE = 2**20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one task may take: ``seconds`` by the wall's clock; ``cpu_seconds`` of the child itself, and of each program it runs;
    ``memory`` in MiB beyond what the child had when it was ready; ``file_size`` in MiB of each file written; open ``files``.

    Raises TypeError or ValueError for a value that does not fit. Where the system knows no such limits (Windows), none holds.
    """

    seconds: int = 1800
    cpu_seconds: int = 300
    memory: int = 2048
    file_size: int = 512
    files: int = 256

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if type(value) is not int:
                raise TypeError(f"{item.name} is {value!r}, not int")
            if value < 1:
                raise ValueError(f"{item.name} is {value}, not positive")
