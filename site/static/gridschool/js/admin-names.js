// Wagtail leaves some fields of its editor without a name for those who hear the page: they get that of the nearest
// heading above. New ones appear as somebody adds blocks.
const UNNAMED = "[contenteditable=true], #fileupload, [data-contentpath] input[type=text], [data-contentpath] textarea";
const HEADINGS = "label, legend, .w-panel__heading, .c-sf-block__type, h1, h2, h3";

function wordsAbove(field) {
  for (let box = field.parentElement; box; box = box.parentElement) {
    const heading = box.querySelector(HEADINGS);
    const words = heading ? heading.textContent.replace(/[\s*]+/g, " ").trim() : "";
    if (words) return words;
  }
  return document.title;
}

function nameAll() {
  for (const field of document.querySelectorAll(UNNAMED)) {
    const hasName = field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby");
    if (!hasName && !(field.labels && field.labels.length)) field.setAttribute("aria-label", wordsAbove(field));
  }
}

let waits = false;
new MutationObserver(() => {
  if (waits) return;
  waits = true;
  requestAnimationFrame(() => { waits = false; nameAll(); });
}).observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", nameAll);
