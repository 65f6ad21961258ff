/**
 * Returns whether a text is a path below a folder. Everything else is refused before it becomes part of a file's name or
 * of a URL, whose `..` lead to other runs and other buckets.
 */
export function isRunPath(path: string): boolean {
  return path.split("/").every((part) => !["", ".", ".."].includes(part)) && !path.includes("\\");
}
