import { normalPath } from "../../openapi/table/normalPath.ts";

export interface RequestPlace {
  /** As servers match it: without query, normalized. Empty if the target has no path (`*`, `example.com:443`). */
  path: string;
  /** The host of a target that is a whole URL. */
  host?: string;
}

/**
 * Returns the path of a request target. Characters of logs are the bytes of the request, so those beyond ASCII are
 * encoded byte by byte, as they should have been on the wire.
 */
export function requestPath(target: string): RequestPlace {
  if (target.startsWith("/")) return { path: wirePath(target) };
  const url = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(target);
  if (url === null) return { path: "" };
  const rest = target.slice(url[0].length);
  const host = (url[1] ?? "").replace(/^.*@/, "");
  return { path: wirePath(rest.startsWith("/") ? rest : `/${rest}`), host };
}

function wirePath(target: string): string {
  const query = target.indexOf("?");
  const path = query === -1 ? target : target.slice(0, query);
  return normalPath(UNENCODED.test(path) ? path.replaceAll(UNENCODED_ALL, encodeByte) : path);
}

const UNENCODED = /[^!-~]/;
const UNENCODED_ALL = /[^!-~]/g;

function encodeByte(character: string): string {
  const hex = character.charCodeAt(0).toString(16).toUpperCase();
  return `%${hex.padStart(2, "0")}`;
}
