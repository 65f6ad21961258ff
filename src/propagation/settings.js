// @ts-check

/** Names that gRPC also allows. */
const NAME = /^[a-z0-9_.-]+$/;

/** Headers that concern a single connection, and credentials, which must not be passed on to others. */
const REFUSED = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What this process carries, and to which hosts. */
export const settings = {
  headers: readNames(list(process.env.UNDERSTUDY_PROPAGATE ?? "x-preview")),
  to: readHosts(list(process.env.UNDERSTUDY_PROPAGATE_TO ?? "")),
};

/** @type {typeof import("./types.d.ts").configure} */
export function configure({ headers, to }) {
  if (headers !== undefined) settings.headers = readNames(headers);
  if (to !== undefined) settings.to = readHosts(to);
}

/** @param {string} text */
function list(text) {
  return text.split(",").filter((part) => part.trim() !== "");
}

/** @param {readonly string[]} names */
function readNames(names) {
  const read = names.map((name) => name.trim().toLowerCase());
  for (const name of read.filter((name) => !mayCarry(name))) {
    process.emitWarning(`Header ${JSON.stringify(name)} is not carried to outbound requests.`, {
      code: "UNDERSTUDY_PROPAGATE",
      detail: REFUSED.has(name)
        ? "It belongs to one connection or is a credential."
        : "Not a header's name: letters, digits, '-', '_' and '.'.",
    });
  }
  return new Set(read.filter(mayCarry));
}

/** @param {string} name */
function mayCarry(name) {
  return NAME.test(name) && !REFUSED.has(name);
}

/** @param {readonly string[]} hosts */
function readHosts(hosts) {
  return hosts.map((host) =>
    host
      .trim()
      .toLowerCase()
      .replace(/^\*?\./, ""),
  );
}
