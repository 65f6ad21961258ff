/**
 * Returns a table as text. Columns are padded to their longest cell and separated by two spaces; each line begins with
 * two spaces. Line ends and other control characters in a cell are shown as blanks.
 *
 * @param right indexes of the columns that are aligned to the right
 */
export function formatTable(rows: string[][], right: number[]): string {
  const shown = rows.map((row) =>
    row.map((cell) => cell.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")),
  );
  const widths = (rows[0] ?? []).map((_, i) =>
    Math.max(...shown.map((row) => row[i]?.length ?? 0)),
  );
  return shown
    .map((row) => {
      const cells = row.map((cell, i) =>
        right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      );
      return `  ${cells.join("  ")}`.trimEnd();
    })
    .join("\n");
}
