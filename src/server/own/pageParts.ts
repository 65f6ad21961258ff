import { createHash } from "node:crypto";

/** A smiling theatre mask. It is inline, so that no page asks for `/favicon.ico`. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#6d3b8f"/>' +
    '<path d="M4.5 5.5h1.5m4 0h1.5M4 9c1 4 7 4 8 0z" stroke="#fff" stroke-width="1.4" fill="#fff" stroke-linecap="round"/></svg>',
)}`;

interface PageHead {
  /** Escaped. */
  title: string;
  style: string;
  /** The page's script, which stands in its body. */
  script: string;
  /** Whether the script asks the page's own server. */
  connects: boolean;
}

/** Returns a page from its first line to its body. Its content security policy forbids all that it does not contain. */
export function pageHead({ title, style, script, connects }: PageHead): string {
  const policy = [
    "default-src 'none'",
    `script-src '${contentHash(script)}'`,
    `style-src '${contentHash(style)}'`,
    "img-src data:",
    ...(connects ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${style}</style>
</head>`;
}

/** Returns the hash of a script or a style, by which a content security policy allows it. */
function contentHash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** Returns a script or a style without its indent. No text in it may contain a line end. */
export function withoutIndent(text: string): string {
  return text.replaceAll(/\n\s+/g, "\n");
}

/** Returns JSON that can't end the element that holds it. */
export function jsonInPage(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
}
