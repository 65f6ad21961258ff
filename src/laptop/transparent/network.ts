import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where redirected connections arrive. */
export const PROXY_PORT = 15_001;
/** Connections from this address are our own, and are not redirected. */
export const OWN_ADDRESS = "127.0.0.9";
/** Of the documentation (RFC 5737, RFC 3849): programs see it as their own address. */
const ADDRESSES = ["192.0.2.1/32", "2001:db8::1/128"];

const RULES = `
table inet understudy {
  chain output {
    type nat hook output priority -100
    ip saddr ${OWN_ADDRESS} accept
    meta l4proto tcp redirect to :${PROXY_PORT}
  }
}
`;

/**
 * Sets up this process's own network: every address leads to the loopback device, where connections are redirected,
 * and names are asked of port 53.
 *
 * @param folder for the files that programs see in the place of the machine's own
 * @throws {Error} when a tool fails
 */
export function setUpNetwork(folder: string): void {
  run("ip", "link", "set", "lo", "up");
  const [four = "", six = ""] = ADDRESSES;
  run("ip", "addr", "add", four, "dev", "lo");
  run("ip", "route", "add", "default", "dev", "lo", "src", four.replace(/\/.*/, ""));
  // A machine without IPv6 has nothing to redirect there.
  if (existsSync("/proc/net/if_inet6")) {
    run("ip", "-6", "addr", "add", six, "dev", "lo", "nodad");
    run("ip", "-6", "route", "add", "default", "dev", "lo", "src", six.replace(/\/.*/, ""));
  }
  run("nft", "-f", "-", RULES);
  replace("/etc/resolv.conf", "nameserver 127.0.0.1\n", folder);
  // Other sources, such as systemd-resolved, would be asked outside of this network.
  replace("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n", folder);
  for (const socket of ["/run/nscd/socket", "/var/run/nscd/socket"]) {
    if (existsSync(socket)) run("mount", "--bind", "/dev/null", socket);
  }
}

/** Puts another file in the place of one of the machine's, for this process and those that it starts. */
function replace(file: string, text: string, folder: string): void {
  if (!existsSync(file)) return;
  const own = join(folder, file.replaceAll("/", "-"));
  writeFileSync(own, text, { mode: 0o644 });
  run("mount", "--bind", own, file);
}

function run(program: string, ...args: string[]): void {
  const input = args[0] === "-f" ? args.pop() : undefined;
  const { error, status, stderr } = spawnSync(program, args, { input, encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr.trim()}`);
}
