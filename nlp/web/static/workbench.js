"use strict";
// The workbench works without this file; it saves ways: keys, choosing a whole page.

const rows = [...document.querySelectorAll("li[data-row]")];
const here = rows.findIndex((row) => row.classList.contains("here"));
const list = document.querySelector(".group-list");
// The group that is open is in sight in its list, which scrolls by itself.
if (here > 0 && list) list.scrollTop = rows[here].offsetTop - list.offsetTop - list.clientHeight / 3;

const form = document.querySelector(".chosen-hits");
if (form) {
  const boxes = [...form.querySelectorAll("input[name=hit]")];
  const all = document.getElementById("choose-all");
  const chosen = document.getElementById("chosen");
  const word = chosen.textContent;
  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    chosen.textContent = number ? chosen.dataset.text.replace("#", number) : word;
    all.checked = number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
    for (const box of boxes) box.closest(".hit").classList.toggle("chosen", box.checked);
    for (const button of form.querySelectorAll("button[name=action]")) button.disabled = !number;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; count(); });
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  count();
}

// A key acts on the group that is open; where another one has the focus, that one is opened first, to be looked at.
function act(key) {
  const row = document.activeElement.closest("li[data-row]");
  if (row && !row.classList.contains("here")) { row.querySelector("a.open").click(); return undefined; }
  const found = document.querySelector(`[data-key=${key}]`);
  if (!found) return false;
  if (found.tagName === "SELECT") found.focus(); else found.click();
  return undefined;
}

const go = walkRows(rows, here);
listenToKeys({
  "j": () => go(1),
  "k": () => go(-1),
  "a": () => act("a"),
  "r": () => act("r"),
  "l": () => act("l"),
  "u": () => {
    const button = document.querySelector("[data-key=u]");
    if (!button) return false;
    button.click();
    return undefined;
  },
  "/": () => document.getElementById("text").focus(),
});
