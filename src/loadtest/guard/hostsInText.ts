import { isIP } from "node:net";

/**
 * Returns the hosts in a value of an environment variable or an argument, as they are written there, without ports: those
 * of URLs and connection strings, lists with ports, and bare ones where the variable's name says that it is a host. A
 * host of one word may be any word, so that it needs a scheme, a port, or such a name.
 *
 * @param name of the variable; undefined for an argument
 */
export function hostsInText(text: string, name: string | undefined): string[] {
  if (name !== undefined && /^no_proxy$/i.test(name)) return [];
  const found = [...inUrls(text), ...inConnectionStrings(text)];
  for (const token of text.split(/[\s,;]+/)) {
    if (token.includes("://")) continue;
    const { host, port } = splitPort(token.replace(/^[^/]*@/, "").replace(/\/.*$/, "")) ?? {};
    if (host === undefined) continue;
    if (port === undefined ? isBare(host, name) : port.length > 1) found.push(host);
  }
  return [...new Set(found.filter(isHost))];
}

/** Schemes whose URLs name no host: files, buckets, identities. */
const HOSTLESS = ["file", "unix", "s3", "gs", "classpath", "spiffe", "arn", "urn"];

const URL_TEXT = /([a-z][a-z0-9+.-]*):\/\/(?:[^\s/"'<>]*@)?([^\s/?#"'<>;|\\)}]*)/gi;

function inUrls(text: string): string[] {
  const urls = text.replace(/,(?=[a-z][a-z0-9+.-]*:\/\/)/gi, " ");
  return [...urls.matchAll(URL_TEXT)].flatMap(([, scheme = "", hosts = ""]) =>
    HOSTLESS.includes(scheme.toLowerCase())
      ? []
      : hosts.split(",").flatMap((one) => splitPort(one)?.host ?? []),
  );
}

/** What stands before hosts that are no URL's: Oracle, Go's MySQL, ADO and libpq, gRPC. */
const CONNECTIONS = [
  /jdbc:oracle:[a-z0-9]+:[^@\s]*@(?:\/\/)?([^\s/:]+)/gi,
  /@(?:tcp|udp)\(([^)]+)\)/gi,
  /(?:host|server|data source|addr|address)\s*=\s*["']?(?:tcp:)?([^\s;,"']+)/gi,
  /\b(?:dns|xds|passthrough|ipv4|ipv6):(?:\/\/[^\s/]*\/)([^\s,;]+)/gi,
];

function inConnectionStrings(text: string): string[] {
  return CONNECTIONS.flatMap((expression) =>
    [...text.matchAll(expression)].flatMap(([, host = ""]) => splitPort(host)?.host ?? []),
  );
}

/** Returns a host and its port, or undefined if the text has another form. */
function splitPort(text: string): { host: string; port?: string } | undefined {
  const [, host, port] = /^(\[[0-9a-f:.%]+\]|[\w.*-]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (host === undefined) return isIP(text) === 6 ? { host: text } : undefined;
  return port === undefined ? { host } : { host, port };
}

const NAMES_A_HOST =
  /(?:^|_)(?:host|hostname|addr|address|endpoint|url|uri|server|broker|upstream|domain)(?:s|es)?$/i;

const NO_HOSTS = ["true", "false", "yes", "no", "on", "off", "none", "null", "auto", "default"];

function isBare(host: string, name: string | undefined): boolean {
  if (/\.svc(?:\.cluster\.local)?\.?$/i.test(host)) return true;
  const words = name?.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[.-]/g, "_") ?? "";
  return NAMES_A_HOST.test(words) && !NO_HOSTS.includes(host.toLowerCase());
}

function isHost(text: string): boolean {
  const host = text.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return true;
  const labels = host.replace(/\.$/, "").split(".");
  return (
    host.length <= 253 &&
    labels.every((label) => /^[a-z0-9_]([\w-]{0,61}[a-z0-9_])?$/i.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "")
  );
}
