const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  log: "text/plain; charset=utf-8",
  md: "text/plain; charset=utf-8",
  py: "text/plain; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  yaml: "text/plain; charset=utf-8",
  json: "application/json",
  xml: "application/xml",
};

/** Returns the media type with which a browser shows a file of a run. */
export function contentType(path: string): string {
  return TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
}
