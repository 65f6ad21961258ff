import type { Event } from "kubernetes-types/core/v1.d.ts";
import type { Place } from "../cluster/place.ts";
import { readList } from "../cluster/read.ts";

/** Collects events of the load test's objects: the cluster forgets them after an hour. */
export interface PodEvents {
  look(): Promise<void>;
  /** Returns them as text, a line each, in order. */
  text(): string;
}

export function podEvents(place: Place): PodEvents {
  const { namespace, master, worker, reporter } = place.file.names;
  const own = [master, worker, reporter];
  const found = new Map<string, Event>();
  return {
    async look() {
      const events = await readList<Event>(place, `/api/v1/namespaces/${namespace}/events`);
      for (const event of events) {
        const name = event.involvedObject.name ?? "";
        const isOwn = own.some((one) => name === one || name.startsWith(`${one}-`));
        if (isOwn) found.set(event.metadata.uid ?? "", event);
      }
    },
    text() {
      const lines = [...found.values()].map(
        ({ type, reason, message, involvedObject: { kind, name }, count = 1, ...event }) => {
          const time = event.lastTimestamp ?? event.eventTime ?? "";
          const times = count > 1 ? ` (${count} times)` : "";
          return `${time} ${type} ${kind} ${name} ${reason}: ${message?.trim()}${times}\n`;
        },
      );
      return lines.sort().join("");
    },
  };
}
