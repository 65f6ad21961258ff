/**
 * A cache that makes what it does not have. It is emptied when it would hold more than `limit` values: clients differ
 * little in what they ask, and the limit holds against those who try.
 */
export function createCache<T>(limit: number): (key: string, make: () => T) => T {
  const values = new Map<string, T>();
  return (key, make) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    if (values.size === limit) values.clear();
    const value = make();
    values.set(key, value);
    return value;
  };
}
