/* Show and hide a password. Without this script the button stays hidden. */
document.querySelectorAll(".reveal").forEach((button) => {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const words = { show: button.textContent, hide: button.dataset.hide };
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-pressed", String(shown));
  });
});
