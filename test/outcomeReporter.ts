import { appendFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Adds to the file `UNDERSTUDY_SKIPPED` a line for each test that is skipped, with the reason if the test names one, and to
 * the file `UNDERSTUDY_FAILED` each test, suite and module that fails, with its errors.
 */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    for (const module of modules) {
      const { children, relativeModuleId } = module;
      for (const test of children.allTests("skipped")) {
        const result = test.result();
        const reason = result.state === "skipped" && result.note ? ` (${result.note})` : "";
        add(process.env.UNDERSTUDY_SKIPPED, `${relativeModuleId}: ${test.fullName}${reason}`);
      }
      addFailure(relativeModuleId, module.errors());
      for (const suite of children.allSuites()) {
        addFailure(`${relativeModuleId}: ${suite.fullName}`, suite.errors());
      }
      for (const test of children.allTests("failed")) {
        addFailure(`${relativeModuleId}: ${test.fullName}`, test.result().errors ?? []);
      }
    }
    addFailure("outside of the tests", unhandled);
  }
}

/** The start of a message says what went wrong; what follows may be a page of output. */
const MOST_LINES = 40;

function addFailure(where: string, errors: readonly Pick<SerializedError, "message" | "stack">[]) {
  for (const { message, stack } of errors) {
    const place = stack?.split("\n").find((line) => /\/test\//.test(line));
    const lines = `${message}`.split("\n").slice(0, MOST_LINES);
    add(process.env.UNDERSTUDY_FAILED, [where, ...lines, place ?? ""].join("\n    "));
  }
}

function add(file: string | undefined, text: string): void {
  if (file !== undefined) appendFileSync(file, `${text}\n`);
}
