import { run } from "../e2e/run.ts";

/** A route as a proxy has it. */
export interface ProxyRoute {
  /** Of the virtual host, such as `payments.shop.svc.cluster.local`. */
  domains: string[];
  name: string;
  /** Delay in milliseconds. */
  delay: number;
}

/** Returns the routes of a pod's proxy for one port, in the order in which it tries them. */
export async function proxyRoutes(pod: string, port: number): Promise<ProxyRoute[]> {
  const args = ["proxy-config", "routes", pod, "--name", String(port), "-o", "json"];
  const [config]: RouteConfig[] = JSON.parse(await run("istioctl", args));
  return (config?.virtualHosts ?? []).flatMap(({ domains, routes = [] }) =>
    routes.map(({ name = "", typedPerFilterConfig }) => {
      const { fixedDelay = "0s" } = typedPerFilterConfig?.["envoy.filters.http.fault"]?.delay ?? {};
      return { domains, name, delay: Math.round(Number.parseFloat(fixedDelay) * 1000) };
    }),
  );
}

interface RouteConfig {
  virtualHosts: {
    domains: string[];
    routes?: {
      name?: string;
      typedPerFilterConfig?: Record<string, { delay?: { fixedDelay?: string } }>;
    }[];
  }[];
}
