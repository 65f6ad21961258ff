/** A command of a page, and what the page says that it prints. */
export interface PageCommand {
  line: string;
  prints: string | undefined;
}

/** Returns the commands of the blocks for shells (` ```sh `) of a page's section, in their order. */
export function commandsOf(page: string, section: string): PageCommand[] {
  const lines = blocksOf(page, section, "sh").flatMap((block) => block.split("\n"));
  return lines.flatMap((line, at) => {
    if (line.startsWith("# ")) return [];
    const next = lines[at + 1];
    return [{ line, prints: next?.startsWith("# ") ? next.slice(2) : undefined }];
  });
}

/** Returns what a section's only difference takes away and what it adds. */
export function differenceOf(page: string, section: string): [before: string, after: string] {
  const [block = ""] = blocksOf(page, section, "diff");
  const side = (mark: string) =>
    block
      .split("\n")
      .filter((line) => line.startsWith(mark))
      .map((line) => line.slice(1))
      .join("\n");
  return [side("-"), side("+")];
}

function blocksOf(page: string, section: string, language: string): string[] {
  const [, after = ""] = page.split(`\n## ${section}\n`);
  const [text = ""] = after.split(/^## /m);
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\`$`, "gms"));
  return [...blocks].map(([, block = ""]) => block);
}
