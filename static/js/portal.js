// What every page gains from script; each part works on its own, and pages work without any of it.
import "./shell.js";
import "./forms.js";

if (document.querySelector("[data-sheet]")) import("./sheet.js");
if (document.body.dataset.here) import("./here.js");
if (document.querySelector("[data-wishes]")) import("./wishes.js");
if (document.querySelector("[data-passkey]")) import("./passkeys.js");
if (document.querySelector("[data-until]")) import("./countdown.js");
if (document.querySelector("[data-check]")) import("./check.js");
if (document.querySelector("[data-room]")) import("./room/room.js");
if (document.querySelector("[data-refresh]")) import("./refresh.js");
if (document.querySelector("[data-copy]")) import("./copy.js");
if (document.querySelector("[data-board]")) import("./board.js");
