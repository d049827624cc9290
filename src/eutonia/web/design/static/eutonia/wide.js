// What stands before a wide table is hidden while the table fits. Without this script it is always there.

for (const hint of document.querySelectorAll("[data-wide]")) {
  const place = document.getElementById(hint.dataset.wide);
  const look = () => {
    hint.hidden = place.scrollWidth <= place.clientWidth;
  };
  new ResizeObserver(look).observe(place);
  look();
}
