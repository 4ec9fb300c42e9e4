/* A form marked data-once is sent once: further taps wait until the page is left or shown again. */
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
