// Convenience only: every page works without this. Moves the slider and the number together, and goes
// to the position when the slider is let go.

for (const slide of document.querySelectorAll("[data-scrub]")) {
  const form = document.getElementById(slide.dataset.scrub);
  const number = form.elements.at;
  const range = slide.querySelector("input");
  const shown = slide.querySelector("output");
  slide.hidden = false;

  const go = () => {
    if (number.value !== number.defaultValue) form.requestSubmit();
  };
  range.addEventListener("input", () => {
    number.value = shown.value = range.value;
  });
  number.addEventListener("input", () => {
    if (number.validity.valid && number.value !== "") range.value = shown.value = number.value;
  });
  // A key moves one position at a time, and a page for each would be too much: the keyboard goes on Enter.
  range.addEventListener("pointerup", go);
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go();
  });
}
