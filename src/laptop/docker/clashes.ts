import type { Problem } from "../../problem.ts";

/** Options of `docker run` that a container in another one's network cannot have, or that would let it go on alone. */
const CLASHING = [
  ["network", "net", "network-alias", "net-alias", "ip", "ip6", "mac-address", "link"],
  ["dns", "dns-search", "dns-option", "dns-opt", "add-host", "hostname", "domainname"],
  ["publish", "publish-all", "expose"],
].flat();

const IN_THE_NETWORK = "Leave it out: the container is in the cluster's network.";
const ATTACHED = "Leave it out: the container runs as long as this command.";

/** Letters of options without a value, which may stand before another letter: `-itp 80:80`. */
const SHORT = /^-[itqP]*?([dhpP])/;

/** Returns what is wrong in arguments for `docker run`, which stand before the image's name. */
export function clashesIn(args: readonly string[]): Problem[] {
  return args.flatMap((arg) => {
    const long = /^--([^=]+)/.exec(arg)?.[1];
    const short = SHORT.exec(arg)?.[1];
    const isDetached = long === "detach" || short === "d";
    if (!isDetached && short === undefined && !CLASHING.includes(long ?? "")) return [];
    const where = `--docker … -- ${arg}`;
    const what = "docker run cannot have this option here";
    return [{ where, what, fix: isDetached ? ATTACHED : IN_THE_NETWORK }];
  });
}
