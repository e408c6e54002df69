// Wishes: says how much is not saved yet, asks before it is lost, and lets companies be dragged to
// another place of their list; the places are then sent as if they had been typed.
document.querySelectorAll("[data-wishes]").forEach((form) => {
  const words = form.querySelector("[data-unsaved]");
  const said = () => [...form.querySelectorAll("[name^=was-]")].map((was) => {
    const name = was.name.replace("was-", "choice-");
    const field = form.querySelector(`[name="${name}"]:checked, select[name="${name}"]`);
    return field && field.value !== was.value;
  });
  const moved = () => [...form.querySelectorAll("[name^=stood-]")].map((stood) => {
    const place = form.querySelector(`[name="${stood.name.replace("stood-", "place-")}"]`);
    return place && place.value !== stood.value;
  });
  const unsaved = () => [...said(), ...moved()].filter(Boolean).length;
  const tell = () => {
    if (!words) return;
    const number = unsaved();
    words.textContent =
      number === 0 ? "" : number === 1 ? words.dataset.one : words.dataset.many.replace("#", number);
  };
  let leaving = false;
  form.addEventListener("change", tell);
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    tell();
  });
  form.querySelectorAll("[data-order]").forEach((list) => drag(list, tell));
  tell();
});

// A company is taken by its words, so that places can still be typed and answers chosen.
function drag(list, tell) {
  let held = null;
  const rows = () => [...list.querySelectorAll(":scope > [data-row]")];
  rows().forEach((row) => {
    const handle = row.querySelector("[data-handle]");
    if (!handle || !row.querySelector("[name^=place-]")) return;
    handle.draggable = true;
    handle.querySelectorAll("a").forEach((link) => (link.draggable = false));
    handle.addEventListener("dragstart", (event) => {
      held = row;
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(row, 20, 20);
    });
    handle.addEventListener("dragend", () => {
      row.classList.remove("dragged");
      held = null;
    });
    row.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      if (held === row) return;
      const before = rows().indexOf(row) < rows().indexOf(held);
      list.insertBefore(held, before ? row : row.nextSibling);
      rows().forEach((each, at) => (each.querySelector("[name^=place-]").value = at + 1));
      tell();
    });
    row.addEventListener("drop", (event) => event.preventDefault());
  });
}
