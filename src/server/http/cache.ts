/**
 * Creates a cache that makes missing values. It is emptied when it would hold more than `limit` values. That is enough,
 * because most clients send the same few headers; the limit protects the memory from clients that do not.
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
