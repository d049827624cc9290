() => {
  const links = {};
  for (const link of document.querySelectorAll("a[href]")) {
    if (link.getClientRects().length === 0) continue;
    const text = (link.getAttribute("aria-label") ?? link.textContent).replace(/\s+/g, " ").trim();
    links[text] ??= [];
    if (!links[text].includes(link.href)) links[text].push(link.href);
  }
  const summary = document.querySelector(".nhsuk-error-summary");
  const errorLinks = [...(summary?.querySelectorAll("a[href^='#']") ?? [])].map((a) => a.getAttribute("href"));
  const skip = document.querySelector(".nhsuk-skip-link");
  return {
    title: document.title,
    h1: document.querySelectorAll("h1").length,
    lang: document.documentElement.lang,
    skipWorks: skip !== null && document.querySelector(skip.getAttribute("href")) !== null,
    links,
    hasErrors: summary !== null,
    summaryHasFocus: summary !== null && document.activeElement === summary,
    deadErrorLinks: errorLinks.filter((href) => document.getElementById(href.slice(1)) === null),
  };
}
