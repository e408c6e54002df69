// Camera, microphone and loudspeaker: which there are, which one chose, now and the last time.

const KINDS = { audio: "audioinput", video: "videoinput", speaker: "audiooutput" };
const PICTURE = { width: { ideal: 960 }, height: { ideal: 540 } };

export async function opened(kind, chosen) {
  const one = chosen ? { deviceId: { exact: chosen } } : {};
  const wanted = kind === "video" ? { ...PICTURE, ...one } : one;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
    return stream.getTracks()[0];
  } catch {
    return chosen ? opened(kind, "") : null; // the one of last time is not there any more
  }
}

// Fill the choices with what there is; a choice of one device is none.
export async function list(find, inUse) {
  const known = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  for (const [kind, called] of Object.entries(KINDS)) {
    const select = find(kind);
    const all = known.filter((each) => each.kind === called && each.deviceId);
    const before = select.value || remembered(kind);
    select.replaceChildren(...all.map((each) => new Option(each.label, each.deviceId)));
    select.value = all.some((each) => each.deviceId === before)
      ? before
      : (inUse[kind]?.getSettings().deviceId ?? all[0]?.deviceId ?? "");
    const isFixed = kind === "speaker" && !HTMLMediaElement.prototype.setSinkId;
    select.closest("[data-choice]").hidden = all.length < 2 || isFixed;
  }
}

export function remembered(kind) {
  try {
    return localStorage.getItem(`room-${kind}`) ?? "";
  } catch {
    return ""; // the browser keeps nothing
  }
}

export function remember(kind, id) {
  try {
    localStorage.setItem(`room-${kind}`, id);
  } catch {
    // then it is chosen anew the next time
  }
}
