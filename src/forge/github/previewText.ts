import type { Preview, Stage } from "../previewReport.ts";

/** The stage of several previews is that of the one that is worst off. */
const WORST: Stage[] = ["failed", "waiting", "ready", "ended"];
/** GitHub's limit for descriptions of statuses. */
const LONGEST_DESCRIPTION = 140;
/** Of one text in a comment, such as the words in which a cluster refuses an object. */
const LONGEST_TEXT = 500;

export function stageOf(previews: readonly Preview[]): Stage {
  return WORST.find((stage) => previews.some((preview) => preview.stage === stage)) ?? "ended";
}

/** Returns what there is in one line, short enough for the description of a status. */
export function shortText(previews: readonly Preview[]): string {
  const texts = previews.map(({ origin, key, state, ends }) => {
    const name = key === undefined ? origin : `${origin} (${key})`;
    const until = ends === undefined ? "" : `, ends ${ends}`;
    return `${name}: ${state}${until}`;
  });
  return cut(plain(texts.join("; ")), LONGEST_DESCRIPTION);
}

/** Returns a status as people are shown it; "" if there is none. */
export function shownState(status: { state?: unknown; description?: unknown } | undefined): string {
  return status === undefined ? "" : `${status.state}: ${status.description}`;
}

/** Returns the text of a comment, in GitHub's Markdown. */
export function commentText(name: string, previews: readonly Preview[]): string {
  return [`### Previews: ${code(name)}`, ...previews.map(previewText)].join("\n\n");
}

function previewText(preview: Preview): string {
  const { origin, key, state, headers, addresses = [], call, image, ends } = preview;
  const rows: [string, string | undefined][] = [
    ["Key", key],
    ...headers.map((header): [string, string] => ["Header", header]),
    ["From a pod", call],
    ["Image", image],
    ["Ends", ends],
  ];
  return [
    `**${code(origin)}**: ${code(state)}`,
    // Names of DNS, which can be nothing else in Markdown.
    ...addresses.map((address) => `- Open: <${address}>`),
    ...rows.flatMap(([name, text]) => (text === undefined ? [] : `- ${name}: ${code(text)}`)),
  ].join("\n");
}

/** What is said of a preview of which is only known that it is no more. */
export const GONE = "it gets no preview any more";

/** Returns those previews of a comment's text that it does not say are gone. */
export function previewsIn(comment: string): Pick<Preview, "origin" | "key">[] {
  return comment
    .replaceAll("\r\n", "\n")
    .split(/\n(?=\*\*`)/)
    .flatMap((text) => {
      const [, origin, state = ""] = /^\*\*`([^`]+)`\*\*: `([^`]*)`/.exec(text) ?? [];
      if (origin === undefined || state === GONE || state.startsWith("is deleted: ")) return [];
      const [, key] = /^- Key: `([^`]+)`$/m.exec(text) ?? [];
      return [{ origin, ...(key !== undefined && { key }) }];
    });
}

/** Returns a text that Markdown shows as it is: no link, image, mention or HTML comes out of a code span. */
function code(text: string): string {
  return `\`${cut(plain(text).replaceAll("`", "'"), LONGEST_TEXT)}\``;
}

/** Returns a text without line breaks and other characters that change how the text around it is shown. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
