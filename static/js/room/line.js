// The line to the portal: enters the room, asks again and again what is new, tells others things.
// Short requests through any proxy; whatever fails is tried again at the next turn.

const QUICK = 700; // milliseconds between two questions while somebody is not connected yet
const CALM = 2000;
const ELSEWHERE_WITHIN = 8000; // thrown out so soon after the last answer: another page took over

export class Line {
  constructor(address, token, heard) {
    this.address = address;
    this.token = token;
    this.heard = heard; // called with each answer
    this.key = null;
    this.after = 0;
    this.got = [];
    this.seen = new Set();
    this.hurry = true;
    this.answeredAt = 0;
    this.sending = Promise.resolve();
    this.onrenamed = () => {}; // called when the page is known under another key than before
    this.onended = () => {};
    this.onlost = () => {};
  }

  async enter() {
    const answer = await this.post("enter", {});
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    this.key = state.key;
    this.onrenamed();
    this.seen.clear();
    this.got = [];
    this.take(state);
    this.wait();
    return state;
  }

  // What is told goes out one after another, so that a description comes before its candidates.
  tell(to, kind, body) {
    const said = { key: this.key, to, kind, body: JSON.stringify(body) };
    this.sending = this.sending.then(() => this.surely("tell", said));
    return this.sending;
  }

  say(text) {
    return this.post("say", { key: this.key, text });
  }

  leave() {
    if (!this.key) return;
    clearTimeout(this.timer);
    const said = { key: this.key };
    this.key = null;
    this.post("leave", said, true).catch(() => {});
  }

  wait() {
    clearTimeout(this.timer);
    if (this.key) this.timer = setTimeout(() => this.ask(), this.hurry ? QUICK : CALM);
  }

  async ask() {
    if (!this.key) return;
    const got = this.got.splice(0);
    try {
      const answer = await this.post("ask", { key: this.key, got, after: this.after });
      if (answer.ok) {
        for (const each of got) this.seen.delete(each); // they are gone there, too
        this.take(await answer.json());
      } else if (answer.status === 404) return this.thrownOut();
      else if (answer.status === 403) return this.onended("closed");
      else this.got.unshift(...got);
    } catch {
      this.got.unshift(...got);
      this.onlost();
    }
    this.wait();
  }

  async thrownOut() {
    if (Date.now() - this.answeredAt < ELSEWHERE_WITHIN) return this.onended("elsewhere");
    try {
      await this.enter(); // the network was away for long: come back under a new key
    } catch {
      this.wait();
    }
  }

  take(state) {
    this.answeredAt = Date.now();
    const fresh = state.signals.filter((each) => !this.seen.has(each.id));
    for (const each of fresh) {
      this.seen.add(each.id);
      this.got.push(each.id);
    }
    for (const each of state.messages) this.after = Math.max(this.after, each.id);
    this.heard({ ...state, signals: fresh });
  }

  async surely(what, said) {
    for (let pause = 300; said.key === this.key; pause = Math.min(pause * 2, 4000)) {
      try {
        const answer = await this.post(what, said);
        if (answer.ok || (answer.status >= 400 && answer.status < 500)) return;
      } catch {
        this.onlost();
      }
      await new Promise((done) => setTimeout(done, pause));
    }
  }

  post(what, said, keepalive = false) {
    return fetch(`${this.address}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify(said),
      credentials: "same-origin",
      keepalive,
    });
  }
}
