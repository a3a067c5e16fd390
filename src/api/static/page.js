// Convenience only: every page works without this. Moves the slider and the number together, and goes
// to the position when the slider is let go.

for (const form of document.querySelectorAll("form[data-scrub]")) {
  const number = form.querySelector("input[type=number]");
  const range = form.querySelector("input[type=range]");
  const shown = form.querySelector("output");
  range.closest("[hidden]").hidden = false;

  const show = () => {
    shown.value = range.value;
  };
  range.addEventListener("input", () => {
    number.value = range.value;
    show();
  });
  number.addEventListener("input", () => {
    if (number.validity.valid && number.value !== "") {
      range.value = number.value;
      show();
    }
  });
  // Keys move one position at a time; a page for each would be too much, so the keyboard waits for Enter.
  range.addEventListener("pointerup", () => {
    if (number.value !== number.defaultValue) form.requestSubmit();
  });
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter") form.requestSubmit();
  });
}
