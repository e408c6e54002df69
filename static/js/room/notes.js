// The notes of a room: saved while one types; what others write comes in as soon as one pauses.
// What cannot be saved is said in words, and nothing that was typed is thrown away.

const SAVES_AFTER = 800; // milliseconds without a key
const FIRST_PAUSE = 1000; // before what found no way to the portal is tried again
const LONGEST_PAUSE = 16000;
const PASSES = [404, 408, 429]; // counted as gone for a moment, too slow, too often: as a lost network

export class Notes {
  constructor(find, words, save) {
    this.find = find;
    this.field = find("notes");
    this.state = find("notes-state");
    this.words = words;
    this.save = save; // sends the text and what it was made of
    this.base = this.field.value;
    this.version = 0;
    this.saving = null; // what goes out at the moment
    this.pause = FIRST_PAUSE;
    this.refused = ""; // why the portal does not take the text as it stands
    this.field.addEventListener("input", () => this.typed());
  }

  get isChanged() {
    return this.field.value !== this.base;
  }

  // What the portal has not got yet; null where it has all, or does not take it.
  get unsaved() {
    return this.isChanged && !this.refused ? { text: this.field.value, base: this.base } : null;
  }

  typed() {
    this.refuse("");
    this.state.textContent = this.words.saving;
    this.later();
  }

  later(pause = SAVES_AFTER) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  // One goes out at a time; what is typed meanwhile follows.
  send() {
    clearTimeout(this.timer);
    this.saving ??= this.attempt().finally(() => (this.saving = null));
    return this.saving;
  }

  // The portal is there again: what waits need not wait longer.
  hasten() {
    if (this.unsaved) this.send();
  }

  // One leaves: what was typed last goes out first. What could not be saved stays to be read.
  async finish() {
    await this.saving;
    if (this.unsaved) await this.send();
    clearTimeout(this.timer);
    const why = this.isChanged ? this.words.unsaved : "";
    this.find("unsaved").hidden = !why;
    this.find("unsaved-why").textContent = [why, this.refused].filter(Boolean).join(" ");
    this.find("unsaved-text").value = why && this.field.value;
  }

  async attempt() {
    const sent = this.field.value;
    try {
      const answer = await this.save({ text: sent, base: this.base });
      if (answer.ok) this.saved(await answer.json(), sent);
      else if (answer.status >= 500 || PASSES.includes(answer.status)) this.tryAgain();
      else await this.heed(answer, sent);
    } catch {
      this.tryAgain();
    }
  }

  saved(notes, sent) {
    this.pause = FIRST_PAUSE;
    this.take(notes, sent);
    this.state.textContent = this.isChanged ? this.words.saving : this.words.saved;
    if (this.isChanged) this.later();
  }

  tryAgain() {
    this.state.textContent = this.words.not_yet_saved;
    this.later(this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  // A refusal is said; the same text would be refused again, so it waits for another.
  async heed(answer, sent) {
    const { sentence } = await answer.json().catch(() => ({}));
    if (this.field.value !== sent) return this.later();
    this.refuse(sentence ?? this.words.not_taken);
    this.state.textContent = `${this.words.not_saved} ${this.refused}`;
  }

  refuse(why) {
    this.refused = why;
    this.field.setAttribute("aria-invalid", String(Boolean(why)));
  }

  // What others wrote, unless one is in the middle of a sentence; then it comes with the saving.
  hear(notes) {
    if (notes && notes.version > this.version && !this.isChanged) this.take(notes, this.base);
  }

  // The text is now that of the portal. Who has gone on typing keeps theirs, made of what was sent:
  // the portal puts it together with the others' when it is saved.
  take({ text, version }, sent) {
    if (this.field.value !== sent) {
      this.base = sent;
      return;
    }
    this.version = version;
    this.base = text;
    if (text !== sent) this.show(text);
  }

  // The cursor stays between the letters between which it was.
  show(text) {
    const { field } = this;
    const before = field.value;
    const marks = [field.selectionStart, field.selectionEnd];
    field.value = text;
    field.setSelectionRange(...marks.map((mark) => moved(mark, before, text)));
  }
}

// Where a place in a text is after a part of it became another.
function moved(mark, before, after) {
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[same] === after[same]) same += 1;
  if (mark <= same) return mark;
  return Math.max(same, after.length - (before.length - mark));
}
