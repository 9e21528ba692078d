"use strict";
// The queue works without this file; it saves ways: keys, choosing a whole page, a word when petitions come in.

const rows = [...document.querySelectorAll("tr[data-row]")];
const form = document.getElementById("bulk");
const boxes = rows.map((row) => row.querySelector("input[name=petition]"));

// Filters that are set are shown where there is room.
const more = document.querySelector("details.more[data-set]");
if (more && window.matchMedia("(min-width: 64rem)").matches && !rows.length) more.open = true;

if (form) {
  const all = document.getElementById("choose-all");
  const chosen = document.getElementById("chosen");
  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    chosen.textContent = number ? chosen.dataset.text.replace("#", number) : "";
    all.checked = number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
    for (const row of rows) row.classList.toggle("chosen", row.querySelector("input[name=petition]").checked);
    for (const button of form.querySelectorAll(".bulkbar button[name=what], .bulkbar button[formaction]")) button.disabled = !number;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; count(); });
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  // A download leaves the page where it is: the form may be sent again.
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.dataset.again) setTimeout(() => delete form.dataset.sent, 1000);
  });
  count();
}

const go = walkRows(rows);
listenToKeys({
  "j": () => go(1),
  "k": () => go(-1),
  "/": () => document.getElementById("text").focus(),
  "x": (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row) return false;
    row.querySelector("input[name=petition]").click();
  },
  "a": () => {
    const button = form && form.querySelector("button[data-key=a]");
    if (!button || button.disabled) return false;
    button.click();
  },
});

// Asks now and then for a number, while the page is looked at and somebody is at it: an idle page keeps no session alive.
const news = document.getElementById("inbox-news");
const EVERY = 60_000, IDLE = 10 * 60_000;
let active = Date.now(), misses = 0;
for (const sign of ["pointermove", "keydown", "scroll"]) document.addEventListener(sign, () => { active = Date.now(); }, {passive: true});
async function ask() {
  if (document.hidden || Date.now() - active > IDLE || misses > 2) return;
  try {
    const answer = await fetch(`${news.dataset.url}?after=${news.dataset.after}`, {credentials: "same-origin", redirect: "error"});
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    misses = 0;
    if (told.count) { news.querySelector("span").textContent = told.text; news.hidden = false; }
  } catch { misses += 1; }
}
if (news) setInterval(ask, EVERY);
