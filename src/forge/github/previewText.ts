/** One preview, as people are told about it. */
export interface Preview {
  /** `shop/payments` */
  origin: string;
  key: string;
  stage: Stage;
  /** `ready`, or why it is not: `waiting for the image since 14:02`. */
  state: string;
  image?: string | undefined;
  /** A link that leads there. */
  url?: string | undefined;
  /** Other ways to reach it, such as a header with its value. */
  ways?: readonly string[] | undefined;
  /** ISO 8601 */
  ends?: string | undefined;
}

export type Stage = "waiting" | "ready" | "failed" | "ended";

/** All previews of one pull request that one cluster has. */
export interface Reported {
  /** Name of the cluster for people and in marks, such as `staging`: each one writes its own comment. */
  cluster: string;
  previews: readonly Preview[];
}

/** The stage of several previews is that of the one that is worst off. */
const WORST: Stage[] = ["failed", "waiting", "ready", "ended"];
const LONGEST_DESCRIPTION = 140;

export function stageOf(previews: readonly Preview[]): Stage {
  return WORST.find((stage) => previews.some((preview) => preview.stage === stage)) ?? "ended";
}

/** Returns the state in one line, short enough for a commit status. */
export function stateText(previews: readonly Preview[]): string {
  const texts = previews.map(({ origin, state }) => `${origin}: ${state}`);
  const text = texts.join("; ") || "there is no preview";
  return text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 1)}…`;
}

/** Returns the text of a comment, in GitHub's Markdown. */
export function commentText(cluster: string, previews: readonly Preview[]): string {
  const parts = previews.map((preview) =>
    [
      `**${code(preview.origin)}**: ${code(preview.state)}`,
      `- Key: ${code(preview.key)}`,
      ...(preview.url === undefined
        ? []
        : [`- Link: <${encodeURI(preview.url).replaceAll("%25", "%")}>`]),
      ...(preview.ways ?? []).map((way) => `- Or: ${code(way)}`),
      ...(preview.image === undefined ? [] : [`- Image: ${code(preview.image)}`]),
      ...(preview.ends === undefined ? [] : [`- Ends: ${code(preview.ends)}`]),
    ].join("\n"),
  );
  const head = `### Previews in ${code(cluster)}`;
  return [head, ...(parts.length > 0 ? parts : ["There is no preview now."])].join("\n\n");
}

/** Returns text that Markdown shows as it is. */
function code(text: string): string {
  return `\`${text.replaceAll(/[`\r\n]/g, "'")}\``;
}
