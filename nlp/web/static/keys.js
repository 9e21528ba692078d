"use strict";
// Keys of a page: the dialog of the macro ui.keys lists them (?) and switches them off; they are silent while somebody types.

// Listens to the keys named; a function that gives false leaves the key to the browser.
function listenToKeys(keys) {
  const STORED = "donthu_keys";
  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  const switched = document.getElementById("keys-on");
  switched.checked = localStorage.getItem(STORED) !== "off";
  switched.addEventListener("change", () => localStorage.setItem(STORED, switched.checked ? "on" : "off"));
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "?") { event.preventDefault(); dialog.showModal(); return; }
    if (!switched.checked || !Object.hasOwn(keys, event.key)) return;
    if (keys[event.key](event) !== false) event.preventDefault();
  });
}

// A function that moves the focus by so many rows, to the link a.open of the row; it begins at the row that has the focus.
function walkRows(rows, here = -1) {
  return (step) => {
    if (!rows.length) return;
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    if (focused >= 0) here = focused;
    here = Math.max(0, Math.min(rows.length - 1, here + step));
    rows[here].querySelector("a.open").focus();
    rows[here].scrollIntoView({block: "nearest"});
  };
}
