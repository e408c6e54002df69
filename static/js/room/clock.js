// The quiet clock of a room: the time left, going on longer, and a word before the next meeting.

const LATE = 3; // minutes left from which on the clock stands out
const LONGER = 10; // minutes left from which on one may ask for more
const WARNS = 5; // minutes before the next meeting

export class Clock {
  constructor(find, words, extend) {
    this.find = find;
    this.words = words;
    this.skew = 0;
    this.next = null;
    for (const button of find("longer").querySelectorAll("[data-extend]")) {
      button.addEventListener("click", () => extend(Number(button.dataset.extend), this.ends));
    }
  }

  hear(state) {
    this.skew = Date.parse(state.now) - Date.now();
    this.ends = state.ends;
    if (state.next !== undefined) this.next = state.next;
    this.show();
  }

  minutesUntil(moment) {
    return Math.ceil((Date.parse(moment) - Date.now() - this.skew) / 60000);
  }

  show() {
    const left = this.minutesUntil(this.ends);
    const clock = this.find("left");
    clock.textContent = left > 0 ? this.words.left.replace("{num}", left) : this.words.over;
    clock.classList.toggle("late", left <= LATE);
    this.find("longer").hidden = left > LONGER || left <= 0;
    this.warn();
  }

  warn() {
    const note = this.find("coming-up");
    const until = this.next ? this.minutesUntil(this.next.starts) : Infinity;
    const words = until > 0 ? this.words.next : this.words.next_now;
    const text =
      until > WARNS ? "" : words.replace("{num}", until).replace("{with}", this.next.with);
    if (note.textContent !== text) note.textContent = text;
    note.hidden = !text;
  }
}
