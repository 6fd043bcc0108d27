// The sliders.  Both scales are logarithmic; their stops are round numbers, ten to a power of ten, so that what is
// shown is exactly what is used.

const ROUND = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

function stops(low, high) {
  const found = [];
  for (let power = low; power < high; power += 1) {
    found.push(...ROUND.map((digit) => Number(`${digit}e${power}`)));   // by decimal text, without rounding
  }
  return [...found, Number(`1e${high}`)];
}

/** A slider over these values; returns a function that gives the value chosen. */
function makeSlider(input, output, values, start) {
  input.max = values.length - 1;
  input.value = values.indexOf(start);
  const chosen = () => values[input.value];
  const show = () => {
    output.textContent = chosen();
    input.setAttribute("aria-valuetext", chosen());
  };
  input.addEventListener("input", show);
  show();
  return chosen;
}

/** Wire up the settings; returns a function that gives {lr, lam, epochs}. */
export function makeSettings(byId, changed) {
  const lr = makeSlider(byId("lr"), byId("lr-value"), stops(-2, 1), 0.5);
  const lam = makeSlider(byId("lam"), byId("lam-value"), [0, ...stops(-3, 2)], 0.01);
  const epochs = byId("epochs");
  const count = () => Math.round(Math.min(Math.max(epochs.valueAsNumber || 1, 1), 2000));
  // Typing passes through numbers that nobody means (3, 30, 300), but each is quickly trained.
  for (const input of [byId("lr"), byId("lam"), epochs]) input.addEventListener("input", changed);
  epochs.addEventListener("change", () => (epochs.value = count()));
  return () => ({ lr: lr(), lam: lam(), epochs: count() });
}
