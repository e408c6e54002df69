// A part of the page that changes while somebody watches: asked for again every few seconds, until
// the server no longer shows it; then the whole page is read anew. Focus inside it is kept.
const ask = async () => {
  const part = document.querySelector("[data-refresh]");
  if (!part) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (answer.ok && !fresh) {
      location.reload();
      return;
    }
    const reads = part.contains(document.activeElement);
    if (answer.ok && fresh && !reads) part.replaceWith(document.adoptNode(fresh));
  } catch {
    // The network is away; it is asked again.
  }
  later();
};

const later = () => {
  const part = document.querySelector("[data-refresh]");
  if (part) setTimeout(ask, Number(part.dataset.refresh));
};

later();
