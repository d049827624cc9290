// "Leave this page now": without this script it is a plain link. With it, what was answered is deleted on the
// way out, the page goes blank at once, and the Back button of the new page does not lead here.

/** @param {HTMLAnchorElement} link */
export function quickExit(link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    forget(link.dataset.forget, link.dataset.token);
    document.body.hidden = true;
    document.title = "…";
    window.location.replace(link.href);
  });
}

/** @param {string | undefined} address @param {string | undefined} token */
function forget(address, token) {
  if (!address) {
    return;
  }
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token ?? "");
  navigator.sendBeacon(address, body);
}
