import { asked } from "../../src/controller/loop/asked.ts";
import { liveWorld } from "../../src/controller/loop/liveWorld.ts";
import { planRound } from "../../src/controller/round.ts";
import { explain } from "../../src/explain/explain.ts";
import { NO_FORGE } from "../../src/explain/noForge.ts";
import { readSeen } from "../../src/explain/readSeen.ts";
import { knownKeys, subjectsOf } from "../../src/explain/subjects.ts";
import { didYouMean, type Problem, received, UserError } from "../../src/problem.ts";
import { Registries } from "../../src/registry/registries.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { routeKey } from "../routeReaders.ts";
import { connectTo } from "./connectTo.ts";
import { explanationText } from "./explainText.ts";
import { forgeOf } from "./forgeOf.ts";
import { FROM, ROUND_OPTIONS } from "./roundOptions.ts";

const options = {
  from: { ...FROM, description: `${FROM.description}; without it, no pull request is looked at` },
  ...ROUND_OPTIONS,
  json: { type: "boolean", description: "Print one JSON object instead of texts" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Says of each copy that has a route key, or would get it, whether requests with the key reach it, and if not, which
    step is missing: namespace, annotations, pull request, image, objects, pods, endpoints, route. It knows the copies of
    "preview reconcile" and the previews of stacks, and changes nothing.

    The exit code is 0 if requests with the key reach all of these copies, and 1 if not.`,
  options,
  positionals: { usage: "<key>" },
  examples: [
    "understudy preview explain pr-12",
    "understudy preview explain pr-12 --from github --json",
  ],
  run: explainKey,
});

async function explainKey(values: Values<typeof options>, positionals: string[]): Promise<number> {
  const key = keyIn(positionals);
  const forge = values.from === undefined ? NO_FORGE : forgeOf(values.from)();
  const kubeConfig = await connectTo(values.context);
  const registries = new Registries({ now: Date.now, env: process.env });
  const around = { forge, registries, namespaces: values.namespaces };
  const world = liveWorld(kubeConfig, around);
  const limits = { all: values.limit, namespace: values["namespace-limit"] };
  const { known, ...plan } = await asked(() => planRound(world, { limits, confirmDeletes: false }));
  const subjects = subjectsOf(key, known);
  if (subjects.length === 0) throw new UserError([unknownKey(key, knownKeys(known))]);
  const namespaces = [...new Set(subjects.map(({ namespace }) => namespace))];
  const seen = await asked(() => readSeen(kubeConfig, key, namespaces));
  const copies = subjects.map((subject) => explain(subject, { key, known, plan, seen }));
  const isReached = copies.every((copy) => copy.isReached);
  if (values.json) console.log(JSON.stringify({ key, isReached, copies }));
  else console.log(explanationText(key, copies));
  return isReached ? 0 : 1;
}

function keyIn(positionals: readonly string[]): string {
  const [text, ...surplus] = positionals;
  const key = text === undefined ? undefined : routeKey.read(text);
  if (key !== undefined && surplus.length === 0) return key;
  const given = positionals.length > 1 ? positionals.join(" ") : text;
  const what = `expected ${routeKey.expected}, received ${received(given)}`;
  throw new UsageError([{ where: "<key>", what }]);
}

function unknownKey(key: string, keys: readonly string[]): Problem {
  const known = keys.length === 0 ? "No copy has a key." : `Copies have ${keys.join(", ")}.`;
  return {
    where: key,
    what: "no copy has this key, and no Deployment's annotations give it to a pull request",
    fix: didYouMean(key, keys) ?? known,
  };
}
