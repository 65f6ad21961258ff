#!/usr/bin/env node
// Plain JavaScript in old syntax: a Node that cannot run TypeScript must be able to report that.
if (process.features.typescript) {
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error(
    `understudy: expected Node 22.18 or later, which runs TypeScript as it is, received Node ${process.versions.node}.\n` +
      '  Run "npm run understudy -- <command>", which takes the Node that npm ci installs.',
  );
  process.exitCode = 1;
}
