import * as pulumi from "@pulumi/pulumi";

interface Client {
  getChannel?(): { getTarget(): string };
}

/**
 * Returns a function that returns what the running program has declared, by name. For a program of another language the
 * SDK makes a client of the engine for each component, and these have the engine's address in common. A test's program
 * has no engine, but a client of its own.
 */
export function perProgram<T>(): () => Map<string, T> {
  const byAddress = new Map<string, Map<string, T>>();
  const byClient = new WeakMap<object, Map<string, T>>();
  return () => {
    // The SDK's types leave the channel out, and Pulumi's mocks have none.
    const client = pulumi.runtime.getMonitor() as Client | undefined;
    const address = client?.getChannel?.().getTarget();
    if (address !== undefined) return ownMap(byAddress, address);
    return ownMap(byClient, client ?? byClient);
  };
}

function ownMap<Key, T>(
  maps: { get(key: Key): Map<string, T> | undefined; set(key: Key, map: Map<string, T>): unknown },
  key: Key,
): Map<string, T> {
  const map = maps.get(key) ?? new Map<string, T>();
  maps.set(key, map);
  return map;
}

/** Returns the logical name of a provider, which the SDK keeps in a field that its types do not show. */
export function providerName(provider: pulumi.ProviderResource | undefined): string {
  return provider === undefined ? "default" : String(Reflect.get(provider, "__name"));
}

/**
 * Returns what the program has declared under a name in a provider's cluster, and declares it if there is nothing. Its
 * logical name is the plain name or, if another cluster has that already, the name with the provider's added.
 */
export function oncePerCluster<T>(
  declared: Map<string, T>,
  name: string,
  provider: pulumi.ProviderResource | undefined,
  declare: (logicalName: string) => T,
): T {
  const key = `${providerName(provider)}/${name}`;
  const known = declared.get(key);
  if (known !== undefined) return known;
  const isFirst = ![...declared.keys()].some((other) => other.endsWith(`/${name}`));
  const made = declare(isFirst ? name : `${name}-${providerName(provider)}`);
  declared.set(key, made);
  return made;
}
