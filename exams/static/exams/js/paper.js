/* The exam in the browser. Three pages load it: the paper, the hand-in page and the receipt.

   Every answer goes into an outbox in localStorage first and from there to the server, until a receipt for exactly
   this answer has come back. The server's clock rules: its time is read with every reply, and between replies only
   performance.now() counts, so a phone with a wrong clock is fine. */

const config = JSON.parse(document.getElementById("exam-config").textContent);
const words = config.words;
const byId = (id) => document.getElementById(id);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

const DEBOUNCE_MS = 700;
const TIMEOUT_MS = 15000;
const FIRST_RETRY_S = 2;
const LONGEST_RETRY_S = 60;

/* --- Outbox: one key per question, so that two tabs never overwrite each other's answers ------------------- */

const PREFIX = `exam:${config.uid}:`;
const outbox = {
  memory: new Map(),
  keeps: true,

  put(entry) {
    this.memory.set(entry.slot, entry);
    try {
      localStorage.setItem(PREFIX + entry.slot, JSON.stringify(entry));
    } catch (error) {
      this.keeps = false;
    }
  },

  /* Forget an answer, but only if it is still the one that was sent. */
  drop(slot, seq) {
    const entry = this.memory.get(slot);
    if (!entry || entry.seq !== seq) return;
    this.memory.delete(slot);
    try {
      localStorage.removeItem(PREFIX + slot);
    } catch (error) {
      this.keeps = false;
    }
  },

  load() {
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const key = localStorage.key(i);
        if (!key.startsWith(PREFIX)) continue;
        const entry = JSON.parse(localStorage.getItem(key));
        if (entry && entry.slot >= 1 && entry.slot <= config.total) this.memory.set(entry.slot, entry);
      }
    } catch (error) {
      this.keeps = false;
    }
  },

  entries() {
    return [...this.memory.values()];
  },

  clear() {
    this.entries().forEach((entry) => this.drop(entry.slot, entry.seq));
  },
};

/* --- Clock -------------------------------------------------------------------------------------------------- */

const clock = {
  serverNow: config.now,
  readAt: performance.now(),

  set(now) {
    this.serverNow = now;
    this.readAt = performance.now();
  },

  secondsLeft() {
    const now = this.serverNow + (performance.now() - this.readAt);
    return Math.max(Math.ceil((config.deadline - now) / 1000), 0);
  },
};

const asClock = (seconds) => {
  const two = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes >= 60 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}` : `${two(minutes)}:${rest}`;
};

/* --- The line of trouble: what happened, and what to do ----------------------------------------------------- */

const trouble = {
  kind: "",

  show(kind, text, link, url) {
    this.kind = kind;
    const box = byId("trouble");
    if (!box) return;
    byId("trouble-words").textContent = text;
    const anchor = byId("trouble-link");
    anchor.hidden = !link;
    anchor.textContent = link || "";
    if (url) anchor.href = url;
    box.hidden = false;
  },

  hide(...kinds) {
    if (kinds.length && !kinds.includes(this.kind)) return;
    this.kind = "";
    if (byId("trouble")) byId("trouble").hidden = true;
  },
};

/* --- Sending ------------------------------------------------------------------------------------------------ */

const csrfToken = () => {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${config.csrfCookie}=`));
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return found ? decodeURIComponent(found.slice(config.csrfCookie.length + 1)) : field ? field.value : "";
};

const sender = {
  busy: null,
  again: false,
  timer: 0,
  failures: 0,
  stopped: false,
  seqs: new Map(),
  onReceipts: () => {},
  onOver: () => {},

  soon(ms = DEBOUNCE_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), ms);
  },

  /* Send what waits. Resolves to true when nothing waits any more. One request at a time. */
  flush(options = {}) {
    if (this.stopped) return Promise.resolve(false);
    if (this.busy) {
      this.again = true;
      return this.busy;
    }
    clearTimeout(this.timer);
    this.busy = this.send(options).then((sent) => {
      this.busy = null;
      const more = this.again && sent;
      this.again = false;
      return more && outbox.memory.size ? this.flush() : sent && outbox.memory.size === 0;
    });
    return this.busy;
  },

  async send({ keepalive = false }) {
    const entries = outbox.entries();
    const abort = new AbortController();
    const timeout = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(config.urls.answers, {
        method: "POST",
        credentials: "same-origin",
        keepalive,
        signal: abort.signal,
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ entries }),
      });
      const isJson = (response.headers.get("Content-Type") || "").includes("application/json");
      if (response.ok && isJson) return this.received(await response.json());
      return this.refused(response.status, isJson ? await response.json() : null, response.redirected);
    } catch (error) {
      return this.failed();
    } finally {
      clearTimeout(timeout);
    }
  },

  received(reply) {
    this.failures = 0;
    clock.set(reply.now);
    config.deadline = reply.deadline;
    for (const receipt of reply.receipts) {
      this.seqs.set(receipt.slot, Math.max(this.seqs.get(receipt.slot) || 0, receipt.last));
      if (receipt.kept) outbox.drop(receipt.slot, receipt.seq);
      else this.renumber(receipt);
    }
    trouble.hide("network", "login", "stale", "stranger");
    this.onReceipts(reply);
    if (outbox.memory.size) this.soon();
    return true;
  },

  /* Another answer stood under this number already (a second phone, an old tab): the newest act goes on top. */
  renumber(receipt) {
    const entry = outbox.memory.get(receipt.slot);
    if (entry && entry.seq === receipt.seq) outbox.put({ ...entry, seq: this.nextSeq(receipt.slot) });
  },

  nextSeq(slot) {
    const seq = (this.seqs.get(slot) || 0) + 1;
    this.seqs.set(slot, seq);
    return seq;
  },

  refused(status, reply, redirected) {
    if (status === 409) {
      this.stopped = true;
      this.onOver(outbox.entries().map((entry) => entry.slot));
      return false;
    }
    if (status === 401 || redirected) trouble.show("login", words.login, words.loginLink, config.urls.login);
    else if (status === 404) trouble.show("stranger", words.stranger, words.loginLink, config.urls.login);
    else if (status === 403) trouble.show("stale", words.stale, words.staleLink, config.urls.paper);
    else if (status === 400) trouble.show("stale", (reply && reply.message) || words.stale, words.staleLink, config.urls.paper);
    else return this.failed();
    this.onReceipts(null);
    this.soon(LONGEST_RETRY_S * 500);
    return false;
  },

  failed() {
    this.failures += 1;
    const wait = Math.min(FIRST_RETRY_S * 2 ** (this.failures - 1), LONGEST_RETRY_S);
    const n = outbox.memory.size;
    const text = navigator.onLine ? words.slow : words.offline;
    if (trouble.kind !== "over" && (n || !navigator.onLine)) trouble.show("network", fill(text, { n, s: wait }));
    this.onReceipts(null);
    this.soon(wait * 1000 * (0.75 + Math.random() / 2));
    return false;
  },

  /* The network is back, somebody signed in again, the phone woke up: try at once. */
  wake() {
    this.failures = 0;
    this.flush();
  },
};

const watchNetwork = () => {
  window.addEventListener("online", () => sender.wake());
  window.addEventListener("offline", () => {
    if (!sender.stopped && trouble.kind !== "over") trouble.show("network", fill(words.offline, { n: outbox.memory.size }));
  });
  window.addEventListener("pageshow", (event) => event.persisted && sender.wake());
  window.addEventListener("pagehide", () => outbox.memory.size && sender.flush({ keepalive: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sender.wake();
    else if (outbox.memory.size) sender.flush({ keepalive: true });
  });
};

const handIn = () => {
  const form = byId("hand-in");
  form.querySelector("input[name=csrfmiddlewaretoken]").value = csrfToken();
  form.submit();
};

/* --- The paper ---------------------------------------------------------------------------------------------- */

const paper = () => {
  const sections = [...document.querySelectorAll(".question")];
  const cells = new Map([...document.querySelectorAll("[data-cell]")].map((cell) => [Number(cell.dataset.cell), cell]));
  const place = `${PREFIX}at`;
  let current = 1;
  let onSheet = false;
  let saved = Number(byId("progress").value);
  let isOver = false;

  const sectionOf = (slot) => sections[slot - 1];
  const choicesOf = (slot) => [...sectionOf(slot).querySelectorAll(".pick > input")];
  const unsureOf = (slot) => sectionOf(slot).querySelector("[data-unsure]");
  const isAnswered = (slot) => choicesOf(slot).some((input) => input.checked);
  const slots = sections.map((section) => Number(section.dataset.slot));
  const firstBlank = (after = 0) =>
    slots.find((slot) => slot > after && !isAnswered(slot)) || slots.find((slot) => !isAnswered(slot));

  const paintCell = (slot) => {
    const cell = cells.get(slot);
    const [answered, unsure, here] = [isAnswered(slot), unsureOf(slot).checked, slot === current];
    cell.classList.toggle("on", answered);
    cell.classList.toggle("mark", unsure);
    cell.classList.toggle("here", here);
    const name = fill(answered ? words.answered : words.blank, { n: slot });
    cell.setAttribute("aria-label", name + (unsure ? words.marked : "") + (here ? words.here : ""));
  };

  const paintCounts = () => {
    const answered = slots.filter(isAnswered).length;
    byId("count-on").textContent = answered;
    byId("count-blank").textContent = slots.length - answered;
    byId("count-mark").textContent = slots.filter((slot) => unsureOf(slot).checked).length;
    const blank = firstBlank(onSheet ? current : 0);
    byId("go-blank").textContent = blank ? fill(words.goTo, { n: blank }) : words.allDone;
  };

  const paintSaved = () => {
    const waiting = outbox.memory.size;
    const tag = byId("saved");
    tag.classList.toggle("ok", waiting === 0);
    tag.classList.toggle("lit", waiting > 0);
    byId("saved-tick").hidden = waiting > 0;
    byId("saved-wait").hidden = waiting === 0;
    const text = fill(words.saved, { saved, total: config.total });
    byId("saved-words").textContent = waiting ? fill(words.waiting, { n: waiting }) : text;
    byId("progress").value = saved;
    byId("progress").setAttribute("aria-label", text);
  };

  const remember = (slot) => {
    try {
      sessionStorage.setItem(place, String(slot));
    } catch (error) {
      outbox.keeps = false;
    }
  };

  const show = (slot, { focus = true } = {}) => {
    onSheet = slot === "sheet";
    const before = current;
    if (!onSheet) current = slot;
    sections.forEach((section) => { section.hidden = onSheet || Number(section.dataset.slot) !== current; });
    byId("sheet").hidden = !onSheet;
    byId("dock-question").hidden = onSheet;
    byId("dock-sheet").hidden = !onSheet;
    byId("previous").disabled = current === 1;
    byId("next").textContent = current === config.total ? words.toSheet : words.next;
    history.replaceState(null, "", onSheet ? "#sheet" : `#q${current}`);
    remember(onSheet ? "sheet" : current);
    [before, current].forEach(paintCell);
    paintCounts();
    window.scrollTo(0, 0);
    if (focus) (onSheet ? byId("sheet") : sectionOf(current)).focus({ preventScroll: true });
  };

  const go = (step) => {
    sender.soon(0);
    const slot = current + step;
    if (slot > config.total) show("sheet");
    else if (slot >= 1) show(slot);
  };

  const keep = (slot) => {
    if (isOver) return;
    const chosen = choicesOf(slot).filter((input) => input.checked).map((input) => input.value);
    const entry = { slot, seq: sender.nextSeq(slot), chosen, unsure: unsureOf(slot).checked, at: Date.now() };
    outbox.put(entry);
    if (!outbox.keeps) trouble.show("store", words.noStore);
    paintCell(slot);
    paintCounts();
    paintSaved();
    if (trouble.kind !== "network") sender.soon();
    else if (!navigator.onLine) trouble.show("network", fill(words.offline, { n: outbox.memory.size }));
  };

  /* What the last visit left on this phone goes over what the server knew when it drew the page. */
  const merge = () => {
    sections.forEach((section) => sender.seqs.set(Number(section.dataset.slot), Number(section.dataset.seq)));
    outbox.load();
    outbox.entries().forEach((entry) => {
      const known = sender.seqs.get(entry.slot) || 0;
      choicesOf(entry.slot).forEach((input) => { input.checked = entry.chosen.includes(input.value); });
      unsureOf(entry.slot).checked = Boolean(entry.unsure);
      if (entry.seq <= known) return;
      sender.seqs.set(entry.slot, entry.seq);
    });
  };

  const start = () => {
    let asked = location.hash.replace("#", "");
    try {
      asked = asked || sessionStorage.getItem(place) || "";
    } catch (error) {
      outbox.keeps = false;
    }
    if (asked === "sheet") return "sheet";
    const slot = Number(asked.replace("q", ""));
    return slots.includes(slot) ? slot : firstBlank() || 1;
  };

  const timeIsUp = async () => {
    isOver = true;
    document.querySelectorAll("#paper fieldset").forEach((field) => { field.disabled = true; });
    ["next", "previous", "go-blank"].forEach((id) => { byId(id).disabled = true; });
    if (sender.stopped) return;
    trouble.show("over", navigator.onLine ? words.over : words.overOffline);
    await sender.flush();
    if (sender.stopped) return;
    if (trouble.kind === "login" || trouble.kind === "stranger") return;
    if (navigator.onLine && !sender.failures) handIn();
    else setTimeout(timeIsUp, 3000);
  };

  const announce = (seconds) => {
    if (seconds === 300) byId("say").textContent = words.fiveLeft;
    if (seconds === 60) byId("say").textContent = words.oneLeft;
  };

  let shown = -1;
  let lastTick = { wall: Date.now(), steady: performance.now() };
  const tick = () => {
    const slept = Date.now() - lastTick.wall - (performance.now() - lastTick.steady);
    lastTick = { wall: Date.now(), steady: performance.now() };
    if (Math.abs(slept) > 5000) sender.wake();
    const seconds = clock.secondsLeft();
    if (seconds === shown) return;
    shown = seconds;
    byId("clock").textContent = asClock(seconds);
    byId("clock").classList.toggle("is-short", seconds <= 300);
    announce(seconds);
    if (seconds === 0 && !isOver) timeIsUp();
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || onSheet || isOver) return;
    const key = event.key.toUpperCase();
    const choices = choicesOf(current);
    const index = /^[1-8]$/.test(key) ? Number(key) - 1 : "ABCDEFGH".indexOf(key);
    if (key.length === 1 && index >= 0 && choices[index]) choices[index].click();
    else if (key === "M") unsureOf(current).click();
    else if (key === "ARROWRIGHT") go(1);
    else if (key === "ARROWLEFT") go(-1);
    else return;
    event.preventDefault();
  };

  sender.onReceipts = (reply) => {
    if (reply) saved = reply.saved;
    paintSaved();
  };
  sender.onOver = (late) => {
    isOver = true;
    document.querySelectorAll("#paper fieldset").forEach((field) => { field.disabled = true; });
    if (!late.length) {
      location.replace(config.urls.receipt);
      return;
    }
    trouble.show("late", fill(words.late, { slots: late.join("、") }), words.lateLink, config.urls.receipt);
  };

  merge();
  document.body.classList.add("is-live");
  byId("paper-title").classList.add("hide");
  byId("dock-plain").hidden = true;
  slots.forEach(paintCell);
  show(start(), { focus: false });
  paintSaved();
  window.addEventListener("load", () => window.scrollTo(0, 0));
  tick();
  setInterval(tick, 250);

  byId("paper").addEventListener("change", (event) => {
    const section = event.target.closest(".question");
    if (section) keep(Number(section.dataset.slot));
  });
  byId("paper").addEventListener("submit", (event) => {
    event.preventDefault();
    go(1);
  });
  byId("previous").addEventListener("click", () => go(-1));
  byId("next").addEventListener("click", () => go(1));
  byId("go-blank").addEventListener("click", () => show(firstBlank(current) || 1));
  byId("to-sheet").addEventListener("click", (event) => {
    event.preventDefault();
    show(onSheet ? current : "sheet");
  });
  cells.forEach((cell, slot) => cell.addEventListener("click", (event) => {
    event.preventDefault();
    show(slot);
  }));
  byId("to-submit").addEventListener("click", async (event) => {
    event.preventDefault();
    if (await sender.flush()) location.assign(config.urls.submit);
  });
  window.addEventListener("hashchange", () => show(start()));
  document.addEventListener("keydown", onKey);
  watchNetwork();
  if (outbox.memory.size) sender.wake();
};

/* --- Before handing in: send first what still waits on this phone ------------------------------------------- */

const submitPage = () => {
  outbox.load();
  const form = byId("hand-in");
  sender.onOver = () => form.submit();
  form.addEventListener("submit", async (event) => {
    if (!outbox.memory.size || sender.stopped) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await sender.flush()) handIn();
  }, true);
  const left = byId("left");
  if (left) {
    const tick = () => {
      const seconds = clock.secondsLeft();
      left.textContent = fill(words.left, { time: asClock(seconds) });
      if (seconds === 0) location.reload();
      else setTimeout(tick, 1000);
    };
    tick();
  }
  watchNetwork();
  if (outbox.memory.size) sender.flush().then((done) => done && location.reload());
};

if (config.page === "paper") paper();
if (config.page === "submit") submitPage();
if (config.page === "receipt") {
  outbox.load();
  outbox.clear();
}
