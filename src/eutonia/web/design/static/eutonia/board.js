// The arrow keys walk over the board of a day. Without this script Tab does, row by row.

const STEPS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };

/** The middle of an element on the page. */
function middle(element) {
  const box = element.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

/** The link that lies nearest in a direction, steps aside counting four times. */
function nearest(from, links, [right, down]) {
  const here = middle(from);
  let best = null;
  let least = Infinity;
  for (const link of links) {
    const there = middle(link);
    const ahead = (there.x - here.x) * right + (there.y - here.y) * down;
    const aside = Math.abs((there.x - here.x) * down) + Math.abs((there.y - here.y) * right);
    const cost = ahead + 4 * aside;
    if (link !== from && ahead > 2 && cost < least) [best, least] = [link, cost];
  }
  return best;
}

for (const board of document.querySelectorAll("[data-board]")) {
  board.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const from = event.target.closest("a");
    if (!step || !from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = nearest(from, board.querySelectorAll("a"), step);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
