import type { ProxyServer } from "./proxy.ts";

/** What programs must not ask the proxy for: this machine. */
const LOCAL = "localhost,127.0.0.1,::1";

/**
 * Returns the variables by which programs use a proxy, in the spellings that programs look for. curl reads `http_proxy`
 * in small letters only.
 */
export function proxyVariables({ port, credentials }: ProxyServer): Record<string, string> {
  const { user, password } = credentials;
  const at = `${user}:${password}@127.0.0.1:${port}`;
  const variables = {
    HTTP_PROXY: `http://${at}`,
    HTTPS_PROXY: `http://${at}`,
    ALL_PROXY: `socks5h://${at}`,
    NO_PROXY: LOCAL,
  };
  const small = Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...variables, ...Object.fromEntries(small), grpc_proxy: `http://${at}` };
}
