/** The UUID (version 4 in form) that Prism makes of a text, the same each time. */
export function textUuid(text: string): string {
  const random = smallFast(hash(text));
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === "x" ? digit : (digit & 3) | 8).toString(16);
  });
}

/** Every character counts 31 times as much as the next, in 32 bits. */
function hash(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return sum;
}

/** Bob Jenkins's small fast generator in 32 bits with all of its state seeded alike: numbers from 0 to below 1. */
function smallFast(seed: number): () => number {
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
