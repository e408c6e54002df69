// A part of the page that changes while somebody watches: asked for again every few seconds, until
// the server no longer shows it; then the whole page is read anew. Whoever fills in something inside
// it is not disturbed, and a link that has the focus keeps it.
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
    const held = part.contains(document.activeElement) ? document.activeElement : null;
    const link = held?.getAttribute("href");
    if (answer.ok && fresh && (!held || link)) {
      part.replaceWith(document.adoptNode(fresh));
      if (link) fresh.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
    }
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
