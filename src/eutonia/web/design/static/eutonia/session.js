// Says in time that a session will end, and takes the page away when it has ended. Typing counts as use, as a click
// does. Without this script the session ends all the same, and the next page says so.

const WARNED = 120; // seconds before the end
const TOLD_EVERY = 60_000; // milliseconds; the server keeps the time of use no more exactly

const dialog = document.querySelector("[data-session]");
const form = dialog.querySelector("form");
let timer;
let told = Date.now();

/** Ask how long the session still lasts; "POST" says that it is in use. @param {"GET" | "POST"} method */
async function ask(method) {
  if (method === "POST") told = Date.now();
  const body = method === "POST" ? new FormData(form) : undefined;
  const response = await fetch(dialog.dataset.session, { method, body, redirect: "manual" }).catch(() => null);
  if (response?.ok) follow(await response.json());
  else if (response?.type === "opaqueredirect") again(); // to sign-in, and from there back to this page
  else wait(TOLD_EVERY); // no network, or our fault: nothing is known
}

/** @param {{seconds: number, can_stay: boolean}} left */
function follow({ seconds, can_stay: canStay }) {
  dialog.querySelector("[data-can-stay]").hidden = !canStay;
  dialog.querySelector("[data-cannot-stay]").hidden = canStay;
  if (seconds === 0) {
    again();
  } else if (seconds > WARNED) {
    dialog.close();
    wait((seconds - WARNED) * 1000);
  } else {
    if (!dialog.open) dialog.show(); // not over the page: 999 and the way out stay in reach
    wait((seconds + 1) * 1000);
  }
}

/** Look again after some milliseconds. */
function wait(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => ask("GET"), milliseconds);
}

/** Open this page anew: it says what happened. */
function again() {
  location.replace(location.pathname + location.search);
}

/** Somebody is here. */
function used() {
  if (!dialog.open && Date.now() - told >= TOLD_EVERY) ask("POST");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  dialog.close();
  ask("POST");
});
dialog.addEventListener("keydown", (event) => event.key === "Escape" && ask("POST"));
for (const sign of ["input", "keydown", "pointerdown"]) document.addEventListener(sign, used);
document.addEventListener("visibilitychange", () => document.hidden || ask("GET"));
follow({ seconds: Number(dialog.dataset.seconds), can_stay: dialog.dataset.canStay === "yes" });
