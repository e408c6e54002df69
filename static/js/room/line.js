// The line to the portal: enters the room, asks again and again what is new, tells others things.
// Short requests through any proxy; whatever fails is tried again at the next turn.

const QUICK = 700; // milliseconds between two questions while somebody is not connected yet
const CALM = 2000;
// After so long the network that a question went out through is taken for gone; a slow one is given
// more at the next turn.
const PATIENCE = 2500;
const MOST_PATIENCE = 10000;
const LONGEST_PAUSE = 2000; // between two tries to tell somebody something
const MOST_KEPT = 60000; // bytes that browsers still send for a page that is gone

export class Line {
  constructor(address, token, heard) {
    this.address = address;
    this.token = token;
    this.heard = heard; // called with each answer
    this.key = null;
    this.after = 0;
    this.notes = 0; // the version of them that the page has
    this.unreached = 0; // how many of the others the page finds no way to
    this.got = [];
    this.seen = new Set();
    this.hurry = true;
    this.isLost = false;
    this.isResting = false;
    this.patience = PATIENCE;
    this.sending = Promise.resolve();
    this.onrenamed = () => {}; // called when the page is known under another key than before
    this.onended = () => {};
    this.onlost = () => {};
    this.onfound = () => {}; // called when the portal answers again
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
    return this.send("say", { text });
  }

  // Something said as this page, with what it knows already.
  send(what, said) {
    const { key, after, notes, unreached } = this;
    return this.post(what, { key, after, notes, unreached, ...said });
  }

  // No more questions, and nothing is heard; what is still to be said can be said.
  rest() {
    clearTimeout(this.timer);
    this.isResting = true;
    this.heard = this.onended = this.onlost = this.onfound = () => {};
  }

  // What there is still to say goes with it, as a second request could come after it.
  leave(last = null) {
    if (!this.key) return;
    clearTimeout(this.timer);
    const said = { key: this.key, ...last };
    this.key = null;
    this.post("leave", said, true).catch(() => {});
  }

  wait() {
    clearTimeout(this.timer);
    if (this.key && !this.isResting) this.timer = setTimeout(() => this.ask(), this.hurry ? QUICK : CALM);
  }

  async ask() {
    this.timer = null;
    if (!this.key) return;
    const got = this.got.splice(0);
    try {
      const answer = await this.send("ask", { got });
      if (answer.ok) {
        for (const each of got) this.seen.delete(each); // they are gone there, too
        this.take(await answer.json());
      } else if (answer.status === 404) return this.comeBack();
      else if (answer.status === 403) return this.onended("closed");
      else if (answer.status === 409) return this.onended("elsewhere");
      else this.got.unshift(...got);
    } catch {
      this.got.unshift(...got);
      this.lose();
    }
    this.wait();
  }

  // Nothing was heard of this page for so long that it counted as gone: it enters anew.
  async comeBack() {
    try {
      await this.enter();
    } catch (error) {
      const why = { 403: "closed", 409: "full" }[error.message];
      if (why) return this.onended(why);
      this.lose();
      this.wait();
    }
  }

  // Something is to be found out quickly: the next question comes soon.
  hasten() {
    this.hurry = true;
    if (this.timer) this.wait();
  }

  lose() {
    this.isLost = true;
    this.patience = Math.min(this.patience * 2, MOST_PATIENCE);
    this.onlost();
  }

  take(state) {
    this.patience = PATIENCE;
    if (this.isLost) {
      this.isLost = false;
      this.onfound();
    }
    const fresh = state.signals.filter((each) => !this.seen.has(each.id));
    for (const each of fresh) {
      this.seen.add(each.id);
      this.got.push(each.id);
    }
    for (const each of state.messages) this.after = Math.max(this.after, each.id);
    this.heard({ ...state, signals: fresh });
  }

  async surely(what, said) {
    for (let pause = 300; said.key === this.key; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const answer = await this.post(what, said);
        if (answer.ok || (answer.status >= 400 && answer.status < 500)) return;
      } catch {
        this.lose();
      }
      await new Promise((done) => setTimeout(done, pause));
    }
  }

  // Questions come again by themselves, so they are given up early; what a person does is not.
  post(what, said, keepalive = false) {
    const repeats = what === "ask" || what === "tell";
    const body = new Blob([JSON.stringify(said)], { type: "application/json" });
    return fetch(`${this.address}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      body,
      credentials: "same-origin",
      keepalive: keepalive && body.size < MOST_KEPT,
      signal: AbortSignal.timeout(repeats ? this.patience : MOST_PATIENCE),
    });
  }
}
