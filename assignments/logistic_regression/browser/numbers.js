// Numbers as people read them.

const MINUS = "\u2212";

/** Fixed decimals where that is readable, a power of ten where it is not, a word where it is no number. */
export function show(value, decimals) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : `${MINUS}infinity`;
  const plain = Math.abs(value) < 1e5 ? value.toFixed(decimals) : value.toExponential(1).replace("e+", "e");
  return (Number(plain) === 0 ? plain.replace("-", "") : plain).replaceAll("-", MINUS);
}

/** Round numbers that span a range: about `count` of them, the outer two at or within its ends. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.99);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, k) => {
    const value = (first + k) * step;
    return { value, label: show(value, Math.min(decimals, 6)) };
  });
}
