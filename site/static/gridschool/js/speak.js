/* Reads a part of the page aloud, paragraph by paragraph, when somebody asks for it.
   A button (components/speak.html) names its part with data-speak. It shows itself only where the phone has a voice
   for the language of the words; nothing ever begins by itself, and leaving the page ends it. */
const BLOCKS = "h1, h2, h3, p, li, legend, figcaption, blockquote p, .pick > label, [data-said]";
const LONGEST = 90; // signs; several engines fall silent in the middle of longer sayings
const synth = window.speechSynthesis;

const languageOf = (element) => (element.closest("[lang]") || document.documentElement).lang.toLowerCase();
const isShown = (element) => element.getClientRects().length > 0 && !element.closest("[hidden], .hide, [aria-hidden=true]");

const voiceFor = (language) => {
  const wanted = language.startsWith("zh") ? /^(zh|cmn)/i : new RegExp(`^${language.slice(0, 2)}`, "i");
  const voices = synth.getVoices().filter((voice) => wanted.test(voice.lang));
  const mainland = voices.filter((voice) => /cn|hans/i.test(voice.lang));
  const known = mainland.length ? mainland : voices;
  return known.find((voice) => voice.localService) || known[0];
};

/* The words of a block without what is hidden in it, in sayings that end where sentences end. */
const wordsOf = (block) => {
  if (block.dataset.said) return block.dataset.said;
  const copy = block.cloneNode(true);
  copy.querySelectorAll("svg, .hide, [hidden], [aria-hidden=true], ul, ol, .speak").forEach((part) => part.remove());
  copy.querySelectorAll(".key").forEach((letter) => letter.append("，"));
  return copy.textContent.replace(/\s+/g, " ").trim();
};

const sayings = (text) => {
  const found = [];
  (text.match(/[^。！？；!?;]+[。！？；!?;”’）]*/g) || [text]).forEach((sentence) => {
    const parts = sentence.length > LONGEST ? sentence.match(/[^，、,：]+[，、,：]*/g) : [sentence];
    parts.forEach((part) => {
      const last = found[found.length - 1];
      if (last && last.length + part.length <= LONGEST) found[found.length - 1] = last + part;
      else found.push(part);
    });
  });
  return found;
};

/* Blocks in their order; one inside another is said once, by the inner one. */
const blocksOf = (region) => {
  const all = [...region.querySelectorAll(BLOCKS)].filter(isShown);
  return all.filter((block) => !all.some((other) => other !== block && block.contains(other) && other.matches("p, .pick > label")));
};

let reading = null;

const stop = () => {
  if (!reading) return;
  const { button, words } = reading;
  document.querySelectorAll(".is-spoken").forEach((block) => block.classList.remove("is-spoken"));
  reading = null;
  synth.cancel();
  button.classList.remove("speak-stop");
  button.lastElementChild.textContent = words;
};

const keepInView = (block) => {
  const box = block.getBoundingClientRect();
  if (box.top < 80 || box.bottom > window.innerHeight - 140) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    window.scrollTo({ top: window.scrollY + box.top - 120, behavior: still ? "auto" : "smooth" });
  }
};

const read = (mine, blocks) => {
  if (reading !== mine) return;
  const [block, ...rest] = blocks;
  document.querySelectorAll(".is-spoken").forEach((one) => one.classList.remove("is-spoken"));
  if (!block) {
    stop();
    return;
  }
  if (!isShown(block)) {
    stop(); // the page went on to something else
    return;
  }
  const words = wordsOf(block);
  if (!words) {
    read(mine, rest);
    return;
  }
  block.classList.add("is-spoken");
  keepInView(block);
  const parts = sayings(words);
  const sayNext = () => {
    if (reading !== mine) return;
    const part = parts.shift();
    if (!part) {
      read(mine, rest);
      return;
    }
    const saying = new SpeechSynthesisUtterance(part);
    saying.voice = mine.voice;
    saying.lang = mine.voice.lang;
    saying.rate = 0.95;
    saying.onend = sayNext;
    saying.onerror = () => reading === mine && stop();
    mine.saying = saying; // kept, or some browsers forget it before its end
    synth.speak(saying);
  };
  sayNext();
};

const start = (button, region, voice) => {
  stop();
  const words = button.lastElementChild.textContent;
  reading = { button, words, voice, region };
  button.classList.add("speak-stop");
  button.lastElementChild.textContent = button.dataset.stop;
  read(reading, blocksOf(region));
};

const offer = () => {
  document.querySelectorAll("[data-speak]").forEach((button) => {
    const region = document.querySelector(button.dataset.speak);
    const voice = region && voiceFor(languageOf(region));
    if (!voice || !button.closest("[data-silent]")) return;
    button.closest("[data-silent]").hidden = false;
    button.closest("[data-silent]").removeAttribute("data-silent");
    button.addEventListener("click", () => {
      if (reading && reading.button === button) stop();
      else start(button, region, voice);
    });
  });
};

if (synth && window.SpeechSynthesisUtterance) {
  offer();
  if (synth.addEventListener) synth.addEventListener("voiceschanged", offer);
  else synth.onvoiceschanged = offer;
  document.addEventListener("click", () => setTimeout(() => reading && !isShown(reading.region) && stop()));
  window.addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
}
