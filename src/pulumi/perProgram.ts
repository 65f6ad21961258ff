import * as pulumi from "@pulumi/pulumi";

/**
 * Returns a function that returns what the running program has declared, by name. In tests, each program has its own
 * monitor.
 */
export function perProgram<T>(): () => Map<string, T> {
  const byMonitor = new WeakMap<object, Map<string, T>>();
  return () => {
    const monitor = pulumi.runtime.getMonitor() ?? byMonitor;
    const declared = byMonitor.get(monitor) ?? new Map<string, T>();
    byMonitor.set(monitor, declared);
    return declared;
  };
}

/** Returns the logical name of a provider, which the SDK keeps in a field that its types do not show. */
export function providerName(provider: pulumi.ProviderResource | undefined): string {
  return provider === undefined ? "default" : String(Reflect.get(provider, "__name"));
}
