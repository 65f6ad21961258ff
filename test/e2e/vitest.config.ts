import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "./test/outcomeReporter.ts"],
    include: ["test/e2e/**/*.test.ts", "test/mesh/**/*.test.ts"],
    globalSetup: "test/e2e/setup.ts",
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
