/**
 * Asks the real Prism what it answers, and writes that into the stories that expect nothing yet:
 *
 *     node test/prism/record.ts [file of stories …]
 *
 * Prints, for every other story, in what the real answer differs from it. `npm run format` afterwards.
 */
import { readFileSync, writeFileSync } from "node:fs";

import { differencesOf, parse, violationsOf } from "./compare.ts";
import { layOut } from "./layOut.ts";
import { shortProblem, shortViolations } from "./problem.ts";
import { startRealPrism } from "./realPrism.ts";
import { type Answer, send } from "./send.ts";
import {
  type Expectation,
  groupStories,
  readStories,
  STORY_FILES,
  type Story,
  storyPath,
} from "./story.ts";

/** Vary with time, connection or length, or stand in `violations`. */
const LEFT_OUT = [
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "sl-violations",
  "transfer-encoding",
];

const files = process.argv.slice(2);
for (const file of files.length > 0 ? files : STORY_FILES) await record(file);

async function record(file: string): Promise<void> {
  const answers = await ask(file);
  const text = readFileSync(storyPath(file), "utf8");
  const stories = readStories(file).map((story) => {
    const answer = answers.get(story.title);
    if (answer === undefined) return story;
    if (isComplete(story.expect)) report(file, story, answer);
    return { ...story, expect: complete(file, story.expect, answer) };
  });
  const written = introductionOf(text) + layOut(stories);
  if (written !== text) writeFileSync(storyPath(file), written);
}

async function ask(file: string): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const { document, flags, stories } of groupStories([file])) {
    let prism = await startRealPrism(document, flags);
    for (const { title, request } of stories) {
      try {
        answers.set(title, await send(prism.port, request));
      } catch (error) {
        console.log(`${file}: ${title}\n  no answer: ${error}`);
        await prism.close();
        prism = await startRealPrism(document, flags);
      }
    }
    await prism.close();
  }
  return answers;
}

function report(file: string, { title, expect }: Story, answer: Answer): void {
  const differences = differencesOf(expect, answer);
  if (differences.length > 0) console.log(`${file}: ${title}\n  ${differences.join("\n  ")}`);
}

function isComplete(expected: Partial<Expectation> | undefined): boolean {
  return expected?.status !== undefined;
}

function complete(
  file: string,
  expected: Partial<Expectation> | undefined,
  answer: Answer,
): Expectation {
  if (expected?.status !== undefined) return { ...expected, status: expected.status };
  const violations = violationsOf(answer);
  return {
    status: answer.status,
    headers: headersOf(file, answer),
    ...(Array.isArray(violations) && violations.length > 0
      ? { violations: shortViolations(violations) }
      : {}),
    ...(expected?.schema === undefined ? bodyOf(answer) : {}),
    ...expected,
  };
}

/** Only stories about CORS say its headers, the same in every other answer. */
function headersOf(file: string, { headers }: Answer): NonNullable<Expectation["headers"]> {
  const cors = file === "cors.yaml";
  return Object.fromEntries(
    Object.entries({ "content-type": null, ...headers }).flatMap(([name, value]) =>
      value === undefined ||
      LEFT_OUT.includes(name) ||
      (!cors && name.startsWith("access-control-"))
        ? []
        : [[name, value]],
    ),
  );
}

function bodyOf({ status, headers, body }: Answer): Partial<Expectation> {
  const isJson = body !== "" && /[/+]json\b/.test(String(headers["content-type"]));
  if (!isJson) return { text: body };
  const json = parse(body);
  const problem = shortProblem(json, status);
  return problem === undefined ? { json } : { problem };
}

/** The comment at the head of a file. */
function introductionOf(text: string): string {
  return /^(#.*\n)*/.exec(text)?.[0] ?? "";
}
