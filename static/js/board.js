// The board: a meeting is dragged by pointer, by a long press of a finger, or by Space, arrows and
// Enter. A company's meeting goes along its row, to other days, too; among rooms and interpreters
// it keeps its time and goes along its column. Where it can go is asked when it is picked up; the
// drop is asked like the form of the pair. What is said stands below the board and is read aloud.
// On a phone the board is a list, and the form is what there is.
import { dayBeside, showDay, wayBack } from "./board-days.js";
import { watchOthers } from "./board-others.js";

const PRESS = 400; // milliseconds until a finger means to carry and not to scroll
const FAR = 6; // pixels until a pointer means to drag and not to click
const STAY = 500; // milliseconds over a day until the board turns to it

const board = () => document.querySelector("[data-board]");
const isList = () => matchMedia("(max-width: 760px)").matches;
const words = (name) => board().dataset[name];
const seat = () => board().dataset.seat;
const rowOf = (cell) => cell.parentElement;
const keyOf = (cell) => (seat() ? rowOf(cell).dataset.row : cell.dataset.slot);
const headOf = (cell) => cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
const nameOf = (cell) => (seat() ? rowOf(cell).dataset.name : headOf(cell)?.dataset.time) ?? "";
const addressOf = (link) => link.pathname + (seat() ? `/seat/${seat()}` : "");

let sending = false; // a drop is on its way, and the board not yet read anew
let held = null; // { link, cell, table, asked, was, had, places, over, ghost, home }

// Where the meeting in hand may be dropped at all: its row, or its column.
function within({ cell, table }) {
  const all = [...table.querySelectorAll("[data-slot]")];
  return all.filter((each) =>
    seat()
      ? each.dataset.slot === cell.dataset.slot
      : rowOf(each).dataset.row === rowOf(cell).dataset.row,
  );
}

const isHome = (cell) => cell.dataset.slot === held.cell.dataset.slot && rowOf(cell).dataset.row === rowOf(held.cell).dataset.row;
const isWithin = (cell) => cell?.classList.contains("within") ?? false;

function say(text) {
  document.querySelector("[data-say]").textContent = text;
}

function lift(link) {
  const cell = link.closest("[data-slot]");
  if (cell.classList.contains("held") || link.querySelector(".is-locked")) {
    say(words("locked"));
    return;
  }
  held = { link, cell, table: link.closest("table"), over: cell };
  board().classList.add("holding");
  open(held);
  say(words("asking"));
  held.asked = ask(held);
}

// The cells of the day that is shown, as the hand may use them.
function open(mine) {
  for (const cell of within(mine)) {
    cell.classList.add("within");
    cell.classList.toggle("lifted", isHome(cell));
  }
}

async function ask(mine) {
  try {
    const answer = await fetch(`${addressOf(mine.link)}/places`);
    const found = await answer.json();
    if (held !== mine) return;
    mine.was = found.was;
    mine.had = found.had;
    mine.places = new Map(found.places.map((place) => [place.slot ?? place.place, place]));
  } catch {
    if (held === mine) letGo(words("failed"));
    return;
  }
  mark(mine);
  say(about(mine.over, words("held")));
}

function mark(mine) {
  const looks = { free: "can", swap: "trades", not: "cannot" };
  for (const cell of within(mine)) {
    const place = mine.places?.get(keyOf(cell));
    if (!place) continue;
    cell.classList.add(looks[place.kind]);
    cell.title = place.words;
  }
}

function about(cell, home = words("here")) {
  if (!isWithin(cell)) return words("own");
  if (isHome(cell)) return home;
  const place = held.places?.get(keyOf(cell));
  return place ? `${nameOf(cell)}: ${place.words}` : words("asking");
}

function hover(cell) {
  if (held.over === cell) return;
  held.over?.classList.remove("over");
  held.over = cell;
  if (isWithin(cell) && !isHome(cell)) cell.classList.add("over");
  if (held.places) say(about(cell));
}

function clear(table) {
  for (const cell of table.querySelectorAll(".within")) {
    cell.classList.remove("within", "lifted", "over", "can", "trades", "cannot");
    cell.removeAttribute("title");
  }
}

// Let the meeting go; the board stays on the day to which it was dropped, else it turns back.
function letGo(text, { stay = false } = {}) {
  if (!held) return;
  const { table, home, ghost, link } = held;
  board().classList.remove("holding");
  clear(table);
  ghost?.remove();
  held = null;
  if (home && !stay) {
    home.back();
    clear(home.table);
    link.focus();
  }
  say(text);
}

async function drop() {
  const mine = held;
  await mine.asked; // a quick hand is quicker than the answer
  if (held !== mine) return;
  const { link, over, was, had } = mine;
  const place = isWithin(over) ? mine.places?.get(keyOf(over)) : null;
  if (!place || place.kind === "not") {
    letGo(over && isWithin(over) && isHome(over) ? words("back") : `${about(over)} ${words("back")}`);
    return;
  }
  const name = nameOf(over);
  const address = addressOf(link);
  const path = link.pathname;
  letGo(words("asking"), { stay: true });
  const { slot, swap } = place;
  sending = true;
  try {
    const answer = await fetch(`${address}/drop`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": words("token") },
      body: JSON.stringify({ slot, place: place.place, was, had, swap }),
    });
    const said = await answer.json();
    say(said.done ? `${name}: ${said.words}` : said.words);
    await renew(path);
  } catch {
    say(words("failed"));
  } finally {
    sending = false;
  }
}

async function pageAt(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// The board as it is now, also where somebody else has changed it; the reader stays where they were.
async function renew(path) {
  const page = await pageAt(location.href);
  const { scrollLeft, scrollTop } = board();
  for (const id of ["acts", "board", "days", "which", "steps"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.adoptNode(fresh));
  }
  board().scrollTo(scrollLeft, scrollTop);
  [...board().querySelectorAll("a.met")].find((each) => each.pathname === path)?.focus();
}

// ---- To another day, with the meeting in hand

async function turn(link) {
  const mine = held;
  if (!link || !mine || mine.turning || seat()) return false;
  mine.turning = true;
  say(words("asking"));
  try {
    const page = await pageAt(link.href);
    if (held !== mine) return false;
    const fresh = page.querySelector("#board table");
    const row = fresh && [...fresh.tBodies[0].rows].find((each) => each.dataset.row === rowOf(mine.cell).dataset.row);
    if (!row) return false;
    const home = mine.home ?? { table: mine.table, back: wayBack() };
    board().focus({ preventScroll: true });
    mine.home = home;
    showDay(link.href);
    if (mine.table === home.table) home.table.hidden = true;
    else mine.table.remove();
    home.table.after(document.adoptNode(fresh));
    mine.table = fresh;
    mine.over = null;
    open(mine);
    mark(mine);
    row.scrollIntoView({ block: "nearest" });
    say(link.textContent.trim());
    return true;
  } catch {
    letGo(words("failed"));
    return false;
  } finally {
    mine.turning = false;
  }
}

// ---- By key

async function carry(step) {
  const cells = within(held);
  const at = held.over ? cells.indexOf(held.over) + step : step > 0 ? 0 : cells.length - 1;
  if (cells[at]) {
    hover(cells[at]);
    cells[at].scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (await turn(dayBeside(step))) {
    carry(step);
  }
}

function keysOfHand() {
  const along = seat() ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  const across = seat() ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  return {
    [along[0]]: () => carry(-1),
    [along[1]]: () => carry(1),
    [across[0]]: () => say(words("own")),
    [across[1]]: () => say(words("own")),
    PageUp: () => turn(dayBeside(-1)),
    PageDown: () => turn(dayBeside(1)),
    Enter: drop,
    " ": drop,
    Escape: () => letGo(words("back")),
  };
}

document.addEventListener("keydown", (event) => {
  const isHere = event.target.closest?.("[data-board]");
  if (!isHere || isList() || pressed || event.ctrlKey || event.metaKey || event.altKey) return;
  const link = event.target.closest("a.met");
  const does = held ? keysOfHand()[event.key] : event.key === " " && link && (() => lift(link));
  if (!does) return;
  event.preventDefault();
  does();
});
document.addEventListener("focusout", (event) => {
  const goesOn = event.relatedTarget?.closest?.("[data-board]") === board();
  const isOurs = event.target === held?.link || event.target === board();
  if (held && !pressed && isOurs && !(goesOn && event.relatedTarget === board())) letGo(words("back"));
});

// ---- By pointer and by finger

let pressed = null; // { link, id, x, y, timer, day, staying }
let dragged = false; // a click that ends a drag follows no link

const under = (event, selector) =>
  document.elementFromPoint(event.clientX, event.clientY)?.closest(selector);

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.("[data-board] a.met");
  dragged = false;
  if (!link || isList() || event.button !== 0 || held) return;
  pressed = { link, id: event.pointerId, x: event.clientX, y: event.clientY };
  if (event.pointerType === "touch") pressed.timer = setTimeout(begin, PRESS);
});

function begin() {
  dragged = true;
  lift(pressed.link);
  if (!held) return;
  held.ghost = document.createElement("div");
  held.ghost.className = "board-ghost";
  held.ghost.ariaHidden = "true";
  held.ghost.append(...[...held.link.childNodes].map((each) => each.cloneNode(true)));
  document.body.append(held.ghost);
  float(pressed);
}

function float({ x, y }) {
  held.ghost.style.transform = `translate(${x + 8}px, ${y + 8}px)`;
}

document.addEventListener("pointermove", (event) => {
  if (pressed?.id !== event.pointerId) return;
  const far = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > FAR;
  if (!dragged && far) {
    if (event.pointerType === "touch") {
      forget(); // the finger scrolls
      return;
    }
    begin();
  }
  if (!dragged || !held) return;
  float({ x: event.clientX, y: event.clientY });
  hover(under(event, "[data-slot]") ?? null);
  stayOver(under(event, "#days a") ?? null);
});

// Whoever stays over a day for a moment means to go there.
function stayOver(day) {
  if (pressed.day === day) return;
  pressed.day?.classList.remove("over-day");
  clearTimeout(pressed.staying);
  pressed.day = day;
  if (!day) return;
  day.classList.add("over-day");
  pressed.staying = setTimeout(() => turn(day), STAY);
}

document.addEventListener("pointerup", (event) => {
  if (pressed?.id !== event.pointerId) return;
  forget();
  if (dragged && held) drop();
});

document.addEventListener("pointercancel", () => {
  if (pressed && held) letGo(words("back"));
  forget();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !pressed || !held) return;
  letGo(words("back"));
  forget();
});

function forget() {
  pressed?.day?.classList.remove("over-day");
  clearTimeout(pressed?.timer);
  clearTimeout(pressed?.staying);
  pressed = null;
}

// A finger that carries does not scroll, and asks for no menu; a drag opens no page.
document.addEventListener("touchmove", (event) => held && pressed && event.preventDefault(), {
  passive: false,
});
document.addEventListener("contextmenu", (event) => {
  if (event.target.closest?.("[data-board] a.met") && pressed?.timer) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (!dragged || !event.target.closest?.("[data-board]")) return;
  dragged = false;
  event.preventDefault();
}, true);

// ---- Whoever else is at work

watchOthers({ isBusy: () => held !== null || pressed !== null || sending, renew, say });
