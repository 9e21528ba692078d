"use strict";
// Sends files one after another and shows what became of each; without this file the form sends them together.

const form = document.getElementById("files-form");
const input = document.getElementById("files");
const drop = document.getElementById("drop");
const progress = document.getElementById("progress");
const bar = document.getElementById("bar");
const body = document.querySelector("#taken tbody");
const token = document.querySelector('meta[name="form-token"]').content;

drop.querySelector(".dropword").hidden = false;
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
});
// A file that misses the field does not replace the page.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());

function tellFailure(file, text) {
  const row = body.insertRow();
  row.setAttribute("role", "row");
  for (const part of [file.name, text]) {
    const cell = row.insertCell();
    cell.setAttribute("role", "cell");
    cell.textContent = part;
  }
  row.cells[1].colSpan = 4;
}

async function send(file) {
  if (file.size > Number(form.dataset.most)) { tellFailure(file, form.dataset.large); return; }
  const values = new FormData();
  values.append("received", form.elements.received.value);
  values.append("file", file);
  const ask = () => fetch(form.dataset.url, {
    method: "POST", headers: {"X-Form-Token": token}, body: values, credentials: "same-origin", redirect: "error",
  });
  try {
    let answer = await ask();
    // Others send as well: the server says when there is room again.
    for (let tries = 0; tries < 20 && answer.status === 503 && answer.headers.has("Retry-After"); tries += 1) {
      const seconds = Number(answer.headers.get("Retry-After"));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      answer = await ask();
    }
    const told = await answer.json();
    if (!told.html) throw new Error(answer.status);
    body.insertAdjacentHTML("beforeend", told.html);
  } catch { tellFailure(file, form.dataset.failed); }
}

let busy = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  // The submission is this file's: the page itself sends nothing.
  event.stopPropagation();
  const files = [...input.files];
  if (busy || !files.length) return;
  busy = true;
  document.getElementById("taken").hidden = false;
  body.replaceChildren();
  bar.hidden = false;
  bar.max = files.length;
  const button = form.querySelector("button");
  button.disabled = true;
  for (const [number, file] of files.entries()) {
    progress.textContent = progress.dataset.text.replace("#", number + 1).replace("@", files.length);
    bar.value = number;
    await send(file);
  }
  bar.hidden = true;
  progress.textContent = progress.dataset.ended.replace("#", files.length);
  form.elements.files.value = "";
  button.disabled = false;
  busy = false;
});
window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
