import { createHash } from "node:crypto";

/** A smiling theatre mask. It is inline, so that no page asks for `/favicon.ico`. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#6d3b8f"/>' +
    '<path d="M4.5 5.5h1.5m4 0h1.5M4 9c1 4 7 4 8 0z" stroke="#fff" stroke-width="1.4" fill="#fff" stroke-linecap="round"/></svg>',
)}`;

/** Returns the hash of a script or a style, by which a content security policy allows it. */
export function contentHash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
