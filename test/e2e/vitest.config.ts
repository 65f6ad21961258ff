import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "./test/outcomeReporter.ts"],
    include: ["test/e2e/**/*.test.ts", "test/mesh/**/*.test.ts"],
    globalSetup: "test/e2e/setup.ts",
    fileParallelism: false,
    // The longest test takes a minute and a half alone, and twice as long beside three other lanes on two processors.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // What is waited for is there in seconds; the limit only ends a test that has failed.
    expect: { poll: { timeout: 240_000 } },
  },
});
