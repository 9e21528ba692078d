"use strict";
// Pages work without this file; it saves a second click and a second submission.

// Sends a form's values as the page itself would: the page's token goes along.
async function post(url, values) {
  const token = document.querySelector('meta[name="form-token"]').content;
  return fetch(url, {
    method: "POST",
    headers: {"X-Form-Token": token},
    body: new URLSearchParams(values),
    credentials: "same-origin",
  });
}

document.addEventListener("submit", (event) => {
  // A form that gives a file to save leaves the page as it is, and may be sent again.
  if (event.target.method !== "post" || event.target.dataset.download) return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "yes";
});
// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
}

// A menu or dialog closes with Escape, and a menu when something else is chosen.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details.user[open], details.dialog[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.user[open]")) if (!menu.contains(event.target)) menu.open = false;
});
