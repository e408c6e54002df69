// Who loads the page again while in the room is back in it, as silent and as unseen as they were.

const KEY = "in-room";
const KEPT = ["micOn", "camOn", "soundOnly"];

export function note(address, own) {
  const kept = KEPT.map((name) => [name, own[name]]);
  safely(() => sessionStorage.setItem(KEY, JSON.stringify([address, Object.fromEntries(kept)])));
}

export function forget() {
  safely(() => sessionStorage.removeItem(KEY));
}

// How one was in this room when the page was loaded again; null for who comes from elsewhere.
export function before(address) {
  const isReload = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const [where, own] = safely(() => JSON.parse(sessionStorage.getItem(KEY))) ?? [];
  return isReload && where === address ? own : null;
}

function safely(act) {
  try {
    return act();
  } catch {
    return null; // the browser keeps nothing
  }
}
