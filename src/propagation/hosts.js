// @ts-check
import { BlockList, isIP } from "node:net";

/**
 * How much a host gets: everything; only what routes a request (all but the foreign members of `baggage`); or nothing.
 *
 * @typedef {"everything" | "routing" | "nothing"} Reach
 */

const PRIVATE = privateAddresses();

/**
 * Names without a dot, names below `svc`, `local` or `localhost`, and private addresses are in the cluster. A name with
 * one dot may be a Service with its namespace (`payments.shop`) or a public name (`example.com`).
 *
 * @param {string} authority host with or without a port
 * @param {readonly string[]} to hosts that get everything, with all hosts below them; `*` is every host
 * @returns {Reach}
 */
export function reachOf(authority, to) {
  const host = hostOf(authority);
  if (to.some((suffix) => suffix === "*" || isBelow(host, suffix))) return "everything";
  const family = isIP(host);
  if (family !== 0) {
    return PRIVATE.check(host, family === 4 ? "ipv4" : "ipv6") ? "everything" : "nothing";
  }
  if (["svc", "local", "localhost"].some((suffix) => isBelow(host, suffix))) return "everything";
  const dots = host.split(".").length - 1;
  if (host === "" || dots > 1) return "nothing";
  return dots === 0 ? "everything" : "routing";
}

/** @param {string} authority */
function hostOf(authority) {
  if (isIP(authority) !== 0) return authority;
  const [, address] = /^\[(.+)\](?::\d*)?$/.exec(authority) ?? [];
  return address ?? authority.replace(/:\d*$/, "").replace(/\.$/, "").toLowerCase();
}

/**
 * @param {string} host
 * @param {string} suffix
 */
function isBelow(host, suffix) {
  return host === suffix || host.endsWith(`.${suffix}`);
}

function privateAddresses() {
  const list = new BlockList();
  list.addSubnet("10.0.0.0", 8);
  list.addSubnet("100.64.0.0", 10);
  list.addSubnet("127.0.0.0", 8);
  list.addSubnet("169.254.0.0", 16);
  list.addSubnet("172.16.0.0", 12);
  list.addSubnet("192.168.0.0", 16);
  list.addAddress("::1", "ipv6");
  list.addSubnet("fc00::", 7, "ipv6");
  list.addSubnet("fe80::", 10, "ipv6");
  return list;
}
