// @ts-check

/** Limits of W3C Baggage (https://www.w3.org/TR/baggage/#limits). Everything within them must be carried. */
export const MOST_MEMBERS = 64;
export const MOST_BYTES = 8192;

/** The member that carries route keys. */
const ROUTE_KEYS = "understudy";

/** A name, an equals sign, and printable characters except commas, which separate members. */
const MEMBER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) *=[\x20-\x2b\x2d-\x7e]*$/;

/**
 * Returns the members of a `baggage` header as they are written, each once. Tabs become spaces, which mean the same and
 * which gRPC allows too. Parts that are not members are left out.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function readMembers(text) {
  const members = text.split(",").map((part) => part.replaceAll("\t", " ").trim());
  return [...new Set(members)].filter((member) => MEMBER.test(member));
}

/** @param {string[]} members */
export function routeKeyMembers(members) {
  return members.filter((member) => memberName(member) === ROUTE_KEYS);
}

/**
 * Returns the `baggage` header of an outbound request: first what the app has set, unchanged, then the carried members
 * whose names the app has not set. If not all of them fit, route keys take precedence.
 *
 * @param {string | undefined} present
 * @param {string[]} carried
 * @returns {string | undefined} undefined if there is nothing to add
 */
export function mergeBaggage(present, carried) {
  const own = present === undefined || present.trim() === "" ? [] : [present];
  const members = own.flatMap((text) => text.split(","));
  const names = new Set(members.map(memberName));
  const absent = carried.filter((member) => !names.has(memberName(member)));
  let bytes = own.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
  let count = members.length;
  const fitting = new Set();
  for (const member of new Set([...routeKeyMembers(absent), ...absent])) {
    if (count === MOST_MEMBERS || bytes + member.length > MOST_BYTES) continue;
    fitting.add(member);
    count += 1;
    bytes += member.length + 1;
  }
  if (fitting.size === 0) return undefined;
  return [...own, ...absent.filter((member) => fitting.has(member))].join(",");
}

/** @param {string} member */
function memberName(member) {
  const [pair = ""] = member.split(";", 1);
  return pair.slice(0, Math.max(pair.indexOf("="), 0)).trim();
}
