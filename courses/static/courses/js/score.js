/* Keeps the points running while an assessor ticks. The server computes them again; nothing here is sent. */
const form = document.querySelector("form[data-score]");
const shown = form.querySelector("[data-total]");
const [figure, verdict] = shown.children;
const items = [...form.querySelectorAll("[data-item]")];
const vetoes = [...form.querySelectorAll("[data-critical]")];

/* Tenths, so that 0.1 and 0.2 add up. */
const tenths = (text) => Math.round(Number(text) * 10);
const written = (value) => String(value / 10);

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

form.addEventListener("change", show);
window.addEventListener("pageshow", show);
show();
