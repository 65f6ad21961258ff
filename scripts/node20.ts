// Functions of Node 22 that Node 20 does not have. The build uses these instead, so that the package does not change the
// globals of the user's process.

export function parseUrl(...args: ConstructorParameters<typeof URL>): URL | null {
  try {
    return new URL(...args);
  } catch {
    return null;
  }
}

export function withResolvers<T>(): PromiseWithResolvers<T> {
  const resolvers: Partial<PromiseWithResolvers<T>> = {};
  const promise = new Promise<T>((resolve, reject) =>
    Object.assign(resolvers, { resolve, reject }),
  );
  return { ...(resolvers as PromiseWithResolvers<T>), promise };
}

export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K) {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
