import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian and most other distributions put it; CHROMIUM names another place. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Whether there is a browser to test with. Where there is none, one line says so. */
export function hasChromium(): boolean {
  if (existsSync(executablePath)) return true;
  console.log(
    `Skipped the tests in a browser: there is no ${executablePath}. Get it with "apt-get install chromium", or name yours in CHROMIUM.`,
  );
  return false;
}

/** Without what a browser does on its own account: first of all, to ask its maker's servers. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
