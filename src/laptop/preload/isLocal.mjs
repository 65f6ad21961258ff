// @ts-check

/**
 * Returns whether a host is this machine itself, which the cluster is not asked for. The unspecified addresses are, too:
 * a connection to them goes to this machine.
 *
 * @param {string} host a name or an address
 */
export function isLocal(host) {
  const name = host.toLowerCase().replace(/^\[|\]$|\.$/g, "");
  return (
    name === "" ||
    name === "localhost" ||
    name.endsWith(".localhost") ||
    /^(::ffff:)?(127\.\d+\.\d+\.\d+|0\.0\.0\.0)$/.test(name) ||
    name === "::1" ||
    name === "::"
  );
}
