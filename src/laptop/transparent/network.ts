import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where redirected connections arrive. */
export const PROXY_PORT = 15_001;
/** Connections from this address are our own, and are not redirected. */
export const OWN_ADDRESS = "127.0.0.9";
/** Of the documentation (RFC 5737, RFC 3849): programs see them as their own addresses. */
export const PROGRAM_ADDRESS = "192.0.2.1";
/** Of a container's network alone: the machine itself, whose own addresses are none there. */
export const MACHINE_ADDRESS = "192.0.2.2";
const PROGRAM_ADDRESS_6 = "2001:db8::1";
const ADDRESSES_6 = "/proc/net/if_inet6";

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
 * Sets up this process's own network for a program of this machine, in which names are asked of port 53.
 *
 * @param folder for the files that programs see in the place of the machine's own
 * @throws {Error} when a tool fails
 */
export function setUpNetwork(folder: string): void {
  redirectAll();
  replace("/etc/resolv.conf", "nameserver 127.0.0.1\n", folder);
  // Other sources, such as systemd-resolved, would be asked outside of this network.
  replace("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n", folder);
  for (const socket of ["/run/nscd/socket", "/var/run/nscd/socket"]) {
    if (existsSync(socket)) run("mount", "--bind", "/dev/null", socket);
  }
}

/**
 * Makes every address of this process's own network lead to the loopback device, where connections are redirected.
 *
 * @throws {Error} when a tool fails
 */
export function redirectAll(): void {
  run("ip", "link", "set", "lo", "up");
  run("ip", "addr", "add", `${PROGRAM_ADDRESS}/32`, "dev", "lo");
  run("ip", "route", "add", "default", "dev", "lo", "src", PROGRAM_ADDRESS);
  // Without IPv6 there is nothing to redirect: the kernel has no table of addresses, or one without any.
  if (existsSync(ADDRESSES_6) && readFileSync(ADDRESSES_6, "utf8") !== "") {
    run("ip", "-6", "addr", "add", `${PROGRAM_ADDRESS_6}/128`, "dev", "lo", "nodad");
    run("ip", "-6", "route", "add", "default", "dev", "lo", "src", PROGRAM_ADDRESS_6);
  }
  run("nft", "-f", "-", RULES);
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
