import type { GithubForge } from "../../src/forge/github/githubForge.ts";
import type { Tell } from "../../src/forge/previewReport.ts";
import type { Problem } from "../../src/problem.ts";
import { DEFAULT_REPORT_NAME, REPORT_NAME } from "../../src/reportName.ts";
import type { Options, Reader, Values } from "../command/option.ts";

const reportName: Reader<string> = {
  expected: "letters, digits, single dashes and the characters _ . / such as staging",
  read: (text) => (REPORT_NAME.test(text) ? text : undefined),
};

/** How pull requests are told about their copies. */
export const reportOptions = {
  comment: {
    type: "boolean",
    description: "Tell each pull request at GitHub about its copies, in one comment",
  },
  status: { type: "boolean", description: "… in a commit status" },
  deployment: { type: "boolean", description: "… in a deployment" },
  "report-as": {
    type: "string",
    placeholder: "name",
    reader: reportName,
    description:
      "Name of the comment, the status and the environment: clusters with the same repositories need one each (default: understudy)",
  },
} as const satisfies Options;

const WAYS = ["comment", "status", "deployment"] as const;

type Given = Values<typeof reportOptions>;

/** Returns what is wrong with these options beside a source of pull requests. */
export function reportMistakes(values: Given, isGithub: boolean): Problem[] {
  const on = WAYS.filter((way) => values[way]);
  if (on.length === 0 && values["report-as"] !== undefined) {
    const what = "names what --comment, --status and --deployment write";
    return [{ where: "--report-as", what, fix: "Add one of them." }];
  }
  if (isGithub) return [];
  return on.map((way) => ({ where: `--${way}`, what: "is for --from github" }));
}

/** Returns what tells pull requests about their copies, or undefined if nothing does. */
export function tellerOf(forge: GithubForge, values: Given): Tell | undefined {
  const { comment, status, deployment, "report-as": name = DEFAULT_REPORT_NAME } = values;
  if (!comment && !status && !deployment) return undefined;
  return forge.reporter({ name, comment, status, deployment });
}
