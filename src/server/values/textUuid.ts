import { seededRandom } from "./random.ts";

/** Returns the UUID that Prism derives from a text. It has the form of version 4, but is the same each time. */
export function textUuid(text: string): string {
  const random = seededRandom(text);
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === "x" ? digit : (digit & 3) | 8).toString(16);
  });
}
