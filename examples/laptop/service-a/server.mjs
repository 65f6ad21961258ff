import { createServer } from "node:http";
import { json } from "node:stream/consumers";

// ENV is of a ConfigMap, GREETING of a Secret.
const { ENV, GREETING, PORT = "5050" } = process.env;
const SERVICE_B = "http://service-b:5100/api/serviceB";

/** Asks service B for the reply to a message, by its name in the cluster. */
async function replyTo(message) {
  const body = JSON.stringify({ message });
  const answer = await fetch(SERVICE_B, { method: "POST", body });
  return (await answer.json()).message;
}

const server = createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/api/serviceA") {
    response.writeHead(404).end();
    return;
  }
  try {
    const { message } = await json(request);
    const reply = await replyTo(message);
    const answer = { env: ENV, message: `${GREETING} ${reply}` };
    response.setHeader("content-type", "application/json").end(`${JSON.stringify(answer)}\n`);
  } catch (error) {
    response.writeHead(502).end(`${error.message}\n`);
  }
});
server.listen(Number(PORT));

// As the first process of a container, Node ends by no signal on its own.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit());
