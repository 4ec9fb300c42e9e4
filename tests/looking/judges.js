// What is asked of a page in the browser. Each function is called by tests/looking/survey.py.
window.looking = {
  // Text that people read or hear: [where, text] of every text node and telling attribute, names left out.
  words() {
    const found = [["title", document.title]];
    // The last two are Wagtail's, hold words that are never shown, and no catalogue.
    const wagtails = "[data-side-panel-toggle-counter][hidden],.xdsoft_datetimepicker";
    const unseen = `script,style,template,noscript,code,[translate=no],${wagtails}`;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() && !node.parentElement.closest(unseen)) found.push(["text", node.data.trim()]);
    }
    for (const name of ["alt", "title", "placeholder", "aria-label", "aria-description"]) {
      for (const one of document.body.querySelectorAll(`[${name}]`)) {
        if (!one.closest(unseen)) found.push([name, one.getAttribute(name)]);
      }
    }
    return found;
  },

  // What can be pressed and is smaller than `least` pixels: [what, width, height].
  small(least) {
    const wanted = "a[href],button,input:not([type=hidden]),select,textarea,summary,[role=button]";
    const found = [];
    for (const one of document.querySelectorAll(wanted)) {
      if (one.disabled || one.closest(".skip") || looking.isInSentence(one)) continue;
      const [width, height] = looking.sizeOf(one);
      if (!width || !height || (width >= least - 0.5 && height >= least - 0.5)) continue;
      const words = (one.innerText || one.getAttribute("aria-label") || one.name || "").trim().slice(0, 30);
      found.push([`${one.localName}.${one.className} “${words}”`, Math.round(width), Math.round(height)]);
    }
    return found;
  },

  // WCAG 2.5.8 leaves out targets in a sentence, whose height is the line's.
  isInSentence(one) {
    if (getComputedStyle(one).display !== "inline") return false;
    const around = [...one.parentElement.childNodes].filter((node) => node !== one && node.nodeType === 3);
    return around.some((node) => /[\p{L}\p{N}]/u.test(node.data));
  },

  // A choice is as large as itself and its label together.
  sizeOf(one) {
    const boxes = [one, ...(one.labels || [])].map((part) => part.getBoundingClientRect());
    const shown = boxes.filter((box) => box.width > 1 && box.height > 1);
    if (!shown.length || (one.checkVisibility && !one.checkVisibility() && shown.length < 2)) return [0, 0];
    const [left, top] = [Math.min(...shown.map((b) => b.left)), Math.min(...shown.map((b) => b.top))];
    const [right, bottom] = [Math.max(...shown.map((b) => b.right)), Math.max(...shown.map((b) => b.bottom))];
    return [right - left, bottom - top];
  },

  // How far the page reaches beyond the window, and what reaches farthest.
  overflow() {
    const width = document.documentElement.clientWidth;
    const beyond = document.documentElement.scrollWidth - width;
    if (beyond <= 0) return null;
    const all = [...document.body.querySelectorAll("*")].map((one) => [one.getBoundingClientRect().right, one]);
    const [, worst] = all.reduce((a, b) => (b[0] > a[0] ? b : a), [0, document.body]);
    return [beyond, `${worst.localName}.${worst.className}`];
  },
};
