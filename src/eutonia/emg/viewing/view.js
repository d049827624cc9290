// Makes the page quicker: windows are fetched instead of loaded, the wheel zooms, arrows move, dragging chooses.
// Everything here can be done without it.
"use strict";
(() => {
  const box = document.getElementById("window");
  const list = document.getElementById("list");
  const form = document.getElementById("add-form");
  const strips = () => document.getElementById("strips");
  const lost = document.getElementById("lost");
  let asked = 0;
  let wanted = null;

  document.getElementById("keys").hidden = false;

  const now = () => wanted || { start: +strips().dataset.start, length: +strips().dataset.length };

  async function show(query, focus) {
    const turn = ++asked;
    const answer = await fetch("window?" + query, { cache: "no-store" }).catch(() => null);
    if (turn !== asked) return; // a later one is on its way
    lost.hidden = Boolean(answer?.ok);
    if (!answer?.ok) return;
    const held = focus && document.activeElement ? document.activeElement.textContent : null;
    [box.innerHTML, list.innerHTML] = (await answer.text()).split("<!-- marks -->");
    wanted = null;
    const { start, length } = strips().dataset;
    for (const one of form.elements) {
      if (one.name === "start") one.value = start;
      if (one.name === "length") one.value = length;
    }
    history.replaceState(null, "", "?start=" + start + "&length=" + length);
    if (focus === "strips") strips().focus();
    else if (held) [...box.querySelectorAll("a[data-go]")].find((a) => a.textContent === held)?.focus();
  }

  function go(start, length, focus) {
    wanted = { start: Math.max(0, start), length };
    show("start=" + wanted.start + "&length=" + length, focus);
  }

  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.getAttribute("href").slice(1), "link");
  });

  box.addEventListener("keydown", (event) => {
    if (event.target !== strips()) return;
    const { start, length } = now();
    const step = { ArrowLeft: -0.25, ArrowRight: 0.25 }[event.key];
    const zoom = { "+": 0.5, "=": 0.5, "-": 2 }[event.key];
    if (step) go(start + step * length, length, "strips");
    else if (zoom) go(start + (length * (1 - zoom)) / 2, length * zoom, "strips");
    else return;
    event.preventDefault();
  });

  const share = (event, strip) => {
    const { left, width } = strip.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };

  box.addEventListener("wheel", (event) => {
    const strip = event.target.closest(".strip");
    if (!strip || !event.ctrlKey) return; // without Ctrl the page scrolls, as everywhere
    event.preventDefault();
    const { start, length } = now();
    const zoom = event.deltaY < 0 ? 0.8 : 1.25;
    const at = share(event, strip);
    go(start + at * length * (1 - zoom), length * zoom, null);
  }, { passive: false });

  box.addEventListener("pointerdown", (event) => {
    const strip = event.target.closest(".strip");
    if (!strip || event.button !== 0 || !event.target.closest("svg")) return;
    const { start, length } = now();
    const from = share(event, strip);
    const lanes = strip.querySelector(".lanes");
    const chosen = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    chosen.setAttribute("class", "chosen");
    chosen.setAttribute("height", "100%");
    lanes.append(chosen);
    const move = (next) => {
      const to = share(next, strip);
      chosen.setAttribute("x", 100 * Math.min(from, to) + "%");
      chosen.setAttribute("width", 100 * Math.abs(to - from) + "%");
      form.elements.onset.value = (start + Math.min(from, to) * length).toFixed(4);
      form.elements.duration.value = (Math.abs(to - from) * length).toFixed(4);
      form.elements.channel.value = strip.dataset.channel;
    };
    const end = () => {
      removeEventListener("pointermove", move);
      chosen.remove();
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
    addEventListener("pointercancel", end, { once: true });
  });
})();
