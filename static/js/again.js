// A page that waits for something: it is loaded again after so many seconds, while somebody looks.
const waits = document.querySelector("[data-again]");
if (waits) {
  const look = () => {
    if (document.visibilityState === "visible") location.reload();
    else document.addEventListener("visibilitychange", look, { once: true });
  };
  setTimeout(look, Number(waits.dataset.again) * 1000);
}
