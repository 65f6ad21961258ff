/** A metrics query: `p95:trace.web.request{service:shop AND env:prod} by {resource_name}`. */
export interface MetricQuery {
  aggregation: string;
  metric: string;
  matches: Condition;
  by: string[];
  asCount: boolean;
}

export type Tags = Readonly<Record<string, string>>;
type Condition = (tags: Tags) => boolean;

/**
 * Parses a query as docs.datadoghq.com/metrics/advanced-filtering describes it: functional operators, wildcards at the
 * beginning or the end of a value.
 */
export function parseMetricQuery(text: string): MetricQuery {
  const match =
    /^(sum|avg|min|max|count|p\d{1,2}(?:\.\d{1,2})?):([a-zA-Z][\w.]*)\{([^{}]+)\}(?: by \{([\w.,]+)\})?(\.as_count\(\))?$/.exec(
      text,
    );
  if (match === null) throw new Error(`Error parsing query: ${text}`);
  const [, aggregation = "", metric = "", filter = "", by, asCount] = match;
  return {
    aggregation,
    metric,
    matches: parseFilter(filter),
    by: by?.split(",") ?? [],
    asCount: asCount !== undefined,
  };
}

export function parseFilter(text: string): Condition {
  if (text.trim() === "*") return () => true;
  const tokens = text.match(/[()]|[^\s(),]+/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? "";
  const accept = (token: string) => tokens[at] === token && at++ >= 0;

  function or(): Condition {
    const parts = [and()];
    while (accept("OR")) parts.push(and());
    return (tags) => parts.some((part) => part(tags));
  }
  function and(): Condition {
    const parts = [not()];
    while (accept("AND")) parts.push(not());
    return (tags) => parts.every((part) => part(tags));
  }
  function not(): Condition {
    if (!accept("NOT")) return atom();
    const part = atom();
    return (tags) => !part(tags);
  }
  function atom(): Condition {
    if (accept("(")) {
      const inner = or();
      if (!accept(")")) throw new Error(`expected ) in ${text}`);
      return inner;
    }
    const token = next();
    if (accept("IN")) {
      if (!accept("(")) throw new Error(`expected ( after IN in ${text}`);
      const values = new Set<string>();
      while (!accept(")")) {
        if (at >= tokens.length) throw new Error(`expected ) in ${text}`);
        values.add(next());
      }
      return (tags) => values.has(tags[token] ?? "N/A");
    }
    const colon = token.indexOf(":");
    if (colon < 1 || colon === token.length - 1) throw new Error(`expected a tag, got "${token}"`);
    return condition(token.slice(0, colon), token.slice(colon + 1));
  }

  const condition_ = or();
  if (at < tokens.length) throw new Error(`unexpected "${tokens[at]}" in ${text}`);
  return condition_;
}

function condition(key: string, value: string): Condition {
  if (value.endsWith("*")) return (tags) => tags[key]?.startsWith(value.slice(0, -1)) ?? false;
  if (value.startsWith("*")) return (tags) => tags[key]?.endsWith(value.slice(1)) ?? false;
  return (tags) => tags[key] === value;
}
