// The days of the board: which one is shown, which is beside it, and the way back.

const days = () => [...document.querySelectorAll("#days a")];
const isShown = (link) => link.getAttribute("aria-current") === "page";

// The link of the day after the one that is shown, or before it.
export function dayBeside(step) {
  const all = days();
  return all[all.findIndex(isShown) + step] ?? null;
}

// Say which day is shown, in the switch and in the address.
export function showDay(address) {
  for (const each of days()) {
    if (each.href === address) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  history.replaceState(null, "", address);
}

// The way back to the day, and the table, that are shown now.
export function wayBack() {
  const address = location.href;
  const link = days().find(isShown);
  const table = document.querySelector("#board table");
  return () => {
    for (const each of document.querySelectorAll("#board table")) if (each !== table) each.remove();
    table.hidden = false;
    if (link) showDay(link.href);
    history.replaceState(null, "", address);
  };
}
