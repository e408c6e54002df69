// Here: tells the portal that its reader is there, at most every ten minutes: when a page opens and
// it is due, and when a key or the pointer is pressed on a page that has been open for long.
const EVERY = 10 * 60 * 1000;
const token = document.querySelector("form [name=csrf_token]")?.value;
let last = "hereDue" in document.body.dataset ? 0 : Date.now();

const say = () => {
  if (Date.now() - last < EVERY) return;
  last = Date.now();
  fetch(document.body.dataset.here, {
    method: "POST",
    headers: { "X-CSRFToken": token },
    redirect: "manual",
    keepalive: true,
  }).catch(() => {}); // the next time will do
};

if (token) {
  say();
  for (const event of ["pointerdown", "keydown"]) {
    document.addEventListener(event, say, { passive: true });
  }
}
