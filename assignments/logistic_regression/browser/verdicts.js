// What a training run means, in words.

import { show } from "./numbers.js";

/** One or two sentences on a run, and whether it went well. */
export function judgeTraining({ w, b, losses, count }, epochs) {
  const { words, good } = judgeDescent(w, b, losses);
  if (count === epochs) return { words, good };
  const entries = `losses has ${count} ${count === 1 ? "entry" : "entries"} for ${epochs} epochs; it should have one an epoch.`;
  return { words: `${words} ${entries}`.trim(), good: false };
}

function judgeDescent(w, b, losses) {
  const broken = losses.findIndex((loss) => !Number.isFinite(loss));
  if (broken >= 0) {
    const word = Number.isNaN(losses[broken]) ? "not a number (NaN)" : "infinite";
    return bad(`The loss is ${word} from epoch ${broken + 1} on. Did training diverge? Try a smaller learning rate; ` +
      "if that does not help, look for the logarithm of a probability that is exactly 0.");
  }
  if (!Number.isFinite(w) || !Number.isFinite(b)) {
    return bad("w and b are no longer finite: training diverged. Try a smaller learning rate.");
  }
  if (losses.length < 2) return { words: "", good: true };
  const [first, last] = [losses[0], losses.at(-1)];
  if (last > first * 1.0001) {
    return bad(`The loss grew from ${show(first, 4)} to ${show(last, 4)}: training diverged, each step is too long. ` +
      "Try a smaller learning rate.");
  }
  if (Math.abs(w) > 1e6) return bad(`w ran away to ${show(w, 1)}: training diverged. Try a smaller learning rate.`);
  const tail = losses.slice(-20);
  const rise = Math.max(0, ...tail.slice(1).map((loss, k) => loss - tail[k]));
  if (rise > 1e-3) {
    return bad("The loss jumps up and down and does not settle: the steps are too long. Try a smaller learning rate.");
  }
  const recent = losses[Math.floor(losses.length * 0.9) - 1] ?? first;
  if (recent - last > 0.01 * Math.abs(last)) {
    return { words: "The loss is still falling: more epochs or a larger learning rate would bring it lower.", good: true };
  }
  return { words: `The loss has settled at ${show(last, 4)}.`, good: true };
}

const bad = (words) => ({ words, good: false });
