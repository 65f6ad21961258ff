import type { Decision, Exchange } from "./exchange.ts";
import type { Answer } from "./http/answer.ts";
import { type Sending, writeHead } from "./http/send.ts";

/** Items that are due in less than this many milliseconds are sent together. */
const GRAIN = 1;

/** Sends the items of an answer: the first one at once, and each other one after a delay of the route. */
export function sendItems(
  { timetable, request, response }: Exchange,
  answer: Answer,
  sending: Sending,
  { pause }: Decision,
): void {
  const items = answer.items ?? [];
  let sent = 0;
  let due = timetable.now();
  let cancel = () => {};
  const sendDue = () => {
    while (sent < items.length && due - timetable.now() < GRAIN) {
      response.write(items[sent++]);
      if (sent < items.length) due += pause();
    }
    if (sent === items.length) response.end();
    else cancel = timetable.at(due, sendDue);
  };
  writeHead(request, response, answer, sending);
  response.once("close", () => cancel());
  sendDue();
}
