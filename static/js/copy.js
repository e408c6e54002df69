// A text to copy: its button appears, puts the text on the clipboard and says so for a while.
const SAID_FOR = 4000;

async function copied(element) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(element.innerText);
    return;
  }
  // Without HTTPS, as inside many an office, browsers copy only what is selected.
  getSelection().selectAllChildren(element);
  if (!document.execCommand("copy")) throw new Error("not copied");
  getSelection().removeAllRanges();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    try {
      await copied(text);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, SAID_FOR);
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
}
