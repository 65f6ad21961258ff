import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** Adds a line to the file `UNDERSTUDY_SKIPPED` for each test that is skipped, with the reason if the test names one. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env.UNDERSTUDY_SKIPPED;
    if (file === undefined) return;
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const result = test.result();
        const reason = result.state === "skipped" && result.note ? ` (${result.note})` : "";
        appendFileSync(file, `${module.relativeModuleId}: ${test.fullName}${reason}\n`);
      }
    }
  }
}
