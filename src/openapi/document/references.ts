/** The places outside the document's folder that references may lead to, and what was fetched from them. */
export interface References {
  /** Absolute paths of folders whose files may be referred to. */
  folders: readonly string[];
  /** URLs that may be referred to, and all URLs below them. */
  urls: readonly string[];
  /** For each URL the absolute path of its copy, or the reason why there is none. */
  fetched: Map<string, { path: string } | { fault: string }>;
  /** URLs that the document refers to, that are allowed, and that are not fetched yet. */
  wanted: Set<string>;
}

/** For a document without such places. */
export function noReferences(): References {
  return { folders: [], urls: [], fetched: new Map(), wanted: new Set() };
}

/** Returns the URL of a reference that is a URL, or that is relative in a file that was fetched from a URL. */
export function referredUrl(
  references: References,
  file: string,
  path: string,
): string | undefined {
  const base = [...references.fetched].find(
    ([, copy]) => "path" in copy && copy.path === file,
  )?.[0];
  if (base === undefined && !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(path)) return undefined;
  const url = URL.parse(path, base);
  if (url === null) return path;
  url.hash = "";
  return url.href;
}

/** Whether a URL, or one above it, may be referred to. */
export function mayFetch({ urls }: References, url: string): boolean {
  return (
    /^https?:/.test(url) &&
    urls.some((allowed) => {
      const folder = allowed.endsWith("/") ? allowed : `${allowed}/`;
      return url === allowed || url.startsWith(folder);
    })
  );
}
