/**
 * Returns whether a host of a Gateway's server, `*.example.com` or `namespace/*.example.com`, accepts a host that is
 * declared in a namespace.
 */
export function serverTakes(server: string, host: string, namespace: string): boolean {
  const [place, name = place] = server.includes("/") ? server.split("/") : ["*", server];
  if (place !== "*" && place !== "." && place !== namespace) return false;
  return (
    name === "*" ||
    name === host ||
    (name?.startsWith("*.") === true && host.endsWith(name.slice(1)))
  );
}
