/* The drill ground, where networks come and go: what an assessor ticks stays on the phone until the school has it.
   On the scoring page it also keeps the points running; the server computes them again. On every page under /teach/ it
   sends what waits. A sheet carries a key, so that twice sent is once scored. */
const bar = document.getElementById("unsent");
const me = bar ? bar.dataset.me : "";
const PREFIX = `gridschool:score:${me}:`;
const RETRY_MS = 5000;
const TIMEOUT_MS = 20000;

/* --- What waits on this phone ------------------------------------------------------------------------------- */

const store = {
  put(booking, sheet) {
    try {
      localStorage.setItem(PREFIX + booking, JSON.stringify(sheet));
    } catch (error) {
      /* no room, or forbidden: the page itself still holds it */
    }
  },
  get(booking) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + booking));
    } catch (error) {
      return null;
    }
  },
  drop(booking) {
    try {
      localStorage.removeItem(PREFIX + booking);
    } catch (error) {
      /* as above */
    }
  },
  waiting() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
      return names.map((name) => [name.slice(PREFIX.length), JSON.parse(localStorage.getItem(name))])
        .filter(([, sheet]) => sheet && sheet.sent);
    } catch (error) {
      return [];
    }
  },
};

const freshKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
};

const csrfToken = () => {
  const found = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : field ? field.value : "";
};

/* Resolves to {next}, {refused: words}, or null when the school was not reached or asks to sign in. */
const send = async (sheet) => {
  const body = new URLSearchParams([["key", sheet.key], ["stamp", sheet.stamp], ["note", sheet.note]]);
  sheet.cuts.forEach((value) => body.append("cut", value));
  sheet.criticals.forEach((value) => body.append("critical", value));
  const abort = new AbortController();
  const timeout = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const options = { method: "POST", credentials: "same-origin", redirect: "manual", signal: abort.signal };
    const response = await fetch(sheet.url, { ...options, headers, body });
    const isJson = (response.headers.get("Content-Type") || "").includes("application/json");
    return isJson && (response.ok || response.status === 409) ? await response.json() : null;
  } catch (error) {
    return null;
  } finally {
    clearTimeout(timeout);
  }
};

const tell = (words, sheet) => {
  if (!bar) return;
  bar.hidden = !words;
  bar.querySelector("span").textContent = words;
  const link = bar.querySelector("a");
  link.hidden = !sheet;
  if (sheet) link.href = sheet.url;
};

const fill = (words, n) => words.replace("{n}", n);

/* --- Any page of a trainer: send what waits ----------------------------------------------------------------- */

const sendWaiting = async (except) => {
  for (const [booking, sheet] of store.waiting()) {
    if (booking === except) continue;
    const answer = await send(sheet);
    if (answer && answer.next) store.drop(booking);
    else if (answer) store.put(booking, { ...sheet, sent: false, refused: answer.refused });
    else break;
  }
  const left = store.waiting().filter(([booking]) => booking !== except);
  tell(left.length ? fill(bar.dataset.waiting, left.length) : "", left.length ? left[0][1] : null);
  if (left.length) setTimeout(() => sendWaiting(except), RETRY_MS);
};

/* --- The scoring page --------------------------------------------------------------------------------------- */

const scoring = (form) => {
  const shown = form.querySelector("[data-total]");
  const [figure, verdict] = shown.children;
  const items = [...form.querySelectorAll("[data-item]")];
  const vetoes = [...form.querySelectorAll("[data-critical]")];
  const booking = form.dataset.booking;
  const key = form.elements.key;
  let isSending = false;

  /* Tenths, so that 0.1 and 0.2 add up. */
  const tenths = (text) => Math.round(Number(text) * 10);
  const written = (value) => String(value / 10);
  const valuesOf = (name) => [...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value);

  const leftOf = (item) => {
    const ticked = [...item.querySelectorAll("input:checked")];
    const lost = ticked.reduce((sum, box) => sum + tenths(box.dataset.points), 0);
    return Math.max(tenths(item.dataset.item) - lost, 0);
  };

  const showItem = (item, left) => {
    item.querySelector("[data-left]").textContent = written(left);
    item.querySelector(".got").classList.toggle("less", left < tenths(item.dataset.item));
  };

  const show = () => {
    let total = 0;
    for (const item of items) {
      const left = leftOf(item);
      showItem(item, left);
      total += left;
    }
    const passed = total >= tenths(form.dataset.pass) && !vetoes.some((box) => box.checked);
    figure.textContent = written(total);
    verdict.textContent = passed ? form.dataset.passed : form.dataset.failed;
    verdict.className = passed ? "tag ok" : "tag bad";
    shown.hidden = false;
  };

  const sheetNow = (sent) => ({
    url: location.pathname,
    key: key.value,
    stamp: form.elements.stamp.value,
    cuts: valuesOf("cut"),
    criticals: valuesOf("critical"),
    note: form.elements.note.value,
    sent,
  });

  /* What was ticked here before and has not arrived; what has arrived in spite of a lost answer is let go. */
  const restore = () => {
    const kept = store.get(booking);
    if (!kept) return;
    if (kept.key === form.dataset.arrived) {
      store.drop(booking);
      return;
    }
    form.querySelectorAll("input[name=cut], input[name=critical]").forEach((box) => {
      box.checked = kept.cuts.includes(box.value) || kept.criticals.includes(box.value);
    });
    form.elements.note.value = kept.note;
    if (kept.stamp === form.elements.stamp.value && !kept.refused) key.value = kept.key;
    tell(kept.refused || form.dataset.restored, null);
  };

  const keep = () => {
    const before = store.get(booking);
    if (before && before.sent) key.value = freshKey(); // another sheet than the one that is on its way
    store.put(booking, sheetNow(false));
    show();
  };

  const submit = async () => {
    if (isSending) return;
    isSending = true;
    const button = form.querySelector("button[type=submit]");
    const sheet = sheetNow(true);
    store.put(booking, sheet);
    button.setAttribute("aria-disabled", "true");
    tell(form.dataset.sending, null);
    const answer = await send(sheet);
    isSending = false;
    button.removeAttribute("aria-disabled");
    if (answer && answer.next) {
      store.drop(booking);
      location.assign(answer.next);
    } else if (answer) {
      store.put(booking, { ...sheet, sent: false });
      tell(answer.refused, null);
    } else {
      tell(form.dataset.kept, null);
      setTimeout(() => store.get(booking) && store.get(booking).sent && submit(), RETRY_MS);
    }
  };

  restore();
  show();
  form.addEventListener("change", keep);
  form.elements.note.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  window.addEventListener("online", () => store.get(booking) && store.get(booking).sent && submit());
  window.addEventListener("pageshow", show);
};

const form = document.querySelector("form[data-score]");
if (form) scoring(form);
if (bar) sendWaiting(form ? form.dataset.booking : "").catch(() => {});
