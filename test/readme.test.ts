import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { endAll, run } from "./cli/process.ts";

afterEach(endAll);

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = readFileSync(join(ROOT, "README.md"), "utf8");
/** Other tests have the commands of the package (test/package) and of this project's own work. */
const STORY = README.replace(/^## As a dependency\n.*?^## The five jobs/ms, "").replace(
  /^## Working on it.*/ms,
  "",
);
const COMMANDS = [...STORY.matchAll(/^ {4}((?:npm|npx|curl) .*?)(?: +#.*)?$/gm)].map(
  ([, command = ""]) => command,
);

const SERVE = "npm start";
const ROUTE = "npm start -- --stack routing --router";
const ROUTE_TO_OWN = `${ROUTE} --to catalog.shop@pr-12=http://localhost:3000`;
const RENDER = "npm run render -- --stack stg --out manifests/";
const VERIFY =
  'npm run understudy -- verify --service users --route "GET /users/me/addresses" --route "PATCH /users/me" --rate 200/s';
const ENDING = [
  "npm run understudy -- config check --stack stg",
  "npm run understudy -- preview create --stack routing --key pr-34 --service catalog --namespace shop --image registry.example.com/catalog:pr-34",
  "npm run understudy -- latency pull --from access-log --file examples/production/users.log.gz --service users",
] as const;

/** Status and destination of each request, in the README's order. */
const SERVED = [200, 200, 404];
const ROUTED = [200, 200, 401];

it("has commands that are run here, and others that need a cluster, the network or minutes", () => {
  const isRun = new Set<string>([SERVE, ROUTE, ROUTE_TO_OWN, RENDER, ...ENDING]);
  expect(COMMANDS.filter((command) => !isRun.has(command) && !command.startsWith("curl "))).toEqual(
    [
      "npm ci",
      VERIFY,
      "npx pulumi login --local",
      "npx pulumi stack init stg",
      "npm run preview -- --stack stg",
      "npm run up -- --stack stg",
      "npm run destroy -- --stack stg",
      "npm run up -- --stack routing",
      "npm run understudy -- preview reconcile --from github --dry-run",
      "npm run understudy -- intercept payments --port 8080 --key ann -n shop -- go run main.go",
    ],
  );
  expect([...isRun].filter((command) => !COMMANDS.includes(command))).toEqual([]);
});

it("names scripts that are there", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const named = [...README.matchAll(/npm run ([\w:]+)/g)].map(([, script = ""]) => script);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

it("prints the table of the mocks that `npm start` serves, and requests that they answer", async () => {
  const [, table = ""] = /((?:^ {6}.*\n)+)/m.exec(README) ?? [];
  const start = run(ROOT, ...argumentsOf(SERVE), "--port", "0");
  await start.prints(/Ctrl-C stops\.\n/);
  expect(withoutPorts(start.stdout)).toContain(withoutPorts(table));
  const ports = [...start.stdout.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port = ""]) => port);
  const answers = requestsAfter(SERVE).map((curl) =>
    send(curl.replace(/:401(\d)/, (_, digit) => `:${ports[Number(digit)]}`)),
  );
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(SERVED);
});

it("tells the story of a preview, whose requests go where it says", async () => {
  const start = run(ROOT, ...argumentsOf(ROUTE), "--port", "0", "--router-port", "0");
  const [, port = ""] = await start.prints(/The router at \S+:(\d+) sends/);
  await start.prints(/Ctrl-C stops\.\n/);
  const answers = await Promise.all(
    requestsAfter(ROUTE).map((curl) => send(curl.replace(":4000", `:${port}`))),
  );
  const said = README.matchAll(/^ {4}x-understudy-destination: (.*)$/gm);
  expect(answers).toEqual(
    [...said].map(([, destination], i) => ({ status: ROUTED[i], destination })),
  );
});

it("puts a process of the reader's own in the preview's place", async () => {
  const start = run(ROOT, ...argumentsOf(ROUTE_TO_OWN), "--port", "0", "--router-port", "0");
  await start.prints(/Ctrl-C stops\.\n/);
  expect(start.stdout).toMatch(
    /catalog\.shop +pr-12 others +catalog-pr-12\.shop +http:\/\/localhost:3000\n/,
  );
});

it.each([
  [ENDING[0], [], /^Pulumi\.stg\.yaml: 3 services, 70 routes: ok\n$/],
  [ENDING[1], ["--dry-run"], /pulumi up --stack preview-pr-34\npulumi up --stack routing\n$/],
  [ENDING[2], [], /^users: 6 of 22 routes measured, /],
])("%s ends well", async (command, more, printed) => {
  const ending = run(ROOT, ...argumentsOf(command), ...more);
  expect(await ending.ended).toBe(0);
  expect(ending.stdout).toMatch(printed);
});

it("has the objects of a stack written as files", async () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const render = run(ROOT, ...argumentsOf(RENDER.replace("manifests/", folder)));
  expect(await render.ended).toBe(0);
  expect(existsSync(join(folder, "shop-prism-mock/service-payments-prism-mock.yaml"))).toBe(true);
});

/** What npm's script hands to `cli/understudy.js`. */
function argumentsOf(command: string): string[] {
  const words = command.replace(/^npm (run )?(understudy -- )?/, "").split(" ");
  return words.filter((word) => word !== "--");
}

/** The requests that the README shows behind a command, up to the next one. */
function requestsAfter(command: string): string[] {
  const behind = COMMANDS.slice(COMMANDS.indexOf(command) + 1);
  const end = behind.findIndex((other) => !other.startsWith("curl "));
  return behind.slice(0, end);
}

async function send(curl: string): Promise<{ status: number; destination?: string }> {
  const lines = [...curl.matchAll(/-H '([^:]+): ([^']*)'/g)];
  const headers = Object.fromEntries(lines.map(([, name, value]) => [name, value]));
  const [, method = "GET"] = /-X (\w+)/.exec(curl) ?? [];
  const [url = ""] = /http\S+$/.exec(curl) ?? [];
  const sent = request(url, { method, headers }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  const destination = answer.headers["x-understudy-destination"];
  return {
    status: answer.statusCode ?? 0,
    ...(typeof destination === "string" && { destination }),
  };
}

function withoutPorts(text: string): string {
  return text.replace(/:\d+/g, ":port").replace(/ +/g, " ");
}
