// Shows the terms that match while they are typed. Without this script the button beside the field does the same.

/** @param {HTMLFormElement} form */
function searchWhileTyping(form) {
  const address = form.dataset.termSearch;
  const field = form.querySelector("input[name=words]");
  const place = document.querySelector("[data-terms-found]");
  if (!address || !field || !place) {
    return;
  }
  let newest = 0;
  field.addEventListener("input", async () => {
    const mine = ++newest;
    const response = await fetch(address, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (response?.ok && mine === newest) {
      place.innerHTML = (await response.json()).html;
    }
  });
}

document.querySelectorAll("form[data-term-search]").forEach(searchWhileTyping);
