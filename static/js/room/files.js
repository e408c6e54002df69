// The files of a meeting beside the pictures: a part of their page, read anew when something was
// handed over or taken back. Buttons that change something leave one in the room.

const TOLD_FOR = 20000; // milliseconds that the word of a new file stays over the pictures

export class Files {
  constructor(find, address) {
    this.panel = find("files");
    this.list = find("files-list");
    this.number = find("files-number");
    this.note = find("files-note");
    this.address = `${address}/files`;
    this.known = null; // the number under which the portal knows what is shown
    this.handed = null;
    this.isReading = false;
    this.list.addEventListener("submit", (event) => this.press(event));
  }

  // What the portal says with every answer: how often something was handed over or taken back.
  hear(number) {
    if (number !== undefined && number !== this.known && !this.isReading) this.read();
  }

  async press(event) {
    const form = event.target;
    if (!("stays" in form.dataset)) return; // a download
    event.preventDefault();
    form.querySelector("button").disabled = true;
    await this.read({ method: "POST", body: new FormData(form) }, form.action, true);
  }

  async read(how = {}, address = this.address, isOwn = false) {
    this.isReading = true;
    try {
      const answer = await fetch(address, { credentials: "same-origin", ...how });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("files");
      if (answer.ok && fresh) this.show(document.adoptNode(fresh), isOwn);
      else if (isOwn) this.known = null; // refused: read what is true
    } catch {
      // The network is away; the next answer of the portal asks again.
      if (isOwn) this.known = null;
    } finally {
      this.isReading = false;
    }
  }

  show(fresh, isOwn) {
    const handed = Number(fresh.dataset.handed);
    const hasGrown = this.handed !== null && handed > this.handed;
    this.known = Number(fresh.dataset.number);
    this.handed = handed;
    this.number.textContent = handed ? String(handed) : "";
    this.list.replaceChildren(fresh);
    if (hasGrown && !isOwn) {
      this.panel.open = true;
      this.tell();
    }
  }

  tell() {
    this.note.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.note.hidden = true), TOLD_FOR);
  }
}
