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
  /** Indentation that the lines of the block scalar above exceed. */
  let scalarIndent = Number.POSITIVE_INFINITY;
  return text
    .split("\n")
    .map((line) => {
      const isBlank = line.trim() === "";
      if (isBlank || line.search(/[^ ]/) > scalarIndent) return line;
      scalarIndent = BLOCK_SCALAR.test(line) ? indentOfParent(line) : Number.POSITIVE_INFINITY;
      return /^ *[}\]]/.test(line) ? CLOSER_INDENT + line : line;
    })
    .join("\n");
}

/** Ends with `|` or `>`, perhaps with indicators and a comment, as the value of a key or an item of a list. */
const BLOCK_SCALAR = /(?:^|[:-] +|[:-] +[!&]\S+ +)[|>][-+\d]*[ \t]*(?:#.*)?\r?$/;

/** Deeper than any key. */
const CLOSER_INDENT = " ".repeat(200);

/** Column of the key that has the scalar, for which a list's dashes are indentation, or of the dash that has it. */
function indentOfParent(line: string): number {
  const dashes = line.match(/^ *(?:- +)*/)?.[0] ?? "";
  const isItem = /^[|>!&]/.test(line.slice(dashes.length));
  return isItem ? dashes.lastIndexOf("-") : dashes.length;
}
