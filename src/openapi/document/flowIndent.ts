/**
 * Returns YAML text in which lines that begin with a closing bracket are indented more. YAML 1.2 requires that a
 * bracket is indented more than the key whose value it closes, but most parsers do not check this, and people write
 *
 *     example: {
 *       "a": 1
 *     }
 *
 * Lines of block scalars stay as they are, because their indentation is content. No line gets another number.
 */
export function indentClosers(text: string): string {
  /** The lines of the current block scalar are indented more than this. */
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

/** A key or an item of a list whose value is a block scalar: `|` or `>`, with indicators and a comment or without. */
const BLOCK_SCALAR = /(?:^|[:-] +|[:-] +[!&]\S+ +)[|>][-+\d]*[ \t]*(?:#.*)?\r?$/;

/** Deeper than any key. */
const CLOSER_INDENT = " ".repeat(200);

/** Returns the column of the scalar's key (the dashes of lists before it are indentation), or else of its dash. */
function indentOfParent(line: string): number {
  const dashes = line.match(/^ *(?:- +)*/)?.[0] ?? "";
  const isItem = /^[|>!&]/.test(line.slice(dashes.length));
  return isItem ? dashes.lastIndexOf("-") : dashes.length;
}
