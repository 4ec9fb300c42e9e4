/* Two things that every form of the school may ask for by an attribute: to be sent once, and to keep what was typed. */

/* --- data-once: sent once; further taps wait until the page is left or shown again. */
const SENT = "sent";

const settle = (form, sent) => {
  if (sent) form.dataset.state = SENT;
  else delete form.dataset.state;
  const inside = form.querySelectorAll('button[type="submit"]');
  const outside = form.id ? document.querySelectorAll(`button[form="${form.id}"]`) : [];
  for (const button of [...inside, ...outside]) {
    if (sent) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-once") || event.defaultPrevented) return;
  if (form.dataset.state === SENT) {
    event.preventDefault();
    return;
  }
  settle(form, true);
});

/* Coming back from the browser's page cache, the form must work again. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-once]").forEach((form) => settle(form, false));
});

/* --- data-keep: holds what was typed until it has arrived: a network that goes away, a page that is closed by
   accident or a call that comes in between costs nobody their words. They stay in this tab only, and are let go as
   soon as another page of the school has opened after sending. */
const PREFIX = "gridschool:typed:";
const ON_ITS_WAY = `${PREFIX}sent`;

const store = {
  get(name) {
    try {
      return sessionStorage.getItem(name);
    } catch (error) {
      return null;
    }
  },
  set(name, value) {
    try {
      sessionStorage.setItem(name, value);
    } catch (error) {
      /* no room, or forbidden: then only the page holds it */
    }
  },
  drop(name) {
    try {
      sessionStorage.removeItem(name);
    } catch (error) {
      /* as above */
    }
  },
};

const keyOf = (form) => PREFIX + location.pathname + (form.id ? `#${form.id}` : "");
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, input[type=text], input[type=number], input[type=date], input[type=time], select"));

const keep = (form) => {
  const typed = fieldsOf(form).map((field) => [field.name, field.value]);
  store.set(keyOf(form), JSON.stringify(typed));
};

/* What the server wrote into the form goes before what was kept, unless the field is empty. */
const restore = (form) => {
  const typed = new Map(JSON.parse(store.get(keyOf(form)) || "[]"));
  fieldsOf(form).forEach((field) => {
    if (!field.value && typed.get(field.name)) field.value = typed.get(field.name);
  });
};

const forms = [...document.querySelectorAll("form[data-keep]")];
const sent = store.get(ON_ITS_WAY);
// Only an answer to the form comes from the form's page; who begins again after a failure comes from elsewhere.
const cameFrom = document.referrer ? PREFIX + new URL(document.referrer).pathname : "";
if (sent && sent.split("#")[0] === cameFrom && !forms.some((form) => keyOf(form) === sent)) {
  store.drop(sent);
  store.drop(ON_ITS_WAY);
}
forms.forEach((form) => {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => {
    keep(form);
    store.set(ON_ITS_WAY, keyOf(form));
  });
});
