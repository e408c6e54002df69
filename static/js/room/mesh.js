// The ways between the browsers in a room: one connection to each of the others ("perfect
// negotiation" of the WebRTC specification, section 10.7), mended when it breaks.

const PATIENCE = 3000; // milliseconds: how long a broken way may mend itself
const INSISTS_EVERY = 5000; // milliseconds: how long one waits for an answer before asking anew
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
      this.peers.get(person.key).missing = 0;
    }
    for (const [key, peer] of this.peers) {
      if (there.has(key)) continue;
      peer.missing += 1;
      const returned = back.has(peer.person.who); // they loaded their page again
      if (returned || !peer.isConnected || peer.missing >= GONE_AFTER) this.drop(key);
    }
    for (const peer of this.peers.values()) peer.fit(others.length + 1);
    this.line.hurry = [...this.peers.values()].some((peer) => !peer.isConnected);
    this.changed();
  }

  // One after another, however the answers overlap: candidates mean nothing before a description.
  hear(signals) {
    for (const each of signals) {
      const peer = this.peers.get(each.from);
      if (peer) this.hearing = this.hearing.then(() => peer.hear(each.kind, JSON.parse(each.body)));
    }
  }

  drop(key) {
    this.peers.get(key)?.close();
    this.peers.delete(key);
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
    this.polite = mesh.line.key > person.key;
    this.stream = new MediaStream();
    this.missing = 0;
    this.offering = false;
    this.ignoring = false;
    this.candidates = [];
    const way = new RTCPeerConnection({ iceServers: mesh.servers });
    this.way = way;
    way.onnegotiationneeded = () => this.offer();
    way.onicecandidate = ({ candidate }) => candidate && this.tellCandidate(candidate);
    way.ontrack = ({ track }) => this.took(track);
    way.onconnectionstatechange = () => this.watch();
    if (this.polite) return; // the other begins, and begins again where nothing comes of it
    this.audioSender = way.addTransceiver("audio", { direction: "sendrecv" }).sender;
    this.videoSender = way.addTransceiver("video", { direction: "sendrecv" }).sender;
    this.send();
    this.insisting = setInterval(() => this.insist(), INSISTS_EVERY);
  }

  insist() {
    if (this.isConnected) return;
    if (this.way.signalingState === "have-local-offer") {
      this.mesh.line.tell(this.person.key, "description", this.way.localDescription);
    } else {
      this.way.restartIce();
    }
  }

  get isConnected() {
    return this.way.connectionState === "connected";
  }

  async offer() {
    try {
      this.offering = true;
      await this.way.setLocalDescription();
      this.mesh.line.tell(this.person.key, "description", this.way.localDescription);
    } catch (error) {
      console.warn("no offer", error);
    } finally {
      this.offering = false;
    }
  }

  tellCandidate(candidate) {
    this.candidates.push(candidate);
    if (this.candidates.length > 1) return; // goes out with the first of them
    setTimeout(() => {
      this.mesh.line.tell(this.person.key, "candidate", this.candidates.splice(0));
    }, 100);
  }

  async hear(kind, body) {
    try {
      if (kind === "description") await this.hearDescription(body);
      else for (const each of body) await this.hearCandidate(each);
    } catch (error) {
      console.warn("not understood", kind, error);
    }
  }

  async hearDescription(description) {
    const collides =
      description.type === "offer" && (this.offering || this.way.signalingState !== "stable");
    this.ignoring = !this.polite && collides;
    if (this.ignoring) return;
    await this.way.setRemoteDescription(description);
    if (description.type === "offer") {
      this.adopt();
      await this.way.setLocalDescription();
      this.mesh.line.tell(this.person.key, "description", this.way.localDescription);
    }
  }

  // The one who answers sends on the lines of the offer.
  adopt() {
    if (this.audioSender) return;
    for (const line of this.way.getTransceivers()) {
      line.direction = "sendrecv";
      if (line.receiver.track.kind === "audio") this.audioSender = line.sender;
      else this.videoSender = line.sender;
    }
    this.send();
  }

  async hearCandidate(candidate) {
    try {
      await this.way.addIceCandidate(candidate);
    } catch (error) {
      if (!this.ignoring) throw error;
    }
  }

  took(track) {
    for (const old of this.stream.getTracks()) {
      if (old.kind === track.kind) this.stream.removeTrack(old);
    }
    this.stream.addTrack(track);
    track.onmute = track.onunmute = () => this.mesh.changed();
    this.mesh.changed();
  }

  send() {
    this.audioSender?.replaceTrack(this.mesh.audio).catch(() => {});
    this.videoSender?.replaceTrack(this.mesh.video).catch(() => {});
  }

  // Pictures of the others are not even fetched by who listens only.
  show() {
    for (const line of this.way.getTransceivers()) {
      if (line.receiver.track.kind === "video" && line.mid !== null) {
        line.direction = this.mesh.soundOnly ? "inactive" : "sendrecv";
      }
    }
  }

  // Smaller pictures in a full room, and always the sound before the picture.
  async fit(people) {
    const scale = people > FULL_PICTURE_UP_TO ? this.downTo(SMALL_PICTURE) : 1;
    if (this.scale === scale || !this.isConnected) return;
    this.scale = scale;
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
    if (state === "failed") this.way.restartIce();
    if (state === "disconnected") {
      this.mending = setTimeout(() => this.isConnected || this.way.restartIce(), PATIENCE);
    }
    this.mesh.line.hurry = this.mesh.line.hurry || state !== "connected";
    this.mesh.changed();
  }

  close() {
    clearInterval(this.insisting);
    clearTimeout(this.mending);
    this.way.close();
  }
}
