// Slot sheet: the button that accepts, and the summary beside it, repeat the chosen time.
document.querySelectorAll("[data-sheet]").forEach((sheet) => {
  const form = sheet.closest("form");
  if (!form) return;
  const repeat = () => {
    const chosen = sheet.querySelector("input[type=radio]:checked")?.closest("[data-time]");
    if (!chosen) return;
    form.querySelectorAll("[data-chosen-time]").forEach((place) => {
      place.textContent = chosen.dataset.time;
      place.hidden = false;
    });
    form.querySelectorAll("[data-chosen-clocks]").forEach((place) => {
      place.hidden = false;
    });
    form.querySelectorAll("[data-chosen-own]").forEach((place) => {
      place.textContent = chosen.dataset.own;
    });
    form.querySelectorAll("[data-chosen-other]").forEach((place) => {
      place.textContent = chosen.dataset.other;
    });
  };
  sheet.addEventListener("change", repeat);
  repeat();
});
