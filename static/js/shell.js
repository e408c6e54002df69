// Shell: the current entry of the navigation in view, and an account menu that closes.
document.querySelectorAll(".nav [aria-current], .tabs [aria-current], .days [aria-current]").forEach((entry) => {
  const row = entry.parentElement;
  row.scrollLeft = entry.offsetLeft - (row.clientWidth - entry.offsetWidth) / 2 - row.offsetLeft;
});

const menus = document.querySelectorAll("details[data-menu]");

document.addEventListener("click", (event) => {
  menus.forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus.forEach((menu) => {
    if (!menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
