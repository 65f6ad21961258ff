import { clashesIn } from "../../src/laptop/docker/clashes.ts";
import { UsageError } from "../command/usageError.ts";

/**
 * Returns the command that is run: what follows "--", or for an image the arguments of `docker run`. Of these, docker's own
 * come before a second "--", and the container's command after it.
 *
 * @throws {UsageError} when docker's arguments are not possible here
 */
export function commandOf(image: string | undefined, words: string[]): string[] {
  if (image === undefined) return words;
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  const problems = clashesIn(own);
  if (problems.length > 0) throw new UsageError(problems);
  return [...own, image, ...(end === -1 ? [] : words.slice(end + 1))];
}
