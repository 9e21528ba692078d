"use strict";
// A document is annotated by selecting its text. The page works without this file, with a form a span; here the same forms are
// filled as somebody chooses, everything can be undone, and what was changed is sent together.

const holder = document.getElementById("desk");
const given = JSON.parse(holder.textContent);
const isOpen = Boolean(holder.dataset.open);
const $ = (id) => document.getElementById(id);
const editor = $("editor"), chosenCard = $("chosen"), statusLine = $("status"), list = $("list"), labelForm = $("labels").querySelector("form");
const layers = new Map(given.layers.map((layer) => [layer.name, layer]));

// Offsets are code points everywhere but in strings and selections, which count UTF-16 code units.
const points = Array.from(given.text);
const units = new Uint32Array(points.length + 1);
points.forEach((point, number) => { units[number + 1] = units[number] + point.length; });
const slice = (start, end) => given.text.slice(units[start], units[end]);
function pointAt(unit) {
  let low = 0, high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (units[middle] < unit) low = middle + 1; else high = middle;
  }
  return low;
}

// The state is never changed, only replaced: undoing is going back to one that was.
const tie = (kind, head, tail) => JSON.stringify([kind, head, tail]);
const makeState = (task) => ({
  spans: new Map(task.spans.map((span) => [span.id, span])),
  links: new Set(task.relations.map((link) => tie(link.kind, link.head, link.tail))),
  labels: task.labels,
});
const same = (one, other) => one === other || canonical(one) === canonical(other);
const canonical = (value) => JSON.stringify(value, (key, held) =>
  held && typeof held === "object" && !Array.isArray(held)
    ? Object.fromEntries(Object.entries(held).filter(([, one]) => one !== null && one !== "").sort()) : held);
const sameSpan = (one, other) => one.label === other.label && one.start === other.start && one.end === other.end && same(bare(one.values), bare(other.values));
const bare = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

const machine = makeState(given.machine);
let base = makeState(given.task), state = base, version = given.version;
let chosen = null, atHand = given.layers.length ? given.layers[0].name : null, picked = null, linking = null, faults = [], saving = false;
const past = [], future = [];

function change(next) {
  past.push(state);
  future.length = 0;
  state = {...state, ...next};
  if (chosen && !state.spans.has(chosen)) chosen = null;
  render();
}
function undo() { if (past.length) { future.push(state); state = past.pop(); settle(); } }
function redo() { if (future.length) { past.push(state); state = future.pop(); settle(); } }
function settle() {
  if (chosen && !state.spans.has(chosen)) chosen = null;
  render();
  fillLabels();
}

// What is to be saved: the difference from what the server has.
function findEdits(from, to) {
  const edits = {
    put: [...to.spans.values()].filter((span) => !from.spans.has(span.id) || !sameSpan(span, from.spans.get(span.id))),
    drop: [...from.spans.keys()].filter((id) => !to.spans.has(id)),
    link: [...to.links].filter((link) => !from.links.has(link)).map((link) => JSON.parse(link)),
    unlink: [...from.links].filter((link) => !to.links.has(link)).map((link) => JSON.parse(link)),
    labels: Object.fromEntries(Object.entries(to.labels).filter(([name, value]) => !same(value, from.labels[name]))),
  };
  edits.put = edits.put.map(({id, layer, label, start, end, values}) => ({id, layer, label, start, end, values: bare(values)}));
  return edits;
}
const isDirty = () => {
  const edits = findEdits(base, state);
  return Boolean(edits.put.length + edits.drop.length + edits.link.length + edits.unlink.length + Object.keys(edits.labels).length);
};
// The same edits upon another state: what somebody else saved meanwhile stays where these edits do not touch it.
function replay(edits, onto) {
  const spans = new Map(onto.spans), links = new Set(onto.links);
  for (const id of edits.drop) spans.delete(id);
  for (const span of edits.put) spans.set(span.id, span);
  for (const link of edits.unlink) links.delete(tie(...link));
  for (const link of edits.link) links.add(tie(...link));
  for (const link of links) {
    const [, head, tail] = JSON.parse(link);
    if (!spans.has(head) || !spans.has(tail)) links.delete(link);
  }
  return {spans, links, labels: {...onto.labels, ...edits.labels}};
}

// Spans.
const inOrder = (layer) => [...state.spans.values()].filter((span) => span.layer === layer).sort((a, b) => a.start - b.start || b.end - a.end);
function quote(span, most = 90) {
  const words = slice(span.start, span.end).replace(/\s+/g, " ").trim();
  return words.length > most ? words.slice(0, most).replace(/[\ud800-\udbff]$/, "") + "…" : words;
}
// The words by which a span is known in lists: of a marker, the line that it opens.
function describe(span, most = 90) {
  if (span.layer !== "clauses") return quote(span, most);
  const line = slice(span.start, Math.min(points.length, span.end + most)).split("\n")[0];
  return quote({start: span.start, end: Math.max(span.end, span.start + Array.from(line).length)}, most);
}
const prefix = (span) => Object.keys(layers.get(span.layer).labels).length > 1 ? `${nameLabel(span)}: ` : "";
const nameLabel = (span) => layers.get(span.layer).labels[span.label] || span.label;
function addSpan(layer) {
  const labels = Object.keys(layers.get(layer).labels);
  const span = {
    id: `new-${crypto.getRandomValues(new Uint32Array(3)).reduce((id, part) => id + part.toString(36).padStart(7, "0"), "")}`,
    layer, label: labels.length === 1 ? labels[0] : labels[labels.length - 1], start: picked[0], end: picked[1], values: {},
  };
  if (layer === "clauses") span.values = {label: slice(span.start, span.end).replace(/^[(\s]+|[).:\s]+$/g, "")};
  chosen = span.id;
  atHand = layer;
  told = "";
  picked = null;
  change({spans: new Map(state.spans).set(span.id, span)});
  // The caret stands behind what was marked: the next word that is selected is another one.
  writeSelection([span.end, span.end]);
  const first = $("form").querySelector("select, input, textarea");
  if (first) first.focus();
}
function putSpan(span) { change({spans: new Map(state.spans).set(span.id, span)}); }
function dropSpan(id) {
  const spans = new Map(state.spans);
  spans.delete(id);
  change({spans, links: new Set([...state.links].filter((link) => !JSON.parse(link).slice(1).includes(id)))});
}
function restore(id) {
  const spans = new Map(state.spans).set(id, machine.spans.get(id)), links = new Set(state.links);
  for (const link of machine.links) {
    const [, head, tail] = JSON.parse(link);
    if ((head === id || tail === id) && spans.has(head) && spans.has(tail)) links.add(link);
  }
  chosen = id;
  change({spans, links});
}
function setEdges(start, end) {
  const span = state.spans.get(chosen);
  if (start >= end || start < 0 || end > points.length || !slice(start, end).trim()) return;
  putSpan({...span, start, end});
}
function statusOf(span) {
  const before = machine.spans.get(span.id);
  if (!before) return "added";
  return sameSpan(before, span) ? "same" : "changed";
}

// The text: cut at every edge, the longest span outermost.
function drawText() {
  const spans = [...state.spans.values()].filter((span) => layers.has(span.layer));
  const edges = [...new Set([0, points.length, ...spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  const waiting = [...spans].sort((a, b) => a.start - b.start);
  const linked = new Set(chosen ? [...state.links].map((link) => JSON.parse(link)).filter(([, head, tail]) => head === chosen || tail === chosen).flatMap(([, head, tail]) => [head, tail]) : []);
  const wrong = new Set(faults.map((fault) => fault.span));
  const fragment = document.createDocumentFragment();
  let active = [], next = 0;
  for (let number = 0; number + 1 < edges.length; number += 1) {
    const [left, right] = [edges[number], edges[number + 1]];
    active = active.filter((span) => span.end > left);
    while (next < waiting.length && waiting[next].start <= left) active.push(waiting[next++]);
    active.sort((a, b) => (b.end - b.start) - (a.end - a.start));
    let inside = fragment;
    active.forEach((span, depth) => {
      const mark = document.createElement("mark");
      mark.className = `layer-${span.layer} d${Math.min(5, active.length - 1 - depth)}`;
      mark.classList.toggle("begins", span.start === left);
      mark.classList.toggle("ends", span.end === right);
      mark.classList.toggle("chosen", span.id === chosen);
      mark.classList.toggle("linked", span.id !== chosen && linked.has(span.id));
      mark.classList.toggle("wrong", wrong.has(span.id));
      mark.dataset.span = span.id;
      mark.title = `${layers.get(span.layer).title}: ${nameLabel(span)}`;
      inside.append(mark);
      inside = mark;
    });
    inside.append(document.createTextNode(slice(left, right)));
  }
  const caret = readSelection();
  editor.replaceChildren(fragment);
  if (caret && document.activeElement === editor) writeSelection(caret);
}

// The selection in code points, as it is drawn: where it began and where it ended.
function offsetOf(node, at) {
  const range = document.createRange();
  range.selectNodeContents(editor);
  range.setEnd(node, at);
  return pointAt(range.toString().length);
}
function readSelection() {
  const selection = document.getSelection();
  if (!selection.rangeCount || !editor.contains(selection.anchorNode) || !editor.contains(selection.focusNode)) return null;
  return [offsetOf(selection.anchorNode, selection.anchorOffset), offsetOf(selection.focusNode, selection.focusOffset)];
}
function place(point) {
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  let left = units[point], node = walker.nextNode(), last = node;
  while (node && left > node.length) { left -= node.length; last = node; node = walker.nextNode(); }
  return node ? [node, left] : [last || editor, last ? last.length : 0];
}
function writeSelection([anchor, focus]) {
  document.getSelection().setBaseAndExtent(...place(anchor), ...place(focus));
}
function pick() {
  const caret = readSelection();
  if (!caret) return;
  let [start, end] = [Math.min(...caret), Math.max(...caret)];
  while (start < end && !points[start].trim()) start += 1;
  while (end > start && !points[end - 1].trim()) end -= 1;
  picked = start < end ? [start, end] : null;
  if (picked && !isTrouble) told = "";
  showStatus();
}
document.addEventListener("selectionchange", pick);

const shows = (layer) => $(`show-${layer}`).checked;
function spansAt(point) {
  const under = [...state.spans.values()].filter((span) => layers.has(span.layer) && shows(span.layer) && span.start <= point && point < span.end);
  return under.sort((a, b) => (a.end - a.start) - (b.end - b.start));
}
function chooseAt(point, from = point) {
  let under = spansAt(point);
  if (!under.length && from > 0) under = spansAt(point - 1);
  if (linking) {
    const target = under.find((span) => span.layer === linking.tail);
    if (target) addLink(linking.name, linking.from, target.id);
    return;
  }
  // Again at the same place: the next one outwards.
  const here = under.findIndex((span) => span.id === chosen);
  choose(under.length ? under[(here + 1) % under.length].id : null);
}
function choose(id, {scroll = false} = {}) {
  chosen = id;
  if (id) atHand = state.spans.get(id).layer;
  render();
  if (scroll && id) {
    const mark = editor.querySelector(`mark[data-span="${CSS.escape(id)}"]`);
    // On narrow screens the form covers the lower half.
    if (mark) mark.scrollIntoView({block: window.matchMedia("(max-width: 64rem)").matches ? "start" : "center"});
  }
}

// Relations, from their head.
function addLink(kind, head, tail) {
  stopLinking();
  if (head !== tail && !state.links.has(tie(kind, head, tail))) change({links: new Set(state.links).add(tie(kind, head, tail))});
}
function dropLink(link) {
  const links = new Set(state.links);
  links.delete(link);
  change({links});
}
function startLinking(kind, from) {
  linking = {...kind, from};
  editor.classList.add("linking");
  showStatus();
}
function stopLinking() {
  linking = null;
  editor.classList.remove("linking");
  showStatus();
}

function element(name, values = {}, ...children) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}
function drawRelations(span) {
  const frame = $("relations"), words = frame.dataset;
  frame.replaceChildren();
  for (const kind of given.relations) {
    const outwards = kind.head === span.layer, inwards = kind.tail === span.layer;
    if (!outwards && !inwards) continue;
    const mine = [...state.links].map((link) => [link, ...JSON.parse(link)]).filter(([, name, head, tail]) => name === kind.name && (outwards ? head : tail) === span.id);
    if (!outwards && !mine.length) continue;
    const heading = element("h3", {textContent: outwards ? kind.title : `${words.from} (${kind.title})`});
    const rows = element("ul");
    for (const [link, , head, tail] of mine) {
      const other = state.spans.get(outwards ? tail : head);
      const row = element("li", {}, element("button", {type: "button", className: "plain", textContent: quote(other), onclick: () => choose(other.id, {scroll: true})}));
      if (isOpen) row.append(element("button", {type: "button", className: "button quiet", textContent: words.remove, onclick: () => dropLink(link)}));
      rows.append(row);
    }
    for (const link of outwards ? machine.links : []) {
      const [name, head, tail] = JSON.parse(link);
      if (name !== kind.name || head !== span.id || state.links.has(link)) continue;
      const row = element("li", {className: "soft"}, element("span", {textContent: `${words.gone} ${quote(machine.spans.get(tail))}`}));
      if (isOpen && state.spans.has(tail)) row.append(element("button", {type: "button", className: "button quiet", textContent: list.dataset.restore, onclick: () => addLink(name, head, tail)}));
      rows.append(row);
    }
    const part = element("div", {className: "relation"}, heading, rows);
    if (outwards && isOpen) {
      const choice = element("select", {}, element("option", {value: "", textContent: words.choose}));
      choice.setAttribute("aria-label", `${kind.title}: ${words.choose}`);
      choice.dataset.link = kind.name;
      for (const one of inOrder(kind.tail)) if (!state.links.has(tie(kind.name, span.id, one.id))) choice.append(element("option", {value: one.id, textContent: quote(one, 60)}));
      choice.addEventListener("change", () => { if (choice.value) addLink(kind.name, span.id, choice.value); });
      const point = element("button", {type: "button", className: "button quiet", textContent: words.pick, onclick: () => { startLinking(kind, span.id); editor.focus({preventScroll: true}); }});
      point.dataset.pick = kind.name;
      part.append(element("div", {className: "draw"}, choice, point));
    }
    frame.append(part);
  }
}

// The form of the chosen span is the template of its layer, filled.
const showField = (type, value) => isEmpty(value) ? "" : type === "texts" ? [].concat(value).join("\n") : type === "json" ? JSON.stringify(value) : String(value);
function readField(type, text) {
  const told = text.trim();
  if (!told) return type === "texts" ? [] : null;
  if (type === "texts") return told.split("\n").map((line) => line.trim()).filter(Boolean);
  if (type === "json") return JSON.parse(told);
  // What is no number is sent as it was written: the server says what is wrong with it.
  return type === "number" && /^\d+$/.test(told) ? Number(told) : told;
}
function drawChosen() {
  const span = chosen ? state.spans.get(chosen) : null, form = $("form");
  chosenCard.hidden = !span;
  if (!span) { form.replaceChildren(); $("relations").replaceChildren(); form.dataset.span = ""; return; }
  const layer = layers.get(span.layer), before = machine.spans.get(span.id);
  $("chosen-title").textContent = layer.title;
  $("chosen-text").textContent = quote(span, 300);
  const line = $("chosen-state"), kind = statusOf(span);
  line.textContent = line.dataset[kind] + (before && before.confidence !== null ? ` ${line.dataset.source} ${Math.round(before.confidence * 100)}%` : "");
  // A form that is at work is kept: a field that is typed in must not lose its caret.
  if (form.dataset.span !== span.id) {
    form.replaceChildren(document.querySelector(`template[data-form="${span.layer}"]`).content.cloneNode(true));
    form.dataset.span = span.id;
  }
  const told = (where, value) => {
    const line = chosenCard.querySelector(`[data-machine="${where}"]`);
    if (!line) return;
    line.hidden = value === null;
    line.lastElementChild.textContent = value || "–";
  };
  told("edges", before && (before.start !== span.start || before.end !== span.end) ? quote(before, 300) : null);
  const label = form.querySelector("[name=label]");
  if (label) { label.value = span.label; label.disabled = !isOpen; }
  told("label", before && before.label !== span.label ? nameLabel(before) : null);
  for (const {name, type} of layer.fields) {
    const field = form.querySelector(`[name="value.${name}"]`), shown = showField(type, span.values[name]);
    const isBroken = field.getAttribute("aria-invalid") === "true" && field === document.activeElement;
    if (!isBroken && field.value.trim() !== shown) field.value = shown;
    field.disabled = !isOpen;
    const read = before ? showField(type, before.values[name]) : shown;
    told(name, read !== shown ? (field.tagName === "SELECT" && read ? field.querySelector(`option[value="${CSS.escape(read)}"]`).textContent : read) : null);
  }
  for (const line of chosenCard.querySelectorAll("[data-error]")) {
    const found = faults.filter((fault) => fault.span === span.id && fault.where === line.dataset.error);
    line.textContent = found.map((fault) => fault.text).join(" ");
    line.hidden = !found.length;
    const field = line.dataset.error === "label" ? label : form.querySelector(`[name="value.${CSS.escape(line.dataset.error)}"]`);
    if (field) { if (found.length) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid"); }
  }
  const links = faults.filter((fault) => fault.span === span.id && fault.where === "relations");
  if (links.length) announce(links.map((fault) => fault.text).join(" "), true);
  $("edges").hidden = !isOpen;
  if (isOpen) {
    $("chosen-actions").hidden = false;
    $("as-machine").hidden = kind !== "changed";
    $("take-edges").disabled = !picked;
  }
  drawRelations(span);
}
$("form").addEventListener("change", (event) => {
  const field = event.target, span = state.spans.get(chosen);
  if (!span || !field.name) return;
  faults = faults.filter((fault) => fault.span !== span.id || field.name.replace("value.", "") !== fault.where);
  if (field.name === "label") { putSpan({...span, label: field.value}); return; }
  const name = field.name.replace("value.", ""), {type} = layers.get(span.layer).fields.find((one) => one.name === name);
  try {
    putSpan({...span, values: {...span.values, [name]: readField(type, field.value)}});
  } catch {
    // JSON that cannot be read stays in the field, and is told; it is sent as text, which the server refuses.
    putSpan({...span, values: {...span.values, [name]: field.value}});
  }
});

// The list of the layer at hand, and what the machine had marked there and is gone.
function drawList() {
  const words = list.dataset, rows = element("ol", {className: "spanlist"});
  for (const span of inOrder(atHand)) {
    const button = element("button", {type: "button", className: "plain", onclick: () => choose(span.id, {scroll: true})}, prefix(span), element("q", {lang: "vi", textContent: describe(span)}));
    if (span.id === chosen) button.setAttribute("aria-current", "true");
    const row = element("li", {}, button), kind = statusOf(span);
    if (faults.some((fault) => fault.span === span.id)) row.append(element("span", {className: "badge bad", textContent: words.wrong}));
    else if (kind !== "same") row.append(element("span", {className: "badge warn", textContent: words[kind]}));
    rows.append(row);
  }
  if (!rows.children.length) rows.append(element("li", {className: "soft", textContent: words.none}));
  const gone = [...machine.spans.values()].filter((span) => span.layer === atHand && !state.spans.has(span.id));
  const parts = [rows];
  if (gone.length) {
    const dropped = element("ol", {className: "spanlist"});
    for (const span of gone) {
      const row = element("li", {className: "soft"}, element("span", {}, prefix(span), element("q", {lang: "vi", textContent: describe(span)})));
      if (isOpen) row.append(element("button", {type: "button", className: "button quiet", textContent: words.restore, onclick: () => restore(span.id)}));
      dropped.append(row);
    }
    parts.push(element("h3", {textContent: words.gone}), dropped);
  }
  const top = list.scrollTop;
  list.replaceChildren(...parts);
  list.scrollTop = top;
}

// Labels of the document: the form is the state's, and the state the form's.
function readLabels() {
  const labels = {...state.labels};
  for (const field of labelForm.querySelectorAll("[data-label]")) labels[field.name] = field.value || null;
  for (const set of labelForm.querySelectorAll("[data-set]")) {
    const name = set.dataset.set, main = set.querySelector(`[name="${name}.main"]`);
    const values = [...set.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
    labels[name] = [...new Set([...(main && main.value ? [main.value] : []), ...(labels[name] || []).filter((one) => values.includes(one)), ...values])];
  }
  if (labelForm.querySelector(".header-texts")) {
    const header = {...(labels.header || {})}, signature = {};
    for (const field of labelForm.querySelectorAll(".header-texts [name^='header.']")) {
      const parts = field.name.split(".");
      if (parts[1] === "shown") continue;
      if (parts[1] === "signature") signature[parts[2]] = field.value.trim() || null;
      else header[parts[1]] = field.tagName === "TEXTAREA" ? readField("texts", field.value) : field.value.trim() || null;
    }
    header.signature = Object.values(signature).some(Boolean) ? signature : null;
    labels.header = header;
  }
  return labels;
}
function fillLabels() {
  const labels = state.labels;
  for (const field of labelForm.querySelectorAll("[data-label]")) field.value = labels[field.name] || "";
  for (const set of labelForm.querySelectorAll("[data-set]")) {
    const values = labels[set.dataset.set] || [], main = set.querySelector("select");
    if (main) main.value = values[0] || "";
    for (const box of set.querySelectorAll("input[type=checkbox]")) box.checked = values.includes(box.value);
  }
  const header = labels.header || {};
  for (const field of labelForm.querySelectorAll(".header-texts [name^='header.']")) {
    const parts = field.name.split(".");
    if (parts[1] === "shown") continue;
    const value = parts[1] === "signature" ? (header.signature || {})[parts[2]] : header[parts[1]];
    field.value = Array.isArray(value) ? value.join("\n") : value || "";
  }
  tellLabels();
}
// What the machine said stays beside what is other than that.
function tellLabels() {
  const words = (name, value) => {
    const option = labelForm.querySelector(`[name="${name}"] option[value="${CSS.escape(value)}"]`);
    const box = labelForm.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
    return option ? option.textContent : box ? box.parentElement.textContent.trim() : value;
  };
  for (const line of labelForm.querySelectorAll("[data-machine]")) {
    const path = line.dataset.machine.startsWith("header.") ? line.dataset.machine.split(".") : [line.dataset.machine];
    const [now, read] = [state.labels, machine.labels].map((held) => path.reduce((at, name) => (at || {})[name], held));
    line.hidden = same(now, read) || (isEmpty(now) && isEmpty(read));
    line.lastElementChild.textContent = isEmpty(read) ? "–" : [].concat(read).map((one) => words(path.join("."), one)).join(", ");
  }
  for (const line of labelForm.querySelectorAll("[data-error]")) {
    const found = faults.filter((fault) => fault.span === null && fault.where === line.dataset.error);
    line.textContent = found.map((fault) => fault.text).join(" ");
    line.hidden = !found.length;
  }
}
labelForm.addEventListener("submit", (event) => event.preventDefault());
labelForm.addEventListener("change", (event) => {
  faults = faults.filter((fault) => fault.span !== null);
  const set = event.target.closest("[data-set]");
  // The main field is one of the fields: what was the main one before stays among them.
  if (set && event.target.name.endsWith(".main")) for (const box of set.querySelectorAll("input[type=checkbox]")) if (box.value === event.target.value) box.checked = true;
  const labels = readLabels();
  if (!same(labels, state.labels)) change({labels});
  fillLabels();
});

// What stands in the line of status.
let told = "", isTrouble = false;
function announce(text, trouble = false) { told = text; isTrouble = trouble; showStatus(); }
function showStatus() {
  const words = statusLine.dataset;
  let text = isDirty() ? words.dirty : words.clean;
  if (picked) text = words.picked.replace("#", () => quote({start: picked[0], end: picked[1]}, 60));
  if (told) text = told;
  if (linking) text = words.link.replace("#", () => linking.title);
  if (statusLine.textContent !== text) statusLine.textContent = text;
  statusLine.classList.toggle("wrong", isTrouble);
  if (isOpen) $("take-edges").disabled = !picked;
}
function render() {
  drawText();
  drawChosen();
  drawList();
  tellLabels();
  $("undo").disabled = !past.length;
  $("redo").disabled = !future.length;
  for (const button of $("at-hand").children) button.setAttribute("aria-pressed", String(button.dataset.layer === atHand));
  for (const lesson of document.querySelectorAll("[data-lesson]")) if (layers.has(lesson.dataset.lesson)) lesson.open = lesson.dataset.lesson === atHand;
  if (told && isDirty() && !isTrouble) told = "";
  showStatus();
}

// Saving. Whoever was signed out meanwhile signs in beside this page, and saves here: the token is then taken from a new page.
let token = document.querySelector('meta[name="form-token"]').content;
const sendJson = (values) => fetch(holder.dataset.url, {
  method: "POST", credentials: "same-origin", redirect: "error",
  headers: {"Content-Type": "application/json", "X-Form-Token": token}, body: JSON.stringify(values),
});
async function renewToken() {
  const page = await fetch(holder.dataset.page, {credentials: "same-origin", redirect: "error"});
  const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="form-token"]');
  if (!page.ok || !found) throw new Error("signed out");
  token = found.content;
}
async function save(submit) {
  if (saving || !isOpen) return;
  if (document.activeElement) document.activeElement.dispatchEvent(new Event("change", {bubbles: true}));
  saving = true;
  announce(statusLine.dataset.saving);
  const sent = state;
  const values = {version, submit, edits: findEdits(base, sent)};
  try {
    let answer = await sendJson(values).catch(() => null);
    if (!answer || answer.status === 403) {
      try { await renewToken(); } catch { announce(statusLine.dataset.signedOut, true); return; }
      answer = await sendJson(values);
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 200) {
      version = said.version;
      base = sent;
      faults = [];
      hideTrouble();
      if (said.next) { base = state; leaving = true; window.location.assign(said.next); return; }
      announce(said.said);
      render();
    } else if (answer.status === 422 && said.faults) {
      faults = said.faults;
      announce(said.said, true);
      const first = faults.find((fault) => fault.span && state.spans.has(fault.span));
      if (first) { choose(first.span, {scroll: true}); showTrouble(said.said); } else { render(); showTrouble(said.said); $("labels").scrollIntoView(); }
    } else if (answer.status === 409 && said.state) {
      showTrouble(said.said, () => {
        const edits = findEdits(base, state);
        base = makeState(said.state);
        version = said.version;
        past.push(state);
        future.length = 0;
        state = replay(edits, base);
        hideTrouble();
        announce("");
        settle();
      });
      announce(said.said, true);
    } else announce(statusLine.dataset.failed, true);
  } catch {
    announce(statusLine.dataset.failed, true);
  } finally { saving = false; }
}
let leaving = false;
window.addEventListener("beforeunload", (event) => { if (!leaving && isOpen && isDirty()) event.preventDefault(); });
function showTrouble(text, merge = null) {
  const note = $("trouble");
  note.querySelector("p").textContent = text;
  note.hidden = false;
  $("merge").hidden = !merge;
  $("merge").firstElementChild.onclick = merge;
  if (merge) note.focus();
}
function hideTrouble() { $("trouble").hidden = true; isTrouble = false; }

// The text takes a caret and a selection as a field does, by mouse, keys and touch; nothing can be written into it.
editor.contentEditable = "true";
for (const name of ["beforeinput", "dragstart", "drop", "paste", "cut"]) editor.addEventListener(name, (event) => event.preventDefault());
editor.addEventListener("input", () => drawText());
editor.addEventListener("click", () => {
  const caret = readSelection();
  if (caret && caret[0] === caret[1]) chooseAt(caret[0]);
});
editor.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const caret = readSelection();
  if (caret) chooseAt(Math.min(...caret));
});

// A press upon a button leaves the selection as it is.
for (const button of document.querySelectorAll("#tools button, #edges button")) button.addEventListener("mousedown", (event) => event.preventDefault());
function takeLayer(layer) {
  if (picked && isOpen) { addSpan(layer); return; }
  atHand = layer;
  if (chosen && state.spans.get(chosen).layer !== layer) chosen = null;
  render();
}
for (const button of $("at-hand").children) button.addEventListener("click", () => takeLayer(button.dataset.layer));
$("undo").addEventListener("click", undo);
$("redo").addEventListener("click", redo);
$("unchoose").addEventListener("click", () => choose(null));
if (isOpen) {
  $("save").addEventListener("click", () => save(false));
  $("submit").addEventListener("click", () => save(true));
  $("drop").addEventListener("click", () => dropSpan(chosen));
  $("as-machine").addEventListener("click", () => restore(chosen));
  $("take-edges").addEventListener("click", takeEdges);
  for (const button of document.querySelectorAll("[data-edge]")) {
    button.addEventListener("click", () => {
      const {start, end} = state.spans.get(chosen), by = Number(button.dataset.by);
      setEdges(button.dataset.edge === "start" ? start + by : start, button.dataset.edge === "end" ? end + by : end);
    });
  }
}
function takeEdges() {
  if (!picked || !chosen) return false;
  setEdges(...picked);
}
function walk(step) {
  const all = inOrder(atHand);
  if (!all.length) return;
  const here = all.findIndex((span) => span.id === chosen);
  choose(all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, here + step))].id, {scroll: true});
}
const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  f: () => {
    const first = chosenCard.querySelector("#form select, #form input, #form textarea, #relations select");
    if (!first) return false;
    first.focus();
  },
  Escape: () => { if (linking) stopLinking(); else if (chosen) choose(null); else return false; },
};
if (isOpen) {
  Object.assign(keys, {
    e: takeEdges,
    x: () => { if (!chosen) return false; dropSpan(chosen); },
    Delete: () => { if (!chosen) return false; dropSpan(chosen); },
    r: () => {
      const span = chosen && state.spans.get(chosen), kind = span && given.relations.find((one) => one.head === span.layer);
      if (!kind) return false;
      const next = linking && linking.from === chosen ? given.relations.filter((one) => one.head === span.layer) : [kind];
      startLinking(next[(next.findIndex((one) => linking && one.name === linking.name) + 1) % next.length], chosen);
    },
    u: undo,
    U: redo,
    s: () => { save(false); },
  });
  for (const layer of given.layers) keys[layer.key] = () => takeLayer(layer.name);
}
listenToKeys(keys);
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !isOpen) return;
  const key = event.key.toLowerCase(), typing = event.target.closest("input:not([type=checkbox]), textarea");
  if (key === "s") { event.preventDefault(); save(false); }
  else if (key === "z" && !typing) { event.preventDefault(); if (event.shiftKey) redo(); else undo(); }
  else if (key === "y" && !typing) { event.preventDefault(); redo(); }
});

for (const part of document.querySelectorAll(".plain-part")) part.remove();
$("plain").remove();
editor.hidden = false;
$("tools").hidden = false;
$("unchoose").hidden = false;
if (!isOpen) for (const field of labelForm.querySelectorAll("input, select, textarea")) field.disabled = true;
if (state.spans.has(holder.dataset.chosen)) { chosen = holder.dataset.chosen; atHand = state.spans.get(chosen).layer; }
$("form").replaceChildren();
render();
