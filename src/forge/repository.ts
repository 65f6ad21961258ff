/** Where repositories are that are written as `owner/name`. */
const DEFAULT_HOST = "github.com";

const HOST = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\\d+)?";
const OWNER_AND_NAME = "[a-z0-9][a-z0-9_.-]*/(?!\\.{1,2}(?:/|$))[a-z0-9_.-]+";
const URL_FORM = new RegExp(`^https://(${HOST})/(${OWNER_AND_NAME}?)(?:\\.git)?/?$`);
const SHORT_FORM = new RegExp(`^(${OWNER_AND_NAME}?)(?:\\.git)?$`);

/**
 * Returns a repository as `github.com/owner/name`, in lower case, because forges do not tell the two apart. The text may
 * be a URL or `owner/name`, with or without `.git`. Returns undefined if it is something else.
 */
export function readRepository(text: string): string | undefined {
  const lower = text.toLowerCase();
  const [, short] = SHORT_FORM.exec(lower) ?? [];
  if (short !== undefined) return `${DEFAULT_HOST}/${short}`;
  const [, host, path] = URL_FORM.exec(lower) ?? [];
  return host === undefined ? undefined : `${host}/${path}`;
}

/** Returns what to write instead of a text that is no repository, if that can be guessed. */
export function repositoryFix(text: string): string | undefined {
  const ssh = /^(?:ssh:\/\/)?(?:[^@\s/]+@)?([^\s:/]+)[:/]([^\s/]+\/[^\s/]+?)(?:\.git)?$/.exec(text);
  const isSsh = /^ssh:\/\/|^[^@\s/]+@/.test(text);
  const address = isSsh && ssh !== null ? `https://${ssh[1]}/${ssh[2]}` : text.trim();
  const [, base = address] = /^(https?:\/\/[^/\s]+\/[^/\s]+\/[^/?#\s]+)[/?#]/.exec(address) ?? [];
  const better = base.replace(/^http:/, "https:");
  return better !== text && readRepository(better) !== undefined ? `Write ${better}.` : undefined;
}
