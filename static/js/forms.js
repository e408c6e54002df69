// Forms: the summary of errors is read first, long answers count their characters, and a second
// press of an impatient finger sends nothing.
document.querySelector("[data-focus]")?.focus();

document.querySelectorAll("textarea[data-limit]").forEach((area) => {
  const words = document.getElementById(`${area.id}-limit`);
  const limit = Number(area.dataset.limit);
  const sentence = words.textContent;
  const count = () => {
    const used = [...area.value].length;
    words.textContent = `${sentence} · ${used} / ${limit}`;
    words.classList.toggle("full", used >= limit);
  };
  area.addEventListener("input", count);
  count();
});

document.querySelectorAll("form[method=post]").forEach((form) => {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    setTimeout(() => (sent = false), 3000); // a form that answers with a file stays on its page
  });
  form.addEventListener("change", () => (sent = false)); // another answer is another sending
});
