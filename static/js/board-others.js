// Colleagues at work on the same proposal: every few seconds the board asks whether it was changed,
// and then shows it as it is now, marks the cells that are others, and says who did what last.
// Whoever holds a meeting is not disturbed before they let it go.

const EVERY = 5000; // milliseconds between two questions
const MARKED = 8000; // milliseconds for which a changed cell is marked

const board = () => document.querySelector("[data-board]");
const newest = () => Number(document.getElementById("steps")?.dataset.newest ?? 0);

// What stands in each cell, by its row and slot.
function content() {
  const cells = [...board().querySelectorAll("[data-slot]")];
  const name = (cell) => `${cell.parentElement.dataset.row} ${cell.dataset.slot}`;
  return new Map(cells.map((cell) => [name(cell), { cell, is: cell.textContent.trim() }]));
}

function mark(before) {
  for (const [name, { cell, is }] of content()) {
    if (!before.has(name) || before.get(name).is === is) continue;
    cell.classList.add("news");
    setTimeout(() => cell.classList.remove("news"), MARKED);
  }
}

// What has the focus, found again where the page has drawn it anew.
function focused() {
  const element = document.activeElement;
  const href = element?.getAttribute?.("href");
  const action = element?.form?.getAttribute("action");
  return () => {
    if (document.contains(element)) return;
    const again = href
      ? document.querySelector(`main a[href="${CSS.escape(href)}"]`)
      : action && document.querySelector(`form[action="${CSS.escape(action)}"] button`);
    again?.focus({ preventScroll: true });
  };
}

export function watchOthers({ isBusy, renew, say }) {
  async function look() {
    if (document.hidden || isBusy() || !board()) return;
    const answer = await fetch(board().dataset.revisions, { headers: { Accept: "application/json" } });
    if (answer.status === 404) {
      location.reload(); // published or discarded meanwhile
      return;
    }
    if (!answer.ok || isBusy()) return;
    const { revision } = await answer.json();
    if (String(revision) === board().dataset.revision || isBusy()) return;
    const before = { cells: content(), newest: newest(), focus: focused() };
    await renew();
    before.focus();
    mark(before.cells);
    const last = newest() > before.newest ? document.querySelector("#steps [data-step]") : null;
    say([board().dataset.others, last?.textContent].filter(Boolean).join(" "));
  }

  // A network that is away is asked again.
  setInterval(() => look().catch(() => {}), EVERY);
}
