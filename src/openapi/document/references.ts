/** What references may lead to beside the files in the document's folder, and what was fetched of that. */
export interface References {
  /** Folders, absolute, whose files may be referred to. */
  folders: readonly string[];
  /** URLs that may be referred to, with all that lies below them. */
  urls: readonly string[];
  /** By URL the absolute path of its copy, or why there is none. */
  fetched: Map<string, { path: string } | { fault: string }>;
  /** URLs that may be referred to, are, and have not been fetched. */
  wanted: Set<string>;
}

/** Of a document that is read for itself. */
export function noReferences(): References {
  return { folders: [], urls: [], fetched: new Map(), wanted: new Set() };
}

/** The URL that a reference in a file means: where it is one itself, or the file is a copy of what lies at one. */
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

/** Whether a URL is one of those that may be referred to, or below one. */
export function mayFetch({ urls }: References, url: string): boolean {
  return (
    /^https?:/.test(url) &&
    urls.some((allowed) => {
      const folder = allowed.endsWith("/") ? allowed : `${allowed}/`;
      return url === allowed || url.startsWith(folder);
    })
  );
}
