import { createServer } from "node:http";
import { json } from "node:stream/consumers";

const server = createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/api/serviceB") {
    response.writeHead(404).end();
    return;
  }
  const { message } = await json(request);
  response.setHeader("content-type", "application/json").end(`${JSON.stringify({ message })}\n`);
});
server.listen(5100);

process.on("SIGTERM", () => process.exit());
