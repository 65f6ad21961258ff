/** Returns a text as HTML and XML have it, between tags and in quoted values alike. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Returns a text for a value in quotes of XML, in which a parser finds its line ends, and no character is forbidden. */
export function escapeXml(text: string): string {
  const allowed = text.replaceAll(
    /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu,
    "\uFFFD",
  );
  return escapeMarkup(allowed).replaceAll("\n", "&#10;");
}
