import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import {
  locustPrograms,
  masterCommand,
  workerCommand,
} from "../../../src/emit/loadtest/locustCommand.ts";
import { deniedBy } from "../../../src/loadtest/deniedBy.ts";

const FOLDER = join(import.meta.dirname, "../../../src/loadtest/locust");
const PLACE = { programs: "/opt/understudy", scripts: "/var/loadtest", script: "script.py" };

/** Locust itself needs 3.10. */
function hasPython(): boolean {
  try {
    const check = "import sys; sys.exit(sys.version_info < (3, 10))";
    execFileSync("python3", ["-c", check], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("every Python file goes into the pods", () => {
  const files = globSync("*.py", { cwd: FOLDER });
  expect(Object.keys(locustPrograms())).toEqual(files.map((file) => basename(file)).sort());
});

test.runIf(hasPython())("every Python file compiles", () => {
  const program =
    "import sys; [compile(open(path, 'rb').read(), path, 'exec') for path in sys.argv[1:]]";
  const files = Object.keys(locustPrograms()).map((name) => join(FOLDER, name));
  expect(() => execFileSync("python3", ["-c", program, ...files])).not.toThrow();
});

test("the master knows which hosts get no load, and the namespace that completes them", () => {
  const service = { name: "orders", namespace: "shop" };
  expect(masterCommand(PLACE, { deny: ["payments", "*.example.com"], service })).toEqual([
    ...masterCommand(PLACE),
    ...["--deny", "payments,*.example.com", "--deny-namespace", "shop"],
  ]);
});

test.runIf(hasPython())("they are those that deniedBy has", () => {
  const deny = [
    "payments",
    "ledger.bank",
    "*.prod.example.com",
    "*.vault",
    "10.1.2.3",
    "fraud.shop:8080",
    "::2",
  ];
  const service = { name: "orders", namespace: "shop" };
  const urls = [
    ...["http://payments", "payments:80", "http://payments.shop.svc", "http://payments.other"],
    ...["http://ledger.bank.svc.cluster.local:80/x", "ledger", "http://LEDGER.bank./"],
    ...["https://api.prod.example.com", "https://prod.example.com", "http://api.example.com"],
    ...[
      "http://key.vault",
      "http://key.vault.svc.cluster.local",
      "http://10.1.2.3",
      "http://10.1.2.4",
    ],
    ...["http://localhost:8089", "http://[::1]:80", "http://fraud.shop", "http://[::2]:80"],
  ];
  const program = `
import json, sys, types
sys.path.insert(0, sys.argv[1])
locust = types.ModuleType("locust.env")
locust.Environment = object
sys.modules["locust"], sys.modules["locust.env"] = types.ModuleType("locust"), locust
from understudy_deny import Deny
deny = Deny(sys.argv[2], "shop")
given = types.SimpleNamespace(host=None, user_classes=[])
def own(url):
    user = types.SimpleNamespace(host=url)
    return types.SimpleNamespace(host="http://localhost", user_classes=[user])
urls = json.loads(sys.argv[3])
found = [[bool(deny.reason(given, url)), bool(deny.reason(own(url), ""))] for url in urls]
print(json.dumps(found))
`;
  const args = ["-c", program, FOLDER, deny.join(","), JSON.stringify(urls)];
  const answer = JSON.parse(execFileSync("python3", args, { encoding: "utf8" }));
  const denied = urls.map((url) => deniedBy(url, { deny, service }) !== undefined);
  // As the run's host, and as that of a class in the script.
  expect(answer).toEqual(denied.map((isDenied) => [isDenied, isDenied]));
});

test("master and workers run the script as it is, and none of locust.conf's own modes", () => {
  expect(masterCommand(PLACE, { host: "http://orders.shop" }).join(" ")).toBe(
    "python3 /opt/understudy/start.py --scripts /var/loadtest --script script.py --stop-timeout 10 --exit-code-on-error 0 --headful --master --enable-rebalancing --host http://orders.shop",
  );
  expect(workerCommand(PLACE, "locust-master.loadtest").join(" ")).toBe(
    "python3 /opt/understudy/start.py --scripts /var/loadtest --script script.py --stop-timeout 10 --exit-code-on-error 0 --headful --worker --master-host locust-master.loadtest",
  );
});
