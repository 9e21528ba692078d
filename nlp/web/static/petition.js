"use strict";
// Choosing a passage marks it everywhere: in the text, on the page's picture, in the summary. Links work without this file.

const byHit = (id) => document.querySelectorAll(`.doc mark[data-hits~="${CSS.escape(id)}"], .box[data-hit="${CSS.escape(id)}"]`);

function choose(ids, from) {
  for (const one of document.querySelectorAll(".chosen")) one.classList.remove("chosen");
  const seen = new Set();
  for (const id of ids) {
    for (const one of byHit(id)) {
      one.classList.add("chosen");
      // The first of each kind comes into view, but never what was pointed at itself.
      const kind = one.matches(".box") ? "box" : "mark";
      if (kind !== from && !seen.has(kind)) {
        seen.add(kind);
        if (kind === "box") showBox(one); else one.scrollIntoView({block: "center"});
      }
    }
  }
}

// The pages scroll in a frame of their own; the window stays where it is.
function showBox(box) {
  const frame = box.closest(".leaf-scroll");
  const here = box.getBoundingClientRect(), there = frame.getBoundingClientRect();
  frame.scrollBy({left: here.left - there.left - there.width / 3, top: here.top - there.top - there.height / 3});
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest(".doc mark[data-hits]");
  if (mark) { choose(mark.dataset.hits.split(" "), "mark"); return; }
  const box = event.target.closest(".box[data-hit]");
  if (box) {
    event.preventDefault();
    choose([box.dataset.hit], "box");
    return;
  }
  const link = event.target.closest(".summary a[data-hit]");
  if (link) choose([link.dataset.hit], "link");
});
document.addEventListener("keydown", (event) => {
  const mark = event.target.closest(".doc mark[data-hits]");
  if (!mark) return;
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(mark.dataset.hits.split(" "), "mark"); }
  if (event.key === "Escape") { mark.blur(); choose([], "mark"); }
});
