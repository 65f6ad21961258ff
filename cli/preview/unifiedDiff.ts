/** Lines around a change that are shown too. */
const CONTEXT = 3;

interface DiffLine {
  sign: " " | "-" | "+";
  text: string;
}

/** Returns the difference between two texts line by line, with some lines around each change; "" if there is none. */
export function unifiedDiff(before: string, after: string): string {
  const lines = compare(linesOf(before), linesOf(after));
  const changed = lines.flatMap(({ sign }, i) => (sign === " " ? [] : [i]));
  const isShown = lines.map((_, i) => changed.some((at) => Math.abs(at - i) <= CONTEXT));
  return lines
    .flatMap(({ sign, text }, i) => {
      if (!isShown[i]) return isShown[i - 1] ? ["  ..."] : [];
      return [`${sign} ${text}`];
    })
    .join("\n")
    .replace(/\n {2}\.\.\.$/, "");
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** Keeps the longest common subsequence of lines. */
function compare(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lengths = [...before, ""].map(() => new Array<number>(after.length + 1).fill(0));
  const common = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = lengths[i] ?? [];
      row[j] =
        before[i] === after[j]
          ? common(i + 1, j + 1) + 1
          : Math.max(common(i + 1, j), common(i, j + 1));
    }
  }
  const result: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [old = "", now = ""] = [before[i], after[j]];
    if (i < before.length && j < after.length && old === now) {
      result.push({ sign: " ", text: old });
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && common(i + 1, j) >= common(i, j + 1))) {
      result.push({ sign: "-", text: old });
      i++;
    } else {
      result.push({ sign: "+", text: now });
      j++;
    }
  }
  return result;
}
