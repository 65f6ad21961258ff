import { readFileSync } from "node:fs";

/** A program of the page. Those that import Vitest are tests, which run with the examples. */
function programsOf(markdown: string): { heading: string; text: string; declares?: string }[] {
  return markdown.split(/^##+ /m).flatMap((section) => {
    const [heading = ""] = section.split("\n");
    const blocks = [...section.matchAll(/```ts\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g)];
    return blocks
      .map(([, text = "", declares]) => ({ heading, text, ...(declares && { declares }) }))
      .filter(({ text }) => !text.includes('from "vitest"'));
  });
}

/** The page of the components. */
export const page = readFileSync("docs/components.md", "utf8");

/** Its programs. */
export const programs = programsOf(page);
