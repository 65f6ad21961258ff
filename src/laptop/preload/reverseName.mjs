// @ts-check
import net from "node:net";

/**
 * Returns the name by which an address is looked up (RFC 1035, 3.5; RFC 3596, 2.5), or undefined for what is no address.
 *
 * @param {unknown} address
 */
export function reverseName(address) {
  const text = String(address);
  if (net.isIPv4(text)) return `${text.split(".").reverse().join(".")}.in-addr.arpa`;
  if (!net.isIPv6(text)) return undefined;
  const [before = "", after] = text.split("::");
  const groups = (/** @type {string} */ part) => part.split(":").filter(Boolean);
  const [first, last] = [groups(before), groups(after ?? "")];
  const all = [...first, ...Array(8 - first.length - last.length).fill("0"), ...last];
  const digits = all.map((group) => group.padStart(4, "0")).join("");
  return `${[...digits].reverse().join(".")}.ip6.arpa`;
}
