/** One line of Prometheus' text format. */
export interface Line {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Returns the values of a text in Prometheus' format 0.0.4, without its comments. */
export function parseExposition(text: string): Line[] {
  return text.split("\n").flatMap((line) => {
    const [, name, labels = "", value] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(LABEL)].map(
      ([, label = "", written = ""]) => [label, unescaped(written)] as const,
    );
    const number = value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value);
    return [{ name, labels: Object.fromEntries(pairs), value: number }];
  });
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) =>
    character === "n" ? "\n" : character,
  );
}
