import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The programs that are needed, and the packages that have them on Debian and Fedora. */
const TOOLS = { unshare: "util-linux", mount: "util-linux", ip: "iproute2", nft: "nftables" };

/** Folders of administration's tools, which an ordinary user may not have in the PATH. */
export const TOOL_PATH = `${process.env.PATH ?? ""}:/usr/sbin:/sbin`;

/** What gives a program a network of its own, in which this user is allowed everything. */
export const OWN_NETWORK = ["--user", "--map-root-user", "--net", "--mount", "--"];

const RESTRICTED_BY_APPARMOR = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";

/** Returns in one line why programs cannot get a network of their own here, or undefined if they can. */
export function whyNotTransparent(): string | undefined {
  if (process.platform !== "linux") return "only Linux has networks of a program's own";
  const env = { ...process.env, PATH: TOOL_PATH };
  for (const [tool, from] of Object.entries(TOOLS)) {
    const { error } = spawnSync(tool, ["--version"], { env, stdio: "ignore" });
    if (error !== undefined) return `"${tool}" is missing (package ${from})`;
  }
  const tried = spawnSync("unshare", [...OWN_NETWORK, "ip", "link", "set", "lo", "up"], {
    env,
    encoding: "utf8",
  });
  if (tried.status === 0) return undefined;
  const said = tried.stderr.trim().split("\n")[0] || "unshare fails";
  return `${said}${isRestricted() ? ` (${RESTRICTED_BY_APPARMOR} is 1)` : ""}`;
}

function isRestricted(): boolean {
  try {
    return readFileSync(RESTRICTED_BY_APPARMOR, "utf8").trim() === "1";
  } catch {
    return false;
  }
}
