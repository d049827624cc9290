// Makes pages nicer; every page works without it.
import { initAll } from "./vendor/nhsuk/nhsuk-frontend.js";
import { quickExit } from "./quick-exit.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
document.querySelectorAll("[data-quick-exit]").forEach(quickExit);
