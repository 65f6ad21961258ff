import { setTimeout } from "node:timers/promises";
import type { Client } from "./client.ts";
import { kindOf, type Outcome, type Question } from "./question.ts";
import type { NotAsked, Questions } from "./questions.ts";

/** A fault may hide the answer that says whether a route can be asked. */
const ATTEMPTS = 4;

/**
 * Asks each route once, at the given rate: a route that refuses the request is left out, and the others have their
 * connections, so that none of the measured requests opens the first one.
 */
export async function tryAll(
  questions: readonly Question[],
  client: Client,
  rate: number,
): Promise<Questions> {
  const tried = await Promise.all(
    questions.map(async (question, i) => {
      await setTimeout((i / rate) * 1000);
      return { question, reason: await whyRefused(question, client) };
    }),
  );
  return {
    questions: tried.flatMap(({ question, reason }) => (reason === undefined ? [question] : [])),
    notAsked: tried.flatMap(({ question, reason }): NotAsked[] => {
      const { service, key, profile } = question;
      return reason === undefined ? [] : [{ service, key, profile, reason }];
    }),
  };
}

async function whyRefused(question: Question, client: Client): Promise<string | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { outcome, body } = await answerOf(question, client);
    const { status } = outcome;
    if (kindOf(question, outcome) === "fault") continue;
    const isRefused = typeof status === "number" && status >= 400 && status < 500;
    if (!isRefused || question.refuses) return undefined;
    return `a request made from its document is answered with ${status}${detailOf(body)}`;
  }
  return undefined;
}

function answerOf(question: Question, client: Client): Promise<{ outcome: Outcome; body: string }> {
  return new Promise((resolve) => {
    client.ask(question, (outcome, _now, body) => resolve({ outcome, body }));
  });
}

/** Returns what a problem (RFC 9457) says. */
function detailOf(body: string): string {
  try {
    const { detail, title }: { detail?: unknown; title?: unknown } = JSON.parse(body);
    const text = [detail, title].find((found) => typeof found === "string");
    return text === undefined ? "" : `: ${String(text).replace(/\.$/, "")}`;
  } catch {
    return "";
  }
}
