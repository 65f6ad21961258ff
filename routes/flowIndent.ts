/**
 * YAML text in which lines that begin with a closing bracket are indented further. By the letter of YAML 1.2 a bracket
 * must be indented more than the key whose value it closes, but most parsers do not mind, and people write
 *
 *     example: {
 *       "a": 1
 *     }
 *
 * Lines of block scalars, whose indentation is content, stay as they are. Lines keep their numbers.
 */
export function indentClosers(text: string): string {
  /** Indentation of the key whose block scalar the lines belong to. */
  let scalarOf: number | undefined;
  return text
    .split("\n")
    .map((line) => {
      const indent = line.search(/[^ ]/);
      if (scalarOf !== undefined && (indent === -1 || indent > scalarOf || line.trim() === "")) {
        return line;
      }
      // A list's dashes are indentation for the key behind them.
      const key = line.match(/^ *(?:- +)*/)?.[0].length ?? 0;
      scalarOf = /(?:^|[:-] +|[:-] +[!&]\S+ +)[|>][-+\d]*[ \t]*(?:#.*)?\r?$/.test(line)
        ? key
        : undefined;
      return /^ *[}\]]/.test(line) ? `${CLOSER_INDENT}${line}` : line;
    })
    .join("\n");
}

/** Deeper than any key. */
const CLOSER_INDENT = " ".repeat(200);
