/* The box in the head ticks everybody who is ready; the number of ticks stands beside the button. */
const all = document.querySelector("[data-select-all]");
const boxes = [...document.querySelectorAll('input[name="chosen"]:not([disabled])')];
const words = document.querySelector("[data-chosen-count]");

const count = () => {
  const chosen = boxes.filter((box) => box.checked).length;
  if (words) words.textContent = words.dataset.words + chosen;
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
};

if (all && boxes.length) {
  all.hidden = false;
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    count();
  });
}
boxes.forEach((box) => box.addEventListener("change", count));
count();
