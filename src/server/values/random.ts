/** Returns a number from 0 to below 1. */
export type Random = () => number;

/** Creates a generator that returns the same numbers for the same text. */
export function seededRandom(text: string): Random {
  return smallFast(hash(text));
}

/** Hashes a text to 32 bits: a polynomial in 31. */
function hash(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return sum;
}

/** Bob Jenkins's small fast generator (32 bits). All of its state gets the same seed. */
function smallFast(seed: number): Random {
  let [a, b, c, d] = [seed, seed, seed, seed];
  return () => {
    const rest = (a - ((b << 27) | (b >>> 5))) | 0;
    a = b ^ ((c << 17) | (c >>> 15));
    b = (c + d) | 0;
    c = (d + rest) | 0;
    d = (a + rest) | 0;
    return (d >>> 0) / 2 ** 32;
  };
}

/** Returns a whole number between two, both included. */
export function randomWhole(random: Random, low: number, high: number): number {
  return Math.min(high, low + Math.floor(random() * (high - low + 1)));
}

/** @throws Error if there are no items */
export function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[randomWhole(random, 0, choices.length - 1)];
  if (choice === undefined) throw new Error("there is nothing to pick from");
  return choice;
}
