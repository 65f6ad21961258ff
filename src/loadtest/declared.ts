import { createHash } from "node:crypto";

/** Annotation with a digest of each value that the stack declared last. What differs from it was edited by hand. */
export const DECLARED = "understudy.dev/declared";

interface Content {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

/** Returns the annotation's text for a ConfigMap's content. */
export function declaredDigests({ data, binaryData }: Content): string {
  const values = Object.entries({ ...data, ...binaryData });
  return JSON.stringify(Object.fromEntries(values.map(([key, text]) => [key, digestOf(text)])));
}

/** Returns the digest of one value. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
