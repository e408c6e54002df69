// The board: a meeting is dragged along its row, by pointer, by a long press of a finger, or by
// Space, arrows and Enter. Where it can go is asked when it is picked up; the drop is asked like the
// form of the pair. What is said stands below the board and is read aloud. On a phone the board is a
// list, and the form is what there is.
const PRESS = 400; // milliseconds until a finger means to carry and not to scroll
const FAR = 6; // pixels until a pointer means to drag and not to click

const board = () => document.querySelector("[data-board]");
const isList = () => matchMedia("(max-width: 760px)").matches;
const words = (name) => board().dataset[name];
const cellsOf = (row) => [...row.querySelectorAll("[data-slot]")];
const timeOf = (cell) => {
  const head = cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
  return head?.dataset.time ?? "";
};

let held = null; // { link, cell, row, asked, was, places, over }

function say(text) {
  document.querySelector("[data-say]").textContent = text;
}

function lift(link) {
  const cell = link.closest("[data-slot]");
  if (cell.classList.contains("held")) {
    say(words("locked"));
    return;
  }
  held = { link, cell, row: cell.parentElement, over: cell };
  board().classList.add("holding");
  held.row.classList.add("of-held");
  cell.classList.add("lifted");
  say(words("asking"));
  held.asked = ask(held);
}

async function ask(mine) {
  try {
    const answer = await fetch(`${mine.link.pathname}/places`);
    const found = await answer.json();
    if (held !== mine) return;
    mine.was = found.was;
    mine.places = new Map(found.places.map((place) => [place.slot, place]));
  } catch {
    if (held === mine) letGo(words("failed"));
    return;
  }
  mark(mine);
  say(mine.over === mine.cell ? words("held") : about(mine.over));
}

function mark({ row, places }) {
  const looks = { free: "can", swap: "trades", not: "cannot" };
  for (const cell of cellsOf(row)) {
    const place = places.get(cell.dataset.slot);
    if (!place) continue;
    cell.classList.add(looks[place.kind]);
    cell.title = place.words;
  }
}

function about(cell) {
  if (!cell || cell.parentElement !== held.row) return words("own");
  if (cell === held.cell) return words("here");
  const place = held.places?.get(cell.dataset.slot);
  return place ? `${timeOf(cell)}: ${place.words}` : words("asking");
}

function hover(cell) {
  if (held.over === cell) return;
  held.over?.classList.remove("over");
  held.over = cell;
  if (cell?.parentElement === held.row && cell !== held.cell) cell.classList.add("over");
  if (held.places) say(about(cell));
}

function letGo(text) {
  if (!held) return;
  board().classList.remove("holding");
  held.row.classList.remove("of-held");
  for (const cell of cellsOf(held.row)) {
    cell.classList.remove("lifted", "over", "can", "trades", "cannot");
    cell.removeAttribute("title");
  }
  held.link.style.transform = "";
  held = null;
  say(text);
}

async function drop() {
  const mine = held;
  await mine.asked; // a quick hand is quicker than the answer
  if (held !== mine) return;
  const { link, cell, row, places, over, was } = mine;
  const place = over?.parentElement === row ? places?.get(over.dataset.slot) : null;
  if (!place || place.kind === "not") {
    letGo(over === cell ? words("back") : `${about(over)} ${words("back")}`);
    return;
  }
  const time = timeOf(over);
  letGo(words("asking"));
  const path = link.pathname;
  try {
    const answer = await fetch(`${path}/drop`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": words("token") },
      body: JSON.stringify({ slot: place.slot, was, swap: place.swap }),
    });
    const said = await answer.json();
    say(said.done ? `${time}: ${said.words}` : said.words);
    await renew(path);
  } catch {
    say(words("failed"));
  }
}

// The board as it is now, also where somebody else has changed it; the reader stays where they were.
async function renew(path) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { scrollLeft, scrollTop } = board();
  for (const id of ["acts", "board"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.adoptNode(fresh));
  }
  board().scrollTo(scrollLeft, scrollTop);
  [...board().querySelectorAll("a.met")].find((each) => each.pathname === path)?.focus();
}

// ---- By key

function carry(step) {
  const cells = cellsOf(held.row);
  const at = cells.indexOf(held.over ?? held.cell) + step;
  if (!cells[at]) return;
  hover(cells[at]);
  cells[at].scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-board] a.met");
  if (!link || isList() || event.ctrlKey || event.metaKey || event.altKey) return;
  const taken = held?.link === link;
  const does = taken
    ? {
        ArrowLeft: () => carry(-1),
        ArrowRight: () => carry(1),
        ArrowUp: () => say(words("own")),
        ArrowDown: () => say(words("own")),
        Enter: drop,
        " ": drop,
        Escape: () => letGo(words("back")),
      }[event.key]
    : event.key === " " && !held && (() => lift(link));
  if (!does) return;
  event.preventDefault();
  does();
});
document.addEventListener("focusout", (event) => {
  if (held && !pressed && event.target === held.link) letGo(words("back"));
});

// ---- By pointer and by finger

let pressed = null; // { link, id, x, y, timer }
let dragged = false; // a click that ends a drag follows no link

const cellAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-slot]");

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
  held.link.style.transform = `translate(${event.clientX - pressed.x}px, ${event.clientY - pressed.y}px)`;
  hover(cellAt(event));
});

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
  clearTimeout(pressed?.timer);
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
