/**
 * A program for a pod: a stand-in for the reporter of a load test. A run is on from `POST /start` until `POST /stop`, or for
 * the run time that was asked for; with a single user, `POST /stop` does not end it.
 */
export const REPORTER = `
  const { json } = require("node:stream/consumers");
  let run;
  let kept;
  let timer;
  const end = (reason) => {
    clearTimeout(timer);
    const verdict = { result: "passed", invalid: [], checks: [] };
    if (run) kept = { ...run, end: reason, ended: new Date().toISOString(), verdict };
    run = undefined;
  };
  require("node:http").createServer(async (request, response) => {
    const send = (status, body) => response.writeHead(status).end(JSON.stringify(body));
    const call = request.method + " " + request.url;
    if (call === "GET /status") return send(200, { format: 1, run, removal: 0 });
    if (call === "GET /runs") return send(200, [run, kept].filter(Boolean));
    if (call === "POST /start") {
      const { users, runTimeSeconds, by, startedBy } = await json(request);
      const started = new Date().toISOString();
      const id = started.slice(0, 19).replaceAll(":", "-") + "Z";
      run = { format: 1, id, loadTest: "loadtest", stack: "e2e", by, startedBy, started, end: "running", users: { asked: users, most: users } };
      timer = setTimeout(end, runTimeSeconds * 1000, "finished");
      return send(200, { id });
    }
    if (call === "POST /stop") {
      if (!run) return send(409, { message: "no run is on" });
      if (run.users.asked > 1) end("stopped");
      return response.writeHead(204).end();
    }
    const record = [run, kept].find((one) => one && request.url.startsWith("/runs/" + one.id));
    if (!record) return send(404, { message: "there is no " + request.url });
    if (request.url.endsWith("/run.json")) return send(200, record);
    send(200, { id: record.id, place: "here", files: [{ path: "run.json", bytes: 1 }] });
  }).listen(8091);
  process.on("SIGTERM", () => process.exit());`;
