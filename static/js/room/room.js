// The page of a video room: the devices before one enters, pictures and sound while one is in it.
import * as again from "./again.js";
import { Clock } from "./clock.js";
import { list, opened, remember, remembered } from "./devices.js";
import { Files } from "./files.js";
import { Line } from "./line.js";
import { Mesh } from "./mesh.js";
import { Notes } from "./notes.js";

const page = document.querySelector("[data-room]");
const words = JSON.parse(page.dataset.words);
const find = (name) => page.querySelector(`[data-${name}]`);
const lobby = find("lobby");
const stage = find("stage");
const trouble = find("trouble");

const own = { audio: null, video: null, screen: null, micOn: true, camOn: true, soundOnly: false };
let line = null;
let mesh = null;
const clock = new Clock(find, words, (minutes, ends) => ask("extend", { minutes, ends }));
const files = new Files(find, page.dataset.address);
const notes = new Notes(find, words, (said) => line.send("notes", said));

// ---- before one enters: camera, microphone, and which of several

async function devices() {
  stop();
  for (const kind of ["audio", "video"]) own[kind] = await opened(kind, remembered(kind));
  show(find("preview"), own.video, true);
  const lacks = ["audio", "video"].filter((kind) => !own[kind]).map((kind) => words[`no_${kind}`]);
  tellTrouble(lacks.join(" "));
  await list(find, own);
}

function ready() {
  find("enter").disabled = false;
  find("late").hidden = true;
}

function stop() {
  own.audio?.stop();
  own.video?.stop();
}

function tellTrouble(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

// ---- in the room

async function enter() {
  find("enter").disabled = true;
  line = new Line(page.dataset.address, page.dataset.token, heard);
  line.onended = ended;
  line.onrenamed = () => mesh?.close(); // the others begin anew with the new key, and so must we
  line.onlost = () => note(words.lost);
  line.onfound = () => {
    mesh?.mend();
    notes.hasten();
  };
  try {
    const early = [];
    line.heard = (state) => early.push(state);
    const state = await line.enter();
    mesh = new Mesh(line, state.servers, draw);
    mesh.hearOnly(own.soundOnly);
    send();
    line.heard = heard;
    early.forEach(heard);
    notes.hasten();
  } catch (error) {
    tellTrouble(words[`refused_${error.message}`] ?? words.refused);
    find("enter").disabled = false;
    return;
  }
  lobby.hidden = true;
  stage.hidden = false;
  document.body.classList.add("in-room");
  show(find("own"), own.video, true);
  find("devices-there").append(find("devices"));
  find("leave").focus();
  tick();
}

// A coordinator can move a running meeting to another service: everybody in the room is told.
let known;
function showElsewhere(way) {
  const now = JSON.stringify(way);
  if (known !== undefined && now !== known) {
    find("elsewhere").hidden = !way;
    find("elsewhere-label").textContent = way?.label ?? "";
    find("elsewhere-how").textContent = [way?.number, way?.password].filter(Boolean).join(" · ");
    find("elsewhere-link").hidden = !way?.url;
    if (way?.url) find("elsewhere-link").href = way.url;
  }
  known = now;
}

function heard(state) {
  note("");
  showElsewhere(state.elsewhere);
  showCall(state.call);
  clock.hear(state);
  notes.hear(state.notes);
  line.notes = notes.version;
  files.hear(state.files);
  mesh.meet(state.people);
  showUnreached(mesh.unreached());
  mesh.hear(state.signals);
  const log = find("messages");
  for (const each of state.messages) {
    const said = document.createElement("p");
    const who = document.createElement("b");
    who.textContent = `${each.name} `;
    said.append(who, ...linked(each.text));
    log.append(said);
    log.scrollTop = log.scrollHeight;
  }
}

// Who finds no way to somebody is told what to do, and the portal tells the coordinators.
function showUnreached(people) {
  line.unreached = people.length;
  const names = people.map((each) => each.name).join(", ");
  const said = names && words.unreached.replace("{name}", names);
  const place = find("unreached");
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
}

let isCalled = false;
function showCall(call) {
  isCalled = Boolean(call);
  const said = call?.coming
    ? words.coming.replace("{name}", call.coming)
    : (call && words.called.replace("{name}", call.name)) || "";
  const place = find("call-state");
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
  if (find("call")) press("call", isCalled, words.call_back, words.call);
}

// Something that the portal may refuse, in words.
async function ask(what, said) {
  try {
    const answer = await line.send(what, said);
    if (answer.ok) heard(await answer.json());
    else note((await answer.json()).sentence);
  } catch {
    note(words.lost);
  }
}

// Addresses in what was written become links; everything else stays text.
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, number) => {
    if (number % 2 === 0) return document.createTextNode(part);
    const link = document.createElement("a");
    link.href = part;
    link.textContent = part;
    link.rel = "noreferrer noopener";
    link.target = "_blank";
    return link;
  });
}

function send() {
  if (own.audio) own.audio.enabled = own.micOn;
  const picture = own.soundOnly ? null : (own.screen ?? (own.camOn ? own.video : null));
  mesh?.send(own.audio, picture);
  if (mesh) again.note(page.dataset.address, own);
  show(find("own"), picture, !own.screen);
  press("mic", own.micOn && own.audio, words.mic_on, words.mic_off);
  press("cam", own.camOn && own.video && !own.soundOnly, words.cam_on, words.cam_off);
  press("screen", own.screen, words.screen_on, words.screen_off);
  press("sound", own.soundOnly, words.sound_on, words.sound_off);
}

function press(name, on, yes, no) {
  const button = find(name);
  button.setAttribute("aria-pressed", String(Boolean(on)));
  button.querySelector("span").textContent = on ? yes : no;
}

async function share() {
  if (own.screen) {
    own.screen.stop();
    own.screen = null;
  } else {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
      own.screen = stream.getVideoTracks()[0];
      own.screen.onended = () => {
        own.screen = null;
        send();
      };
    } catch {
      own.screen = null; // they thought better of it
    }
  }
  send();
}

// One tile for each of the others: their picture, name, what they are, and how the way to them is.
function draw() {
  const tiles = find("tiles");
  const peers = [...mesh.peers.values()];
  for (const tile of [...tiles.children]) {
    if (!mesh.peers.has(tile.dataset.key)) tile.remove();
  }
  for (const peer of peers) {
    const tile = tiles.querySelector(`[data-key="${peer.person.key}"]`) ?? newTile(tiles, peer);
    const media = tile.querySelector("video");
    if (media.srcObject !== peer.stream) media.srcObject = peer.stream;
    const speaker = find("speaker").value;
    if (speaker && media.sinkId !== speaker) media.setSinkId?.(speaker).catch(() => {});
    const picture = peer.stream.getVideoTracks()[0];
    tile.classList.toggle("dark", !picture || picture.muted || own.soundOnly);
    tile.dataset.state = peer.way.connectionState;
    tile.querySelector("[data-way]").textContent = peer.isConnected ? "" : words.connecting;
    hearQuietly(media, quiet() && peer.person.role !== "INTERPRETER");
  }
  find("alone").hidden = peers.length > 0;
  tiles.dataset.count = String(peers.length);
  find("listening").hidden = !peers.some((peer) => peer.person.role === "INTERPRETER");
}

// Telephones let no page set how loud it is; there the others are silent instead.
function hearQuietly(media, isQuiet) {
  media.volume = isQuiet ? 0.12 : 1;
  media.muted = isQuiet && media.volume === 1;
}

function quiet() {
  return find("interpreter-only").checked && !find("listening").hidden;
}

function newTile(tiles, peer) {
  const tile = find("tile").content.firstElementChild.cloneNode(true);
  tile.dataset.key = peer.person.key;
  tile.dataset.role = peer.person.role;
  tile.querySelector("[data-name]").textContent = peer.person.name;
  tile.querySelector("[data-is]").textContent = peer.person.is;
  tiles.append(tile);
  return tile;
}

function show(element, track, mirrored) {
  element.srcObject = track ? new MediaStream([track]) : null;
  element.classList.toggle("mirrored", mirrored);
}

function tick() {
  clock.show();
  if (!stage.hidden) setTimeout(tick, 5000);
}

function note(text) {
  find("note").textContent = text;
}

function ended(why) {
  leave();
  tellTrouble(words[`ended_${why}`]);
}

// Pictures and sound end at once; the line to the portal when what was typed last went over it.
async function leave() {
  again.forget();
  line.rest();
  mesh?.close();
  mesh = null;
  own.screen?.stop();
  own.screen = null;
  find("tiles").replaceChildren();
  stage.hidden = true;
  lobby.hidden = false;
  find("devices-here").append(find("devices"));
  document.body.classList.remove("in-room");
  await notes.finish();
  line.leave();
  line = null;
  find("enter").disabled = false;
  const next = find("next-meeting");
  if (next && clock.next) next.href = clock.next.url;
  find("after").hidden = false;
}

const toggles = { mic: "micOn", cam: "camOn", sound: "soundOnly" };
for (const [name, state] of Object.entries(toggles)) {
  find(name).addEventListener("click", () => {
    own[state] = !own[state];
    if (name === "sound") mesh?.hearOnly(own.soundOnly);
    send();
    if (mesh) draw();
  });
}
find("screen").addEventListener("click", share);
find("screen").hidden = !navigator.mediaDevices?.getDisplayMedia;
find("leave").addEventListener("click", leave);
find("interpreter-only").addEventListener("change", draw);
find("writing").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.text;
  const text = field.value.trim();
  if (!text || !line) return;
  const answer = await line.say(text).catch(() => null);
  if (answer?.ok) field.value = "";
  else note(words.lost);
});
window.addEventListener("pagehide", () => line?.leave(notes.unsaved));
for (const network of [[window, "online"], [navigator.connection, "change"]]) {
  network[0]?.addEventListener(network[1], () => {
    mesh?.mend();
  });
}
for (const kind of ["audio", "video"]) {
  find(kind).addEventListener("change", async () => {
    remember(kind, find(kind).value);
    own[kind]?.stop();
    own[kind] = await opened(kind, find(kind).value);
    show(find("preview"), own.video, true);
    if (mesh) send();
  });
}
find("speaker").addEventListener("change", () => {
  remember("speaker", find("speaker").value);
  if (mesh) draw();
});
find("call")?.addEventListener("click", () => ask("call", { back: isCalled }));
if (navigator.mediaDevices) {
  find("enter").addEventListener("click", enter);
  devices().finally(() => {
    ready();
    const before = again.before(page.dataset.address);
    if (!before) return;
    Object.assign(own, before);
    enter();
  });
} else {
  tellTrouble(words.no_devices);
}
