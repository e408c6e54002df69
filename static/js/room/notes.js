// The notes of a room: saved while one types; what others write comes in as soon as one pauses.

const SAVES_AFTER = 800; // milliseconds without a key

export class Notes {
  constructor(find, words, save) {
    this.field = find("notes");
    this.state = find("notes-state");
    this.words = words;
    this.save = save; // sends the text and what it was made of
    this.base = this.field.value;
    this.version = 0;
    this.isSaving = false;
    this.field.addEventListener("input", () => this.later());
  }

  get isChanged() {
    return this.field.value !== this.base;
  }

  later() {
    this.state.textContent = this.words.saving;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SAVES_AFTER);
  }

  async send() {
    if (this.isSaving) return this.later();
    this.isSaving = true;
    const sent = this.field.value;
    try {
      const answer = await this.save(sent, this.base);
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = await answer.json();
      this.take(saved, sent);
      this.state.textContent = this.isChanged ? this.words.saving : this.words.saved;
      if (this.isChanged) this.later();
    } catch {
      this.later();
    } finally {
      this.isSaving = false;
    }
  }

  // What others wrote, unless one is in the middle of a sentence; then it comes with the saving.
  hear(notes) {
    if (notes && notes.version > this.version && !this.isChanged) this.take(notes, this.base);
  }

  // The text is now that of the portal; what was typed since it was sent stays at its end.
  take({ text, version }, sent) {
    const { field } = this;
    const typed = field.value;
    const [from, to] = [field.selectionStart, field.selectionEnd];
    this.version = version;
    this.base = text;
    if (typed === sent) field.value = text;
    else if (text === sent) return; // they have only gone on typing
    else field.value = typed.startsWith(sent) ? text + typed.slice(sent.length) : `${text}\n${typed}`;
    field.setSelectionRange(Math.min(from, field.value.length), Math.min(to, field.value.length));
  }
}
