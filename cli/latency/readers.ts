import { parseDuration } from "../../src/latency/duration.ts";
import { parseWindow } from "../../src/pull/pullWindow.ts";
import type { StatusFilter } from "../../src/sources/source.ts";
import type { Reader } from "../command/option.ts";

export const timeout: Reader<number> = {
  expected: 'a duration above zero such as "10s"',
  read: (text) => parseDuration(text) || undefined,
};

export const subtracted: Reader<number | "measured"> = {
  expected: 'a duration above zero such as "2ms", or "measured"',
  read: (text) => (text === "measured" ? text : parseDuration(text) || undefined),
};

export const window: Reader<{ ms: number; text: string }> = {
  expected: 'a duration such as "7d", "12h" or "30m"',
  read(text) {
    const ms = parseWindow(text);
    return ms === undefined ? undefined : { ms, text };
  },
};

/** Reads a share such as `20%`. */
export const share: Reader<number> = {
  expected: 'a share such as "20%"',
  read(text) {
    const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
    return percent === undefined ? undefined : Number(percent) / 100;
  },
};

/** Reads status codes and classes: `2xx,3xx`, `200,404`. */
export const statuses: Reader<StatusFilter> = {
  expected: 'status codes or classes such as "2xx,3xx" or "200,201"',
  read(text) {
    const words = text.split(",");
    if (!words.every((word) => /^[1-5](?:\d\d|xx)$/i.test(word))) return undefined;
    const accepted = new Set(words.map((word) => word.toLowerCase()));
    return {
      text,
      accepts: (status) =>
        accepted.has(String(status)) || accepted.has(`${Math.floor(status / 100)}xx`),
    };
  },
};

/** Reads hours of the day such as `10-22`. */
export const hours: Reader<{ from: number; to: number }> = {
  expected: 'hours of the day such as "10-22"',
  read(text) {
    const [, first, last] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
    const [from, to] = [Number(first), Number(last)];
    return from <= 23 && to <= 24 && from !== to ? { from, to } : undefined;
  },
};

export const zone: Reader<string> = {
  expected: 'a time zone such as "Asia/Tokyo"',
  read(text) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: text });
      return text;
    } catch {
      return undefined;
    }
  },
};
