import { afterEach, describe, expect, it } from "vitest";

import { endAll, run } from "./process.ts";
import { documentOf, folderOf, replace } from "./project.ts";

afterEach(endAll);

const documents = {
  "payments.yaml": documentOf(["/payments"]),
  "users.yaml": documentOf(["/users"]),
};

describe("serve", () => {
  it("serves a document with the flags of prism mock, and follows edits", async () => {
    const folder = folderOf(documents);
    const serve = run(
      folder,
      "serve",
      "users.yaml",
      "-p",
      "0",
      "-h",
      "127.0.0.1",
      "--cors",
      "false",
    );
    const [, url] = await serve.prints(/users: 1 routes at (\S+)\n/);
    const response = await fetch(`${url}/users`);
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
      200,
      null,
    ]);
    replace(folder, "users.yaml", documentOf(["/users", "/groups"]));
    await serve.prints(/Reloaded\.\n/);
    expect((await fetch(`${url}/groups`)).status).toBe(200);
    serve.signal("SIGTERM");
    expect(await serve.ended).toBe(0);
  });

  it("serves several documents at one port, with several workers", async () => {
    const args = ["/pay=payments.yaml", "localhost/u=users.yaml", "--workers", "2", "--port", "0"];
    const serve = run(folderOf(documents), "serve", ...args);
    const [, payments] = await serve.prints(
      /payments: 1 routes at (http:\/\/127\.0\.0\.1:\d+\/pay)\n/,
    );
    const [, users] = await serve.prints(/users: 1 routes at (http:\/\/localhost:\d+\/u)\n/);
    expect((await fetch(`${payments}/payments`)).status).toBe(200);
    expect((await fetch(`${users}/users`)).status).toBe(200);
    serve.signal("SIGTERM");
    expect(await serve.ended).toBe(0);
  });

  it.each([["--log"], ["-v", "debug"], ["-v", "info"]])(
    "logs requests with %s %s",
    async (...flags) => {
      const serve = run(folderOf(documents), "serve", "users.yaml", "--port", "0", ...flags);
      const [, url] = await serve.prints(/users: 1 routes at (\S+)\n/);
      await fetch(`${url}/users`);
      await serve.prints(/^\S+Z GET \/users 200 [\d.]+ms route="GET \/users" delay=0ms\n/m);
      serve.signal("SIGTERM");
      expect(await serve.ended).toBe(0);
    },
  );

  it("logs nothing by default", async () => {
    const serve = run(folderOf(documents), "serve", "users.yaml", "--port", "0");
    const [, url] = await serve.prints(/users: 1 routes at (\S+)\n/);
    await fetch(`${url}/users`);
    serve.signal("SIGTERM");
    expect(await serve.ended).toBe(0);
    expect(serve.stdout + serve.stderr).not.toContain("GET /users");
  });

  it.each([
    [["none.yaml", "--workers", "2"], 1, "none.yaml: there is no such file."],
    [["users.yaml", "--dynamyc"], 2, 'Did you mean "--dynamic"?'],
    [["users.yaml", "-p", "x"], 2, '--port: expected a number from 0 to 65535, received "x".'],
    [["users.yaml", "-v", "loud"], 2, "--verboseLevel: expected one of trace, "],
    [[], 2, "serve: expected a document, received nothing."],
  ])("%j is refused", async (args, code, words) => {
    const serve = run(folderOf(documents), "serve", ...args);
    expect(await serve.ended).toBe(code);
    expect(serve.stderr).toContain(words);
  });
});
