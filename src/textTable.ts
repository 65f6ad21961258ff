/**
 * Returns a table as text. Columns are padded to their longest cell and separated by two spaces; each line begins with
 * two spaces.
 *
 * @param right indexes of the columns that are aligned to the right
 */
export function formatTable(rows: string[][], right: number[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) => {
      const cells = row.map((cell, i) =>
        right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      );
      return `  ${cells.join("  ")}`.trimEnd();
    })
    .join("\n");
}
