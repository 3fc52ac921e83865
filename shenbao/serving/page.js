// The page's own script: takes the parts that changed, shows where a value was typed, builds, edits. It asks nobody but
// the server it came from. Every text arrives escaped; what this file writes itself goes through textContent.
"use strict";

const page = document.body.dataset;
const byId = (id) => document.getElementById(id);
const box = (name) => document.querySelector(`[data-box="${CSS.escape(name)}"]`);

// --- what changed

function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

function change({ look, boxes }) {
  const anchor = topmost();
  const focus = focused();
  const first = ["sheet", ...Object.keys(boxes).filter((name) => name !== "sheet")]; // tables before their rows
  for (const name of first) if (boxes[name]) fill(name, ...boxes[name]);
  const link = byId("look");
  if (link.getAttribute("href") !== `/look.css?${look}`) link.setAttribute("href", `/look.css?${look}`);
  refocus(focus);
  stay(anchor);
  mark();
}

function fill(name, order, parts) {
  const into = box(name);
  if (!into) return;
  const had = new Map([...into.children].map((child) => [child.dataset.key, child]));
  for (const [key, html] of Object.entries(parts)) {
    const made = element(html);
    if (had.has(key)) {
      keepOpen(had.get(key), made);
      had.get(key).replaceWith(made);
      flash(made);
    } else if (had.size) flash(made);
    had.set(key, made);
  }
  if (order) arrange(into, order.map((key) => had.get(key)).filter(Boolean));
}

function arrange(into, wanted) {
  const keep = new Set(wanted);
  for (const child of [...into.children]) if (!keep.has(child)) child.remove();
  let here = into.firstElementChild;
  for (const child of wanted) {
    if (child === here) here = here.nextElementSibling;
    else into.insertBefore(child, here);
  }
}

function keepOpen(old, made) {
  const open = [...old.querySelectorAll("details")].map((one) => one.open);
  made.querySelectorAll("details").forEach((one, n) => { one.open = Boolean(open[n]); });
}

function flash(made) {
  made.classList.add("changed");
  setTimeout(() => made.classList.remove("changed"), 1600);
}

// --- the scroll and the focus stay

function topmost() {
  for (const one of document.querySelectorAll("#sheet [data-key]")) {
    const { top, bottom } = one.getBoundingClientRect();
    if (bottom > 0 && one.tagName !== "TABLE") return { key: one.dataset.key, box: one.parentElement.dataset.box, top };
  }
  return null;
}

function stay(anchor) {
  if (!anchor || !window.scrollY) return;
  const into = box(anchor.box);
  const one = into && [...into.children].find((child) => child.dataset.key === anchor.key);
  if (one) window.scrollBy(0, one.getBoundingClientRect().top - anchor.top);
}

function focused() {
  const { file, line, column, source, at } = document.activeElement.dataset;
  if (at && !file) return `.spot[data-at="${CSS.escape(at)}"]`;
  if (source) return `[data-source="${CSS.escape(source)}"]`;
  return file ? `.spot[data-file="${CSS.escape(file)}"][data-line="${line}"][data-column="${column}"]` : "";
}

function refocus(selector) {
  if (!selector || document.activeElement !== document.body) return;
  const again = document.querySelector(selector);
  if (again) again.focus({ preventScroll: true });
}

// --- news of the server

function listen() {
  const events = new EventSource(`/events?since=${encodeURIComponent(page.revision)}`);
  events.addEventListener("change", (event) => {
    page.revision = event.lastEventId;
    change(JSON.parse(event.data));
  });
  events.addEventListener("hello", (event) => { page.token = JSON.parse(event.data).token; }); // another run has another
  events.addEventListener("build", (event) => built(JSON.parse(event.data)));
  events.onopen = () => connected(true);
  events.onerror = () => connected(false);
}

function connected(well) {
  const state = byId("state");
  const says = well ? state.dataset.live : state.dataset.lost;
  if (state.textContent !== says) state.textContent = says;
  state.classList.toggle("fails", !well);
}

function built({ says, busy, files, why }) {
  const told = byId("built");
  byId("build").disabled = Boolean(busy);
  told.replaceChildren(says || "");
  for (const { name, kind } of files || []) {
    const link = document.createElement("a");
    link.href = `/output/${encodeURIComponent(name)}`;
    link.download = name;
    link.textContent = `${page.download} ${kind}`;
    told.append(" ", link);
  }
  for (const line of why || []) {
    const one = document.createElement("span");
    one.className = "fails why";
    one.textContent = line;
    told.append(one);
  }
}

async function send(path, what) {
  const headers = { "Content-Type": "application/json", "X-Shenbao-Token": page.token };
  try {
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(what) });
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, said, says: said.says || page.failed };
  } catch {
    return { ok: false, status: 0, said: {}, says: page.failed };
  }
}

// --- the source

let opener = null;
let shown = null;
let asRead = "";

// What was typed is never dropped without a question.
function unsaved() {
  const text = byId("edit-text");
  return Boolean(text) && text.value !== asRead;
}

const leaves = () => !unsaved() || window.confirm(page.drop);

// The cell whose value stands in the pane; a value that stands for both columns has the first of them.
function mark() {
  for (const one of document.querySelectorAll("#sheet .open")) one.classList.remove("open");
  const form = document.querySelector("#source .edit");
  if (!form || byId("source").hidden) return null;
  const { at } = form.dataset;
  const tried = [at, at.replace(/value$/, "period"), at.replace(/value$/, "annual")];
  const cell = tried.map((one) => document.querySelector(`#sheet [data-source="${CSS.escape(one)}"]`)).find(Boolean);
  if (cell) cell.classList.add("open");
  return cell;
}

async function load(query) {
  try {
    const answer = await fetch(`/source?${new URLSearchParams(query)}`);
    if (answer.ok) return { html: await answer.text(), says: "" };
    return { html: "", says: (await answer.json()).says || page.failed };
  } catch {
    return { html: "", says: page.failed };
  }
}

async function open(query, from) {
  show(query, from, await load(query));
}

function show(query, from, { html, says }) {
  const into = byId("source-body");
  if (html) into.innerHTML = html;
  else into.textContent = says;
  byId("source").hidden = false;
  if (from && !from.closest("#source")) opener = from;
  shown = query;
  const text = byId("edit-text");
  asRead = text ? text.value : "";
  const cell = mark();
  if (cell) cell.scrollIntoView({ block: "nearest" });
  (text || byId("source-title")).focus({ preventScroll: true });
  byId("source").scrollIntoView({ block: "nearest" });
}

function close() {
  byId("source").hidden = true;
  byId("source-body").replaceChildren();
  mark();
  if (!opener) return;
  const at = opener.dataset.source;
  const back = opener.isConnected ? opener : at && document.querySelector(`[data-source="${CSS.escape(at)}"]`);
  if (back) back.focus({ preventScroll: true });
  opener = null;
}

async function save(form) {
  const said = byId("edit-said");
  const { at, digest } = form.dataset;
  const answer = await send("/field", { at, digest, text: byId("edit-text").value });
  if (answer.ok) {
    await open({ at });
    (document.querySelector("#source .next") || byId("source-title")).focus({ preventScroll: true });
    if (byId("edit-said")) byId("edit-said").textContent = answer.said.says || page.saved;
    return;
  }
  said.textContent = answer.says;
  form.querySelector(".again").hidden = answer.status !== 409;
}

// Another was faster: what the file says now comes in, and what was typed here stays to be saved or not.
async function again() {
  const mine = byId("edit-text").value;
  const loaded = await load(shown);
  const pane = loaded.html ? element(loaded.html) : null;
  if (!pane || !pane.querySelector("#edit-text")) { // it cannot be read just now: all stays as it is
    byId("edit-said").textContent = loaded.says || (pane.querySelector(".why-not") || {}).textContent || page.failed;
    return;
  }
  show(shown, null, loaded);
  const text = byId("edit-text");
  if (mine === asRead) return;
  text.value = mine;
  byId("edit-said").textContent = `${page.mine}“${asRead}”`;
}

async function act(button) {
  const { at, digest } = button.parentElement.dataset;
  if (!leaves()) return;
  if (button.dataset.sure && !window.confirm(button.dataset.sure)) return;
  await done(await send("/target", { at, digest, act: button.dataset.act }));
}

async function begin(form) {
  const title = form.elements.title;
  if (!leaves()) return;
  const answer = await send("/task", { title: title.value });
  byId("new-said").textContent = answer.ok ? "" : answer.says;
  if (!answer.ok) return;
  title.value = "";
  await open({ at: answer.said.at });
}

async function others() {
  if (!leaves()) return;
  const answer = await send("/other", {});
  byId("new-said").textContent = answer.ok ? "" : answer.says;
  if (answer.ok) await open({ at: answer.said.at });
}

async function done(answer) {
  if (!answer.ok) byId("act-said").textContent = answer.says;
  else if (answer.said.at) await open({ at: answer.said.at });
  else close();
}

// --- clicks and keys

function chosen(target) {
  const spot = target.closest(".spot");
  if (spot) return [{ ...spot.dataset }, spot];
  const cell = target.closest("[data-source]");
  return cell ? [{ at: cell.dataset.source }, cell] : null;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("a")) return;
  if (event.target.closest(".cancel")) return close();
  if (event.target.closest("#close")) return leaves() ? close() : undefined;
  if (event.target.closest(".again")) return void again();
  if (event.target.closest("#other")) return void others();
  if (event.target.closest(".act")) return void act(event.target.closest(".act"));
  const found = chosen(event.target);
  if (!found || !leaves()) return;
  if (found[1].dataset.source) select(found[1]);
  open(...found);
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "new-task") return void begin(event.target);
  save(event.target);
});

byId("build").addEventListener("click", async () => {
  byId("build").disabled = true;
  const answer = await send("/build", {});
  if (!answer.ok) built({ says: answer.says, busy: answer.status === 409 });
});

const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // Enter and Escape are the input method's
  if (event.key === "Escape" && !byId("source").hidden) return leaves() ? close() : undefined;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) return event.target.form.requestSubmit();
  const here = event.target.closest("[data-source]");
  if (!here && event.target.id !== "sheet") return;
  if (here && event.key === "Enter") return leaves() ? void open({ at: here.dataset.source }, here) : undefined;
  if (!(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = neighbour(here, event.key);
  if (!next) return;
  event.preventDefault();
  select(next);
  next.focus();
});

function neighbour(here, key) {
  const every = [...document.querySelectorAll("#sheet [data-source]")];
  if (!here) return every[0];
  const at = every.indexOf(here);
  if (key === "ArrowLeft" || key === "ArrowRight") return every[at + STEPS[key]];
  const line = here.closest("tr");
  const { left } = here.getBoundingClientRect();
  for (let n = at; every[n]; n += STEPS[key]) {
    const row = every[n].closest("tr");
    if (row === line) continue;
    const inRow = [...row.querySelectorAll("[data-source]")];
    const apart = (one) => Math.abs(one.getBoundingClientRect().left - left);
    return inRow.reduce((best, one) => (apart(one) < apart(best) ? one : best));
  }
  return null;
}

function select(cell) {
  for (const one of document.querySelectorAll('#sheet [tabindex="0"]')) one.tabIndex = -1;
  cell.tabIndex = 0;
}

window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });

listen();
