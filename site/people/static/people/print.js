// The print button of a page that is made to be printed; without scripts people use the browser's own.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
