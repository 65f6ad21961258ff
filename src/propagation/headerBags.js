// @ts-check

/** @typedef {import("./carry.js").HeaderBag} HeaderBag */

/**
 * Wraps headers in an object, which is changed in place.
 *
 * @param {Record<string, unknown>} headers
 * @returns {HeaderBag}
 */
export function recordBag(headers) {
  /** @param {string} name */
  const keyOf = (name) => Object.keys(headers).find((key) => key.toLowerCase() === name);
  return {
    get: (name) => headers[keyOf(name) ?? name],
    set: (name, value) => {
      headers[keyOf(name) ?? name] = value;
    },
  };
}

/**
 * Wraps headers in a list, `[name, value, name, value]` or `[[name, value], [name, value]]`, which is changed in place.
 *
 * @param {unknown[]} headers
 * @returns {HeaderBag}
 */
export function listBag(headers) {
  const pairs = Array.isArray(headers[0]);
  /** @returns {[string, unknown, number][]} name, value, index */
  const entries = () =>
    pairs
      ? headers.map((pair, index) =>
          Array.isArray(pair) ? [String(pair[0]).toLowerCase(), pair[1], index] : ["", "", index],
        )
      : headers.flatMap((name, index) =>
          index % 2 === 0 ? [[String(name).toLowerCase(), headers[index + 1], index]] : [],
        );
  return {
    get: (name) => {
      const values = entries().flatMap(([key, value]) => (key === name ? [value] : []));
      return values.length === 0 ? undefined : values.join(",");
    },
    set: (name, value) => {
      const indexes = entries().flatMap(([key, , index]) => (key === name ? [index] : []));
      for (const index of indexes.reverse()) headers.splice(index, pairs ? 1 : 2);
      if (pairs) headers.push([name, value]);
      else headers.push(name, value);
    },
  };
}
