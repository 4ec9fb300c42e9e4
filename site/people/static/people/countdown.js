/* Counts the seconds down until another code may be asked for. Without this script the server says how many are left. */
const note = document.getElementById("wait");
if (note) {
  const button = document.getElementById("again");
  const shown = document.getElementById("seconds");
  const ends = Date.now() + Number(shown.textContent) * 1000;
  button.disabled = true;
  const timer = setInterval(() => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    shown.textContent = String(Math.max(left, 0));
    if (left > 0) return;
    clearInterval(timer);
    button.disabled = false;
    note.hidden = true;
  }, 500);
}
