// The ways between the browsers in a room: one connection to each of the others, mended when it
// breaks, and replaced by a new one when it cannot be mended. Of two pages always the same one
// offers, and the other asks it to: offers that meet leave pictures standing still in Chromium.

const PATIENCE = 1500; // milliseconds: how long a broken way may mend itself
const INSISTS_EVERY = 4000; // milliseconds: how long one waits for an answer before asking anew
const GIVES_UP_AFTER = 3; // times of asking anew in vain, before a new way is begun
// Sound comes many times a second. When it came for some seconds and nothing does for some, the way
// is broken, some seconds before the browser says so.
const LISTENS_EVERY = 1000;
const STEADY_FOR = 2;
const SILENT_FOR = 2;
const APART_AFTER = 15000; // milliseconds: so long without a way, and somebody must help
const GONE_AFTER = 3; // answers without somebody before their connection is given up
// With more people in the room, cameras send pictures of so many lines.
const FULL_PICTURE_UP_TO = 4;
const SMALL_PICTURE = 360;

export class Mesh {
  constructor(line, servers, changed) {
    this.line = line;
    this.servers = servers;
    this.changed = changed; // called when somebody comes, goes, or their state changes
    this.peers = new Map();
    this.attempts = new Map(); // how many ways to each were begun before; kept when they are gone
    this.audio = null;
    this.video = null;
    this.soundOnly = false;
    this.hearing = Promise.resolve();
  }

  // Who is there, by the portal's last answer.
  meet(people) {
    const others = people.filter((each) => each.key !== this.line.key);
    const there = new Set(others.map((each) => each.key));
    const back = new Set(others.map((each) => each.who));
    for (const person of others) {
      if (!this.peers.has(person.key)) this.peers.set(person.key, new Peer(this, person));
      const peer = this.peers.get(person.key);
      peer.missing = 0;
      if (peer.isClosed) peer.startOver();
    }
    for (const [key, peer] of this.peers) {
      if (there.has(key)) continue;
      peer.missing += 1;
      const returned = back.has(peer.person.who); // they loaded their page again
      if (returned || !peer.isConnected || peer.missing >= GONE_AFTER) this.drop(key);
    }
    for (const peer of this.peers.values()) peer.fit(others.length + 1);
    this.line.hurry = [...this.peers.values()].some((peer) => !peer.isWell);
    this.changed();
  }

  // The people to whom no way leads, though one was sought for a while.
  unreached() {
    return [...this.peers.values()].filter((peer) => peer.isApart).map((peer) => peer.person);
  }

  // One after another, however the answers overlap: candidates mean nothing before a description.
  hear(signals) {
    for (const each of signals) {
      const peer = this.peers.get(each.from);
      if (!peer) continue;
      this.hearing = this.hearing
        .then(() => peer.hear(each.kind, JSON.parse(each.body)))
        .catch((error) => console.warn("not understood", each.kind, error)); // the next one may be
    }
  }

  drop(key) {
    this.peers.get(key)?.close();
    this.peers.delete(key);
  }

  // The network was away or is another one: ways through the old one lead nowhere.
  mend() {
    for (const peer of this.peers.values()) peer.mend();
  }

  // What is sent from now on; null for silence, or no picture.
  send(audio, video) {
    this.audio = audio;
    this.video = video;
    for (const peer of this.peers.values()) peer.send();
  }

  hearOnly(soundOnly) {
    this.soundOnly = soundOnly;
    for (const peer of this.peers.values()) peer.show();
  }

  close() {
    for (const key of [...this.peers.keys()]) this.drop(key);
  }
}

class Peer {
  constructor(mesh, person) {
    this.mesh = mesh;
    this.person = person;
    this.offers = mesh.line.key < person.key;
    this.missing = 0;
    this.apartSince = Date.now();
    const before = mesh.attempts.get(person.key);
    this.begin(before === undefined ? 0 : before + 1);
  }

  // Both count the ways that were begun between them; the newest is the one that counts.
  begin(attempt) {
    this.attempt = attempt;
    this.mesh.attempts.set(this.person.key, attempt);
    this.stream = new MediaStream();
    this.insisted = 0;
    this.received = this.steady = this.silent = 0;
    this.isMending = false;
    this.scale = undefined;
    this.audioSender = this.videoSender = null;
    this.candidates = [];
    const way = new RTCPeerConnection({ iceServers: this.mesh.servers });
    this.way = way;
    const whileItCounts = (act) => (event) => way === this.way && act(event);
    way.onnegotiationneeded = whileItCounts(() => (this.offers ? this.offer() : this.ask()));
    way.onicecandidate = whileItCounts(({ candidate }) => candidate && this.tellCandidate(candidate));
    way.ontrack = whileItCounts(({ track }) => this.took(track));
    way.onconnectionstatechange = whileItCounts(() => this.watch());
    this.listening = setInterval(() => this.listen(), LISTENS_EVERY);
    if (!this.offers) {
      if (attempt) this.ask();
      return;
    }
    this.audioSender = way.addTransceiver("audio", { direction: "sendrecv" }).sender;
    this.videoSender = way.addTransceiver("video", { direction: this.pictures }).sender;
    this.send();
    this.insisting = setInterval(() => this.insist(), INSISTS_EVERY);
  }

  startOver(attempt = this.attempt + 1) {
    this.close();
    this.begin(attempt);
  }

  insist() {
    if (this.isConnected) {
      this.insisted = 0;
      return;
    }
    this.insisted += 1;
    if (this.insisted >= GIVES_UP_AFTER) this.startOver();
    else if (this.way.signalingState === "have-local-offer") this.describe();
    else this.way.restartIce();
  }

  // Find a way through the network as it is now; pictures go on through the old one until then.
  mend() {
    this.isMending = true;
    if (!this.offers) this.ask();
    else if (!this.isClosed) this.way.restartIce();
    this.mesh.line.hasten();
  }

  async listen() {
    const { way } = this;
    const received = await bytesReceived(way);
    if (way !== this.way) return;
    if (this.isConnected) this.apartSince = Date.now();
    if (received > this.received) {
      this.steady += 1;
      this.silent = 0;
      this.isMending = false;
    } else {
      this.silent += 1;
      if (this.silent === SILENT_FOR && this.steady >= STEADY_FOR) this.mend();
      if (this.silent >= SILENT_FOR) this.steady = 0;
    }
    this.received = received;
  }

  // Ask the one who offers to do so, perhaps of a new way.
  ask() {
    return this.tell("description", null);
  }

  wasAsked() {
    const isUnderWay = this.way.signalingState !== "stable" || !this.way.remoteDescription;
    if (this.offers && !isUnderWay) this.mend();
  }

  tell(kind, said) {
    return this.mesh.line.tell(this.person.key, kind, { attempt: this.attempt, said });
  }

  describe() {
    return this.tell("description", this.way.localDescription);
  }

  get isConnected() {
    return this.way.connectionState === "connected";
  }

  get isApart() {
    return !this.isConnected && Date.now() - this.apartSince > APART_AFTER;
  }

  get isWell() {
    return this.isConnected && !this.isMending;
  }

  get isClosed() {
    return this.way.connectionState === "closed";
  }

  async offer() {
    try {
      await this.way.setLocalDescription();
      this.describe();
    } catch (error) {
      console.warn("no offer", error);
    }
  }

  tellCandidate(candidate) {
    this.candidates.push(candidate);
    if (this.candidates.length > 1) return; // goes out with the first of them
    const { attempt } = this;
    setTimeout(() => {
      if (attempt === this.attempt) this.tell("candidate", this.candidates.splice(0));
    }, 100);
  }

  async hear(kind, { attempt, said }) {
    if (attempt < this.attempt) return; // of a way that was given up
    try {
      if (attempt > this.attempt) this.startOver(attempt);
      if (kind === "candidate") for (const each of said) await this.way.addIceCandidate(each);
      else if (said) await this.hearDescription(said);
      else this.wasAsked();
    } catch (error) {
      console.warn("not understood", kind, error);
    }
  }

  async hearDescription(description) {
    if (description.type === "answer" && this.way.signalingState === "stable") return; // said twice
    await this.way.setRemoteDescription(description);
    if (description.type === "offer") {
      this.adopt();
      await this.way.setLocalDescription();
      this.describe();
    }
  }

  // The one who answers sends on the lines of the offer.
  adopt() {
    if (this.audioSender) return;
    for (const line of this.way.getTransceivers()) {
      line.direction = line.receiver.track.kind === "audio" ? "sendrecv" : this.pictures;
      if (line.receiver.track.kind === "audio") this.audioSender = line.sender;
      else this.videoSender = line.sender;
    }
    this.send();
  }

  took(track) {
    for (const old of this.stream.getTracks()) {
      if (old.kind === track.kind) this.stream.removeTrack(old);
    }
    this.stream.addTrack(track);
    track.onmute = track.onunmute = () => this.mesh.changed();
    this.mesh.changed();
  }

  // Where the line is narrow, the sound gets its share first.
  async soundFirst() {
    const settings = this.audioSender.getParameters();
    if (!settings.encodings?.length || settings.encodings[0].priority === "high") return;
    settings.encodings[0].priority = settings.encodings[0].networkPriority = "high";
    await this.audioSender.setParameters(settings).catch(() => {});
  }

  send() {
    this.audioSender?.replaceTrack(this.mesh.audio).catch(() => {});
    this.videoSender?.replaceTrack(this.mesh.video).catch(() => {});
  }

  get pictures() {
    return this.mesh.soundOnly ? "inactive" : "sendrecv";
  }

  // Pictures of the others are not even fetched by who listens only.
  show() {
    for (const line of this.way.getTransceivers()) {
      if (line.receiver.track.kind === "video" && line.mid !== null) {
        line.direction = this.pictures;
      }
    }
  }

  // Smaller pictures in a full room, and always the sound before the picture.
  async fit(people) {
    const scale = people > FULL_PICTURE_UP_TO ? this.downTo(SMALL_PICTURE) : 1;
    if (this.scale === scale || !this.isConnected) return;
    this.scale = scale;
    await this.soundFirst();
    const settings = this.videoSender.getParameters();
    if (!settings.encodings?.length) return;
    settings.encodings[0].scaleResolutionDownBy = scale;
    settings.encodings[0].priority = "low";
    await this.videoSender.setParameters(settings).catch(() => {});
  }

  // By how much a camera's picture is divided to be this high; a shared screen stays readable.
  downTo(height) {
    const sent = this.videoSender.track?.getSettings() ?? {};
    return sent.displaySurface ? 1 : Math.max(1, (sent.height || height) / height);
  }

  watch() {
    const state = this.way.connectionState;
    clearTimeout(this.mending);
    if (state === "failed") this.mend();
    if (state === "disconnected") {
      this.mending = setTimeout(() => this.isConnected || this.mend(), PATIENCE);
    }
    if (state !== "connected") this.mesh.line.hasten();
    this.mesh.changed();
  }

  close() {
    clearInterval(this.insisting);
    clearInterval(this.listening);
    clearTimeout(this.mending);
    this.way.close();
  }
}

async function bytesReceived(way) {
  let sum = 0;
  for (const each of (await way.getStats()).values()) {
    if (each.type === "transport") sum += each.bytesReceived;
  }
  return sum;
}
