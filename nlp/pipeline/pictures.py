"""Pictures of pages, drawn in contained child processes: a page that crashes the library costs its picture alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from nlp.ingest.extraction import Unreadable
from nlp.ingest.pictures import Picture, Veil, draw_page
from nlp.ingest.settings import IngestSettings
from nlp.pipeline.containment import Containment, Lost
from nlp.pipeline.limits import Limits

# A page takes a moment; one that does not is not waited for by somebody before a screen.
LIMITS = Limits(seconds=30, cpu_seconds=30, memory=1024)


class ContainedPictures:
    """Draws pages in up to ``workers`` warm child processes. Threads may share one; ``close`` ends its processes."""

    def __init__(self, settings: IngestSettings, *, workers: int = 1, limits: Limits = LIMITS) -> None:
        self._children = Containment(partial(_prepare, settings), workers, limits)

    def draw(self, data: bytes, page_no: int, *, width: int, veil: Veil | None = None) -> Picture:
        """As ``draw_page``; raises Unreadable also where the process did not survive the page (``picture.failed``)."""
        try:
            answer = self._children.run(_Drawing(data, page_no, width, veil))
        except Lost as loss:
            raise Unreadable("picture.failed", "Không vẽ được trang này trong giới hạn cho phép; hãy xem phần chữ.") from loss
        head, _, png = answer.partition(b"\n")
        told = json.loads(head)
        if "code" in told:
            raise Unreadable(told["code"], told["message"], pages=told["pages"])
        return Picture(png, **told)

    def close(self) -> None:
        """Ends the child processes."""
        self._children.close()


def _prepare(settings: IngestSettings) -> IngestSettings:
    return settings


@dataclass(frozen=True)
class _Drawing:
    """The task of a child: one page."""

    data: bytes
    page_no: int
    width: int
    veil: Veil | None

    def run(self, settings: IngestSettings, note: Callable[[bytes], None]) -> bytes:
        """A line of JSON, sizes or what is wrong, and behind it the PNG."""
        try:
            picture = draw_page(self.data, self.page_no, width=self.width, settings=settings, veil=self.veil)
        except Unreadable as problem:
            return json.dumps({"code": problem.code, "message": problem.message, "pages": problem.pages}).encode()
        sizes = {name: value for name, value in vars(picture).items() if name != "png"}
        return json.dumps(sizes).encode() + b"\n" + picture.png
