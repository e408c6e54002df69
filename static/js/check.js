// Checks camera, microphone, speakers, the ways between two browsers and the speed of the line, and
// sends what it found. Both browsers of the connection are this one, so only the network's own rules
// can keep them apart.
const page = document.querySelector("[data-check]");
const words = JSON.parse(page.dataset.words);
const find = (name) => page.querySelector(`[data-${name}]`);
const WAITS = 8000; // milliseconds until a way that was not found is given up

async function device(kind) {
  try {
    return await navigator.mediaDevices.getUserMedia({ [kind]: true });
  } catch {
    return null;
  }
}

// A tone of one second, as loud as a voice.
async function tone() {
  const context = new AudioContext();
  const source = context.createOscillator();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  source.frequency.value = 440;
  source.connect(volume).connect(context.destination);
  source.start();
  source.stop(context.currentTime + 1);
  await new Promise((done) => (source.onended = done));
  await context.close();
}

// Whether two connections of this browser find a way to each other, and carry a word over it.
async function reaches(settings) {
  if (!window.RTCPeerConnection) return false;
  const one = new RTCPeerConnection(settings);
  const other = new RTCPeerConnection(settings);
  try {
    one.onicecandidate = ({ candidate }) => candidate && other.addIceCandidate(candidate);
    other.onicecandidate = ({ candidate }) => candidate && one.addIceCandidate(candidate);
    const channel = one.createDataChannel("check");
    const heard = new Promise((done) => {
      other.ondatachannel = ({ channel: end }) => (end.onmessage = () => done(true));
      channel.onopen = () => channel.send("here");
    });
    await one.setLocalDescription(await one.createOffer());
    await other.setRemoteDescription(one.localDescription);
    await other.setLocalDescription(await other.createAnswer());
    await one.setRemoteDescription(other.localDescription);
    return await Promise.race([heard, new Promise((done) => setTimeout(done, WAITS, false))]);
  } catch {
    return false;
  } finally {
    one.close();
    other.close();
  }
}

const post = (address, body, type) =>
  fetch(address, {
    method: "POST",
    headers: { "Content-Type": type, "X-CSRFToken": page.dataset.token },
    body,
  });

// Kilobits a second from the portal and to it, the slower of the two.
async function speed() {
  const load = `${page.dataset.address}/load`;
  const bytes = Number(page.dataset.load);
  try {
    const down = await timed(async () => (await fetch(load, { cache: "no-store" })).arrayBuffer());
    const up = await timed(() => post(load, new Uint8Array(bytes / 2), "application/octet-stream"));
    return Math.min(999999, Math.round(Math.min((bytes * 8) / down, (bytes * 4) / up)));
  } catch {
    return 0;
  }
}

async function timed(act) {
  const began = performance.now();
  await act();
  return Math.max(1, performance.now() - began);
}

function tell(name, fine, text) {
  const line = find(name);
  line.textContent = text ?? (fine === null ? words.unknown : fine ? words.fine : words.not);
  line.dataset.fine = String(fine);
}

const answered = () =>
  new Promise((done) => {
    find("asked").hidden = false;
    find("heard").onclick = () => done(true);
    find("silent").onclick = () => done(false);
    find("heard").focus();
  });

async function check() {
  find("begin").disabled = true;
  find("results").hidden = false;
  const found = {};
  const camera = await device("video");
  found.camera = Boolean(camera);
  tell("camera", found.camera);
  const picture = find("picture");
  picture.srcObject = camera;
  picture.hidden = !camera;
  const sound = await device("audio");
  found.microphone = Boolean(sound);
  tell("microphone", found.microphone);
  found.direct = await reaches({});
  tell("direct", found.direct);
  const iceServers = JSON.parse(page.dataset.servers);
  found.relayed = iceServers.length
    ? await reaches({ iceServers, iceTransportPolicy: "relay" })
    : null;
  tell("relayed", found.relayed, iceServers.length ? undefined : words.no_relay);
  found.kbps = await speed();
  tell("speed", found.kbps > 0, words.kbps.replace("{num}", String(found.kbps)));
  await tone().catch(() => {});
  found.speakers = await answered();
  tell("speakers", found.speakers);
  camera?.getTracks().forEach((track) => track.stop());
  sound?.getTracks().forEach((track) => track.stop());
  const answer = await post(page.dataset.address, JSON.stringify(found), "application/json");
  if (answer.ok) location.reload();
  else find("trouble").hidden = false;
}

find("begin").hidden = false;
find("begin").onclick = check;
find("again").onclick = () => tone().catch(() => {});
