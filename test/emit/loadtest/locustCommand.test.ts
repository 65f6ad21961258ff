import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import {
  locustPrograms,
  masterCommand,
  workerCommand,
} from "../../../src/emit/loadtest/locustCommand.ts";

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

test("master and workers run the script as it is, and none of locust.conf's own modes", () => {
  expect(masterCommand(PLACE, "http://orders.shop").join(" ")).toBe(
    "python3 /opt/understudy/start.py --scripts /var/loadtest --script script.py --stop-timeout 10 --exit-code-on-error 0 --headful --master --enable-rebalancing --host http://orders.shop",
  );
  expect(workerCommand(PLACE, "locust-master.loadtest").join(" ")).toBe(
    "python3 /opt/understudy/start.py --scripts /var/loadtest --script script.py --stop-timeout 10 --exit-code-on-error 0 --headful --worker --master-host locust-master.loadtest",
  );
});
